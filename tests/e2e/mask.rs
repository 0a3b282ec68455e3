//! What changes with every release or file system and means nothing to a reader: digests get names, the version becomes
//! `<version>`, the way in which writers were kept out `<guard>`.

use regex::{Captures, Regex};

/// `text` with every digest replaced by a name, the same digest by the same name, its short form too.
pub fn masked(text: &str) -> String {
    let text = text.replace(concat!("gatewright ", env!("CARGO_PKG_VERSION")), "gatewright <version>");
    let guard = Regex::new(r#""read_guard": "(lease|stat)""#).unwrap();
    let text = guard.replace_all(&text, r#""read_guard": "<guard>""#);
    let digest = Regex::new(r"\b(?:[0-9a-f]{64}|[0-9a-f]{12})\b").unwrap();
    let zeros = "0".repeat(64);
    let mut known: Vec<String> = vec![];
    let name = |found: &Captures| {
        let found = &found[0];
        if found == zeros || found.bytes().all(|byte| byte.is_ascii_digit()) {
            return found.to_owned();
        }
        let at = known.iter().position(|long| long.starts_with(found) || found.starts_with(long.as_str()));
        let at = at.unwrap_or_else(|| {
            known.push(String::new());
            known.len() - 1
        });
        if known[at].len() < found.len() {
            known[at] = found.to_owned();
        }
        format!("<digest {}{}>", at + 1, if found.len() == 12 { " short" } else { "" })
    };
    digest.replace_all(&text, name).into_owned()
}

/// The same with names for commits of git, whose time is the machine's.
pub fn commits(text: &str) -> String {
    let oid = Regex::new(r"\b[0-9a-f]{40}\b").unwrap();
    oid.replace_all(text, "<commit>").into_owned()
}
