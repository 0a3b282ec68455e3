//! What a directory's manifest is made of, and what has no place in it.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::*;
use crate::store::testing::{Repo, path, unprivileged};

fn limits() -> WalkLimits {
    WalkLimits { files: 100, walked: 1000, hidden: vec![path("dir")] }
}

fn refused(repo: &Repo) -> String {
    match below(&repo.root, &path("dir"), &limits()).unwrap() {
        Below::Refused(sentence) => sentence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_files_below_are_sorted_by_bytes() {
    let repo = Repo::empty();
    for name in ["dir/b", "dir/a/z", "dir/a.txt", "dir/a-b", "dir/.hidden", "dir/.gitignore", "other"] {
        repo.file(name, "");
    }
    let wanted = ["dir/.gitignore", "dir/.hidden", "dir/a-b", "dir/a.txt", "dir/a/z", "dir/b"];
    let files = wanted.into_iter().map(path).collect();
    assert_eq!(below(&repo.root, &path("dir"), &limits()), Ok(Below::Files(files)));
}

#[test]
fn gits_own_directory_inside_is_refused_so_that_nothing_hides_there() {
    for name in ["dir/.git/payload", "dir/site/.git", "dir/a/b/.git/config"] {
        let repo = Repo::empty();
        repo.file("dir/a.md", "").file(name, "");
        let sentence = refused(&repo);
        assert!(sentence.ends_with("cannot be part of an output"), "{sentence}");
        assert!(sentence.contains("/.git`"), "{sentence}");
    }
}

#[test]
fn an_empty_directory_has_no_files_and_a_missing_one_is_gone() {
    let repo = Repo::empty();
    repo.dir("dir/empty").file("file", "");
    assert_eq!(below(&repo.root, &path("dir"), &limits()), Ok(Below::Files(vec![])));
    assert_eq!(below(&repo.root, &path("none"), &limits()), Ok(Below::Gone));
    assert_eq!(below(&repo.root, &path("file"), &limits()), Ok(Below::Gone));
}

#[test]
fn a_link_a_pipe_or_a_socket_inside_is_refused_by_name() {
    type Make = fn(&Repo);
    let cases: [(Make, &str); 4] = [
        (
            |repo| {
                repo.link("/etc/passwd", "dir/x");
            },
            "`dir/x` is reached through the symbolic link `dir/x`; links are not followed",
        ),
        (
            |repo| {
                repo.link(".", "dir/x");
            },
            "`dir/x` is reached through the symbolic link `dir/x`; links are not followed",
        ),
        (
            |repo| {
                repo.fifo("dir/x");
            },
            "`dir/x` is a named pipe (FIFO), not a regular file",
        ),
        (
            |repo| {
                repo.socket("dir/x");
            },
            "`dir/x` is a socket, not a regular file",
        ),
    ];
    for (make, sentence) in cases {
        let repo = Repo::empty();
        repo.file("dir/ok", "");
        make(&repo);
        assert_eq!(refused(&repo), sentence);
    }
}

#[test]
fn a_link_in_the_directorys_place_is_refused() {
    let repo = Repo::empty();
    repo.dir("real").link("real", "dir");
    assert_eq!(refused(&repo), "`dir` is reached through the symbolic link `dir`; links are not followed");
}

#[test]
fn names_that_cannot_be_recorded_are_refused_and_escaped() {
    for (name, sentence) in [
        (&b"a\xff"[..], r"`dir/a\xff` has a name that is not UTF-8"),
        (
            "a\u{202e}b".as_bytes(),
            r"`dir/a\xe2\x80\xaeb` has a name that cannot be recorded: the path holds the character U+202E, which paths must not have",
        ),
        (
            b"a\nb",
            r"`dir/a\x0ab` has a name that cannot be recorded: the path holds the character U+000A, which paths must not have",
        ),
    ] {
        let repo = Repo::empty();
        repo.file("dir/ok", "");
        std::fs::hard_link(repo.at("dir/ok"), repo.at("dir").join(OsStr::from_bytes(name))).unwrap();
        assert_eq!(refused(&repo), sentence);
    }
}

#[test]
fn too_many_entries_are_refused() {
    let repo = Repo::empty();
    (0..12).for_each(|i| {
        repo.file(&format!("dir/{i}"), "");
    });
    let few = |files, walked| {
        below(&repo.root, &path("dir"), &WalkLimits { files, walked, hidden: vec![] }).unwrap()
    };
    assert!(matches!(few(12, 12), Below::Files(_)));
    assert_eq!(few(11, 100), Below::Refused("`dir` holds more than the 11 entries that are allowed".into()));
    assert_eq!(few(100, 11), Below::Refused("`dir` holds more than the 11 entries that are allowed".into()));
}

#[test]
fn a_directory_inside_that_may_not_be_read_is_refused_by_name() {
    let repo = Repo::empty();
    repo.file("dir/secret/f", "").mode("dir/secret", 0);
    let sentence = unprivileged(|| refused(&repo));
    repo.mode("dir/secret", 0o755);
    assert_eq!(sentence, "`dir/secret` may not be read (permission denied)");
}

#[test]
fn what_many_directories_hold_is_found_whole_and_in_order() {
    let repo = Repo::empty();
    let mut wanted = vec![];
    for at in 0..100 {
        for name in [format!("dir/{at:02}/a"), format!("dir/{at:02}/deep/b"), format!("dir/{at:02}-c")] {
            repo.file(&name, "");
            wanted.push(path(&name));
        }
    }
    wanted.sort();
    let many = WalkLimits { files: 300, ..limits() };
    assert_eq!(below(&repo.root, &path("dir"), &many), Ok(Below::Files(wanted)));
    let fewer = WalkLimits { files: 299, ..limits() };
    let refused = "`dir` holds more than the 299 entries that are allowed".to_owned();
    assert_eq!(below(&repo.root, &path("dir"), &fewer), Ok(Below::Refused(refused)));
    repo.link("/etc/passwd", "dir/50/deep/x");
    match below(&repo.root, &path("dir"), &many).unwrap() {
        Below::Refused(sentence) => assert!(sentence.starts_with("`dir/50/deep/x` "), "{sentence}"),
        other => panic!("{other:?}"),
    }
}
