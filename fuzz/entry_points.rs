//! The parsers of what strangers write, each fed with arbitrary bytes: for the fuzz targets and for the properties that the ordinary
//! tests hold. What must hold whatever the bytes are is asserted there.

#[path = "entries/artifacts.rs"]
mod artifacts;
#[path = "entries/definitions.rs"]
mod definitions;
#[path = "entries/machine.rs"]
mod machine;
#[path = "entries/markdown.rs"]
mod markdown;
#[path = "entries/records.rs"]
mod records;
#[path = "entries/words.rs"]
mod words;

/// Feeds a parser.
pub type EntryPoint = fn(&[u8]);

/// Every entry point with its name, that of its fuzz target.
pub const ALL: &[(&str, EntryPoint)] = &[
    ("artifacts", artifacts::artifacts),
    ("cases", definitions::cases),
    ("definitions", definitions::definitions),
    ("extends", definitions::extends),
    ("git", machine::git),
    ("markdown", markdown::markdown),
    ("names", words::names),
    ("own_checks", definitions::own_checks),
    ("packets", words::packets),
    ("places", words::places),
    ("records", records::records),
    ("reports", artifacts::reports),
    ("reviews", artifacts::reviews),
    ("signatures", records::signatures),
    ("texts", words::texts),
    ("web", machine::web),
];

/// Feeds the entry point called `name`.
pub fn feed(name: &str, bytes: &[u8]) {
    let (_, feed) = ALL.iter().find(|(known, _)| *known == name).expect("an entry point of that name");
    feed(bytes);
}

fn file(path: &str) -> gatewright::model::path::RepoPath {
    gatewright::model::path::RepoPath::new(path).expect("a plain path")
}
