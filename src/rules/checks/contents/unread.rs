//! Why a value cannot be read, in words of ours: those of the libraries speak to programmers.

use crate::rules::quote::quoted;

/// What a library's complaint begins with or holds, and what it means to whoever wrote the file.
const MEANINGS: &[(&str, &str)] = &[
    ("budget breached: Depth", "it is nested too deep"),
    ("recursion limit exceeded", "it is nested too deep"),
    ("budget breached", "it holds more than is read; aliases that stand for aliases grow beyond all measure"),
    ("multiple YAML documents", "it holds more than one document"),
    ("recursive references", "an anchor holds itself"),
    ("non-finite float", "it holds a number that is none or is beyond all measure"),
    ("number out of range", "it holds a number that is beyond all measure"),
    ("trailing characters", "something follows after its end"),
    ("EOF while parsing", "it ends before it is complete"),
];

/// The complaint of a library in one line.
pub fn said(complaint: &str) -> String {
    let line = complaint.lines().next().unwrap_or_default().trim_start_matches("error: ");
    if let Some((_, meaning)) = MEANINGS.iter().find(|(sign, _)| line.contains(sign)) {
        return (*meaning).to_owned();
    }
    if let Some(rest) = line.strip_prefix("duplicate mapping key: ") {
        let key = rest.split(", set ").next().unwrap_or(rest);
        return format!("the key {} stands there twice", quoted(key));
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn complaints_of_libraries_are_told_in_our_words() {
        for (complaint, told) in [
            ("budget breached: Nodes { nodes: 250001 } at line 1", MEANINGS[2].1),
            (
                "error: duplicate mapping key: a, set DuplicateKeyPolicy in Options",
                "the key `a` stands there twice",
            ),
            ("unexpected character\n  | picture", "unexpected character"),
        ] {
            assert_eq!(said(complaint), told, "{complaint}");
        }
    }
}
