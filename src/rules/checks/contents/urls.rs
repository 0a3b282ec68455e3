//! The web addresses that stand in a text.

use std::borrow::Cow;
use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use crate::rules::checks::contents::address_end::without_end;
use crate::rules::markdown::entities::entity;
use crate::rules::unseen::without_unseen;

/// An `http` or `https` address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Url<'a> {
    /// `http` or `https`.
    pub scheme: &'static str,
    /// Up to the first `/`, `?` or `#`, as written.
    pub host: &'a str,
    /// What follows the host, without punctuation at its end (a slash counts as such).
    pub rest: &'a str,
    /// The line in which it stands, from 1.
    pub line: u64,
}

impl<'a> Url<'a> {
    /// What leads to the same page: host and path without scheme, user, default port, a `.` behind the host, fragment and punctuation
    /// at the end, the host in lower case. A query is part of it.
    pub fn page(&self) -> String {
        let rest = without_dots(&spelled(self.rest.split('#').next().unwrap_or_default()));
        format!("{}{}", self.place(), without_end(&rest))
    }

    /// The host as sites are told apart: like that of [`Url::page`], without `www.` and any port.
    pub fn site(&self) -> String {
        let place = self.place();
        let host = if place.starts_with('[') { &place } else { place.split(':').next().unwrap_or_default() };
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    }

    /// The one address that `text` begins with.
    pub fn of(text: &'a str, line: u64) -> Option<Url<'a>> {
        let (scheme, address) = text.split_once("://")?;
        let scheme = ["https", "http"].into_iter().find(|known| scheme.eq_ignore_ascii_case(known))?;
        cut(scheme, address, line)
    }

    fn place(&self) -> String {
        let host = spelled(self.host.rsplit('@').next().unwrap_or_default()).to_lowercase();
        // As browsers read names: letters of full width are letters, and every full stop is one.
        let host: String = if host.is_ascii() {
            host
        } else {
            host.replace('。', ".").nfkc().flat_map(char::to_lowercase).collect()
        };
        let is_port = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
        let Some((name, port)) = host.rsplit_once(':').filter(|(_, port)| is_port(port)) else {
            return host.trim_end_matches('.').to_owned();
        };
        let (name, port) = (name.trim_end_matches('.'), port.trim_start_matches('0'));
        let default = if self.scheme == "https" { "443" } else { "80" };
        if port.is_empty() || port == default { name.to_owned() } else { format!("{name}:{port}") }
    }
}

/// An address up to what ends it, without punctuation at its end.
fn cut<'a>(scheme: &'static str, address: &'a str, line: u64) -> Option<Url<'a>> {
    let mut length = without_end(address).len();
    // A step back is no punctuation.
    while address[length..].starts_with("/..") && !address[length + 3..].starts_with('.') {
        length += 3;
    }
    let address = &address[..length];
    let host = address.find(['/', '?', '#']).unwrap_or(address.len());
    let begins = address.starts_with(|c: char| c.is_alphanumeric());
    begins.then(|| Url { scheme, host: &address[..host], rest: &address[host..], line })
}

/// The addresses in `text`, in order.
///
/// One ends at white space, quotes, backticks, brackets other than `(`, `|` or a backslash. Give it a text [`without_comments`]: what a
/// comment holds is not shown to any reader.
pub fn urls(text: &str) -> Vec<Url<'_>> {
    let mut found = vec![];
    let (mut from, mut line, mut counted) = (0, 1, 0);
    while let Some(next) = text[from..].find("://") {
        let at = from + next;
        from = at + 3;
        let Some(scheme) = scheme_before(&text[..at]) else { continue };
        line += text.as_bytes()[counted..at].iter().filter(|byte| **byte == b'\n').count() as u64;
        counted = at;
        let rest = &text[from..];
        let length = rest.find(ends_url).unwrap_or(rest.len());
        from += length;
        found.extend(cut(scheme, &rest[..length], line));
    }
    found
}

