//! Who may sign: a file in the form of OpenSSH's `allowed_signers` (`ssh-keygen(1)`, ALLOWED SIGNERS).

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeZone, Utc};
use ssh_key::PublicKey;

use crate::format::signature::pattern::allows;
use crate::model::time::Timestamp;

/// Kinds of keys that signatures are not verified with.
const OTHERS: [&str; 4] = ["ecdsa-", "ssh-rsa", "ssh-dss", "sk-"];

/// Somebody who may sign.
#[derive(Debug, Clone)]
pub struct Signer {
    /// Under which name.
    pub principal: String,
    /// With which key.
    pub key: PublicKey,
    /// Only for namespaces that these patterns allow; for any where there are none. All principals of a line share them: each with its own, a line took the
    /// square of its length.
    pub namespaces: Arc<[String]>,
    /// Not before.
    pub after: Option<Timestamp>,
    /// Not after.
    pub before: Option<Timestamp>,
}

impl Signer {
    /// Why a signature in `namespace` made `at` does not count, if it does not.
    pub fn against(&self, namespace: &str, at: Timestamp) -> Option<String> {
        if !self.namespaces.is_empty() && !allows(&self.namespaces, namespace) {
            return Some(format!("{} may not sign in the namespace `{namespace}`", self.principal));
        }
        if self.after.is_some_and(|after| at < after) {
            return Some(format!("the key of {} was not valid yet", self.principal));
        }
        if self.before.is_some_and(|before| at > before) {
            return Some(format!("the key of {} was no longer valid", self.principal));
        }
        None
    }
}

/// Who may sign, and the lines that allow nobody because something is wrong with them: their numbers from 1, and what that is.
#[derive(Debug, Default)]
pub struct Read {
    /// Who may sign.
    pub signers: Vec<Signer>,
    /// What was passed over. A line only ever allows: without it less counts, and never more.
    pub passed_over: Vec<(usize, String)>,
}

/// Reads the file.
pub fn read(text: &str) -> Read {
    let lines = text.lines().enumerate().map(|(i, line)| (i + 1, line.trim()));
    let mut all = Read::default();
    for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        match read_line(line) {
            Ok(signers) => all.signers.extend(signers),
            Err(why) => all.passed_over.push((number, why)),
        }
    }
    all
}

/// `principal[,principal] [options] keytype base64 [comment]`: one signer for each principal.
fn read_line(line: &str) -> Result<Vec<Signer>, String> {
    let mut words = split(line)?;
    if words.len() < 3 {
        return Err("expected `principal key-type key`".to_owned());
    }
    let principals = words.remove(0);
    let options =
        if words[0].starts_with("ssh-") || words[0].starts_with("sk-") || words[0].starts_with("ecdsa-") {
            String::new()
        } else {
            words.remove(0)
        };
    let [kind, key, ..] = words.as_slice() else { return Err("its key is missing".to_owned()) };
    // Keys of other kinds are no mistake: nothing that is verified here can be signed with them.
    if OTHERS.iter().any(|other| kind.starts_with(other)) {
        return Ok(vec![]);
    }
    let key = PublicKey::from_openssh(&format!("{kind} {key}"))
        .map_err(|why| format!("its key cannot be read: {why}"))?;
    let mut signer =
        Signer { principal: String::new(), key, namespaces: Arc::default(), after: None, before: None };
    for option in split_at(&options, ',').iter().filter(|option| !option.is_empty()) {
        apply(&mut signer, option)?;
    }
    principals
        .trim_matches('"')
        .split(',')
        .map(|principal| match principal.contains(['*', '?', '!']) {
            true => Err(format!("the principal `{principal}` is a pattern; name each one")),
            false => Ok(Signer { principal: principal.to_owned(), ..signer.clone() }),
        })
        .collect()
}

fn apply(signer: &mut Signer, option: &str) -> Result<(), String> {
    let (name, value) = option.split_once('=').unwrap_or((option, ""));
    let value = value.trim_matches('"');
    match name.to_ascii_lowercase().as_str() {
        "namespaces" => signer.namespaces = value.split(',').map(str::to_owned).collect(),
        "valid-after" => signer.after = Some(time(value)?),
        "valid-before" => signer.before = Some(time(value)?),
        "cert-authority" => {
            return Err("certificate authorities are not supported; name the key itself".to_owned());
        }
        other => return Err(format!("the option `{other}` is not known")),
    }
    Ok(())
}

/// `YYYYMMDD[HHMM[SS]]`, always read as UTC: what counts must not depend on where it is read.
fn time(text: &str) -> Result<Timestamp, String> {
    let digits = text.strip_suffix('Z').unwrap_or(text);
    let full = match digits.len() {
        8 => format!("{digits}000000"),
        12 => format!("{digits}00"),
        _ => digits.to_owned(),
    };
    let read = NaiveDateTime::parse_from_str(&full, "%Y%m%d%H%M%S").ok();
    let read = read.filter(|_| full.len() == 14).map(|read| Utc.from_utc_datetime(&read).timestamp_millis());
    read.and_then(Timestamp::from_millis)
        .ok_or_else(|| format!("`{text}` is no time: YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS"))
}

/// The words of a line; quotes keep spaces together.
fn split(line: &str) -> Result<Vec<String>, String> {
    if line.matches('"').count() % 2 == 1 {
        return Err("a quote is not closed".to_owned());
    }
    Ok(split_at(line, ' ').into_iter().filter(|word| !word.is_empty()).collect())
}

/// `text` at every `separator` outside quotes.
fn split_at(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        let between = !quoted && (c == separator || (separator == ' ' && c == '\t'));
        match parts.last_mut() {
            Some(part) if !between => part.push(c),
            _ => parts.push(String::new()),
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJd6l0kQ1mVbXJ8T3r0cZk0Q7W6b1zGx0w4n5q2m8y1A";

    #[test]
    fn many_principals_of_a_line_share_its_many_namespaces() {
        let (principals, namespaces) = (["a"; 30_000].join(","), ["git"; 30_000].join(","));
        let signers = read(&format!("{principals} namespaces=\"{namespaces}\" {KEY}\n")).signers;
        assert_eq!(signers.len(), 30_000);
        assert!(signers.iter().all(|signer| Arc::ptr_eq(&signer.namespaces, &signers[0].namespaces)));
        assert_eq!(signers[0].namespaces.len(), 30_000);
    }
}
