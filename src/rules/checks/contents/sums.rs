//! Lists of SHA-256 digests, as `sha256sum` writes them: which file they name with which digest, and in which line.

use crate::model::digest::Digest;
use crate::model::path::RepoPath;

/// An entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub line: u64,
    /// As written, escapes resolved.
    pub name: String,
    /// Of the bytes that the file should have.
    pub sha256: Digest,
}

/// The entries of `text`: `<digest>  <name>`, `<digest> *<name>`, or `SHA256 (<name>) = <digest>`, a line each. Empty lines are
/// left out.
///
/// # Errors
/// The first line that is none of these.
pub fn read(text: &str) -> Result<Vec<Entry>, u64> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(line, content)| entry(line, content).ok_or(line)).collect()
}

fn entry(line: u64, content: &str) -> Option<Entry> {
    let (escaped, content) = match content.strip_prefix('\\') {
        Some(rest) => (true, rest),
        None => (false, content),
    };
    let (digest, name) = match content.strip_prefix("SHA256 (") {
        Some(tagged) => {
            let (name, digest) = tagged.rsplit_once(") = ")?;
            (digest, name)
        }
        None => {
            let (digest, name) = content.split_once(' ')?;
            (digest, name.strip_prefix([' ', '*'])?)
        }
    };
    let name = if escaped { unescaped(name)? } else { name.to_owned() };
    let sha256 = digest.to_ascii_lowercase().parse().ok()?;
    (!name.is_empty()).then_some(Entry { line, name, sha256 })
}

fn unescaped(name: &str) -> Option<String> {
    let (mut plain, mut chars) = (String::new(), name.chars());
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next()? {
                '\\' => '\\',
                'n' => '\n',
                'r' => '\r',
                _ => return None,
            },
            c => c,
        });
    }
    Some(plain)
}

/// The path from the root that `entry` names, in a list that lies at `list`: names are relative to its directory. `None` where a name
/// leads out of the repository.
pub fn path(entry: &Entry, list: &RepoPath) -> Option<RepoPath> {
    let mut parts: Vec<&str> = list.components().collect();
    parts.pop();
    for part in entry.name.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    RepoPath::new(&parts.join("/")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_the_forms_that_tools_write_are_read() {
        let digest = Digest::of(b"x");
        let upper = digest.to_string().to_uppercase();
        let text =
            format!("{digest}  a b\r\n\n{upper} *b\nSHA256 (c (1) = d) = {digest}\n\\{digest}  e\\\\\\nf\n");
        let read: Vec<_> = read(&text).unwrap().into_iter().map(|entry| (entry.line, entry.name)).collect();
        let name = |name: &str| name.to_owned();
        assert_eq!(read, [(1, name("a b")), (3, name("b")), (4, name("c (1) = d")), (5, name("e\\\nf"))]);
    }

    #[test]
    fn any_other_line_is_refused() {
        let digest = Digest::of(b"x").to_string();
        for bad in [
            "# sums".to_owned(),
            digest.clone(),
            format!("{digest} a"),
            format!("{digest}  "),
            format!("{}  a", &digest[1..]),
            format!("{}é  a", &digest[2..]),
            format!("\\{digest}  a\\t"),
            format!("\\{digest}  a\\"),
            "SHA256 (a) = ".to_owned(),
            format!("MD5 (a) = {digest}"),
        ] {
            assert_eq!(read(&format!("{digest}  ok\n{bad}\n")), Err(2), "{bad}");
        }
    }

    #[test]
    fn names_are_relative_to_the_list() {
        let of = |name: &str, list: &str| {
            let entry = Entry { line: 1, name: name.to_owned(), sha256: Digest::ZERO };
            path(&entry, &RepoPath::new(list).unwrap()).map(|path| path.to_string())
        };
        assert_eq!(of("a", "SUMS").as_deref(), Some("a"));
        assert_eq!(of("./b/a", "d/SUMS").as_deref(), Some("d/b/a"));
        assert_eq!(of("../a", "d/SUMS").as_deref(), Some("a"));
        assert_eq!(of("../../a", "d/SUMS"), None);
        assert_eq!(of("/etc/passwd", "d/SUMS"), None);
    }
}
