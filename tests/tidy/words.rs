//! Words that do not belong into the tree, and suppressed lints without a reason.

use crate::hold;
use crate::rust::code;
use crate::tree;

/// Marks of unfinished work; put together here so that this file does not hold them.
fn marks() -> Vec<String> {
    [("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("to", "do!"), ("unimple", "mented!"), ("for ", "now")]
        .map(|(a, b)| format!("{a}{b}"))
        .to_vec()
}

/// What speaks of such marks because it is the check that looks for them, its tests, or text generated from it.
const SPEAKS_OF_MARKS: [&str; 11] = [
    "docs/reference/checks.md",
    "schemas/contract.schema.json",
    "src/rules/checks/parts/plainly/tests.rs",
    "src/rules/checks/placeholders.rs",
    "src/rules/checks/placeholders/tests.rs",
    "tests/checks/snapshots/checks__words__every_check_says_what_it_asks.snap",
    "tests/checks/substance.rs",
    "tests/corpus/bad/artifacts/hostile.txt",
    "tests/corpus/definitions/good/contracts/everything.contract.json",
    "tests/definitions/snapshots/definitions__schema__schema_contract.snap",
    "tests/e2e/snapshots/e2e__help__every_check_is_explained.snap",
];

/// Traces of the machine that somebody worked on.
fn traces() -> Vec<String> {
    [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/home", "/"),
        ("/Us", "ers/"),
        (".cargo/", "registry"),
        ("replace", "-with"),
    ]
    .map(|(a, b)| format!("{a}{b}"))
    .to_vec()
}

fn hits(needles: &[String]) -> Vec<String> {
    let mut found = vec![];
    for file in tree::written() {
        for (at, line) in file.text.lines().enumerate() {
            for needle in needles.iter().filter(|needle| holds(line, needle)) {
                found.push(format!("{}:{}: `{needle}`", file.path, at + 1));
            }
        }
    }
    found
}

/// The file that a hit names.
fn path(hit: &str) -> &str {
    hit.split(':').next().unwrap_or(hit)
}

/// Whether `line` holds `needle`, as a word of its own where it begins or ends with a letter.
fn holds(line: &str, needle: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    line.match_indices(needle).any(|(at, _)| {
        let (before, after) = (line[..at].chars().next_back(), line[at + needle.len()..].chars().next());
        let begins = word(needle.chars().next()) && word(before);
        let ends = word(needle.chars().next_back()) && word(after);
        !begins && !ends
    })
}

#[test]
fn nothing_is_left_undone() {
    let (allowed, found): (Vec<String>, Vec<String>) =
        hits(&marks()).into_iter().partition(|hit| SPEAKS_OF_MARKS.contains(&path(hit)));
    hold("Do it, or leave it out; the tree keeps no list of what is missing:", &found);
    let silent = |listed: &&&str| !allowed.iter().any(|hit| path(hit) == **listed);
    let silent: Vec<String> = SPEAKS_OF_MARKS.iter().filter(silent).map(ToString::to_string).collect();
    hold("These hold no such mark any more; strike them from SPEAKS_OF_MARKS:", &silent);
}

#[test]
fn no_path_of_a_machine_is_in_the_tree() {
    hold("Write paths from the project's root, and hosts only where a reader needs them:", &hits(&traces()));
}

#[test]
fn every_dependency_comes_from_the_public_registry() {
    let lock = tree::read("Cargo.lock");
    // Put together here, because no host of a registry may stand in the tree.
    let public = format!("source = \"registry+https://github.com/rust-lang/{}.io-index\"", "crates");
    let foreign = lock.lines().filter(|line| line.starts_with("source = ")).filter(|line| *line != public);
    let problems: Vec<String> = foreign.map(str::to_owned).collect();
    hold("Cargo.lock names another place than the public registry:", &problems);
}

#[test]
fn a_suppressed_lint_says_why() {
    let mut problems = vec![];
    for file in tree::rust() {
        let code = code(&file.text);
        for head in ["allow(", "expect("] {
            for (at, _) in code.match_indices(head) {
                let attribute =
                    code[..at].trim_end().ends_with("#[") || code[..at].trim_end().ends_with("#![");
                let end = code[at..].find(")]").map_or(code.len(), |end| at + end);
                if attribute && !code[at..end].contains("reason =") {
                    let line = code[..at].lines().count();
                    problems.push(format!("{}:{line}", file.path));
                }
            }
        }
    }
    hold("Say why, with `reason = \"…\"`:", &problems);
}

#[test]
fn words_are_found_as_words_only() {
    assert!(holds("do it XX here", "XX") && !holds("LXXV", "XX") && holds("a/b/", "/b"));
}
