//! What keys mean.

use console::Key;

use crate::cli::live::reason::Edit;

/// What somebody who watches wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Judge and close the attempt.
    Finish,
    /// Judge, and write nothing.
    Check,
    /// Close the attempt as failed.
    Fail,
    /// See the packet.
    Open,
    /// Go on later.
    Pause,
    /// See what the keys do.
    Help,
    /// Show all lines, or leave out what needs nothing.
    All,
    /// Draw anew.
    Redraw,
    /// Stop this process, to be continued.
    Suspend,
    /// Scroll by so many lines.
    Scroll(isize),
    /// Scroll by so many windows.
    Page(isize),
    /// Scroll to the beginning.
    Top,
    /// Scroll to the end.
    Bottom,
}

/// What a key does to a line that is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// It changes the line.
    Edit(Edit),
    /// The line is whole.
    Enter,
    /// Never mind.
    Escape,
    /// Stop this process, to be continued.
    Suspend,
    /// Nothing.
    Nothing,
}

/// Whether the key interrupts, whatever goes on. The end of input is taken for it: it is never consent.
pub fn interrupts(key: &Key) -> bool {
    matches!(key, Key::CtrlC | Key::Char('\u{3}' | '\u{4}'))
}

/// What a key means to somebody who watches; `None` for the many keys that mean nothing.
pub fn wish(key: &Key) -> Option<Wish> {
    Some(match key {
        Key::Char('f') => Wish::Finish,
        Key::Char('c') => Wish::Check,
        Key::Char('x') => Wish::Fail,
        Key::Char('o') => Wish::Open,
        Key::Char('p' | 'q') => Wish::Pause,
        Key::Char('?' | 'h') => Wish::Help,
        Key::Char('a') => Wish::All,
        Key::Char('\u{c}') => Wish::Redraw,
        Key::Char('\u{1a}') => Wish::Suspend,
        Key::ArrowDown | Key::Char('j') => Wish::Scroll(1),
        Key::ArrowUp | Key::Char('k') => Wish::Scroll(-1),
        Key::PageDown | Key::Char(' ') => Wish::Page(1),
        Key::PageUp => Wish::Page(-1),
        Key::Home => Wish::Top,
        Key::End => Wish::Bottom,
        _ => return None,
    })
}

/// What a key does to a line that is typed.
pub fn typed(key: &Key) -> Typed {
    Typed::Edit(match key {
        Key::Enter => return Typed::Enter,
        Key::Escape => return Typed::Escape,
        Key::Char('\u{1a}') => return Typed::Suspend,
        Key::Backspace => Edit::Backspace,
        Key::Del => Edit::Delete,
        Key::ArrowLeft => Edit::Left,
        Key::ArrowRight => Edit::Right,
        Key::Home => Edit::Home,
        Key::End => Edit::End,
        Key::Char('\u{17}') => Edit::DeleteWord,
        Key::Char('\u{15}') => Edit::DeleteToStart,
        Key::Char(c) if !c.is_control() => Edit::Insert(*c),
        _ => return Typed::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_decide_are_plain_letters_and_nothing_else_is() {
        assert_eq!(wish(&Key::Char('f')), Some(Wish::Finish));
        assert_eq!(wish(&Key::Char('x')), Some(Wish::Fail));
        assert_eq!(wish(&Key::Char('q')), Some(Wish::Pause));
        for key in [Key::Enter, Key::Escape, Key::Tab, Key::Char('F'), Key::Char('\n'), Key::Unknown] {
            assert_eq!(wish(&key), None, "{key:?}");
        }
    }

    #[test]
    fn the_end_of_input_interrupts() {
        assert!(interrupts(&Key::CtrlC));
        assert!(interrupts(&Key::Char('\u{4}')));
        assert!(!interrupts(&Key::Char('f')));
    }

    #[test]
    fn while_a_line_is_typed_letters_are_letters() {
        assert_eq!(typed(&Key::Char('f')), Typed::Edit(Edit::Insert('f')));
        assert_eq!(typed(&Key::Char('é')), Typed::Edit(Edit::Insert('é')));
        assert_eq!(typed(&Key::Enter), Typed::Enter);
        assert_eq!(typed(&Key::UnknownEscSeq(vec!['[', '2'])), Typed::Nothing);
    }
}
