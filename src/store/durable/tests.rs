//! Writing under hostile or broken directories: all or nothing, and nothing outside.

use std::io::{Read, Seek, Write};

use super::*;
use crate::store::folders::ensure_dir;
use crate::store::testing::{Repo, path, unprivileged};

#[test]
fn a_file_is_replaced_and_nothing_else_is_left() {
    let repo = Repo::empty();
    write_atomic(&repo.root, &path("RUN.json"), b"one").unwrap();
    write_atomic(&repo.root, &path("RUN.json"), b"two").unwrap();
    assert_eq!(repo.read("RUN.json"), b"two");
    assert_eq!(repo.names("."), ["RUN.json"]);
}

#[test]
fn missing_directories_are_made() {
    let repo = Repo::empty();
    write_atomic(&repo.root, &path("runs/r/record/gates/G1/attempt-1.json"), b"{}").unwrap();
    assert_eq!(repo.read("runs/r/record/gates/G1/attempt-1.json"), b"{}");
    let record = repo.root.sub(&path("runs/r/record")).unwrap().unwrap();
    write_atomic(&record, &path("RUN.json"), b"{}").unwrap();
    assert_eq!(repo.names("runs/r/record"), ["RUN.json", "gates"]);
}

#[test]
fn a_linked_parent_is_refused_and_nothing_is_written_behind_it() {
    let (repo, outside) = (Repo::empty(), Repo::empty());
    repo.dir("runs").link(outside.root.path(), "runs/r");
    for result in [
        write_atomic(&repo.root, &path("runs/r/RUN.json"), b"x"),
        write_atomic(&repo.root, &path("runs/r/deeper/RUN.json"), b"x"),
        write_log(&repo.root, &path("runs/r/log"), b"x"),
        create_new(&repo.root, &path("runs/r/pin"), b"x").map(|_| ()),
        create_log(&repo.root, &path("runs/r/out")).map(|_| ()),
        remove(&repo.root, &path("runs/r/RUN.json")).map(|_| ()),
    ] {
        let failure = result.unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::State, "symlink"), "{failure}");
    }
    assert!(outside.names(".").is_empty());
}

#[test]
fn a_link_in_the_files_place_is_replaced_and_its_target_kept() {
    let repo = Repo::empty();
    repo.file("target", "kept").link("target", "RUN.json").link("target", "log");
    write_atomic(&repo.root, &path("RUN.json"), b"new").unwrap();
    create_log(&repo.root, &path("log")).unwrap().write_all(b"output").unwrap();
    assert_eq!((repo.read("target"), repo.read("RUN.json")), (b"kept".to_vec(), b"new".to_vec()));
    assert_eq!(repo.read("log"), b"output");
}

#[test]
fn a_file_where_a_directory_is_meant_is_refused() {
    let repo = Repo::empty();
    repo.file("runs", "");
    let failure = write_atomic(&repo.root, &path("runs/r/RUN.json"), b"x").unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::State, "not_a_directory"));
    assert_eq!(failure.message, "`runs` is not a directory");
}

#[test]
fn a_directory_where_the_file_is_meant_leaves_no_temporary_file() {
    let repo = Repo::empty();
    repo.dir("RUN.json/x");
    let failure = write_atomic(&repo.root, &path("RUN.json"), b"x").unwrap_err();
    assert_eq!(failure.kind, Kind::Environment);
    assert_eq!(failure.message, "cannot write `RUN.json`");
    assert_eq!(repo.names("."), ["RUN.json"]);
}

