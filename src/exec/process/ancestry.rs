//! Which processes this one descends from: whoever is below a driver of ours works for it, whatever its environment says.
//!
//! What a supervisor runs stays below it, also when it forks twice or calls `setsid`. Without Linux's `/proc` nothing is
//! known, and only the environment speaks.
#![cfg_attr(
    target_os = "linux",
    expect(clippy::disallowed_methods, reason = "`/proc` is no file of a repository")
)]

/// More ancestors than this has no process.
const DEEPEST: usize = 256;

/// The process numbers of the parent, its parent and so on.
#[cfg(target_os = "linux")]
pub fn ancestors() -> Vec<u32> {
    let parent = |pid: &u32| {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name of the program stands in parentheses and may hold anything.
        let (_, rest) = stat.rsplit_once(')')?;
        rest.split_whitespace().nth(1)?.parse().ok().filter(|pid| *pid > 1)
    };
    std::iter::successors(parent(&std::process::id()), parent).take(DEEPEST).collect()
}

/// Nothing is known here.
#[cfg(not(target_os = "linux"))]
pub fn ancestors() -> Vec<u32> {
    vec![]
}

/// Whether one of them runs this very program: then this process was started by work that gatewright drives.
#[cfg(target_os = "linux")]
pub fn is_driven() -> bool {
    use std::os::unix::fs::MetadataExt;
    let program = |process: &str| {
        let found = std::fs::metadata(format!("/proc/{process}/exe")).ok()?;
        Some((found.dev(), found.ino()))
    };
    let own = program("self");
    own.is_some() && ancestors().iter().any(|pid| program(&pid.to_string()) == own)
}

/// Nothing is known here.
#[cfg(not(target_os = "linux"))]
pub fn is_driven() -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_an_ancestor_and_a_test_is_not_driven() {
        assert!(ancestors().contains(&std::os::unix::process::parent_id()));
        assert!(!is_driven());
    }
}
