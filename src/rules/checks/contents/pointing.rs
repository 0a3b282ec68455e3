//! Where a link of a text leads, and what stands there.

use crate::model::evidence::{Evidence, FileSeen, Observed};
use crate::model::path::RepoPath;
use crate::model::pointed::Stands;
use crate::rules::checks::frame::look::unseen;
use crate::rules::suggest::nearest;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// To a place in the repository.
    Here(Local),
    /// To the web.
    Web,
    /// To what is no file: a mail address, for example.
    Elsewhere,
    /// Nowhere that a reader of the repository could go: why.
    Astray(String),
}

/// A place in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// The file or directory; `None` for the repository's root.
    pub path: Option<RepoPath>,
    /// It is written as a directory, with a `/` at its end.
    pub is_directory: bool,
    /// What stands behind `#`, decoded; `None` where that says nothing.
    pub fragment: Option<String>,
}

/// Where `to`, written in the text at `from`, leads. What stands behind `?` is for web servers and is left out.
pub fn leads(from: &RepoPath, to: &str) -> Leads {
    let to = to.trim();
    if to.is_empty() {
        return Leads::Astray("it names nothing".to_owned());
    }
    if to.starts_with("//") {
        return Leads::Web;
    }
    match scheme(to) {
        Some(scheme) if scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https") => {
            return Leads::Web;
        }
        Some(scheme) if scheme.len() == 1 || scheme.eq_ignore_ascii_case("file") => {
            return Leads::Astray("it names a file of one machine, outside of the repository".to_owned());
        }
        Some(scheme)
            if ["javascript", "vbscript"].iter().any(|script| scheme.eq_ignore_ascii_case(script)) =>
        {
            return Leads::Astray("it runs a script and leads to no file".to_owned());
        }
        Some(_) => return Leads::Elsewhere,
        None => {}
    }
    let (place, fragment) =
        to.split_once('#').map_or((to, None), |(place, fragment)| (place, Some(fragment)));
    let place = place.split('?').next().unwrap_or_default();
    let fragment = match fragment.map(decoded).transpose() {
        Ok(fragment) => fragment.filter(|name| !name.is_empty() && name != "top"),
        Err(why) => return Leads::Astray(why),
    };
    match decoded(place).and_then(|place| local(from, &place)) {
        Ok((path, is_directory)) => Leads::Here(Local { path, is_directory, fragment }),
        Err(why) => Leads::Astray(why),
    }
}

/// The scheme of an address: letters, digits, `+`, `-`, `.` before the first `:`, a letter first.
fn scheme(to: &str) -> Option<&str> {
    let (scheme, _) = to.split_once(':')?;
    let rest = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(rest)).then_some(scheme)
}

/// `text` with `%20` and the like as what they stand for.
fn decoded(text: &str) -> Result<String, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let digits = behind.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        let value = digits.filter(|two| two.bytes().all(|c| c.is_ascii_hexdigit()));
        match value.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &behind[2..];
            }
            None => {
                bytes.push(*first);
                rest = behind;
            }
        }
    }
    String::from_utf8(bytes).map_err(|_| "its percent signs do not stand for UTF-8".to_owned())
}

/// The path that `place` names for a text at `from`, and whether it is written as a directory.
fn local(from: &RepoPath, place: &str) -> Result<(Option<RepoPath>, bool), String> {
    if place.is_empty() {
        return Ok((Some(from.clone()), false));
    }
    let parent = from.parent().filter(|_| !place.starts_with('/'));
    let mut parts: Vec<&str> = parent.iter().flat_map(|dir| dir.components()).collect();
    for part in place.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return Err("it leads out of the repository".to_owned()),
            ".." => {}
            part => parts.push(part),
        }
    }
    let is_directory = matches!(place.rsplit('/').next(), Some("" | "." | ".."));
    if parts.is_empty() {
        return Ok((None, true));
    }
    if parts.first() == Some(&".git") {
        return Err("it leads into git's own directory, which no reader of the repository has".to_owned());
    }
    let path = RepoPath::new(&parts.join("/")).map_err(|bad| bad.to_string())?;
    Ok((Some(path), is_directory))
}

/// What stands at a place that a text names.
#[derive(Debug)]
pub enum Found<'a> {
    /// A file.
    File(&'a FileSeen),
    /// A directory.
    Dir {
        /// Whether no file with anything in it lies there or anywhere below.
        empty: bool,
    },
    /// Nothing.
    Nothing,
    /// It could not be looked at: why.
    Unsure(String),
}

