//! A book: a text file of entries, each with changes to good files and what the program says then.
//!
//! `tests/corpus/bad/README.md` tells people how one is written.

use std::path::{Path, PathBuf};

/// A book as it was read; what it holds beside expectations is written back as it stood.
pub struct Book {
    pub path: PathBuf,
    pub entries: Vec<Entry>,
    /// What follows after the last entry's expectation.
    tail: Vec<String>,
}

/// An entry, with everything that stood between the one before and it.
pub struct Entry {
    /// Lines before its title, as they stood.
    lead: Vec<String>,
    pub title: String,
    /// From 1.
    pub line: usize,
    /// Changes of its section, then its own.
    pub changes: Vec<String>,
    own: Vec<String>,
    /// The file in hand.
    pub file: String,
    /// The words of the command.
    pub run: String,
    /// Whether it opens a section: its changes alone must leave the files good.
    pub section: bool,
    pub expected: Vec<String>,
}

/// Where the books lie.
pub fn shelf() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/bad")
}

/// The book called `name`.
pub fn read(path: &Path) -> Book {
    let text = std::fs::read_to_string(path).unwrap();
    let (mut file, mut run) = (String::new(), String::new());
    let mut section: Vec<String> = vec![];
    let mut entries: Vec<Entry> = vec![];
    let mut lead = vec![];
    for (at, line) in text.lines().enumerate() {
        let open = entries.last_mut().filter(|_| lead.is_empty());
        match (line.split_at_checked(2), open) {
            (Some(("  ", change)), Some(entry)) if entry.expected.is_empty() => {
                entry.own.push(change.to_owned());
                entry.changes.push(change.to_owned());
                if entry.section {
                    section.push(change.to_owned());
                }
            }
            (Some(("= " | "~ ", _)), Some(entry)) => entry.expected.push(line.to_owned()),
            (Some((mark @ ("* " | "@ "), title)), _) => {
                let opens = mark == "@ ";
                if opens {
                    section.clear();
                }
                entries.push(Entry {
                    lead: std::mem::take(&mut lead),
                    title: title.to_owned(),
                    line: at + 1,
                    changes: section.clone(),
                    own: vec![],
                    file: file.clone(),
                    run: run.clone(),
                    section: opens,
                    expected: vec![],
                });
            }
            _ => {
                if let Some(name) = line.strip_prefix("file ") {
                    name.clone_into(&mut file);
                } else if let Some(words) = line.strip_prefix("run ") {
                    words.clone_into(&mut run);
                } else if !line.is_empty() && !line.starts_with('#') {
                    panic!("{}:{}: no line of a book: {line}", path.display(), at + 1);
                }
                lead.push(line.to_owned());
            }
        }
    }
    Book { path: path.to_owned(), entries, tail: lead }
}

impl Book {
    /// The book with other expectations, one for each entry.
    pub fn with(&self, said: &[Vec<String>]) -> String {
        let mut lines: Vec<&str> = vec![];
        let titles: Vec<String> = self
            .entries
            .iter()
            .map(|entry| format!("{} {}", if entry.section { '@' } else { '*' }, entry.title))
            .collect();
        let own: Vec<Vec<String>> =
            self.entries.iter().map(|entry| entry.own.iter().map(|it| format!("  {it}")).collect()).collect();
        for (at, entry) in self.entries.iter().enumerate() {
            lines.extend(entry.lead.iter().map(String::as_str));
            lines.push(&titles[at]);
            lines.extend(own[at].iter().map(String::as_str));
            lines.extend(said[at].iter().map(String::as_str));
        }
        lines.extend(self.tail.iter().map(String::as_str));
        lines.join("\n") + "\n"
    }
}
