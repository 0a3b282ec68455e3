//! A line editor for a reason.

use crate::cli::live::text::columns;
use crate::model::path::is_treacherous;

/// What can be typed, in bytes: what a record takes.
const MOST: usize = 2000;

/// A line being typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    text: Vec<char>,
    /// Before which character the next one goes.
    at: usize,
}

/// A change of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edit {
    /// This character goes in.
    Insert(char),
    /// The character before goes out.
    Backspace,
    /// The character behind goes out.
    Delete,
    /// The word before goes out.
    DeleteWord,
    /// Everything before goes out.
    DeleteToStart,
    /// One to the left.
    Left,
    /// One to the right.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
}

impl Line {
    /// What was typed.
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// Changes the line. Control characters do not enter it, and nothing beyond what a record takes.
    pub fn edit(&mut self, edit: Edit) {
        match edit {
            Edit::Insert(c) => {
                if !is_treacherous(c) && self.text().len() + c.len_utf8() <= MOST {
                    self.text.insert(self.at, c);
                    self.at += 1;
                }
            }
            Edit::Backspace => self.cut_from(self.at.saturating_sub(1)),
            Edit::Delete => {
                if self.at < self.text.len() {
                    self.text.remove(self.at);
                }
            }
            Edit::DeleteWord => {
                let before = &self.text[..self.at];
                let word = before.iter().rposition(|c| !c.is_whitespace()).unwrap_or(0);
                let gap = before[..word].iter().rposition(|c| c.is_whitespace());
                self.cut_from(gap.map_or(0, |gap| gap + 1));
            }
            Edit::DeleteToStart => self.cut_from(0),
            Edit::Left => self.at = self.at.saturating_sub(1),
            Edit::Right => self.at = (self.at + 1).min(self.text.len()),
            Edit::Home => self.at = 0,
            Edit::End => self.at = self.text.len(),
        }
    }

    fn cut_from(&mut self, from: usize) {
        self.text.drain(from..self.at);
        self.at = from;
    }

    /// The part around the cursor that fits into `width` columns, and the cursor's column in it.
    pub fn window(&self, width: usize) -> (String, usize) {
        let wide = |from: usize, to: usize| columns(&self.text[from..to].iter().collect::<String>());
        let mut from = 0;
        while wide(from, self.at) + 1 > width.max(1) {
            from += 1;
        }
        let mut to = self.at;
        while to < self.text.len() && wide(from, to + 1) < width {
            to += 1;
        }
        (self.text[from..to].iter().collect(), wide(from, self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, edits: &[Edit]) -> Line {
        let mut line = Line::default();
        text.chars().for_each(|c| line.edit(Edit::Insert(c)));
        edits.iter().for_each(|edit| line.edit(*edit));
        line
    }

    #[test]
    fn a_line_is_edited_in_its_middle() {
        let mut middle = line("no sources", &[Edit::Home, Edit::Right, Edit::Right, Edit::Delete]);
        middle.edit(Edit::Insert('-'));
        assert_eq!(middle.text(), "no-sources");
        assert_eq!(line("one two  ", &[Edit::DeleteWord]).text(), "one ");
        assert_eq!(line("one two", &[Edit::Left, Edit::DeleteToStart]).text(), "o");
        assert_eq!(line("ab", &[Edit::Backspace, Edit::Backspace, Edit::Backspace]).text(), "");
        assert_eq!(line("ab", &[Edit::Delete, Edit::Right, Edit::End, Edit::DeleteWord]).text(), "");
    }

    #[test]
    fn control_characters_and_endless_texts_do_not_enter() {
        assert_eq!(line("a\x1b[2J\u{202e}b\n", &[]).text(), "a[2Jb");
        assert_eq!(line(&"ä".repeat(2000), &[]).text().len(), 2000);
    }

    #[test]
    fn the_cursor_is_always_in_the_window() {
        let long = line("0123456789", &[]);
        assert_eq!(long.window(5), ("6789".to_owned(), 4));
        assert_eq!(line("0123456789", &[Edit::Home]).window(5), ("0123".to_owned(), 0));
        assert_eq!(line("漢字漢字", &[]).window(5), ("漢字".to_owned(), 4));
        assert_eq!(line("ab", &[]).window(0), (String::new(), 0));
        assert_eq!(line("", &[]).window(9), (String::new(), 0));
    }
}
