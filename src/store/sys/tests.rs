//! Leases as the kernel really grants and breaks them.
#![cfg(target_os = "linux")]

use std::os::fd::AsFd;
use std::path::Path;

use super::*;
use crate::store::rooted::Root;
use crate::store::testing::{Repo, path, unprivileged};

#[test]
fn a_lease_is_held_until_somebody_opens_the_file_for_writing_and_we_live_on() {
    survive_lease_signal();
    let repo = Repo::empty();
    repo.file("f", "x");
    let file = repo.root.open_file(&path("f")).unwrap().unwrap();
    assert_eq!(take_read_lease(file.fd.as_fd()), Lease::Held);
    assert!(holds_read_lease(file.fd.as_fd()));
    let refused = repo.open_for_writing("f", true).unwrap_err();
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock);
    assert!(!holds_read_lease(file.fd.as_fd()), "the lease is breaking");
    drop(file);
    repo.open_for_writing("f", true).unwrap();
}

#[test]
fn a_file_that_somebody_writes_gets_no_lease() {
    let repo = Repo::empty();
    repo.file("f", "x");
    let writer = repo.open_for_writing("f", false).unwrap();
    let file = repo.root.open_file(&path("f")).unwrap().unwrap();
    assert_eq!(take_read_lease(file.fd.as_fd()), Lease::Writer);
    drop(writer);
    assert_eq!(take_read_lease(file.fd.as_fd()), Lease::Held);
}

#[test]
fn another_owners_file_gets_no_lease() {
    let etc = Root::open(Path::new("/etc")).unwrap();
    let answer = unprivileged(|| {
        let file = etc.open_file(&path("passwd")).unwrap().unwrap();
        take_read_lease(file.fd.as_fd())
    });
    assert_eq!(answer, Lease::Unavailable);
}
