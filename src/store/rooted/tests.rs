//! Hostile names: each is refused with its own sentence, quickly, however names are resolved.

use std::os::unix::ffi::OsStrExt;
use std::path::Path;
use std::time::{Duration, Instant};

use super::*;
use crate::model::failure::Kind;
use crate::store::testing::{Repo, path, unprivileged};

/// The same directory, resolved by the kernel and by walking.
fn both(repo: &Repo) -> [Root; 2] {
    [Root::open(repo.root.path()).unwrap(), Root::open(repo.root.path()).unwrap().walking()]
}

fn refusal(root: &Root, text: &str) -> Unreadable {
    root.open_file(&path(text)).unwrap_err()
}

#[test]
fn a_file_is_read_and_a_missing_one_is_none() {
    let repo = Repo::empty();
    repo.file("a/b/c.md", "text");
    for root in both(&repo) {
        assert_eq!(root.read_small(&path("a/b/c.md"), 4).unwrap().unwrap(), b"text");
        assert_eq!(root.read_small(&path("a/b/d.md"), 4), Ok(None));
        assert_eq!(root.read_small(&path("a/x/c.md"), 4), Ok(None));
        assert_eq!(root.read_small(&path("a/b/c.md/below"), 4), Ok(None), "below a file there is nothing");
    }
}

#[test]
fn a_symlink_is_refused_in_every_component_and_named() {
    let repo = Repo::empty();
    repo.file("real/dir/f", "x").link("f", "real/dir/link").link("real", "top").link("/etc", "etc");
    repo.link("nowhere", "dangling");
    for root in both(&repo) {
        for (text, at) in [
            ("real/dir/link", "real/dir/link"),
            ("top/dir/f", "top"),
            ("etc/passwd", "etc"),
            ("dangling", "dangling"),
            ("dangling/below", "dangling"),
        ] {
            assert_eq!(refusal(&root, text), Unreadable::Symlink { at: at.into() }, "{text}");
        }
        assert_eq!(root.sub(&path("top/dir")).unwrap_err(), Unreadable::Symlink { at: "top".into() });
        assert_eq!(root.sub(&path("top")).unwrap_err(), Unreadable::Symlink { at: "top".into() });
    }
}

#[test]
fn a_symlink_below_a_subdirectory_is_named_from_the_root() {
    let repo = Repo::empty();
    repo.dir("runs/r").link("/etc/passwd", "runs/r/RUN.json");
    let sub = repo.root.sub(&path("runs/r")).unwrap().unwrap();
    let why = sub.read_small(&path("RUN.json"), 10).unwrap_err();
    assert_eq!(why, Unreadable::Symlink { at: "runs/r/RUN.json".into() });
    let failure = why.failure(Kind::State, &sub.shown(&path("RUN.json")));
    assert_eq!(
        failure.message,
        "`runs/r/RUN.json` is reached through the symbolic link `runs/r/RUN.json`; links are not followed"
    );
}

#[test]
fn a_fifo_is_refused_quickly() {
    let repo = Repo::empty();
    repo.fifo("pipe");
    for root in both(&repo) {
        let began = Instant::now();
        assert_eq!(refusal(&root, "pipe"), Unreadable::Fifo);
        assert!(began.elapsed() < Duration::from_millis(100));
    }
}

#[test]
fn what_is_no_regular_file_is_refused_by_its_kind() {
    let repo = Repo::empty();
    repo.dir("dir").socket("socket").file("file", "");
    for root in both(&repo) {
        assert_eq!(refusal(&root, "dir"), Unreadable::Directory);
        assert_eq!(refusal(&root, "socket"), Unreadable::Socket);
        assert_eq!(root.sub(&path("file")).unwrap_err(), Unreadable::NotDirectory);
    }
    let devices = Root::open(Path::new("/dev")).unwrap();
    assert_eq!(refusal(&devices, "null"), Unreadable::Device);
    assert_eq!(refusal(&devices.walking(), "null"), Unreadable::Device);
}

#[test]
fn a_file_that_may_not_be_read_says_so() {
    let repo = Repo::empty();
    repo.file("secret", "x").mode("secret", 0);
    for root in both(&repo) {
        let why = unprivileged(|| refusal(&root, "secret"));
        assert_eq!(why, Unreadable::Permission);
        assert_eq!(why.failure(Kind::Usage, "secret").kind, Kind::Environment);
    }
}

#[test]
fn a_giant_sparse_file_is_refused_by_its_size_without_reading() {
    let repo = Repo::empty();
    repo.sparse("giant", 1 << 40);
    assert_eq!(
        repo.root.read_small(&path("giant"), 1 << 20),
        Err(Unreadable::TooLarge { size: 1 << 40, cap: 1 << 20 })
    );
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_says_it_is_empty_and_is_not_meets_the_cap() {
    let proc = Root::open(Path::new("/proc/self")).unwrap();
    assert!(proc.read_small(&path("status"), 1 << 20).unwrap().unwrap().starts_with(b"Name:"));
    assert!(matches!(proc.read_small(&path("status"), 10), Err(Unreadable::TooLarge { cap: 10, .. })));
}

#[test]
fn a_directory_is_listed_with_names_of_any_bytes() {
    let repo = Repo::empty();
    repo.dir("runs/one").file("runs/two", "").link("one", "runs/three");
    let odd = repo.at("runs").join(std::ffi::OsStr::from_bytes(b"\xff"));
    rustix::fs::mkdir(&odd, Mode::from_raw_mode(0o755)).unwrap();
    let mut entries = repo.root.sub(&path("runs")).unwrap().unwrap().list().unwrap();
    entries.sort();
    let found: Vec<(&[u8], bool)> = entries.iter().map(|entry| (entry.name.as_slice(), entry.dir)).collect();
    assert_eq!(found, [(&b"one"[..], true), (b"three", false), (b"two", false), (b"\xff", true)]);
}

#[test]
fn a_directory_swapped_for_a_link_never_leads_outside() {
    let repo = Repo::empty();
    let outside = Repo::empty();
    outside.file("f", "outside");
    repo.file("dir/f", "inside").link(outside.root.path(), "evil");
    let stop = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                repo.rename("dir", "away");
                repo.rename("evil", "dir");
                repo.rename("dir", "evil");
                repo.rename("away", "dir");
            }
        });
        let roots = both(&repo);
        let mut inside = 0;
        for turn in 0..20_000 {
            match roots[turn % 2].read_small(&path("dir/f"), 100) {
                Ok(Some(bytes)) => {
                    assert_eq!(bytes, b"inside");
                    inside += 1;
                }
                Ok(None) | Err(Unreadable::Symlink { .. } | Unreadable::NotDirectory) => {}
                Err(why) => panic!("{why:?}"),
            }
        }
        stop.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(inside > 0);
    });
}

#[test]
fn a_root_that_is_missing_is_the_machines_fault() {
    assert_eq!(Root::open(Path::new("/nonexistent/root")).unwrap_err().kind, Kind::Environment);
}
