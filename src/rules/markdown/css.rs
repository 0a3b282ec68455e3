//! The declarations of a `style` attribute by the rules of CSS Syntax (Level 3): comments, escapes, strings and brackets part nothing that browsers do not part.

/// A piece of a value. White space and comments are none.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A name, in lower case, without escapes.
    Word(String),
    /// The name of a function, in lower case; its bracket is open behind it.
    Function(String),
    /// A number and its unit in lower case: `%`, or nothing.
    Number(f64, String),
    /// A string or an address.
    Text,
    /// Any other sign.
    Sign(char),
}

/// A property, its value, and whether it is `!important`.
#[derive(Debug, Clone, PartialEq)]
pub struct Declaration {
    /// In lower case.
    pub property: String,
    /// What it is set to.
    pub value: Vec<Token>,
    /// Whether it holds against others that are not.
    pub important: bool,
}

/// The declarations in `style`, in order. What is none, such as a rule with a block, is passed over as browsers do.
pub fn declarations(style: &str) -> Vec<Declaration> {
    let tokens = tokens(style);
    let (mut found, mut from) = (vec![], 0);
    while from < tokens.len() {
        let (end, has_block) = piece(&tokens[from..]);
        if !has_block {
            found.extend(declaration(&tokens[from..from + end]));
        }
        from += end + usize::from(!has_block);
    }
    found
}

/// Where what `tokens` begin with ends: before a `;` or behind a block, which a declaration has not.
fn piece(tokens: &[Token]) -> (usize, bool) {
    let mut open = vec![];
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Sign(';') if open.is_empty() => return (at, false),
            Token::Function(_) | Token::Sign('(') => open.push(')'),
            Token::Sign('[') => open.push(']'),
            Token::Sign('{') => open.push('}'),
            Token::Sign(sign) if open.last() == Some(sign) => {
                open.pop();
                if *sign == '}' && open.is_empty() {
                    return (at + 1, true);
                }
            }
            _ => {}
        }
    }
    (tokens.len(), open.first() == Some(&'}'))
}

fn declaration(piece: &[Token]) -> Option<Declaration> {
    let [Token::Word(property), Token::Sign(':'), value @ ..] = piece else { return None };
    let (value, important) = match value {
        [value @ .., Token::Sign('!'), Token::Word(word)] if word == "important" => (value, true),
        value => (value, false),
    };
    (!value.is_empty()).then(|| Declaration { property: property.clone(), value: value.to_vec(), important })
}

fn tokens(style: &str) -> Vec<Token> {
    let (mut found, mut rest) = (vec![], style);
    while let Some(c) = rest.chars().next() {
        if c.is_ascii_whitespace() {
            rest = &rest[1..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else if matches!(c, '"' | '\'') {
            rest = behind_string(&rest[1..], c);
            found.push(Token::Text);
        } else if let Some((number, behind)) = number(rest) {
            let (unit, behind) = match behind.strip_prefix('%') {
                Some(behind) => ("%".to_owned(), behind),
                None if begins_name(behind) => name(behind),
                None => (String::new(), behind),
            };
            found.push(Token::Number(number, unit));
            rest = behind;
        } else if begins_name(rest) {
            let (word, behind) = name(rest);
            rest = behind;
            match rest.strip_prefix('(') {
                Some(inner) if word == "url" && !inner.trim_start().starts_with(['"', '\'']) => {
                    rest = behind_string(inner, ')');
                    found.push(Token::Text);
                }
                Some(inner) => {
                    rest = inner;
                    found.push(Token::Function(word));
                }
                None => found.push(Token::Word(word)),
            }
        } else {
            rest = &rest[c.len_utf8()..];
            found.push(Token::Sign(c));
        }
    }
    found
}

/// What follows the sign that ends a string or an address; a line end that is not escaped ends a string as well.
fn behind_string(text: &str, end: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if !escaped && c == end {
            return &text[at + c.len_utf8()..];
        }
        if !escaped && end != ')' && matches!(c, '\n' | '\r' | '\u{c}') {
            return &text[at..];
        }
        escaped = !escaped && c == '\\';
    }
    ""
}

/// The number that `text` begins with, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| bytes.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut at = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    let whole = digits(at);
    at += whole;
    let part = if bytes.get(at) == Some(&b'.') { digits(at + 1) } else { 0 };
    if whole + part == 0 {
        return None;
    }
    at += if part > 0 { part + 1 } else { 0 };
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let power = digits(at + 1 + sign);
        at += if power > 0 { 1 + sign + power } else { 0 };
    }
    Some((text[..at].parse().ok()?, &text[at..]))
}

