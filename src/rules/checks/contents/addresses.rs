//! The addresses of the web in a text, exactly as somebody would follow them.

use regex::Regex;

use crate::rules::checks::contents::address_end::{ends_sentence, entity_at_end};
use crate::rules::checks::contents::urls::without_comments;
use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::scopes::Scope;

/// An address where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// As it is asked for.
    pub address: String,
    /// The line, from 1.
    pub line: u64,
}

/// In longer lines, in bytes, a pattern is held only against the addresses themselves.
const LONGEST_LINE: usize = 64 * 1024;
/// So many matches in a line are looked at.
const MATCHES: usize = 64;

/// The addresses of `text` that a match of `pattern` touches; all of them where there is none. In Markdown those in blocks of code
/// and in comments are left out, and so is everywhere what has a hole: `https://example.org/{id}`.
///
/// # Errors
/// The text cannot be read as Markdown within limits.
pub fn addresses(text: &Text, pattern: Option<&Regex>) -> Result<Vec<Found>, String> {
    let is_markdown = text.is_markdown();
    let shown = if is_markdown { without_comments(text.text) } else { text.text.into() };
    let scopes = text.scopes()?;
    let mut found = vec![];
    for ((line, number), at) in shown.split('\n').zip(1..).zip(0..) {
        if is_markdown && scopes.get(at) == Some(&Scope::Code) {
            continue;
        }
        let mut spans = spans(line);
        if let Some(pattern) = pattern {
            spans.retain(|(from, to)| touches(pattern, line, *from, *to));
        }
        found.extend(spans.into_iter().map(|(from, to)| {
            // As HTML and Markdown write it.
            Found { address: line[from..to].replace("&amp;", "&"), line: number }
        }));
    }
    Ok(found)
}

fn touches(pattern: &Regex, line: &str, from: usize, to: usize) -> bool {
    let in_line = || {
        line.len() <= LONGEST_LINE
            && pattern.find_iter(line).take(MATCHES).any(|it| it.start() < to && it.end() > from)
    };
    pattern.is_match(&line[from..to]) || in_line()
}

/// Where in `line` addresses begin and end.
fn spans(line: &str) -> Vec<(usize, usize)> {
    let (mut found, mut after) = (vec![], 0);
    while let Some(next) = line[after..].find("://") {
        let at = after + next;
        after = at + 3;
        let Some(from) = scheme(&line[..at]) else { continue };
        let rest = &line[after..];
        let length = rest.find(ends).unwrap_or(rest.len());
        let (to, beyond) = (trimmed(line, from, after + length), &rest[length..]);
        after += length;
        let has_hole = beyond.starts_with('{') || line[from..after].ends_with('$');
        let host = &line[at + 3..to.max(at + 3)];
        if !has_hole && host.starts_with(|c: char| c.is_alphanumeric()) {
            found.push((from, to));
        }
    }
    found
}

/// Where the scheme begins with which `before` ends.
fn scheme(before: &str) -> Option<usize> {
    ["https", "http"].into_iter().find_map(|scheme| {
        let from = before.len().checked_sub(scheme.len())?;
        before.get(from..)?.eq_ignore_ascii_case(scheme).then_some(from)
    })
}

fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '\'' | '`' | '[' | ']' | '{' | '}' | '|' | '\\')
        || matches!(c, '“' | '”' | '„' | '‘' | '’' | '«' | '»' | '、' | '。')
}

/// Brackets of other scripts that an address may hold in pairs.
const PAIRS: [(char, char); 6] =
    [('（', '）'), ('「', '」'), ('『', '』'), ('【', '】'), ('〈', '〉'), ('《', '》')];

