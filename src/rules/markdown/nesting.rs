//! How elements of HTML nest: which begin anew, end what stands open, or bound what an end tag reaches, by the rules that browsers parse by.

/// Elements without an end.
pub const VOID: [&str; 19] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];
/// Elements that parsers open again behind the end of what they stand in.
pub const FORMATTING: [&str; 14] =
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
/// Elements in which what stands around them is out of reach of most end tags, and behind which nothing is opened again.
pub const MARKERS: [&str; 8] = ["applet", "caption", "marquee", "object", "table", "td", "template", "th"];
/// Parts of a table, which are none where no table is open.
pub const OF_TABLE: [&str; 8] = ["caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"];
/// What stands right in these stands in front of their table.
pub const ROWS: [&str; 5] = ["table", "tbody", "tfoot", "thead", "tr"];
/// Elements that end a paragraph, and part words; `h` is a heading of any level.
const BLOCKS: [&str; 41] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h",
    "header",
    "hgroup",
    "hr",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
    "xmp",
];
/// Further elements that the end tag of an unknown one does not reach over.
const BOUNDS: [&str; 13] = [
    "applet", "body", "button", "caption", "marquee", "object", "select", "td", "template", "textarea", "th",
    "title", "iframe",
];
/// Elements of drawings of which nothing is drawn where they stand.
pub const UNDRAWN: [&str; 14] = [
    "clippath",
    "defs",
    "desc",
    "filter",
    "lineargradient",
    "marker",
    "mask",
    "metadata",
    "pattern",
    "radialgradient",
    "script",
    "style",
    "symbol",
    "title",
];
/// What a formula says beside what it shows.
pub const ANNOTATIONS: [&str; 2] = ["annotation", "annotation-xml"];
/// Elements within drawings and formulas in which HTML begins again.
pub const HTML_AGAIN: [&str; 9] =
    ["annotation-xml", "desc", "foreignobject", "mi", "mn", "mo", "ms", "mtext", "title"];
/// Elements that end a drawing or a formula, besides those that end a paragraph and those that format.
const BREAK_OUT: [&str; 9] = ["body", "br", "embed", "img", "ruby", "span", "sub", "sup", "var"];

/// Whether an element ends a paragraph, and parts words.
pub fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// Whether the end tag of an unknown element does not reach over this one.
pub fn is_special(name: &str) -> bool {
    (BLOCKS.contains(&name) && name != "option") || BOUNDS.contains(&name)
}

/// Whether it ends a drawing or a formula.
pub fn breaks_out(name: &str) -> bool {
    let is_drawn = ["font", "a"].contains(&name);
    !is_drawn && (BLOCKS.contains(&name) || FORMATTING.contains(&name) || BREAK_OUT.contains(&name))
}

/// What one element ends where it begins: the nearest of these, unless it stands in one of those.
pub struct Ends {
    /// The elements that it ends.
    pub nearest: &'static [&'static str],
    /// Those that hold them.
    pub holders: &'static [&'static str],
}

/// What `name` ends where it begins, besides a paragraph.
pub fn ended_by(name: &str) -> &'static [Ends] {
    const CELL: Ends = Ends { nearest: &["td", "th", "caption"], holders: &["table", "template"] };
    const ROW: Ends = Ends { nearest: &["tr"], holders: &["table", "template"] };
    const BODY: Ends = Ends { nearest: &["tbody", "tfoot", "thead"], holders: &["table", "template"] };
    match name {
        "td" | "th" => &[CELL],
        "tr" => &[CELL, ROW],
        "tbody" | "tfoot" | "thead" | "caption" => &[CELL, ROW, BODY],
        "button" => &[Ends { nearest: &["button"], holders: &MARKERS }],
        "a" => &[Ends { nearest: &["a"], holders: &MARKERS }],
        "nobr" => &[Ends { nearest: &["nobr"], holders: &MARKERS }],
        "option" => &[Ends { nearest: &["option"], holders: &["select", "optgroup", "datalist"] }],
        _ => &[],
    }
}

/// The elements that end where `name` begins, looked for up to the nearest [`is_special`] one other than `address`, `div` and `p`.
pub fn items(name: &str) -> &'static [&'static str] {
    match name {
        "li" => &["li"],
        "dd" | "dt" => &["dd", "dt"],
        _ => &[],
    }
}

/// What keeps the end tag of `name` from what stands around it.
pub fn bounds(name: &str) -> &'static [&'static str] {
    match name {
        "caption" | "table" | "tbody" | "td" | "tfoot" | "th" | "thead" | "tr" => &["table", "template"],
        "li" => &["applet", "caption", "marquee", "object", "ol", "table", "td", "template", "th", "ul"],
        "p" => &["applet", "button", "caption", "marquee", "object", "table", "td", "template", "th"],
        _ => &MARKERS,
    }
}
