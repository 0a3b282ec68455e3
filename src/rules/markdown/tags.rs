//! One tag, comment or entity of HTML: how long it is, and what it means for what a reader sees.

/// What begins with `<` and is no text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In bytes; of a script or a style sheet that ends, all of it.
    pub length: usize,
    /// In lower case; empty for what opens and closes nothing, such as a comment.
    pub name: String,
    /// Whether it is an end tag.
    pub closes: bool,
    /// Whether nobody sees what stands in its element.
    pub hides: bool,
}

/// Elements of which browsers show nothing.
const UNSEEN: [&str; 10] =
    ["audio", "canvas", "datalist", "iframe", "noembed", "noframes", "script", "style", "template", "video"];
/// Elements in which nothing but their own end is a tag.
const RAW: [&str; 5] = ["iframe", "noembed", "noframes", "script", "style"];

/// The tag, comment or declaration at the beginning of `rest`; `None` where it is none, or does not end.
pub fn tag(rest: &str) -> Option<Tag> {
    if rest.starts_with("<!--") {
        // The shortest comments are `<!-->` and `<!--->`.
        let length = rest[2..].find("-->").map_or(rest.len(), |at| 2 + at + 3);
        return Some(Tag { length, ..Tag::default() });
    }
    let closes = rest[1..].starts_with('/');
    let begin = 1 + usize::from(closes);
    let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
    let name: String = rest[begin..].chars().take_while(is_name).collect();
    let until_end = || rest.find('>').map(|at| at + 1);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        let declares = closes || rest[1..].starts_with(['!', '?']);
        return declares.then(until_end).flatten().map(|length| Tag { length, ..Tag::default() });
    }
    let read = attributes(rest, begin + name.len());
    let length = read.end.or_else(until_end)?;
    let name = name.to_ascii_lowercase();
    let unseen = UNSEEN.contains(&name.as_str()) || (name == "dialog" && !read.open);
    let hides = !closes && (read.hidden || unseen);
    if RAW.contains(&name.as_str()) && !closes {
        return Some(match end_of(&name, &rest[length..]) {
            Some(end) => Tag { length: length + end, ..Tag::default() },
            None => Tag { length: rest.len(), name, closes, hides },
        });
    }
    Some(Tag { length, name, closes, hides })
}

/// Whether nothing in an element of this name is a tag but its own end.
pub fn is_raw(name: &str) -> bool {
    RAW.contains(&name)
}

/// Where the end tag of `name` ends in `text`.
pub fn end_of(name: &str, text: &str) -> Option<usize> {
    let is_end = |at: &usize| {
        let rest = &text[at + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let at = text.match_indices("</").map(|(at, _)| at).find(is_end)?;
    text[at..].find('>').map(|end| at + end + 1)
}

/// What the attributes of a tag say.
#[derive(Default)]
struct Read {
    /// Behind its `>`; `None` where a quote is not closed.
    end: Option<usize>,
    hidden: bool,
    open: bool,
}

/// Reads the attributes of `tag` from `at` on.
fn attributes(tag: &str, mut at: usize) -> Read {
    let bytes = tag.as_bytes();
    let mut read = Read::default();
    let skip = |mut at: usize, passed: fn(u8) -> bool| {
        while bytes.get(at).is_some_and(|byte| passed(*byte)) {
            at += 1;
        }
        at
    };
    let blank = |byte: u8| byte.is_ascii_whitespace();
    loop {
        at = skip(at, |byte| byte.is_ascii_whitespace() || byte == b'/');
        match bytes.get(at) {
            None => return read,
            Some(b'>') => {
                read.end = Some(at + 1);
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
        read.open |= name.eq_ignore_ascii_case("open");
        read.hidden |=
            name.eq_ignore_ascii_case("hidden") || (name.eq_ignore_ascii_case("style") && takes_away(value));
    }
}

/// Whether a `style` takes its element out of sight.
fn takes_away(style: &str) -> bool {
    let mut plain = String::new();
    let mut rest = style;
    while let Some(c) = rest.chars().next() {
        let found = if c == '&' { entity(rest) } else { None };
        let (length, said) = found.unwrap_or((c.len_utf8(), c.to_string()));
        plain.extend(said.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase));
        rest = &rest[length..];
    }
    ["display:none", "visibility:hidden", "visibility:collapse"].iter().any(|away| plain.contains(away))
}

/// The entity at the beginning of `rest`: how long it is and what it stands for. Of names only those that people write for blanks, markup and punctuation.
pub fn entity(rest: &str) -> Option<(usize, String)> {
    let end = rest.bytes().take(12).position(|byte| byte == b';')?;
    let name = &rest[1..end];
    let c = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" | "hairsp" | "numsp" | "puncsp" | "Tab" | "NewLine" => ' ',
        "shy" | "zwj" | "zwnj" | "lrm" | "rlm" | "ZeroWidthSpace" | "NoBreak" => '\u{200b}',
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "colon" => ':',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "laquo" => '«',
        "raquo" => '»',
        "middot" => '·',
        _ => {
            let digits = name.strip_prefix('#')?;
            let number = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(number).filter(|c| *c != '\n')?
        }
    };
    Some((end + 1, c.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_where_browsers_say_and_hides_what_they_hide() {
        for (text, length, name, hides) in [
            ("<b>x", 3, "b", false),
            ("<a title=\"a > b\" HIDDEN>x", 24, "a", true),
            ("<p style='Display : none'>x", 26, "p", true),
            ("<p style=\"display&#58;none\">x", 28, "p", true),
            ("<p style=\"color:red\" data-hidden>x", 33, "p", false),
            ("<p title='hidden'>x", 18, "p", false),
            ("</div >x", 7, "div", false),
            ("<template>x", 10, "template", true),
            ("<dialog>x", 8, "dialog", true),
            ("<dialog open>x", 13, "dialog", false),
            ("<!-- a > b -->x", 14, "", false),
            ("<!-->x", 5, "", false),
            ("<!DOCTYPE html>x", 15, "", false),
            ("<Script>a<b</SCRIPT >x", 21, "", false),
            ("<script>a<b", 11, "script", true),
            ("<a title=\"never closed>x", 23, "a", false),
        ] {
            let tag = tag(text).unwrap();
            assert_eq!((tag.length, tag.name.as_str(), tag.hides), (length, name, hides), "{text}");
        }
        for text in ["< b>", "<3 of them>", "<b", "<", "<>"] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
