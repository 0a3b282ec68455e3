//! Two who want to write: one does, the other waits or is told who holds the lock.

use super::*;
use crate::store::testing::{Repo, path};

fn acquire(repo: &Repo, who: &str, millis: u64) -> Result<RunLock, Failure> {
    RunLock::acquire(&repo.root, &path("logs/lock"), who, Duration::from_millis(millis))
}

#[test]
fn the_second_is_refused_in_time_and_told_who_holds_the_lock() {
    let repo = Repo::empty();
    let _held = acquire(&repo, "gate finish", 0).unwrap();
    let began = Instant::now();
    let failure = acquire(&repo, "gate start", 50).unwrap_err();
    assert!(began.elapsed() >= Duration::from_millis(50) && began.elapsed() < Duration::from_secs(2));
    assert_eq!((failure.kind, failure.code), (Kind::Locked, "locked"));
    assert_eq!(failure.message, "another process holds the lock `logs/lock`");
    assert_eq!(failure.causes, [format!("process {} is running `gate finish`", std::process::id())]);
}

#[test]
fn the_lock_is_free_again_when_its_holder_lets_go_and_the_file_stays() {
    let repo = Repo::empty();
    drop(acquire(&repo, "gate finish", 0).unwrap());
    assert_eq!(repo.names("logs"), ["lock"]);
    acquire(&repo, "gate start", 0).map(drop).unwrap();
}

#[test]
fn whoever_waits_gets_it_in_the_end() {
    let repo = Repo::empty();
    let held = acquire(&repo, "first", 0).unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| acquire(&repo, "second", 10_000).map(drop));
        std::thread::sleep(Duration::from_millis(30));
        drop(held);
        waiting.join().unwrap().unwrap();
    });
}

#[test]
fn at_any_time_one_holds_it() {
    let repo = Repo::empty();
    let inside = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..25 {
                    let lock = acquire(&repo, "worker", 60_000).unwrap();
                    assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                    inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                    drop(lock);
                }
            });
        }
    });
}

#[test]
fn a_lock_file_that_was_deleted_locks_nobody_out_and_protects_nobody() {
    let repo = Repo::empty();
    let _held = acquire(&repo, "first", 0).unwrap();
    repo.remove("logs/lock");
    let _second = acquire(&repo, "second", 0).unwrap();
    assert_eq!(acquire(&repo, "third", 0).unwrap_err().kind, Kind::Locked);
}

#[test]
fn a_lock_file_with_hostile_content_does_not_reach_the_terminal() {
    let repo = Repo::empty();
    let _held = acquire(&repo, "gate finish", 0).unwrap();
    for (content, causes) in [
        ("7 \u{1b}[2Jgate\u{202e}", vec!["process 7 is running `\u{fffd}[2Jgate\u{fffd}`".to_owned()]),
        ("", vec![]),
        ("nonsense", vec![]),
        ("-1 x", vec![]),
    ] {
        repo.file("logs/lock", content);
        assert_eq!(acquire(&repo, "x", 0).unwrap_err().causes, causes);
    }
}

#[test]
fn what_is_no_file_is_not_locked() {
    let repo = Repo::empty();
    repo.dir("logs").fifo("logs/lock");
    assert_eq!(acquire(&repo, "x", 0).unwrap_err().code, "not_a_file");
    repo.remove("logs/lock");
    repo.file("elsewhere", "").link("../elsewhere", "logs/lock");
    assert_eq!(acquire(&repo, "x", 0).unwrap_err().kind, Kind::Environment);
    assert_eq!(repo.read("elsewhere"), b"");
}