/// The end without what belongs to the sentence around it: punctuation of any script, invisible characters, entities for such, and a closing
/// bracket that nothing in the address opens.
fn trimmed(line: &str, from: usize, mut to: usize) -> usize {
    while let Some(last) = line[from..to].chars().next_back() {
        if let Some(at) = entity_at_end(&line[from..to]) {
            to = from + at;
            continue;
        }
        let count = |c: char| line[from..to].matches(c).count();
        let belongs = match last {
            ')' => count(')') <= count('('),
            _ if !last.is_ascii() => match PAIRS.iter().find(|(_, close)| *close == last) {
                Some((open, close)) => count(*close) <= count(*open),
                None => !ends_sentence(last),
            },
            '.' | ',' | ';' | ':' | '!' | '?' | '*' | '_' | '~' | '(' => false,
            _ => true,
        };
        if belongs {
            break;
        }
        to -= last.len_utf8();
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::path::RepoPath;
    use crate::rules::checks::frame::pattern::regex;

    fn all(path: &str, text: &str, pattern: Option<&str>) -> Vec<(String, u64)> {
        let path = RepoPath::new(path).unwrap();
        let pattern = pattern.map(|it| regex(it).unwrap());
        let found = addresses(&Text { path: &path, text, document: None }, pattern.as_ref()).unwrap();
        found.into_iter().map(|it| (it.address, it.line)).collect()
    }

    #[test]
    fn an_address_ends_where_a_reader_would_end_it() {
        for (text, address) in [
            ("see https://a.org/x.", "https://a.org/x"),
            ("(https://a.org/x/)", "https://a.org/x/"),
            ("[a](https://a.org/x_(y)) b", "https://a.org/x_(y)"),
            ("<HTTP://a.org?b=c&amp;d>", "HTTP://a.org?b=c&d"),
            ("**https://a.org/x**, b", "https://a.org/x"),
            ("“https://a.org/größe”", "https://a.org/größe"),
            ("https://a.org/x… b", "https://a.org/x"),
            ("https://a.org/x，b", "https://a.org/x，b"),
            ("（https://a.org/x）。", "https://a.org/x"),
            ("https://a.org/（x）", "https://a.org/（x）"),
            ("https://a.org/x\u{200b} b", "https://a.org/x"),
            ("&quot;https://a.org/x&quot;", "https://a.org/x"),
            ("| https://a.org/x|", "https://a.org/x"),
            ("[r]: https://a.org:8443/#x 'y'", "https://a.org:8443/#x"),
        ] {
            assert_eq!(all("a.md", text, None), [(address.to_owned(), 1)], "{text}");
        }
        for none in [
            "https://",
            "ftp://a.org",
            "https://a.org/{id}",
            "`https://a.org/${id}`",
            "https://...",
            "xhttps//a",
        ] {
            assert_eq!(all("a.md", none, None), [], "{none}");
        }
    }

    #[test]
    fn code_and_comments_of_a_text_are_left_out_and_nothing_of_a_program() {
        let text = "https://a.org\n\n```\nhttps://b.org\n```\n<!-- https://c.org\n-->\n\nhttps://d.org\n";
        assert_eq!(
            all("a.md", text, None),
            [("https://a.org".to_owned(), 1), ("https://d.org".to_owned(), 9)]
        );
        assert_eq!(all("a.ts", text, None).len(), 4);
    }

    #[test]
    fn a_pattern_picks_the_addresses_that_its_matches_touch() {
        let text = "src: \"https://cdn.a.org/x.jpg?w=3\",\nhref: \"https://b.org/y\",\n";
        for (pattern, count) in [
            (r"cdn\.a\.org", 1),
            (r#"https?://[^\s"]+"#, 2),
            (r#"src: "(https[^"]*)""#, 1),
            ("nothing", 0),
            ("href", 0),
        ] {
            assert_eq!(all("a.ts", text, Some(pattern)).len(), count, "{pattern}");
        }
        assert_eq!(all("a.ts", text, Some(r"\.jpg"))[0].0, "https://cdn.a.org/x.jpg?w=3");
    }

    #[test]
    fn lines_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["://", "http://", "http://a(", "http://a)", "https://a.org/......", "http://a{"] {
            all("a.txt", &piece.repeat(200_000 / piece.len()), Some("a+$"));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
