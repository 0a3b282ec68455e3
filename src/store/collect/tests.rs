//! Evidence as a whole: each file once, directories as manifests, globs as files, the same on one core and on many.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;
use crate::model::digest::Digest;
use crate::store::progress::Silent;
use crate::store::reading::LARGE;
use crate::store::testing::{Repo, path, unprivileged};

fn wanted(places: &[&str]) -> Vec<Wanted> {
    let place = |text: &str| match text.contains('*') {
        true => Place::Glob(text.to_owned()),
        false => Place::Path(path(text)),
    };
    places.iter().map(|text| Wanted { place: place(text), content: false }).collect()
}

fn collected(repo: &Repo, places: &[&str]) -> Evidence {
    collect(&repo.root, &wanted(places), &Limits::default(), &Silent).unwrap().evidence
}

fn dir<'a>(evidence: &'a Evidence, text: &str) -> &'a DirSeen {
    match evidence.at(&path(text)) {
        Some(Observed::Dir(dir)) => dir,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_place_is_observed_as_what_it_is() {
    let repo = Repo::empty();
    repo.file("src/a.md", "a").file("src/b.md", "b").dir("empty").fifo("pipe");
    let evidence = collected(&repo, &["src/a.md", "none", "pipe", "empty", "src/*.md", "none/*"]);
    let kinds: Vec<(&str, u8)> =
        evidence.observed.iter().map(|(path, seen)| (path.as_str(), kind(seen))).collect();
    assert_eq!(
        kinds,
        [("empty", b'd'), ("none", b'-'), ("pipe", b'!'), ("src/a.md", b'f'), ("src/b.md", b'f')]
    );
    assert_eq!(evidence.matched["src/*.md"], [path("src/a.md"), path("src/b.md")]);
    assert_eq!(evidence.matched["none/*"], []);
}

fn kind(seen: &Observed) -> u8 {
    match seen {
        Observed::Missing => b'-',
        Observed::File(_) => b'f',
        Observed::Dir(_) => b'd',
        Observed::Refused(_) => b'!',
    }
}

#[test]
fn a_directorys_digest_is_that_of_the_output_of_sha256sum() {
    let repo = Repo::empty();
    repo.file("out/b", "abc").file("out/a/z", "").file("out/a.txt", "hello\n");
    let evidence = collected(&repo, &["out"]);
    let listing = "\
        5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03  a.txt\n\
        e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a/z\n\
        ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  b\n";
    let seen = dir(&evidence, "out");
    assert_eq!(seen.sha256, Digest::of(listing.as_bytes()));
    let entries: Vec<(&str, u64)> =
        seen.entries.iter().map(|entry| (entry.path.as_str(), entry.size)).collect();
    assert_eq!(entries, [("a.txt", 6), ("a/z", 0), ("b", 3)]);
    assert_eq!(evidence.observed.len(), 1, "files appear in the manifest only");
}

#[test]
fn an_empty_directory_has_the_digest_of_nothing() {
    let repo = Repo::empty();
    repo.dir("out");
    assert_eq!(dir(&collected(&repo, &["out"]), "out").sha256, Digest::of(b""));
}

#[test]
fn one_refused_entry_refuses_the_directory() {
    let repo = Repo::empty();
    repo.file("out/ok", "").file("out/secret", "").mode("out/secret", 0);
    let evidence = unprivileged(|| collected(&repo, &["out"]));
    let Some(Observed::Refused(why)) = evidence.at(&path("out")) else { panic!("{evidence:?}") };
    assert!(why.starts_with("`out/secret` may not be read (permission denied)"), "{why}");
}

/// Counts what it is told.
#[derive(Default)]
struct Count([AtomicU64; 4]);

impl Progress for Count {
    fn expect(&self, files: u64) {
        self.0[0].fetch_add(files, Ordering::Relaxed);
    }
    fn opened(&self, bytes: u64) {
        self.0[3].fetch_add(bytes, Ordering::Relaxed);
    }
    fn bytes(&self, bytes: u64) {
        self.0[1].fetch_add(bytes, Ordering::Relaxed);
    }
    fn file_done(&self) {
        self.0[2].fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn a_file_wanted_in_many_ways_is_read_once_and_kept_if_one_of_them_wants_it() {
    let repo = Repo::empty();
    repo.file("out/sub/a.md", "four");
    let mut wanted = wanted(&["out", "out/sub", "out/sub/a.md", "out/**/*.md", "out/sub/a.md"]);
    wanted[2].content = true;
    let count = Count::default();
    let evidence = collect(&repo.root, &wanted, &Limits::default(), &count).unwrap().evidence;
    assert_eq!(count.0[1].load(Ordering::Relaxed), 4);
    let Some(Observed::File(file)) = evidence.at(&path("out/sub/a.md")) else { panic!() };
    assert_eq!(file.content.as_deref(), Some(&b"four"[..]));
    assert_eq!(dir(&evidence, "out").entries[0].sha256, file.sha256);
    assert_eq!(dir(&evidence, "out/sub").entries[0].path, "a.md");
}

#[test]
fn many_files_on_all_cores_give_what_one_core_gives_and_progress_ends_at_its_total() {
    let repo = Repo::empty();
    let content = |i: usize| vec![i as u8; i * 37 % 9000];
    (0..400).for_each(|i| {
        repo.file(&format!("out/{}/{i}", i % 7), content(i));
    });
    repo.sparse("out/large-1", LARGE + 5).sparse("out/large-2", LARGE).sparse("out/large-3", LARGE - 1);
    let count = Count::default();
    let evidence = collect(&repo.root, &wanted(&["out"]), &Limits::default(), &count).unwrap().evidence;
    let seen = dir(&evidence, "out");
    assert_eq!(seen.entries.len(), 403);
    for entry in seen.entries.iter().filter(|entry| !entry.path.starts_with("large")) {
        let i: usize = entry.path.split_once('/').unwrap().1.parse().unwrap();
        assert_eq!(entry.sha256, Digest::of(&content(i)), "{}", entry.path);
    }
    let large = seen.entries.iter().find(|entry| entry.path == "large-1").unwrap();
    assert_eq!(large.sha256, Digest::of(&vec![0; (LARGE + 5) as usize]));
    let bytes: u64 = seen.entries.iter().map(|entry| entry.size).sum();
    let told: Vec<u64> = count.0.iter().map(|told| told.load(Ordering::Relaxed)).collect();
    assert_eq!(told, [404, bytes, 404, bytes], "the directory itself counts as one");
}

#[test]
#[cfg(target_os = "linux")]
fn a_live_writer_among_many_files_is_refused_by_name() {
    let repo = Repo::empty();
    (0..300).for_each(|i| {
        repo.file(&format!("out/{i:03}"), "");
    });
    let _writer = repo.open_for_writing("out/217", false).unwrap();
    let failure = collect(&repo.root, &wanted(&["out"]), &Limits::default(), &Silent).unwrap_err();
    assert_eq!(
        (failure.code, failure.message.as_str()),
        ("live_writer", "`out/217` is open for writing in another program")
    );
}

#[test]
#[cfg(target_os = "linux")]
fn no_lease_outlives_the_collection() {
    let repo = Repo::empty();
    repo.file("out/f", "");
    let _collected = collect(&repo.root, &wanted(&["out/f"]), &Limits::default(), &Silent).unwrap();
    repo.open_for_writing("out/f", true).unwrap();
}
