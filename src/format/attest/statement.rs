//! in-toto Statements: what is said (a predicate) of which files (subjects).

use serde_json::{Map, Value, json};

use crate::format::attest::attempt::{Attested, Output};
use crate::format::attest::dsse;
use crate::model::digest::Digest;

/// The type of every statement.
pub const STATEMENT: &str = "https://in-toto.io/Statement/v1";
/// cosign refuses a statement with more subjects.
pub const MOST_SUBJECTS: usize = 1024;

/// What is said of an attempt's outputs.
#[derive(Debug, Clone)]
pub struct Said {
    /// What names it in a file's name: `gate-attempt`.
    pub name: &'static str,
    /// What it says, by type.
    pub predicate_type: &'static str,
    /// What it says.
    pub predicate: Value,
}

/// The payload of the statement that `said` makes of the attempt.
pub fn payload(of: &Attested<'_>, said: &Said) -> Vec<u8> {
    dsse::payload(&json!({
        "_type": STATEMENT,
        "subject": subjects(of),
        "predicateType": said.predicate_type,
        "predicate": said.predicate,
    }))
}

/// A file or a directory with its digest: a resource descriptor. Of a directory it is the digest of its list of files,
/// `dirHash`.
pub fn descriptor(output: &Output) -> Value {
    let kind = if output.directory { "dirHash" } else { "sha256" };
    json!({ "name": output.path, "digest": { kind: output.sha256 } })
}

/// A file with its digest.
pub fn file(name: &str, sha256: Digest) -> Value {
    json!({ "name": name, "digest": { "sha256": sha256 } })
}

/// The attempt's outputs. A statement has to have a subject: where there are none, it is the attempt's own file. Where they are
/// more than verifiers take, it is their list: as the set that it stands for, and as a file.
fn subjects(of: &Attested<'_>) -> Vec<Value> {
    match of.outputs.len() {
        0 => vec![file(&of.file, of.sha256)],
        1..=MOST_SUBJECTS => of.outputs.iter().map(descriptor).collect(),
        _ => listed(of),
    }
}

fn listed(of: &Attested<'_>) -> Vec<Value> {
    let list: String =
        of.outputs.iter().map(|output| format!("{}  {}\n", output.sha256, output.path)).collect();
    let sha256 = Digest::of(list.as_bytes());
    let mut digest = Map::new();
    // Of a list that names directories by the digest of their own lists it is no `dirHash`.
    if of.outputs.iter().all(|output| !output.directory) {
        digest.insert("dirHash".to_owned(), json!(sha256));
    }
    digest.insert("sha256".to_owned(), json!(sha256));
    let set = json!({ "name": format!("{}#outputs", of.file), "digest": digest });
    let manifest = of.attempt.manifest.as_ref().map_or(of.file.as_str(), |manifest| manifest.file.as_str());
    let beside = of.file.rsplit_once('/').map_or("", |(dir, _)| dir);
    vec![
        set,
        file(
            &format!("{beside}/{manifest}"),
            of.attempt.manifest.as_ref().map_or(sha256, |list| list.sha256),
        ),
    ]
}
