//! Where the files of a run lie.

use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;

/// The directory of everything that is committed of a run.
pub const RECORD: &str = "record";
/// The committed record.
pub const RUN_JSON: &str = "record/RUN.json";
/// The lock that writers of a run take; never deleted.
pub const LOCK: &str = "logs/lock";
/// Copies of what was pinned, by digest.
pub const PINS: &str = "record/pins";
/// Signatures over RUN.json.
pub const SEALS: &str = "record/seals";
/// Directories of attempt files.
pub const GATES: &str = "record/gates";

/// A RUN.json may be this long, in bytes: 50,000 attempts.
pub const MAX_RUN_JSON: u64 = 64 * 1024 * 1024;
/// An attempt file may be this long, in bytes.
pub const MAX_ATTEMPT: u64 = 64 * 1024 * 1024;

/// A path below a run's directory, made of parts that are ids, digests and numbers.
pub fn path(text: &str) -> Result<RepoPath, Failure> {
    RepoPath::new(text).map_err(|why| Failure::bug(format!("`{text}`: {why}")))
}

/// The directory of a gate's attempts.
pub fn gate_dir(gate: &GateId) -> Result<RepoPath, Failure> {
    path(&format!("{GATES}/{gate}"))
}

/// The directory of a gate's packets and of what its commands printed.
pub fn gate_logs(gate: &GateId) -> Result<RepoPath, Failure> {
    path(&format!("logs/gates/{gate}"))
}

/// An attempt's file.
pub fn attempt(gate: &GateId, attempt: u32) -> Result<RepoPath, Failure> {
    path(&format!("{GATES}/{gate}/{}", attempt_name(attempt)))
}

/// The name of an attempt's file.
pub fn attempt_name(attempt: u32) -> String {
    format!("attempt-{attempt}.json")
}

/// The copy of something pinned.
pub fn pin(sha256: Digest) -> Result<RepoPath, Failure> {
    path(&format!("{PINS}/{sha256}"))
}

/// A seal: the head that it was made at, and the short name of the key.
pub fn seal(head: Digest, key: &str) -> Result<RepoPath, Failure> {
    path(&format!("{SEALS}/{head}.{key}.sig"))
}

/// The head in the name of a seal, if it is one.
pub fn sealed_head(name: &str) -> Option<Digest> {
    let (head, rest) = name.split_once('.')?;
    let key = rest.strip_suffix(".sig")?;
    let plain =
        key.len() == 16 && key.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    head.parse().ok().filter(|_| plain)
}

/// The lock that whoever does a gate's work holds meanwhile; never deleted.
pub fn work_lock(gate: &GateId) -> Result<RepoPath, Failure> {
    path(&format!("{}/lock", gate_logs(gate)?))
}

/// A gate's packet under `logs/`.
pub fn packet(gate: &GateId, attempt: u32) -> Result<RepoPath, Failure> {
    path(&format!("logs/gates/{gate}/attempt-{attempt}.packet.md"))
}

/// What a gate's command printed: `stdout` or `stderr`.
pub fn output_log(gate: &GateId, attempt: u32, invocation: &str, stream: &str) -> Result<RepoPath, Failure> {
    path(&format!("logs/gates/{gate}/attempt-{attempt}.{invocation}.{stream}"))
}

/// The attempt number in a file name of a gate's directory, if it is the name of an attempt file or of one that
/// belongs to it (`attempt-3.json`, `attempt-3.artifacts.sha256`).
pub fn attempt_in(name: &str) -> Option<u32> {
    let rest = name.strip_prefix("attempt-")?;
    let (number, _) = rest.split_once('.')?;
    let value: u32 = number.parse().ok()?;
    (value > 0 && value.to_string() == number).then_some(value)
}

/// Whether a manifest beside an attempt's file is written when the attempt is closed; others are written when it is opened.
pub fn is_of_closing(name: &str) -> bool {
    name.ends_with(".artifacts.sha256") || name.ends_with(".looked-at.sha256")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_spelling_of_a_number_is_an_attempt() {
        assert_eq!(attempt_in("attempt-12.json"), Some(12));
        assert_eq!(attempt_in("attempt-12.artifacts.sha256"), Some(12));
        for name in
            ["attempt-0.json", "attempt-01.json", "attempt-+1.json", "attempt-.json", "attempt-1", "x-1.json"]
        {
            assert_eq!(attempt_in(name), None, "{name}");
        }
    }
}
