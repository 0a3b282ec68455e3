//! Which member of a JSON text stands at a place, for messages that name it.

use crate::model::audit::WHOLE;

/// So much of a line is shown, in characters.
const SHOWN: usize = 120;

/// The member, such as `gates[2].status`, in which the place lies; [`WHOLE`] outside of all. Line and column count from 1, in bytes,
/// as parsers tell them.
pub fn path_at(bytes: &[u8], line: usize, column: usize) -> String {
    let before: usize =
        bytes.split_inclusive(|&byte| byte == b'\n').take(line.saturating_sub(1)).map(<[u8]>::len).sum();
    let end = before.saturating_add(column).min(bytes.len());
    let mut walk = Walk::default();
    walk.through(&bytes[..end]);
    walk.path()
}

/// The text of a line, shortened; `nothing` behind the last.
pub fn line(bytes: &[u8], number: usize) -> String {
    let line = bytes.split(|&byte| byte == b'\n').nth(number.saturating_sub(1)).unwrap_or_default();
    let text = String::from_utf8_lossy(line);
    let text: String = text.trim().chars().take(SHOWN).collect();
    if text.is_empty() { "nothing".to_owned() } else { text }
}

/// Where two texts differ first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherLine {
    /// Which line, from 1.
    pub number: usize,
    /// The member that stands there in the second text.
    pub field: String,
    /// The line of the first text.
    pub expected: String,
    /// The line of the second.
    pub found: String,
}

/// The first line in which two texts differ.
pub fn first_other_line(expected: &[u8], found: &[u8]) -> OtherLine {
    let same = expected
        .split(|&byte| byte == b'\n')
        .zip(found.split(|&byte| byte == b'\n'))
        .take_while(|(want, have)| want == have)
        .count();
    let line = |bytes| <[u8]>::split(bytes, |&byte| byte == b'\n').nth(same);
    let (want, have) = (line(expected), line(found));
    let field = path_at(found, same + 1, have.map_or(1, |have| have.len().saturating_add(1)));
    // One of them goes on where the other one ends: behind the same bytes comes a line end.
    let (end, line_end) = ("the end of the file".to_owned(), "a line end".to_owned());
    match (want, have) {
        (Some(want), Some(have)) => {
            OtherLine { number: same + 1, field, expected: shown(want), found: shown(have) }
        }
        (None, _) => OtherLine { number: same, field, expected: end, found: line_end },
        (_, None) => OtherLine { number: same, field, expected: line_end, found: end },
    }
}

/// Blanks are what two lines may differ in.
fn shown(line: &[u8]) -> String {
    let text: String = String::from_utf8_lossy(line).chars().take(SHOWN).collect();
    if text.is_empty() { "nothing".to_owned() } else { format!("`{text}`") }
}

/// Where in a JSON text somebody stands who reads it from its beginning.
#[derive(Default)]
struct Walk {
    /// A name for each object and a number for each list that is open.
    open: Vec<Step>,
    /// The last string, which may turn out to be a name.
    text: Option<String>,
}

enum Step {
    In(Option<String>),
    At(usize),
}

impl Walk {
    fn through(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                b'{' => self.open.push(Step::In(None)),
                b'[' => self.open.push(Step::At(0)),
                b'}' | b']' => drop(self.open.pop()),
                b',' => self.next(),
                b':' => self.name(),
                b'"' => at = self.string(bytes, at),
                _ => {}
            }
            at += 1;
        }
    }

    /// Takes the string that begins at `from`; the place of its end.
    fn string(&mut self, bytes: &[u8], from: usize) -> usize {
        let mut at = from + 1;
        while at < bytes.len() && bytes[at] != b'"' {
            at += if bytes[at] == b'\\' { 2 } else { 1 };
        }
        let text = bytes.get(from + 1..at.min(bytes.len())).unwrap_or_default();
        self.text = Some(String::from_utf8_lossy(text).into_owned());
        at
    }

    fn name(&mut self) {
        if let Some(Step::In(name)) = self.open.last_mut() {
            *name = self.text.take();
        }
    }

    fn next(&mut self) {
        match self.open.last_mut() {
            Some(Step::At(number)) => *number += 1,
            Some(Step::In(name)) => *name = None,
            None => {}
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for step in &self.open {
            match step {
                Step::At(number) => path.push_str(&format!("[{number}]")),
                Step::In(Some(name)) if path.is_empty() => path.push_str(name),
                Step::In(Some(name)) => path.push_str(&format!(".{name}")),
                Step::In(None) => {}
            }
        }
        if path.is_empty() { WHOLE.to_owned() } else { path }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] =
        b"{\n  \"a\": [\n    {\"b, {\": 1, \"c\": \"x\\\"]\"},\n    2\n  ],\n  \"d\": null\n}\n";

    #[test]
    fn a_place_is_named_by_the_members_around_it() {
        assert_eq!(path_at(TEXT, 1, 1), "$");
        assert_eq!(path_at(TEXT, 3, 13), "a[0].b, {");
        assert_eq!(path_at(TEXT, 3, 25), "a[0].c");
        assert_eq!(path_at(TEXT, 4, 5), "a[1]");
        assert_eq!(path_at(TEXT, 6, 9), "d");
        assert_eq!(path_at(TEXT, 99, 99), "$");
        assert_eq!(path_at(b"", 0, 0), "$");
        assert_eq!(path_at(b"]]]}\"\\", 1, 9), "$");
    }

    #[test]
    fn the_first_line_that_differs_is_shown_as_it_is() {
        let other = String::from_utf8(TEXT.to_vec()).unwrap().replace("    2", "   2");
        let line = first_other_line(TEXT, other.as_bytes());
        let said = (line.number, line.field.as_str(), line.expected.as_str(), line.found.as_str());
        assert_eq!(said, (4, "a[1]", "`    2`", "`   2`"));
    }

    #[test]
    fn of_two_texts_that_differ_in_how_they_end_each_is_told() {
        for (found, said) in [
            (&b"a\nb\n\n"[..], (3, "the end of the file", "a line end")),
            (b"a\nb\n \n", (3, "nothing", "` `")),
            (b"a\nb", (2, "a line end", "the end of the file")),
            (b"a\nb\nc", (3, "nothing", "`c`")),
        ] {
            let line = first_other_line(b"a\nb\n", found);
            assert_eq!((line.number, line.expected.as_str(), line.found.as_str()), said, "{found:?}");
            assert_eq!(line.field, "$");
        }
    }
}
