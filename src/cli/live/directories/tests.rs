//! Which directories are watched, and that watching tells changes.

use std::sync::mpsc::sync_channel;
use std::time::{Duration, Instant};

use super::*;
use crate::store::testing::Repo;

fn paths(repo: &Repo, places: &[&str]) -> Vec<String> {
    let place = |text: &&str| match text.contains('*') {
        true => Place::Glob((*text).to_owned()),
        false => Place::Path(RepoPath::new(text).unwrap()),
    };
    let places: Vec<Place> = places.iter().map(place).collect();
    let root = repo.at("");
    let root = root.components().as_path();
    let found = to_watch(root, &places, &RepoPath::new("runs").unwrap(), MOST).unwrap();
    let name = |path: PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
    found.into_iter().map(name).collect()
}

#[test]
fn the_nearest_directory_that_is_there_is_watched_for_what_is_not() {
    let repo = Repo::empty();
    assert_eq!(paths(&repo, &["a/b/c.md"]), [""]);
    repo.dir("a");
    assert_eq!(paths(&repo, &["a/b/c.md"]), ["a"]);
    repo.file("a/b/c.md", "");
    assert_eq!(paths(&repo, &["a/b/c.md"]), ["a/b"]);
    assert_eq!(paths(&repo, &["top.md"]), [""]);
}

#[test]
fn of_a_directory_all_below_is_watched_and_where_it_lies() {
    let repo = Repo::empty();
    repo.dir("out/x/y").dir("out/.git/objects").dir("elsewhere");
    assert_eq!(paths(&repo, &["out"]), ["", "out", "out/x", "out/x/y"]);
}

#[test]
fn a_glob_is_watched_as_deep_as_it_reaches() {
    let repo = Repo::empty();
    repo.dir("out/x/y").dir("runs/r").dir(".git");
    assert_eq!(paths(&repo, &["out/*.md"]), ["", "out"]);
    assert_eq!(paths(&repo, &["out/*/z.md"]), ["", "out", "out/x"]);
    assert_eq!(paths(&repo, &["out/**/*.md"]), ["", "out", "out/x", "out/x/y"]);
    assert_eq!(paths(&repo, &["**/*.md"]), ["", "out", "out/x", "out/x/y"]);
    assert_eq!(paths(&repo, &["none/**/*.md"]), [""]);
}

#[test]
fn links_are_not_followed() {
    let repo = Repo::empty();
    repo.dir("real/sub").link("real", "link");
    assert_eq!(paths(&repo, &["link/sub/f.md"]), [""]);
    assert_eq!(paths(&repo, &["link/**/*.md"]), [""]);
}

#[test]
fn too_many_directories_are_none() {
    let repo = Repo::empty();
    repo.dir("out/x").dir("out/y");
    let places = [Place::Path(RepoPath::new("out").unwrap())];
    let count = |most| {
        to_watch(&repo.at(""), &places, &RepoPath::new("runs").unwrap(), most).map(|found| found.len())
    };
    assert_eq!(count(4), Some(4));
    assert_eq!(count(3), None);
}

#[test]
fn a_change_is_told_and_a_reading_is_not() {
    let repo = Repo::empty();
    repo.file("out/f", "one");
    let (send, told) = sync_channel(1);
    let mut watch = Watch::new(send);
    assert!(watch.set(Some(BTreeSet::from([repo.at("out")]))));
    repo.read("out/f");
    assert!(told.recv_timeout(Duration::from_millis(300)).is_err(), "a reading was told as a change");
    repo.file("out/g", "two");
    assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(()));
    // A directory that is made again is watched again.
    std::fs::remove_dir_all(repo.at("out")).unwrap();
    repo.dir("out");
    assert!(watch.set(Some(BTreeSet::from([repo.at("out"), repo.at("gone")]))));
    let deadline = Instant::now() + Duration::from_secs(2);
    while Instant::now() < deadline && told.recv_timeout(Duration::from_millis(200)).is_ok() {}
    repo.file("out/h", "three");
    assert_eq!(told.recv_timeout(Duration::from_secs(20)), Ok(()));
}
