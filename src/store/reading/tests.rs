//! One artifact under hostile hands: what is read is what was there, or the reading is refused.

use std::sync::atomic::{AtomicBool, Ordering};

use proptest::prelude::*;

use super::*;
use crate::model::digest::Digest;
use crate::store::progress::Silent;
use crate::store::sys::survive_lease_signal;
use crate::store::testing::{Repo, path, unprivileged};

const LIMITS: FileLimits = FileLimits { file: 1 << 30, content: 1 << 20, contents: 4 << 20, lease: true };

/// Does something as soon as the first bytes were read.
struct Meddler<F>(F, AtomicBool);

impl<F: Fn() + Sync> Progress for Meddler<F> {
    fn opened(&self, _bytes: u64) {}
    fn expect(&self, _files: u64) {}
    fn bytes(&self, _bytes: u64) {
        if !self.1.swap(true, Ordering::Relaxed) {
            (self.0)();
        }
    }
    fn file_done(&self) {}
}

fn read(repo: &Repo, text: &str, content: bool, progress: &dyn Progress) -> Result<Seen, Failure> {
    survive_lease_signal();
    let reader = Reader::new(&repo.root, LIMITS, progress);
    Ok(reader.read(&path(text), content, Turn::Alone, &mut Buffer::default())?.unwrap())
}

fn read_while(repo: &Repo, content: bool, meddle: impl Fn() + Sync) -> Failure {
    let answer = read(repo, "f", content, &Meddler(meddle, AtomicBool::new(false)));
    answer.err().expect("a change must be noticed")
}

fn sentence(repo: &Repo, text: &str) -> String {
    match read(repo, text, true, &Silent).unwrap() {
        Seen::Refused(sentence) => sentence,
        _ => panic!("{text} was not refused"),
    }
}

#[test]
fn each_kind_of_thing_that_is_no_artifact_is_refused_in_words() {
    let repo = Repo::empty();
    repo.fifo("pipe").socket("socket").link("/etc/passwd", "link").dir("dir");
    assert_eq!(
        sentence(&repo, "pipe"),
        "`pipe` is a named pipe (FIFO), not a regular file; put a regular file there"
    );
    assert_eq!(
        sentence(&repo, "socket"),
        "`socket` is a socket, not a regular file; put a regular file there"
    );
    assert_eq!(
        sentence(&repo, "link"),
        "`link` is reached through the symbolic link `link`; links are not followed; put the file itself there instead of a link"
    );
    assert!(matches!(read(&repo, "dir", false, &Silent), Ok(Seen::Dir)));
    assert!(matches!(read(&repo, "none", false, &Silent), Ok(Seen::Missing)));
}

#[test]
fn a_giant_sparse_file_is_refused_at_once() {
    let repo = Repo::empty();
    repo.sparse("giant", 1 << 40);
    assert_eq!(
        sentence(&repo, "giant"),
        "`giant` has 1099511627776 bytes, more than the 1073741824 that are allowed"
    );
}

#[test]
fn the_names_of_a_file_are_counted() {
    let repo = Repo::empty();
    repo.file("f", "x");
    std::fs::hard_link(repo.at("f"), repo.at("other name")).unwrap();
    let Ok(Seen::File(file, _)) = read(&repo, "f", false, &Silent) else { panic!() };
    assert_eq!(file.links, 2);
}

#[test]
fn content_is_kept_only_when_wanted_and_not_too_large() {
    let repo = Repo::empty();
    repo.file("f", "text").sparse("large", LIMITS.content + 1);
    for (text, content, kept) in [("f", true, true), ("f", false, false), ("large", true, false)] {
        let Ok(Seen::File(file, _)) = read(&repo, text, content, &Silent) else { panic!() };
        assert_eq!(file.content.is_some(), kept, "{text} {content}");
    }
}

#[test]
fn the_kept_bytes_together_are_limited() {
    let repo = Repo::empty();
    repo.sparse("f", LIMITS.content);
    let reader = Reader::new(&repo.root, LIMITS, &Silent);
    let read = || reader.read(&path("f"), true, Turn::Alone, &mut Buffer::default());
    (0..4).for_each(|_| assert!(read().is_ok()));
    assert_eq!(read().err().unwrap().code, "too_much_content");
}

#[test]
#[cfg(target_os = "linux")]
fn a_live_writer_is_refused_by_name() {
    let repo = Repo::empty();
    repo.file("out/f", "half");
    let _writer = repo.open_for_writing("out/f", false).unwrap();
    let failure = read(&repo, "out/f", true, &Silent).err().unwrap();
    assert_eq!((failure.kind, failure.code), (Kind::State, "live_writer"));
    assert_eq!(failure.message, "`out/f` is open for writing in another program");
}

