//! Shows names that people did not choose well: bytes that are no UTF-8, and characters that could deceive.

use crate::model::path::is_treacherous;

/// `name` with everything that is not harmless UTF-8 as `\xNN`.
pub fn escaped(name: &[u8]) -> String {
    let mut shown = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_treacherous(c) || c == '\\' {
                let mut utf8 = [0u8; 4];
                push_bytes(&mut shown, c.encode_utf8(&mut utf8).as_bytes());
            } else {
                shown.push(c);
            }
        }
        push_bytes(&mut shown, chunk.invalid());
    }
    shown
}

fn push_bytes(shown: &mut String, bytes: &[u8]) {
    for byte in bytes {
        shown.push_str(&format!("\\x{byte:02x}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_utf_8_are_shown_as_hex() {
        assert_eq!(escaped(b"a\xff\xfeb"), r"a\xff\xfeb");
    }

    #[test]
    fn characters_that_turn_the_line_round_or_drive_a_terminal_are_shown_as_hex() {
        assert_eq!(escaped("x\u{202e}dm.exe\u{1b}[2J".as_bytes()), r"x\xe2\x80\xaedm.exe\x1b[2J");
        assert_eq!(escaped(br"a\b"), r"a\x5cb");
    }

    #[test]
    fn an_ordinary_name_stays_as_it_is() {
        assert_eq!(escaped("Übersicht – 日本.md".as_bytes()), "Übersicht – 日本.md");
    }
}
