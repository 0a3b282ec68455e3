//! Whatever changes between the reading and the end of the judgement is named.

use crate::model::evidence::{Place, Wanted};
use crate::model::failure::Kind;
use crate::store::collect::{Collected, Limits, collect};
use crate::store::progress::Silent;
use crate::store::testing::{Repo, path};

fn repo() -> Repo {
    let repo = Repo::empty();
    repo.file("src/a.md", "a").file("src/b.md", "b").file("out/x/f", "f").file("out/g", "g").file("top", "t");
    repo
}

fn collected(repo: &Repo) -> Collected {
    let paths = ["top", "none", "src/a.md", "out"].map(|text| Place::Path(path(text)));
    let places = paths.into_iter().chain([Place::Glob("src/*.md".into())]);
    let wanted: Vec<Wanted> = places.map(|place| Wanted { place, content: false }).collect();
    collect(&repo.root, &wanted, &Limits::default(), &Silent).unwrap()
}

#[test]
fn nothing_changed_is_nothing_said() {
    let repo = repo();
    let collected = collected(&repo);
    repo.file("unrelated", "").file("src/other.txt", "");
    collected.confirm(&repo.root).unwrap();
    collected.confirm(&repo.root).unwrap();
}

type Change = fn(&Repo);

/// Changes between reading and confirming, and the path that is named.
fn changes() -> [(Change, &'static str); 13] {
    [
        (|repo| repo.append("top", "more"), "top"),
        (|repo| put(repo, "src/a.md", "A"), "src/a.md"),
        (|repo| put(repo, "out/x/f", "F"), "out/x/f"),
        (|repo| repo.remove("out/g"), "out/g"),
        (|repo| repo.remove("src/b.md"), "src/b.md"),
        (|repo| put(repo, "none", ""), "none"),
        (|repo| link(repo, "nowhere", "none"), "none"),
        (|repo| put(repo, "out/x/new", ""), "out/x/new"),
        (|repo| put(repo, "src/0.md", ""), "src/0.md"),
        (|repo| put(repo, "src/z.md", ""), "src/z.md"),
        (|repo| link(repo, "g", "out/link"), "out"),
        (|repo| repo.rename("out", "gone"), "out/g"),
        (|repo| swap(repo, "src", "moved"), "src/a.md"),
    ]
}

fn put(repo: &Repo, path: &str, text: &str) {
    repo.file(path, text);
}

fn link(repo: &Repo, to: &str, at: &str) {
    repo.link(to, at);
}

/// Moves a directory away and puts a link to it in its place.
fn swap(repo: &Repo, dir: &str, away: &str) {
    repo.rename(dir, away);
    repo.link(away, dir);
}

#[test]
fn every_change_is_refused_and_named() {
    for (change, named) in changes() {
        let repo = repo();
        let collected = collected(&repo);
        change(&repo);
        let failure = collected.confirm(&repo.root).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::State, "changed_while_judged"), "{named}");
        let sentence = format!("`{named}` changed after it was read and before the judgement was complete");
        assert_eq!(failure.message, sentence);
    }
}

#[test]
fn a_file_whose_time_was_set_back_is_noticed() {
    let repo = repo();
    let file = repo.open_for_writing("top", false).unwrap();
    let before = file.metadata().unwrap().modified().unwrap();
    drop(file);
    let collected = collected(&repo);
    let mut file = repo.open_for_writing("top", false).unwrap();
    std::io::Write::write_all(&mut file, b"x").unwrap();
    file.set_len(1).unwrap();
    file.set_modified(before).unwrap();
    drop(file);
    assert_eq!(collected.confirm(&repo.root).unwrap_err().code, "changed_while_judged");
}
