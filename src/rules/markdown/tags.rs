//! One tag, comment or entity of HTML: how long it is, and what it means for what a reader sees.

use crate::rules::markdown::attributes::{Attributes, attributes};

/// What begins with `<` and is no text.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tag {
    /// In bytes; of a script or a style sheet that ends, all of it.
    pub length: usize,
    /// In lower case, `h` of a heading of any level; empty for what opens and closes nothing, such as a comment.
    pub name: String,
    /// Whether it is an end tag.
    pub closes: bool,
    /// Whether it ends with `/>`.
    pub alone: bool,
    /// What it says of whether its element is seen.
    pub sight: Sight,
}

/// What an element says of whether it is seen.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// Nobody sees anything of it, whatever stands within.
    pub gone: bool,
    /// Whether it is visible; where nothing is said, as what it stands in.
    pub visible: Option<bool>,
    /// Whether its letters have a size; likewise.
    pub sized: Option<bool>,
    /// How much is left of what is seen of it, of a thousand.
    pub opacity: Option<u16>,
}

/// Elements of which browsers show nothing, whatever a style says.
const UNSEEN: [&str; 13] = [
    "audio", "canvas", "iframe", "meter", "noembed", "noframes", "noscript", "progress", "script", "style",
    "template", "title", "video",
];
/// Elements that are not displayed unless a style says otherwise.
const NOT_DISPLAYED: [&str; 2] = ["datalist", "rp"];
/// Elements in which nothing but their own end is a tag.
const RAW: [&str; 7] = ["iframe", "noembed", "noframes", "noscript", "script", "style", "title"];
/// The same, but what stands within is shown.
const SHOWN_RAW: [&str; 2] = ["textarea", "xmp"];
/// Stands for a comment that does not end.
const COMMENT: &str = "!--";

/// The tag, comment or declaration at the beginning of `rest`; `None` where it is none, or does not end.
pub fn tag(rest: &str) -> Option<Tag> {
    if let Some(comment) = rest.strip_prefix("<!--") {
        return Some(match comment_end(comment) {
            Some(end) => Tag { length: 4 + end, ..Tag::default() },
            None => Tag { length: rest.len(), name: COMMENT.to_owned(), sight: gone(true), ..Tag::default() },
        });
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
    let mut name = name.to_ascii_lowercase();
    if matches!(name.as_str(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6") {
        name.truncate(1);
    }
    let sight = if closes { Sight::default() } else { sight(&name, &read) };
    if RAW.contains(&name.as_str()) && !closes {
        return Some(match end_of(&name, &rest[length..]) {
            Some(end) => Tag { length: length + end, ..Tag::default() },
            None => Tag { length: rest.len(), name, sight, ..Tag::default() },
        });
    }
    Some(Tag { length, name, closes, alone: read.alone, sight })
}

fn gone(gone: bool) -> Sight {
    Sight { gone, ..Sight::default() }
}

fn sight(name: &str, read: &Attributes) -> Sight {
    let style = read.style;
    let displayed = style.displayed.unwrap_or_else(|| {
        let is_dialog = name == "dialog";
        let popover = read.popover && !(is_dialog && read.open);
        !(read.hidden || popover || (is_dialog && !read.open) || NOT_DISPLAYED.contains(&name))
    });
    let filled = style.filled.unwrap_or(!read.until_found);
    let gone = UNSEEN.contains(&name) || !displayed || !filled;
    Sight { gone, visible: style.visible, sized: style.sized, opacity: style.opacity }
}

/// Whether nothing in an element of this name is a tag but its own end, and nothing of it is shown.
pub fn is_raw(name: &str) -> bool {
    RAW.contains(&name) || name == COMMENT
}

/// Whether nothing in it is a tag, but all of it is shown.
pub fn is_shown_raw(name: &str) -> bool {
    SHOWN_RAW.contains(&name)
}

/// Where in `text`, which stands behind `<!--`, the comment ends: the shortest ones are `<!-->` and `<!--->`.
fn comment_end(text: &str) -> Option<usize> {
    if let Some(short) = [">", "->"].iter().find(|short| text.starts_with(**short)) {
        return Some(short.len());
    }
    let mut ends = text.match_indices('>').map(|(at, _)| at);
    ends.find(|at| text[..*at].ends_with("--") || text[..*at].ends_with("--!")).map(|at| at + 1)
}

/// Where the end tag of `name` ends in `text`.
pub fn end_of(name: &str, text: &str) -> Option<usize> {
    if name == COMMENT {
        return comment_end(text);
    }
    let is_end = |at: &usize| {
        let rest = &text[at + 2..];
        rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name))
            && !rest[name.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
    };
    let at = text.match_indices("</").map(|(at, _)| at).find(is_end)?;
    text[at..].find('>').map(|end| at + end + 1)
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
            ("<p hidden style='display:block'>x", 32, "p", false),
            ("<p style='' style='display:none'>x", 33, "p", false),
            ("<p style=display&#58none>x", 25, "p", true),
            ("<p hidden=until-found>x", 22, "p", true),
            ("<p popover>x", 11, "p", true),
            ("<rp>x", 4, "rp", true),
            ("<datalist style=display:block>x", 30, "datalist", false),
            ("<!-- a --!>x", 11, "", false),
            ("<!-- a --! >x --!>y", 18, "", false),
            ("<!-- a", 6, "!--", true),
            ("<title><b></title>x", 18, "", false),
            ("<!-- a > b -->x", 14, "", false),
            ("<!-->x", 5, "", false),
            ("<!DOCTYPE html>x", 15, "", false),
            ("<Script>a<b</SCRIPT >x", 21, "", false),
            ("<script>a<b", 11, "script", true),
            ("<a title=\"never closed>x", 23, "a", false),
        ] {
            let tag = tag(text).unwrap();
            let hidden = tag.sight.gone || tag.sight.visible == Some(false) || tag.sight.sized == Some(false);
            assert_eq!((tag.length, tag.name.as_str(), hidden), (length, name, hides), "{text}");
        }
        for text in ["< b>", "<3 of them>", "<b", "<", "<>"] {
            assert_eq!(tag(text), None, "{text}");
        }
    }
}
