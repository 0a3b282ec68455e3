//! What a text may ask of the Markdown parser.
//!
//! The parser takes time that grows with the square of a text's size in two cases: it walks every open quote and list for each line, and it
//! walks the pieces of a paragraph for each line that a link's title might go on over. A text of 1 MiB could keep it busy for
//! minutes, so that both are bounded before it is asked. Texts that people write are far below the bounds.

use std::borrow::Cow;

/// Whether `text` may be parsed; an error says in which line it is too much.
pub fn check(text: &str) -> Result<(), String> {
    // For the parser a lone carriage return ends a line as well.
    let bare = if text.contains('\r') { Cow::from(text.replace("\r\n", "\n")) } else { Cow::from(text) };
    let lines = || bare.split(['\n', '\r']);
    if let Some(line) = lines().position(|line| nesting(line) > DEEPEST) {
        return Err(format!("line {} nests quotes or lists more than {DEEPEST} deep", line + 1));
    }
    if !bare.contains("](") {
        return Ok(());
    }
    let longest = paragraphs(lines()).filter(|part| part.has_link).max_by_key(|part| part.pieces);
    match longest {
        Some(part) if part.pieces.saturating_mul(lines().count()) > WALKED => {
            Err(format!("the paragraph that ends in line {} is too long to look for links in it", part.last))
        }
        _ => Ok(()),
    }
}

/// What may be one paragraph, or several in a row.
#[derive(Clone, Copy, Default)]
struct Part {
    /// Its last line, from 1.
    last: usize,
    /// Into how many pieces the parser may cut it.
    pieces: usize,
    has_link: bool,
}

/// After each line, the paragraph so far.
fn paragraphs<'a>(lines: impl Iterator<Item = &'a str>) -> impl Iterator<Item = Part> {
    let mut part = Part::default();
    lines.map(move |line| {
        if begins_anew(line) {
            part = Part { last: part.last, ..Part::default() };
        }
        part.last += 1;
        part.pieces += pieces_of(line);
        part.has_link |= line.contains("](");
        part
    })
}

/// Whether a paragraph surely does not go on over `line`. A bullet without text does not end one.
fn begins_anew(line: &str) -> bool {
    let bullet = line.strip_prefix("- ").or_else(|| line.strip_prefix("* "));
    line.trim().is_empty() || line.starts_with("# ") || bullet.is_some_and(|text| !text.trim().is_empty())
}

/// The most steps over pieces of a paragraph that a link's title may cost.
const WALKED: usize = 200_000_000;

/// Into how many pieces the parser may cut a line: it cuts before and behind what could be markup.
fn pieces_of(line: &str) -> usize {
    let marks = line.bytes().filter(|byte| b"*_`[]!<&\\".contains(byte)).count();
    2 + 2 * marks
}

/// The most quotes and lists that may be open at once.
const DEEPEST: usize = 256;

/// How many quotes and lists can be open behind this line at most: every level costs it a marker or two columns.
fn nesting(line: &str) -> usize {
    let (mut markers, mut columns) = (0, 0);
    let mut rest = line.as_bytes();
    loop {
        rest = match rest {
            [b' ', rest @ ..] => {
                columns += 1;
                rest
            }
            [b'\t', rest @ ..] => {
                columns += 4;
                rest
            }
            [b'>', rest @ ..] => {
                markers += 1;
                rest
            }
            _ => match list_marker(rest) {
                Some(length) => {
                    markers += 1;
                    &rest[length..]
                }
                None if markers == 0 => return 0,
                None => return markers + columns / 2,
            },
        }
    }
}

/// The length of the list marker that `bytes` begin with: a bullet or a number, then white space or the line's end.
fn list_marker(bytes: &[u8]) -> Option<usize> {
    let digits = bytes.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let marker = match bytes.get(digits)? {
        b'-' | b'*' | b'+' if digits == 0 => true,
        b'.' | b')' => digits > 0,
        _ => false,
    };
    let ends = matches!(bytes.get(digits + 1), None | Some(b' ' | b'\t'));
    (marker && ends).then_some(digits + 1)
}
