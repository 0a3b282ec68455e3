//! The only place that prints: colours are put in and everything treacherous is escaped here.

use std::borrow::Cow;
use std::io::{ErrorKind, Write};

use crate::cli::exit::Exit;
use crate::model::path::is_treacherous;
use crate::store::sys::streams::stdout_was_closed;

/// Marks in a text that become colours on a terminal and nothing elsewhere. They are private-use characters: should
/// an artifact contain one, all it can do is be coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It is well.
    Good,
    /// It is not well.
    Bad,
    /// It wants attention.
    Warn,
    /// Names and headings.
    Strong,
    /// What matters less.
    Faint,
}

const MARKS: [(Tone, char, &str); 5] = [
    (Tone::Good, '\u{F8E0}', "\x1b[32m"),
    (Tone::Bad, '\u{F8E1}', "\x1b[31m"),
    (Tone::Warn, '\u{F8E2}', "\x1b[33m"),
    (Tone::Strong, '\u{F8E3}', "\x1b[1m"),
    (Tone::Faint, '\u{F8E4}', "\x1b[2m"),
];
const END: char = '\u{F8E5}';

impl Tone {
    /// `text` in this tone.
    pub fn paint(self, text: impl std::fmt::Display) -> String {
        let mark = MARKS.iter().find(|(tone, ..)| *tone == self).map_or(END, |(_, mark, _)| *mark);
        format!("{mark}{text}{END}")
    }
}

/// `text` as it may be shown: marks become colours or vanish, control characters and bidirectional controls are
/// escaped; line ends and tabs stay.
pub fn shown(text: &str, colour: bool) -> Cow<'_, str> {
    if first_odd(text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    // Long lists are plain text almost everywhere: whole pieces are copied.
    while let Some(at) = first_odd(rest.as_bytes()) {
        out.push_str(&rest[..at]);
        let c = rest[at..].chars().next().unwrap_or(' ');
        push_shown(&mut out, c, colour);
        rest = &rest[at + c.len_utf8()..];
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Where the first byte lies that is not plain. Looked for in pieces, which the machine compares at once.
fn first_odd(bytes: &[u8]) -> Option<usize> {
    let piece =
        bytes.chunks(64).position(|piece| piece.iter().fold(false, |odd, byte| odd | !is_plain(*byte)))?;
    let at = piece * 64;
    bytes[at..].iter().position(|byte| !is_plain(*byte)).map(|within| at + within)
}

fn is_plain(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte) || byte == b'\n'
}

fn push_shown(out: &mut String, c: char, colour: bool) {
    if let Some((_, _, code)) = MARKS.iter().find(|(_, mark, _)| *mark == c) {
        out.push_str(if colour { code } else { "" });
    } else if c == END {
        out.push_str(if colour { "\x1b[0m" } else { "" });
    } else if c == '\t' || !is_treacherous(c) {
        out.push(c);
    } else {
        out.extend(c.escape_unicode());
    }
}

/// What a record says keeps to its line: it could pass for what we say.
pub fn line(text: &str) -> Cow<'_, str> {
    match text.contains(['\n', '\r']) {
        true => text.replace('\n', "\\n").replace('\r', "\\r").into(),
        false => text.into(),
    }
}

/// How many columns `text` takes, marks not counted.
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().filter(|c| *c != END && !MARKS.iter().any(|(_, mark, _)| mark == c)).count()
}

/// `text` filled with spaces to `columns`.
pub fn padded(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Writes data to standard output; how the program ends when that was all there is to say, and `Environment` when
/// it could not be written, also because it was closed from the beginning: whoever reads it must not take silence for an answer. A reader
/// that went away is no error: it has what it wanted.
pub fn data(text: &str, exit: Exit) -> Exit {
    said(text.is_empty(), exit, || {
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush())
    })
}

/// The same for data that is written by `write`; where it is `nothing` at all, nothing can be lost.
pub fn said(nothing: bool, exit: Exit, write: impl FnOnce() -> std::io::Result<()>) -> Exit {
    let written = match stdout_was_closed() && !nothing {
        true => Err(std::io::Error::other("it is closed")),
        false => write(),
    };
    match written {
        Ok(()) => exit,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => exit,
        Err(error) => {
            talk(&format!("error: cannot write to standard output\n  because: {error}\n"));
            if exit == Exit::Done { Exit::Environment } else { exit }
        }
    }
}

/// Writes talk to standard error.
pub fn talk(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_a_terminal_are_shown_never_sent() {
        assert_eq!(shown("a\x1b[2Jb\u{202e}c\rd", true), "a\\u{1b}[2Jb\\u{202e}c\\u{d}d");
    }

    #[test]
    fn colours_vanish_when_nobody_wants_them() {
        let text = Tone::Good.paint("PASS");
        assert_eq!(shown(&text, false), "PASS");
        assert_eq!(shown(&text, true), "\x1b[32mPASS\x1b[0m");
        assert_eq!(width(&text), 4);
    }
}