fn is_name_start(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || !c.is_ascii()
}

fn begins_name(text: &str) -> bool {
    let escapes = |text: &str| text.starts_with('\\') && !text[1..].starts_with(['\n', '\r', '\u{c}']);
    let behind = text.strip_prefix('-');
    let begins = |text: &str| text.starts_with(is_name_start) || escapes(text);
    begins(text) || behind.is_some_and(|behind| behind.starts_with('-') || begins(behind))
}

/// The name that `text` begins with, in lower case and without escapes, and what follows it.
fn name(mut text: &str) -> (String, &str) {
    let mut name = String::new();
    while let Some(c) = text.chars().next() {
        if is_name_start(c) || c.is_ascii_digit() || c == '-' {
            name.push(c.to_ascii_lowercase());
            text = &text[c.len_utf8()..];
        } else if c == '\\' && !text[1..].starts_with(['\n', '\r', '\u{c}']) {
            let (escaped, behind) = escaped(&text[1..]);
            name.push(escaped.to_ascii_lowercase());
            text = behind;
        } else {
            break;
        }
    }
    (name, text)
}

/// The character that stands behind a backslash, and what follows: up to six hexadecimal digits and a blank, or any sign.
fn escaped(text: &str) -> (char, &str) {
    let digits = text.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
    if digits == 0 {
        let c = text.chars().next().unwrap_or('\u{fffd}');
        return (c, text.get(c.len_utf8()..).unwrap_or_default());
    }
    let number = u32::from_str_radix(&text[..digits], 16).unwrap_or(0);
    let behind = &text[digits..];
    let behind = behind
        .strip_prefix("\r\n")
        .or_else(|| behind.strip_prefix(|c: char| c.is_ascii_whitespace()))
        .unwrap_or(behind);
    (char::from_u32(number).filter(|c| *c != '\0').unwrap_or('\u{fffd}'), behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_are_what_browsers_take_for_them() {
        let said = |style: &str| -> Vec<String> {
            let told = |token: &Token| match token {
                Token::Word(word) => word.clone(),
                Token::Function(name) => format!("{name}("),
                Token::Number(number, unit) => format!("{number}{unit}"),
                Token::Text => "\"".to_owned(),
                Token::Sign(sign) => sign.to_string(),
            };
            let line = |it: &Declaration| {
                let value: Vec<_> = it.value.iter().map(told).collect();
                format!("{}:{}{}", it.property, value.join(" "), if it.important { "!" } else { "" })
            };
            declarations(style).iter().map(line).collect()
        };
        for (style, expected) in [
            ("display:none;DISPLAY : Block", vec!["display:none", "display:block"]),
            ("display/**/:/* ; */none ! /**/ IMPORTANT;;", vec!["display:none!"]),
            ("dis/**/play:none;x:no/**/ne", vec!["x:no ne"]),
            (r"d\69 splay:\6eone;\64isplay:n\one", vec!["display:none", "\u{64}isplay:none"]),
            ("a:'x;display:none';b:url(y;z);c:f(x;[y)];z)", vec!["a:\"", "b:\"", "c:f( x ; [ y ) ] ; z )"]),
            ("x{};a:b;{c:d}e:f{};g:h;@x{}i:j", vec!["a:b", "g:h", "i:j"]),
            (
                "opacity:.0e3;font-size:-1.5EM;x:10 px;y:1e;z:50%",
                vec!["opacity:0", "font-size:-1.5em", "x:10 px", "y:1e", "z:50%"],
            ),
            ("a:;:b;c;1:d;--e:f;a:b\u{a0}c", vec!["--e:f", "a:b\u{a0}c"]),
            ("a:'x\n;b:c;d:\"y;e:f", vec!["a:\"", "b:c", "d:\""]),
            ("/* a:b", vec![]),
            ("a:b\\", vec!["a:b\u{fffd}"]),
        ] {
            assert_eq!(said(style), expected, "{style:?}");
        }
    }

    #[test]
    fn styles_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["/*", "a:", "(", "{", "}", "\\", "'", "url(", "-", "1e", "a{}", ";", "a:b;"] {
            declarations(&piece.repeat(200_000 / piece.len()));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
