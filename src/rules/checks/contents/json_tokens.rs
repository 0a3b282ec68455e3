//! A JSON text before it is read: how deep it nests, and numbers that would not be read as they are written.

/// Deeper than this nothing is read.
pub const DEEPEST: usize = 64;

/// The line, from 1, in which `text` nests deeper than [`DEEPEST`].
pub fn too_deep(text: &str) -> Option<u64> {
    let mut depth = 0_usize;
    each(text, |token, line| {
        match token {
            Token::Open => depth += 1,
            Token::Close => depth = depth.saturating_sub(1),
            Token::Number(_) => {}
        }
        (depth > DEEPEST).then_some(line)
    })
}

/// The first number of `text` that differs from what is read in its place, with its line: too large for a whole number of 64 bits, or with more
/// digits than a double has.
pub fn inexact(text: &str) -> Option<(u64, &str)> {
    each(text, |token, line| match token {
        Token::Number(number) if !is_exact(number) => Some((line, number)),
        _ => None,
    })
}

enum Token<'a> {
    Open,
    Close,
    Number(&'a str),
}

/// The first answer to a bracket or a number outside of texts; the text need not be well formed.
fn each<'a, T>(text: &'a str, mut answer: impl FnMut(Token<'a>, u64) -> Option<T>) -> Option<T> {
    let bytes = text.as_bytes();
    let (mut at, mut line) = (0, 1);
    while let Some(byte) = bytes.get(at) {
        let from = at;
        at += 1;
        let token = match byte {
            b'\n' => {
                line += 1;
                continue;
            }
            b'"' => {
                while let Some(byte) = bytes.get(at) {
                    at += 1;
                    match byte {
                        b'"' => break,
                        b'\\' => at += 1,
                        b'\n' => line += 1,
                        _ => {}
                    }
                }
                continue;
            }
            b'[' | b'{' => Token::Open,
            b']' | b'}' => Token::Close,
            b'-' | b'0'..=b'9' => {
                let belongs = |byte: &u8| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E');
                while bytes.get(at).is_some_and(belongs) {
                    at += 1;
                }
                Token::Number(text.get(from..at).unwrap_or_default())
            }
            _ => continue,
        };
        if let Some(found) = answer(token, line) {
            return Some(found);
        }
    }
    None
}

fn is_exact(number: &str) -> bool {
    let whole = number.trim_start_matches('-');
    if whole.bytes().all(|c| c.is_ascii_digit()) {
        return number.parse::<i64>().is_ok() || number.parse::<u64>().is_ok();
    }
    // What is no number is told by whoever reads it.
    let Ok(read) = number.parse::<f64>() else { return true };
    decimal(number) == decimal(&format!("{read:e}"))
}

/// The digits of a number without zeros around them, and the power of ten of the last.
fn decimal(number: &str) -> (String, i64) {
    let number = number.trim_start_matches('-');
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{part}");
    let digits = all.trim_end_matches('0');
    let power = exponent.parse::<i64>().unwrap_or(i64::MAX / 2) - part.len() as i64
        + (all.len() - digits.len()) as i64;
    match digits.trim_start_matches('0') {
        "" => (String::new(), 0),
        digits => (digits.to_owned(), power),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_would_not_be_read_as_they_are_written_are_found() {
        for number in [
            "18446744073709551616",
            "-9223372036854775809",
            "9007199254740993.0",
            "0.10000000000000000000001",
            "1e-400",
            "123456789012345678901e5",
            "1.2345678901234567890",
        ] {
            assert_eq!(inexact(&format!("[1,\n\"2\", {number}]")), Some((2, number)));
        }
        for number in [
            "0",
            "-0",
            "-0.0",
            "18446744073709551615",
            "-9223372036854775808",
            "0.1",
            "0.30000000000000004",
            "1.50",
            "1e3",
            "1E+2",
            "100000.0",
            "1e22",
            "5e-324",
            "1.7976931348623157e308",
            "\"0.10000000000000000000001\"",
            "\"\\\"1e-400\"",
        ] {
            assert_eq!(inexact(number), None, "{number}");
        }
    }

    #[test]
    fn nesting_is_counted_outside_of_texts() {
        let nested = |depth: usize| format!("\n{}1{}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!((too_deep(&nested(64)), too_deep(&nested(65))), (None, Some(2)));
        assert_eq!(too_deep(&format!("\"{}\\\"{}\"", "[".repeat(90), "{".repeat(90))), None);
        assert_eq!(too_deep(&"[],".repeat(500)), None);
    }
}
