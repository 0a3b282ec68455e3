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
    let mut lines = 0;
    // Line ends are found several times faster where there is one kind of them, as in nearly every text.
    let ends: fn(char) -> bool = |end| matches!(end, '\n' | '\r');
    let mut look = |line: &str| {
        lines += 1;
        // A byte opens two levels at most.
        if line.len() > DEEPEST / 2 && nesting(line.as_bytes()) > DEEPEST {
            return Err(format!("line {lines} nests quotes or lists more than {DEEPEST} deep"));
        }
        Ok(())
    };
    match bare.contains('\r') {
        false => bare.split('\n').try_for_each(&mut look)?,
        true => bare.split(ends).try_for_each(&mut look)?,
    }
    // Were all of it one paragraph, and each byte markup: where that is not too much, nothing in it is.
    if most_pieces(bare.len(), lines).saturating_mul(lines) <= WALKED || !bare.contains("](") {
        return Ok(());
    }
    let longest =
        paragraphs(bare.split(['\n', '\r'])).filter(|part| part.has_link).max_by_key(|part| part.pieces);
    match longest {
        Some(part) if part.pieces.saturating_mul(lines) > WALKED => {
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
    let is_mark = |byte: &u8| matches!(byte, b'*' | b'_' | b'`' | b'[' | b']' | b'!' | b'<' | b'&' | b'\\');
    2 + 2 * line.bytes().filter(is_mark).count()
}

/// At least as many as [`pieces_of`] gives for `lines` lines with so many `bytes` together.
fn most_pieces(bytes: usize, lines: usize) -> usize {
    bytes.saturating_add(lines).saturating_mul(2)
}

/// The most quotes and lists that may be open at once.
const DEEPEST: usize = 256;

/// How many quotes and lists can be open behind this line at most: every level costs it a marker or two columns.
fn nesting(line: &[u8]) -> usize {
    let (mut markers, mut columns) = (0, 0);
    let mut rest = line;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_has_more_pieces_than_the_bound_for_it() {
        for line in ["", "a", "plain words", "[a](b)", "*_`[]!<&\\", "****************"] {
            assert!(pieces_of(line) <= most_pieces(line.len(), 1), "{line}");
        }
    }

    #[test]
    fn a_long_paragraph_with_a_link_is_refused_and_one_without_is_not() {
        let marks = "*a* ".repeat(60) + "\n";
        let long = marks.repeat(2_000);
        assert_eq!(check(&long), Ok(()));
        let refused = check(&format!("{long}[a](b)\n")).unwrap_err();
        assert!(refused.starts_with("the paragraph that ends in line "), "{refused}");
        assert_eq!(check(&format!("{}[a](b)\n", marks.repeat(50))), Ok(()));
    }

    #[test]
    fn what_is_nested_too_deep_is_told_by_its_line() {
        let deep = "> ".repeat(300);
        for text in [format!("a\n{deep}a\n"), format!("a\r\n{deep}a\r\n"), format!("a\r{deep}a")] {
            assert_eq!(check(&text).unwrap_err(), "line 2 nests quotes or lists more than 256 deep");
        }
    }
}
