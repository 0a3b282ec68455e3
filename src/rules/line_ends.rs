//! A text with other line ends, as git converts them, and the digests that it has then.

use crate::model::digest::Digest;

/// The digests that a text has with line ends of one byte, and with those of two; none of what git would not take for a text.
pub fn converted(bytes: &[u8]) -> Option<[Digest; 2]> {
    both(bytes).map(|both| both.map(|bytes| Digest::of(&bytes)))
}

/// A text with line ends of one byte, and with those of two; none of what git would not take for a text.
pub fn both(bytes: &[u8]) -> Option<[Vec<u8>; 2]> {
    if bytes.contains(&0) || !bytes.contains(&b'\n') {
        return None;
    }
    let mut short = Vec::with_capacity(bytes.len());
    for (at, &byte) in bytes.iter().enumerate() {
        if byte != b'\r' || bytes.get(at + 1) != Some(&b'\n') {
            short.push(byte);
        }
    }
    let mut long = Vec::with_capacity(short.len() + short.len() / 16);
    for &byte in &short {
        if byte == b'\n' {
            long.push(b'\r');
        }
        long.push(byte);
    }
    Some([short, long])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_ends_are_converted() {
        let both = Some([Digest::of(b"one\ntwo\r"), Digest::of(b"one\r\ntwo\r")]);
        assert_eq!(converted(b"one\ntwo\r"), both);
        assert_eq!(converted(b"one\r\ntwo\r"), both);
        for other in [&b"one two"[..], b"one\rtwo\r", b"one\0\n", b""] {
            assert_eq!(converted(other), None);
        }
    }
}
