//! `${…}` in a book: escapes and repetitions, so that a line can say bytes that no text file holds.

/// The bytes that `text` stands for. `${ab*3}` is `ababab`; inside, `\n`, `\r`, `\t`, `\0`, `\e`, `\\`, `\xNN` (a byte) and
/// `\u{N}` (a character in UTF-8) are known.
pub fn bytes(text: &str) -> Vec<u8> {
    let mut all = vec![];
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("${") {
        all.extend_from_slice(before.as_bytes());
        let end = closing(after);
        let inside = &after[..end];
        let (unit, times) = match inside.rsplit_once('*') {
            Some((unit, times)) if times.parse::<usize>().is_ok() => (unit, times.parse().unwrap()),
            _ => (inside, 1),
        };
        all.extend(escaped(unit).repeat(times));
        rest = &after[end + 1..];
    }
    all.extend_from_slice(rest.as_bytes());
    all
}

/// The bracket that closes the expression; those of `\u{…}` are its own.
fn closing(text: &str) -> usize {
    let mut inside_escape = false;
    for (at, c) in text.char_indices() {
        match c {
            '{' if text[..at].ends_with("\\u") => inside_escape = true,
            '}' if inside_escape => inside_escape = false,
            '}' => return at,
            _ => {}
        }
    }
    panic!("`${{` is not closed: {text}");
}

fn escaped(unit: &str) -> Vec<u8> {
    let mut all = vec![];
    let mut chars = unit.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            all.extend(c.to_string().bytes());
            continue;
        }
        match chars.next().expect("something follows a backslash") {
            'n' => all.push(b'\n'),
            'r' => all.push(b'\r'),
            't' => all.push(b'\t'),
            '0' => all.push(0),
            'e' => all.push(0x1B),
            '\\' => all.push(b'\\'),
            'x' => {
                let digits: String = chars.by_ref().take(2).collect();
                all.push(u8::from_str_radix(&digits, 16).unwrap());
            }
            'u' => {
                let digits: String = chars.by_ref().skip(1).take_while(|c| *c != '}').collect();
                let c = char::from_u32(u32::from_str_radix(&digits, 16).unwrap()).unwrap();
                all.extend(c.to_string().bytes());
            }
            other => panic!("`\\{other}` is no escape of a book"),
        }
    }
    all
}

#[test]
fn a_book_can_say_any_bytes() {
    assert_eq!(bytes("a${b*3}c"), b"abbbc");
    assert_eq!(bytes(r"${\xFF\x00}${\u{202e}*2}"), [&[0xFF, 0][..], "\u{202e}\u{202e}".as_bytes()].concat());
    assert_eq!(bytes(r#""${\\*2}n $x {y}""#), br#""\\n $x {y}""#);
}
