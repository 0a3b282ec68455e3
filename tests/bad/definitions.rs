//! Every entry of every book about definitions is refused as the book says, with its place and its exit code.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::book::{self, Book, Entry};
use crate::change::{Hand, Things};
use crate::said;
use crate::world::{World, files_below, in_parallel};

/// What an entry may say that is not bad: its title begins so.
const LEGAL: &str = "legal: ";

fn books() -> Vec<Book> {
    let mut paths: Vec<_> = std::fs::read_dir(book::shelf().join("definitions"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(|path| book::read(path)).collect()
}

/// Whether a change holds something that drives a terminal or turns direction.
fn drives(change: &str) -> bool {
    ["\\e", "\\u{", "u001b", "u202e", "\\x9b"].iter().any(|sign| change.contains(sign))
}

fn look(world: &mut World, entry: &Entry) -> Vec<String> {
    let mut things: Things = world.good();
    let mut hand = Hand { things: &mut things, file: entry.file.clone() };
    entry.changes.iter().for_each(|change| hand.apply(change));
    world.become_(&things);
    let answer = world.ask(&entry.run);
    let lines = said::lines(answer.code, &answer.json);
    if !entry.line.is_multiple_of(17) && !entry.changes.iter().any(|change| drives(change)) {
        return lines;
    }
    // Not for every entry, because a process is what costs here: people are told the same, each problem with its place.
    let (code, text) = world.ask_as_people(&entry.run);
    assert_eq!(code, answer.code, "as JSON and as text\n{text}");
    let problems = lines
        .iter()
        .filter(|line| !line.contains(" warning "))
        .filter_map(|line| line.strip_prefix("= ")?.split(' ').nth(1));
    for place in problems.filter(|place| place.matches(':').count() == 2) {
        assert!(text.contains(place), "{place} is not in\n{text}");
    }
    lines
}

#[test]
fn every_bad_definition_is_refused_as_its_book_says() {
    let good = files_below(&book::shelf().join("base"));
    let accept = std::env::var_os("GATEWRIGHT_ACCEPT").is_some();
    let (mut wrong, mut bad) = (vec![], 0);
    for book in books() {
        let said = in_parallel(&good, &book.entries, |world, entry| {
            catch_unwind(AssertUnwindSafe(|| look(world, entry))).unwrap_or_else(|_| {
                // What is left of this world is not what the next entry counts on.
                *world = World::new(&good);
                vec!["= the program, or the book, is broken here: see what was printed".to_owned()]
            })
        });
        let name = book.path.file_name().unwrap().to_str().unwrap();
        for (entry, said) in book.entries.iter().zip(&said) {
            let legal = entry.section || entry.title.starts_with(LEGAL);
            let fine = said.first().is_some_and(|line| line.starts_with("= 0 "));
            bad += usize::from(!legal);
            if fine != legal || !accept && entry.expected != *said {
                let what = if fine == legal {
                    ""
                } else if legal {
                    "should be legal"
                } else {
                    "should be refused"
                };
                wrong.push(format!(
                    "{name}:{} {} {what}\n  expected\n    {}\n  said\n    {}",
                    entry.line,
                    entry.title,
                    entry.expected.join("\n    "),
                    said.join("\n    ")
                ));
            }
        }
        if accept {
            std::fs::write(&book.path, book.with(&said)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{} of {bad} entries:\n{}", wrong.len(), wrong.join("\n"));
    assert!(bad >= 1_500, "the corpus has {bad} bad definitions");
}

#[test]
fn no_two_entries_of_a_book_are_the_same() {
    for book in books() {
        let mut seen: BTreeMap<(&str, &[String]), &str> = BTreeMap::new();
        let mut titles = BTreeSet::new();
        let mut section = "";
        for entry in &book.entries {
            if entry.section {
                section = &entry.title;
            }
            assert!(titles.insert((section, &entry.title)), "{} stands twice", entry.title);
            if entry.section {
                continue;
            }
            let other = seen.insert((&entry.file, &entry.changes), &entry.title);
            assert_eq!(other, None, "{} changes the same", entry.title);
        }
    }
}
