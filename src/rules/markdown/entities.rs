//! The entities of HTML, and what they stand for.

use pulldown_cmark::{Event, Parser};

use crate::rules::western::western;

/// The most bytes of an entity: those of `&CounterClockwiseContourIntegral;`.
pub const LONGEST: usize = 33;

/// Names that HTML also knows without a `;` behind them.
const BARE: [&str; 106] = [
    "AElig", "AMP", "Aacute", "Acirc", "Agrave", "Aring", "Atilde", "Auml", "COPY", "Ccedil", "ETH",
    "Eacute", "Ecirc", "Egrave", "Euml", "GT", "Iacute", "Icirc", "Igrave", "Iuml", "LT", "Ntilde", "Oacute",
    "Ocirc", "Ograve", "Oslash", "Otilde", "Ouml", "QUOT", "REG", "THORN", "Uacute", "Ucirc", "Ugrave",
    "Uuml", "Yacute", "aacute", "acirc", "acute", "aelig", "agrave", "amp", "aring", "atilde", "auml",
    "brvbar", "ccedil", "cedil", "cent", "copy", "curren", "deg", "divide", "eacute", "ecirc", "egrave",
    "eth", "euml", "frac12", "frac14", "frac34", "gt", "iacute", "icirc", "iexcl", "igrave", "iquest",
    "iuml", "laquo", "lt", "macr", "micro", "middot", "nbsp", "not", "ntilde", "oacute", "ocirc", "ograve",
    "ordf", "ordm", "oslash", "otilde", "ouml", "para", "plusmn", "pound", "quot", "raquo", "reg", "sect",
    "shy", "sup1", "sup2", "sup3", "szlig", "thorn", "times", "uacute", "ucirc", "ugrave", "uml", "uuml",
    "yacute", "yen", "yuml",
];

/// The entity at the beginning of `rest`, which begins with `&`: how long it is and what it stands for, a blank for white space.
pub fn entity(rest: &str) -> Option<(usize, String)> {
    let within = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
    let end = 1 + rest.bytes().take(LONGEST).skip(1).position(|byte| !within(byte))?;
    let name = &rest[1..end];
    if !rest[end..].starts_with(';') {
        return None;
    }
    let said = match name.strip_prefix('#') {
        Some(digits) => number(digits).filter(|(length, _)| *length == digits.len())?.1.to_string(),
        None => named(name)?,
    };
    Some((end + 1, blank(said)))
}

/// The same as HTML has it, where a number needs no `;` behind it and some names do not.
pub fn entity_of_html(rest: &str) -> Option<(usize, String)> {
    entity(rest).or_else(|| {
        let name = rest.get(1..)?;
        if let Some(digits) = name.strip_prefix('#') {
            let (length, c) = number(digits)?;
            let ends = usize::from(digits[length..].starts_with(';'));
            return Some((2 + length + ends, blank(c.to_string())));
        }
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let known = BARE.into_iter().filter(|known| name.starts_with(known));
        let known = known.max_by_key(|known| known.len())?;
        Some((1 + known.len(), blank(named(known)?)))
    })
}

fn blank(said: String) -> String {
    if said.chars().all(char::is_whitespace) { " ".to_owned() } else { said }
}

/// What the name stands for. The parser of Markdown knows all that there are; what most texts have is known without it.
fn named(name: &str) -> Option<String> {
    let known = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "nbsp" => "\u{a0}",
        _ => {
            let source = format!("&{name};");
            let whole = Parser::new(&source).into_offset_iter().find_map(|(event, range)| match event {
                Event::Text(said) if range == (0..source.len()) => Some(said.into_string()),
                _ => None,
            });
            return whole.filter(|said| *said != source);
        }
    };
    Some(known.to_owned())
}

/// The number of a character with which `text` begins, `110` or `x6e`: how long it is, and the character. As browsers have it, numbers of
/// control characters from 80 to 9f are those of Windows-1252, and one that is no character is a sign for that.
fn number(text: &str) -> Option<(usize, char)> {
    let (begin, radix) = if text.starts_with(['x', 'X']) { (1, 16) } else { (0, 10) };
    let digits = &text[begin..];
    let length = digits.bytes().take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let number = match &digits[..length] {
        "" => return None,
        digits => u32::from_str_radix(digits, radix).unwrap_or(u32::MAX),
    };
    let c = match u8::try_from(number) {
        Ok(0) => char::REPLACEMENT_CHARACTER,
        Ok(byte @ 0x80..=0x9f) => western(byte),
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    };
    Some((begin + length, c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entity_has_its_end_and_stands_for_one_thing() {
        for (text, length, said) in [
            ("&eacute;x", 8, "é"),
            ("&ThickSpace;", 12, " "),
            ("&CounterClockwiseContourIntegral;", 33, "∳"),
            ("&#233;", 6, "é"),
            ("&#xE9;", 6, "é"),
            ("&#10;", 5, " "),
            ("&#0;", 4, "\u{fffd}"),
            ("&#99999999999;", 14, "\u{fffd}"),
            ("&#xd800;", 8, "\u{fffd}"),
            ("&#150;", 6, "–"),
        ] {
            assert_eq!(entity(text), Some((length, said.to_owned())), "{text}");
            assert_eq!(entity_of_html(text), entity(text), "{text}");
        }
        for (text, length, said) in [
            ("&eacutex", 7, "é"),
            ("&notin", 4, "¬"),
            ("&#x41 b", 5, "A"),
            ("&#65g", 4, "A"),
            ("&amp", 4, "&"),
        ] {
            assert_eq!(entity(text), None, "{text}");
            assert_eq!(entity_of_html(text), Some((length, said.to_owned())), "{text}");
        }
        for text in
            ["&", "&;", "&#;", "&#x;", "&#xg;", "&nosuch;", "&alpha", "& amp;", "&é;", "&#+65;", "&a*b*;"]
        {
            assert_eq!(entity(text), None, "{text}");
            assert_eq!(entity_of_html(text), None, "{text}");
        }
    }

    #[test]
    fn texts_of_entities_are_not_slow() {
        let started = std::time::Instant::now();
        for piece in ["&", "&eacute;", "&nosuch;", "&eacute", "&#233;", "&a"] {
            let text = piece.repeat(300_000 / piece.len());
            let mut at = 0;
            while at < text.len() {
                at += entity_of_html(&text[at..]).map_or(1, |(length, _)| length);
                at += text[at..].find('&').unwrap_or(text.len() - at);
            }
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