/// What stands at `path`, as the further look found it.
pub fn found<'a>(path: &RepoPath, evidence: &'a Evidence) -> Found<'a> {
    match evidence.pointed.at.get(path) {
        None => Found::Unsure(unseen(path.as_str())),
        Some(Stands::Nothing) => Found::Nothing,
        Some(Stands::Dir { empty }) => Found::Dir { empty: *empty },
        Some(Stands::Unsure(why)) => Found::Unsure(why.clone()),
        Some(Stands::Else) => match evidence.at(path) {
            Some(Observed::File(file)) => Found::File(file),
            Some(Observed::Dir(dir)) => Found::Dir { empty: dir.entries.iter().all(|entry| entry.size == 0) },
            Some(Observed::Refused(why)) => Found::Unsure(why.clone()),
            Some(Observed::Missing) => Found::Nothing,
            None => Found::Unsure(unseen(path.as_str())),
        },
    }
}

/// The path that was probably meant by `path`, at which there is nothing.
pub fn meant(path: &RepoPath, evidence: &Evidence) -> Option<String> {
    let names = &evidence.pointed.names;
    let mut above = String::new();
    let mut parts = path.components();
    while let Some(part) = parts.next() {
        let below = |name: &str| if above.is_empty() { name.to_owned() } else { format!("{above}/{name}") };
        if let Some(names) = names.get(&above)
            && names.binary_search_by(|name| name.as_str().cmp(part)).is_err()
        {
            let near = below(nearest(part, names.iter().map(String::as_str))?);
            return Some(parts.fold(near, |path, part| format!("{path}/{part}")));
        }
        above = below(part);
    }
    None
}

/// `path` as a link of the text at `from` spells it.
pub fn spelled(from: &RepoPath, path: &str) -> String {
    let parent = from.parent();
    let above: Vec<&str> = parent.iter().flat_map(|dir| dir.components()).collect();
    let parts: Vec<&str> = path.split('/').collect();
    let shared = above.iter().zip(&parts[..parts.len() - 1]).take_while(|(one, other)| one == other).count();
    let up = std::iter::repeat_n("..", above.len() - shared);
    up.chain(parts[shared..].iter().copied()).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, is_directory: bool, fragment: Option<&str>) -> Leads {
        let path = RepoPath::new(path).ok();
        Leads::Here(Local { path, is_directory, fragment: fragment.map(str::to_owned) })
    }

    #[test]
    fn a_link_leads_from_its_text_or_from_the_root() {
        let from = RepoPath::new("docs/guide/a.md").unwrap();
        for (to, meant) in [
            ("b.md", at("docs/guide/b.md", false, None)),
            ("./b.md#x", at("docs/guide/b.md", false, Some("x"))),
            ("../c%20d.md?raw=true#%C3%A4", at("docs/c d.md", false, Some("ä"))),
            ("/e.md", at("e.md", false, None)),
            ("../../src/", at("src", true, None)),
            ("..", at("docs", true, None)),
            ("/", at("", true, None)),
            ("#here", at("docs/guide/a.md", false, Some("here"))),
            ("#", at("docs/guide/a.md", false, None)),
            ("100%.md", at("docs/guide/100%.md", false, None)),
            ("HTTPS://x.org", Leads::Web),
            ("//x.org/a", Leads::Web),
            ("mailto:a@x.org", Leads::Elsewhere),
            ("tel:1", Leads::Elsewhere),
        ] {
            assert_eq!(leads(&from, to), meant, "{to}");
        }
        for (to, why) in [
            ("", "it names nothing"),
            ("../../../a.md", "it leads out of the repository"),
            ("/../a.md", "it leads out of the repository"),
            ("C:/a.md", "it names a file of one machine, outside of the repository"),
            ("file:///etc/hosts", "it names a file of one machine, outside of the repository"),
            ("%ff.md", "its percent signs do not stand for UTF-8"),
            ("/.git/config", "it leads into git's own directory, which no reader of the repository has"),
        ] {
            assert_eq!(leads(&from, to), Leads::Astray(why.to_owned()), "{to}");
        }
        for to in ["a\\b.md", "a%00b.md", "a%E2%80%AEb.md"] {
            assert!(matches!(leads(&from, to), Leads::Astray(_)), "{to}");
        }
    }

    #[test]
    fn a_path_is_spelled_as_a_link_from_its_text() {
        for (from, path, link) in [
            ("a.md", "b.md", "b.md"),
            ("docs/a.md", "docs/b.md", "b.md"),
            ("docs/guide/a.md", "src/b.md", "../../src/b.md"),
            ("docs/a.md", "docs", "../docs"),
        ] {
            assert_eq!(spelled(&RepoPath::new(from).unwrap(), path), link);
        }
    }
}
