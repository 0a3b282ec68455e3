//! What a text may ask of the Markdown parser.
//!
//! The parser takes time that grows with the square of a text's size in two cases: it walks every open quote and list for each line, and it
//! walks the pieces of a paragraph for each line that a link's title might go on over. A text of 1 MiB could keep it busy for
//! minutes, so that both are bounded before it is asked. Texts that people write are far below the bounds.

/// Whether `text` may be parsed; an error says in which line it is too much.
pub fn check(text: &str) -> Result<(), String> {
    if let Some(line) = text.lines().position(|line| nesting(line) > DEEPEST) {
        return Err(format!("line {} nests quotes or lists more than {DEEPEST} deep", line + 1));
    }
    if !text.contains("](") {
        return Ok(());
    }
    let (mut lines, mut longest, mut longest_at, mut pieces) = (0, 0, 0, 0);
    for line in text.lines() {
        lines += 1;
        pieces = if line.trim().is_empty() { 0 } else { pieces + pieces_of(line) };
        if pieces > longest {
            (longest, longest_at) = (pieces, lines);
        }
    }
    if longest.saturating_mul(lines) > WALKED {
        return Err(format!(
            "the paragraph that ends about line {longest_at} is too long to look for links in it"
        ));
    }
    Ok(())
}

/// The most steps over pieces of a paragraph that a link's title may cost.
const WALKED: usize = 500_000_000;

/// Into how many pieces the parser may cut a line: it cuts at every character that could be markup.
fn pieces_of(line: &str) -> usize {
    2 + 2 * line.bytes().filter(u8::is_ascii_punctuation).count()
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
