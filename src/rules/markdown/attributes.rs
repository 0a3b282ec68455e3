//! The attributes of one tag of HTML, as far as they say whether its element is seen.

use crate::rules::markdown::entities::entity_of_html;
use crate::rules::markdown::style::{Style, style};

/// What the attributes of a tag say.
#[derive(Debug, Default)]
pub struct Attributes {
    /// Behind the tag's `>`; `None` where a quote is not closed.
    pub end: Option<usize>,
    /// `hidden`: not displayed, unless a style says otherwise.
    pub hidden: bool,
    /// `popover`: likewise.
    pub popover: bool,
    /// `hidden="until-found"`: what stands within is not displayed.
    pub until_found: bool,
    /// `open`.
    pub open: bool,
    /// Whether it ends with `/>`.
    pub alone: bool,
    /// What its `style` says.
    pub style: Style,
}

/// Reads the attributes of `tag` from `at` on. Of one that stands twice the first counts.
pub fn attributes(tag: &str, mut at: usize) -> Attributes {
    let bytes = tag.as_bytes();
    let mut read = Attributes::default();
    let mut told = vec![];
    let skip = |mut at: usize, passed: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| passed(*byte)) {
            at += 1;
        }
        at
    };
    let blank = |byte: u8| byte.is_ascii_whitespace();
    loop {
        let from = at;
        at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        match bytes.get(at) {
            None => return read,
            Some(b'>') => {
                read.end = Some(at + 1);
                read.alone = at > from && bytes[at - 1] == b'/';
                return read;
            }
            Some(_) => {}
        }
        let name = at;
        at = skip(at + 1, |byte| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b'>' | b'='));
        let name = name..at;
        let (mut value, assigned) = (at..at, skip(at, blank));
        if bytes.get(assigned) == Some(&b'=') {
            at = skip(assigned + 1, blank);
            value = match bytes.get(at) {
                Some(quote @ (b'"' | b'\'')) => {
                    let Some(end) = bytes[at + 1..].iter().position(|byte| byte == quote) else {
                        return read;
                    };
                    at += end + 2;
                    at - 1 - end..at - 1
                }
                _ => {
                    let from = at;
                    at = skip(at, |byte| !byte.is_ascii_whitespace() && byte != b'>');
                    from..at
                }
            };
        }
        let (name, value) = (tag.get(name).unwrap_or_default(), tag.get(value).unwrap_or_default());
        let name =
            ["hidden", "open", "popover", "style"].iter().find(|known| name.eq_ignore_ascii_case(known));
        if let Some(name) = name.filter(|name| !told.contains(*name)) {
            told.push(*name);
            read.take(name, value);
        }
    }
}

impl Attributes {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "open" => self.open = true,
            "popover" => self.popover = true,
            "hidden" => {
                self.until_found = value.eq_ignore_ascii_case("until-found");
                self.hidden = !self.until_found;
            }
            _ => self.style = style(&decoded(value)),
        }
    }
}

/// `value` with entities as what they stand for.
fn decoded(value: &str) -> String {
    let (mut plain, mut rest) = (String::new(), value);
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, said) = entity_of_html(rest).unwrap_or((1, "&".to_owned()));
        plain.push_str(&said);
        rest = &rest[length..];
    }
    plain.push_str(rest);
    plain
}
