//! What can be refused before parsing: size, encoding, depth, and the white space that the parser would let pass.

use std::ops::Range;

use crate::format::definition::problem::Problem;

/// The largest definition, in bytes.
pub const LARGEST: usize = 1024 * 1024;

/// How deep objects and lists may be nested.
pub const DEEPEST: usize = 64;

/// The text of `bytes`; else one problem, with its place in `String::from_utf8_lossy(bytes)`.
pub fn text(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.len() > LARGEST {
        let message = format!("the file has {} bytes; a definition has at most {LARGEST}", bytes.len());
        return Err(Problem::new("too_large", &(0..0), message));
    }
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        let message = "the file begins with a byte order mark, which JSON does not allow";
        return Err(Problem::new("byte_order_mark", &(0..3), message)
            .label("bytes EF BB BF")
            .hint("save it as UTF-8 without BOM"));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        let bad: String = bytes[at..].iter().take(1).map(|byte| format!("\\x{byte:02X}")).collect();
        Problem::new("not_utf8", &(at..at + 3), format!("the byte `{bad}` is not UTF-8"))
            .hint("save the file as UTF-8")
    })
}

/// The first thing in `text` that strict JSON refuses and the parser would not.
pub fn lexical(text: &str) -> Option<Problem> {
    let mut scan = Scan { depth: 0, in_text: None, escaped: false };
    text.char_indices().find_map(|(at, c)| scan.step(&(at..at + c.len_utf8()), c))
}

struct Scan {
    depth: usize,
    /// Where the text that we are in was opened.
    in_text: Option<usize>,
    escaped: bool,
}

impl Scan {
    fn step(&mut self, place: &Range<usize>, c: char) -> Option<Problem> {
        let Some(opened) = self.in_text else { return self.between(place, c) };
        match c {
            '\n' | '\r' => {
                let message = "a text ends where its line ends; its closing quote is missing";
                return Some(
                    Problem::new("unclosed_text", &(opened..place.start), message)
                        .label("opened here")
                        .hint("write a line break inside a text as `\\n`"),
                );
            }
            '\0'..='\u{1F}' => {
                let message = format!("the control character U+{:04X} stands raw in a text", c as u32);
                return Some(
                    Problem::new("control_character", place, message)
                        .hint(format!("write it as `\\u{:04x}`", c as u32)),
                );
            }
            '"' if !self.escaped => self.in_text = None,
            _ => {}
        }
        self.escaped = c == '\\' && !self.escaped;
        None
    }

    fn between(&mut self, place: &Range<usize>, c: char) -> Option<Problem> {
        match c {
            '"' => (self.in_text, self.escaped) = (Some(place.start), false),
            '{' | '[' => self.depth += 1,
            '}' | ']' => self.depth = self.depth.saturating_sub(1),
            ' ' | '\t' | '\n' | '\r' => {}
            c if c.is_control() || c.is_whitespace() => {
                let message = format!("the character U+{:04X} is not white space of JSON", c as u32);
                return Some(Problem::new("odd_white_space", place, message).hint("use plain spaces"));
            }
            _ => {}
        }
        (self.depth > DEEPEST).then(|| {
            let message = format!("objects and lists are nested deeper than {DEEPEST}");
            Problem::new("too_deep", place, message)
        })
    }
}