/// The path in `rest`, and what follows it, without the steps `.` and `..` that nobody has to take (RFC 3986, 5.2.4).
fn without_dots(rest: &str) -> String {
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let mut steps: Vec<&str> = vec![];
    let mut all = rest[..end].split('/').peekable();
    while let Some(step) = all.next() {
        match step {
            "." | ".." => {
                if step == ".." && steps.len() > 1 {
                    steps.pop();
                }
                if all.peek().is_none() {
                    steps.push("");
                }
            }
            step => steps.push(step),
        }
    }
    steps.join("/") + &rest[end..]
}

/// How many different addresses stand in `text`. Two are the same without trailing punctuation, steps `.` and `..`, user and default port, the scheme
/// and the host in any case.
pub fn distinct_urls(text: &str) -> u64 {
    let all = urls(text);
    let told_apart = |url: &Url| {
        let rest = without_dots(&spelled(url.rest));
        (url.scheme, url.place(), without_end(&rest).to_owned())
    };
    all.iter().map(told_apart).collect::<BTreeSet<_>>().len() as u64
}

/// `text` in one spelling: without what nobody sees, entities as what they stand for, letters, digits and `-._~` as they are, all else that is
/// escaped with capital digits (RFC 3986, 6.2.2).
fn spelled(text: &str) -> Cow<'_, str> {
    let seen = without_unseen(text);
    if !seen.contains(['%', '&']) {
        return seen;
    }
    let text = decoded(&seen);
    let mut pieces = text.split('%');
    let mut spelled = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let digits = piece.get(..2).filter(|two| two.bytes().all(|c| c.is_ascii_hexdigit()));
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()).map(char::from) {
            Some(c) if c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~') => spelled.push(c),
            Some(c) => spelled.push_str(&format!("%{:02X}", u32::from(c))),
            None => {
                spelled.push('%');
                spelled.push_str(piece);
                continue;
            }
        }
        spelled.push_str(&piece[2..]);
    }
    Cow::Owned(spelled)
}

/// `text` with entities as what they stand for: HTML and Markdown write `&amp;` where an address has `&`.
fn decoded(text: &str) -> String {
    let mut decoded = String::new();
    let mut from = 0;
    while let Some(found) = text[from..].find('&') {
        let at = from + found;
        let (length, said) = entity(&text[at..]).unwrap_or((1, "&".to_owned()));
        decoded.push_str(&text[from..at]);
        decoded.push_str(&said);
        from = at + length;
    }
    decoded.push_str(&text[from..]);
    decoded
}

/// `text` with a `<` and its line ends in place of every comment, so that what stands on both sides of one does not grow together. A comment that begins a
/// line and has no end goes to the end of the text, as Markdown and browsers have it; elsewhere such a beginning is text.
pub fn without_comments(text: &str) -> Cow<'_, str> {
    let (mut kept, mut copied, mut from) = (String::new(), 0, 0);
    let last_end = text.rfind("-->");
    while let Some(found) = text[from..].find("<!--") {
        let at = from + found;
        // The shortest comments are `<!-->` and `<!--->`.
        let end = last_end.filter(|last| *last >= at + 2).and_then(|_| text[at + 2..].find("-->"));
        let behind = match end {
            Some(end) => at + 2 + end + 3,
            None if begins_line(&text[..at]) => text.len(),
            None => {
                from = at + 4;
                continue;
            }
        };
        kept.push_str(&text[copied..at]);
        kept.push('<');
        kept.extend(text[at..behind].chars().filter(|c| *c == '\n'));
        (copied, from) = (behind, behind);
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    kept.push_str(&text[copied..]);
    Cow::Owned(kept)
}