#[test]
fn a_read_only_directory_is_the_machines_fault_and_keeps_the_old_file() {
    let repo = Repo::empty();
    repo.file("record/RUN.json", "old").mode("record", 0o555);
    let failure = unprivileged(|| write_atomic(&repo.root, &path("record/RUN.json"), b"new")).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Environment, "not_writable"));
    assert_eq!(failure.causes, ["Permission denied (os error 13)"]);
    let failure = unprivileged(|| ensure_dir(&repo.root, &path("record/gates"))).unwrap_err();
    assert_eq!((failure.code, failure.message.as_str()), ("not_writable", "cannot make `record/gates`"));
    repo.mode("record", 0o755);
    assert_eq!(repo.names("record"), ["RUN.json"]);
    assert_eq!(repo.read("record/RUN.json"), b"old");
}

#[test]
fn a_pin_is_written_once_and_never_overwritten() {
    let repo = Repo::empty();
    let pin = path("pins/abc");
    assert_eq!(create_new(&repo.root, &pin, b"text"), Ok(Created::New));
    assert_eq!(create_new(&repo.root, &pin, b"text"), Ok(Created::Same));
    for other in [&b"other"[..], b"tex", b"text and more", b""] {
        let failure = create_new(&repo.root, &pin, other).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::State, "already_exists"));
    }
    assert_eq!((repo.read("pins/abc"), repo.names("pins")), (b"text".to_vec(), vec!["abc".to_owned()]));
}

#[test]
fn a_renaming_that_must_not_replace_does_not() {
    let repo = Repo::empty();
    repo.file("there", "old");
    let temporary = Temporary::create(&repo.root, "there").unwrap();
    temporary.write(b"new").unwrap();
    assert_eq!(temporary.rename_new("there"), Ok(false));
    assert_eq!((repo.read("there"), repo.names(".")), (b"old".to_vec(), vec!["there".to_owned()]));
}

#[test]
fn leftovers_of_crashed_writers_are_swept_and_all_else_stays() {
    let repo = Repo::empty();
    repo.file(".gatewright-tmp-0123", "half").file(".gatewright-tmp-", "").file("RUN.json", "{}");
    repo.file("gates/.gatewright-tmp-4567", "another directory's").file("x.gatewright-tmp-1", "");
    assert_eq!(sweep_leftovers(&repo.root), Ok(2));
    assert_eq!(repo.names("."), ["RUN.json", "gates", "x.gatewright-tmp-1"]);
    assert_eq!(sweep_leftovers(&repo.root), Ok(0));
}

#[test]
fn removing_says_whether_there_was_something() {
    let repo = Repo::empty();
    repo.file("gates/attempt-2.json", "{}");
    assert_eq!(remove(&repo.root, &path("gates/attempt-2.json")), Ok(true));
    assert_eq!(remove(&repo.root, &path("gates/attempt-2.json")), Ok(false));
    assert_eq!(remove(&repo.root, &path("none/attempt-2.json")), Ok(false));
}

#[test]
fn a_log_is_new_even_where_a_hard_link_or_a_pipe_was() {
    let repo = Repo::empty();
    repo.file("precious", "kept").fifo("pipe");
    std::fs::hard_link(repo.at("precious"), repo.at("log")).unwrap();
    for name in ["log", "pipe"] {
        let mut log = create_log(&repo.root, &path(name)).unwrap();
        log.write_all(b"output").unwrap();
        log.rewind().unwrap();
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        assert_eq!(text, "output");
    }
    write_log(&repo.root, &path("logs/gates/G1/packet.md"), b"packet").unwrap();
    assert_eq!(
        (repo.read("precious"), repo.read("logs/gates/G1/packet.md")),
        (b"kept".to_vec(), b"packet".to_vec())
    );
}

#[test]
fn names_of_temporary_files_differ_and_carry_the_prefix() {
    let repo = Repo::empty();
    let held: Vec<Temporary<'_>> = (0..8).map(|_| Temporary::create(&repo.root, "x").unwrap()).collect();
    let names = repo.names(".");
    assert_eq!(names.len(), 8);
    assert!(names.iter().all(|name| name.starts_with(PREFIX) && name.len() == PREFIX.len() + 32));
    drop(held);
    assert!(repo.names(".").is_empty(), "dropped before their renaming they are removed");
}