#[test]
#[cfg(target_os = "linux")]
fn a_writer_that_goes_in_a_moment_is_waited_for() {
    let repo = Repo::empty();
    repo.file("f", "half");
    let mut writer = repo.open_for_writing("f", false).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            std::thread::sleep(Duration::from_millis(1));
            std::io::Write::write_all(&mut writer, b" and half").unwrap();
        });
        let Ok(Seen::File(file, _)) = read(&repo, "f", true, &Silent) else { panic!() };
        assert_eq!(file.content.as_deref(), Some(&b"half and half"[..]));
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_writer_that_comes_while_the_file_is_read_breaks_the_lease() {
    let repo = Repo::empty();
    repo.file("f", "text");
    let failure = read_while(&repo, true, || drop(repo.open_for_writing("f", true)));
    assert_eq!((failure.kind, failure.code), (Kind::State, "changed_while_read"));
    assert_eq!(failure.message, "`f` was changed while it was read");
}

#[test]
fn a_file_swapped_while_it_is_read_is_noticed() {
    let repo = Repo::empty();
    repo.file("f", vec![1; 1 << 20]).file("other", vec![2; 1 << 20]);
    let failure = read_while(&repo, false, || repo.rename("other", "f"));
    assert_eq!(failure.code, "changed_while_read");
}

#[test]
fn without_leases_a_changed_status_is_noticed_and_the_weaker_guard_recorded() {
    let repo = Repo::empty();
    repo.file("f", vec![1; 1 << 20]).mode("f", 0o666);
    let (guard, failure) = unprivileged(|| {
        let Ok(Seen::File(file, _)) = read(&repo, "f", false, &Silent) else { panic!() };
        (file.guard, read_while(&repo, false, || drop(repo.open_for_writing("f", true).map(grow))))
    });
    assert_eq!(failure.code, "changed_while_read");
    if rustix::process::geteuid().is_root() {
        assert_eq!(guard, Guard::Stat);
    }
}

fn grow(mut file: std::fs::File) {
    std::io::Write::write_all(&mut file, b"more").unwrap();
}

#[test]
fn a_large_file_lets_the_small_ones_pass() {
    let repo = Repo::empty();
    repo.sparse("large", LARGE).sparse("small", LARGE - 1);
    let reader = Reader::new(&repo.root, LIMITS, &Silent);
    let mut buffer = Buffer::default();
    assert!(reader.read(&path("large"), false, Turn::Small, &mut buffer).unwrap().is_none());
    assert!(reader.read(&path("small"), false, Turn::Small, &mut buffer).unwrap().is_some());
    assert!(reader.read(&path("large"), false, Turn::Large, &mut buffer).unwrap().is_some());
}

#[test]
fn a_huge_file_that_is_read_ahead_has_the_digest_of_its_bytes() {
    let repo = Repo::empty();
    for size in [HUGE, HUGE + 1] {
        let bytes: Vec<u8> = (0..size).map(|i| (i >> 7) as u8 ^ i as u8).collect();
        repo.file("f", &bytes);
        let Ok(Seen::File(file, _)) = read(&repo, "f", false, &Silent) else { panic!() };
        assert_eq!((file.sha256, file.size), (Digest::of(&bytes), size));
    }
}

#[test]
fn a_huge_file_that_grows_while_it_is_read_ahead_is_noticed() {
    let repo = Repo::empty();
    repo.sparse("f", HUGE).mode("f", 0o666);
    let failure = unprivileged(|| {
        read_while(&repo, false, || {
            repo.open_for_writing("f", true).map(grow).ok();
        })
    });
    assert_eq!(failure.code, "changed_while_read");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn the_digest_is_that_of_the_bytes_whether_kept_or_not(
        size in prop_oneof![0usize..5000, 262_140usize..262_150, 524_280usize..800_000], seed: u8
    ) {
        let bytes: Vec<u8> = (0..size).map(|i| (i as u8).wrapping_mul(31).wrapping_add(seed)).collect();
        let repo = Repo::empty();
        repo.file("f", &bytes);
        for content in [true, false] {
            let Ok(Seen::File(file, _)) = read(&repo, "f", content, &Silent) else { panic!() };
            prop_assert_eq!(file.sha256, Digest::of(&bytes));
            prop_assert_eq!(file.size, size as u64);
            prop_assert_eq!(file.content, content.then(|| bytes.clone()));
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn who_only_compares_reads_beside_a_live_writer() {
    let repo = Repo::empty();
    repo.file("out/f", "half");
    let _writer = repo.open_for_writing("out/f", false).unwrap();
    let limits = FileLimits { lease: false, ..LIMITS };
    let reader = Reader::new(&repo.root, limits, &Silent);
    let seen = reader.read(&path("out/f"), true, Turn::Alone, &mut Buffer::default());
    let Ok(Some(Seen::File(file, _))) = seen else { panic!() };
    assert_eq!((file.content.as_deref(), file.guard), (Some(&b"half"[..]), Guard::Stat));
}
