//! The text of a report in the encoding that it is written in.

use std::borrow::Cow;

use crate::rules::quote::quoted;
use crate::rules::western::western;

/// The text of `bytes`: by their byte order mark, else by the `encoding` of an XML declaration, else UTF-8.
///
/// # Errors
/// Why there is none, behind a name.
pub fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Err(not_read("UTF-32")),
        [0xff, 0xfe, rest @ ..] => utf_16(rest, 2, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, 2, u16::from_be_bytes),
        // Without a mark the first sign of XML tells as much.
        [b'<', 0, _, ..] => utf_16(bytes, 0, u16::from_le_bytes),
        [0, b'<', ..] => utf_16(bytes, 0, u16::from_be_bytes),
        _ => by_declaration(bytes),
    }
}

fn not_read(name: &str) -> String {
    format!(
        "is encoded as {}, which is not read: UTF-8, UTF-16, ISO-8859-1, ISO-8859-15 and Windows-1252 are",
        quoted(name)
    )
}

fn by_declaration(bytes: &[u8]) -> Result<Cow<'_, str>, String> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => {
            return match text.find('\0') {
                Some(at) => Err(format!("holds NUL bytes and is no text (first at byte {at})")),
                None => Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text))),
            };
        }
        Err(error) => error.valid_up_to(),
    };
    let Some(declared) = declared(bytes) else {
        return Err(format!("is not UTF-8 text, and declares no other encoding (first at byte {error})"));
    };
    let of_bytes = |upper: fn(u8) -> char| {
        let of = |byte: &u8| if byte.is_ascii() { char::from(*byte) } else { upper(*byte) };
        Ok(Cow::Owned(bytes.iter().map(of).collect()))
    };
    match declared.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" | "utf-16" | "utf-16le" | "utf-16be" | "us-ascii" | "ascii" => {
            Err(format!("is declared as {} and is none (first at byte {error})", quoted(&declared)))
        }
        "iso-8859-1" | "iso8859-1" | "latin1" | "latin-1" | "l1" | "windows-1252" | "cp1252" | "cp-1252" => {
            of_bytes(western)
        }
        "iso-8859-15" | "iso8859-15" | "latin9" | "latin-9" => of_bytes(latin_9),
        _ => Err(not_read(&declared)),
    }
}

/// What the XML declaration at the beginning names as its encoding.
fn declared(bytes: &[u8]) -> Option<String> {
    let head = bytes.trim_ascii_start();
    let end = head.iter().take(1_000).position(|byte| *byte == b'>')?;
    let head = std::str::from_utf8(&head[..end]).ok()?.strip_prefix("<?xml")?;
    let value = head.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name.trim().to_owned())
}

fn utf_16(bytes: &[u8], at: usize, unit: fn([u8; 2]) -> u16) -> Result<Cow<'_, str>, String> {
    let broken = |at: usize| format!("is not whole UTF-16 text (first at byte {at})");
    let (pairs, rest) = bytes.as_chunks::<2>();
    let (mut text, mut read) = (String::with_capacity(pairs.len()), at);
    for unit in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = unit.map_err(|_| broken(read))?;
        read += 2 * c.len_utf16();
        text.push(c);
    }
    match rest {
        [] => Ok(Cow::Owned(text)),
        _ => Err(broken(read)),
    }
}

fn latin_9(byte: u8) -> char {
    match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        other => char::from(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_one_byte_are_those_of_their_encoding() {
        let of = |name: &str, bytes: &[u8]| {
            let mut whole = format!("<?xml version='1.0' encoding='{name}'?>").into_bytes();
            let head = whole.len();
            whole.extend(bytes);
            decoded(&whole).map(|text| text[head..].to_owned())
        };
        assert_eq!(of("ISO-8859-1", b"\xe4\xff\x80"), Ok("äÿ€".to_owned()));
        assert_eq!(of("cp1252", b"\x93\xe4\x94"), Ok("“ä”".to_owned()));
        assert_eq!(of("iso_8859-15", b"\xa4\xbc"), Ok("€Œ".to_owned()));
        assert!(of("koi8-r", b"\xe4").is_err() && of("koi8-r", b"a").is_ok());
    }
}