/// Whether what follows `before` stands first in its line.
fn begins_line(before: &str) -> bool {
    let before = before.trim_end_matches([' ', '\t']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

fn scheme_before(text: &str) -> Option<&'static str> {
    let ends_with = |scheme: &str| {
        text.len()
            .checked_sub(scheme.len())
            .and_then(|at| text.get(at..))
            .is_some_and(|end| end.eq_ignore_ascii_case(scheme))
    };
    ["https", "http"].into_iter().find(|scheme| ends_with(scheme))
}

fn ends_url(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '\'' | '`' | ')' | '[' | ']' | '{' | '}' | '|' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_that_only_a_comment_holds_does_not_count() {
        for (text, count) in [
            ("<!-- https://a.org -->", 0),
            ("https://a.org <!-- https://b.org\nhttps://c.org --> https://d.org", 2),
            ("https://a.org<!---->/b https://a.org<!-->/c", 1),
            ("<!-- https://a.org --> https://a.org <!-- https://b.org -->", 1),
            ("https://a.org\n  <!-- never closed\nhttps://b.org", 1),
            ("the beginning `<!--` of a comment\nhttps://a.org", 1),
            ("--> https://a.org <!-", 1),
        ] {
            assert_eq!(distinct_urls(&without_comments(text)), count, "{text}");
        }
    }

    #[test]
    fn an_address_is_the_same_however_its_letters_are_escaped() {
        let text = "https://a.org/x/%7Eb?c=%2f https://a.org/%78/~b?c=%2F https://%61.org/x/~b?c=%2f%2e";
        assert_eq!(distinct_urls(text), 1);
        let pages: BTreeSet<String> = urls(text).iter().map(Url::page).collect();
        assert_eq!(pages.into_iter().collect::<Vec<_>>(), ["a.org/x/~b?c=%2F"]);
        // A slash that is escaped is no slash, and what is no escape stays.
        assert_eq!(
            distinct_urls("https://a.org/a%2Fb https://a.org/a/b https://a.org/%zz https://a.org/%é"),
            4
        );
    }

    #[test]
    fn an_address_is_the_same_whatever_steps_lead_nowhere() {
        let text = "https://a.org/x https://a.org/./x https://a.org/y/../x https://a.org/%2e/x/. https://a.org/../x/ \
            https://a.org:443/y/z/../../x https://me@a.org/x";
        let pages: BTreeSet<String> = urls(text).iter().map(Url::page).collect();
        assert_eq!(pages.into_iter().collect::<Vec<_>>(), ["a.org/x"]);
        assert_eq!(distinct_urls(text), 1);
        let up = "https://a.org/x/.. https://a.org/x/../ https://a.org/x/y/../.., https://a.org/ https://a.org https://a.org...";
        assert_eq!(distinct_urls(up), 1);
        assert_eq!(
            distinct_urls(
                "https://a.org/x?a=/../b https://a.org/x?a=/b https://a.org/.../x https://a.org//x https://a.org/x"
            ),
            5
        );
    }

    #[test]
    fn an_address_is_the_same_whatever_the_sentence_puts_behind_it() {
        let text = "http://a.org/x, “http://a.org/x” ‘http://a.org/x’… http://a.org/x。 http://a.org/x&amp; http://a.org/x\u{200b} \
            http://a.org/\u{ad}x http://a.org/x» http://a\u{2060}.org/x&rdquo; http://a.org/x#—";
        assert_eq!(distinct_urls(text), 1);
        assert!(urls(text).iter().all(|url| url.page() == "a.org/x"));
        assert_eq!(
            distinct_urls("http://a.org/?a=1&b=2 http://a.org/?a=1&amp;b=2 http://a.org/?a=1&#38;b=2"),
            1
        );
        assert_eq!(distinct_urls("http://a.org/größe http://a.org/größ http://a.org/本"), 3);
    }

    #[test]
    fn comments_made_to_be_slow_are_not() {
        let started = std::time::Instant::now();
        for piece in ["<!--", "a<!--", " <!--a", "<!-->", "-->", "<!-- -->", "a  "] {
            distinct_urls(&without_comments(&piece.repeat(1_000_000 / piece.len())));
            distinct_urls(&without_comments(&format!("-->{}", piece.repeat(1_000_000 / piece.len()))));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
