//! What others say once the repository was looked at: commands, git, servers of the web, people. Evidence like what was read.

use std::collections::BTreeMap;

use crate::model::decision::People;
use crate::model::digest::Digest;
use crate::model::git_seen::GitSeen;
use crate::model::path::RepoPath;
use crate::model::web_seen::WebSeen;

/// What was answered; at first nobody was asked.
#[derive(Debug, Default)]
pub struct Answers {
    /// What git says, when it was asked; an error says why it could not be.
    pub git: Option<Result<GitSeen, String>>,
    /// What servers of the web answered.
    pub web: WebSeen,
    /// What people decided about the outputs; `None` when no attempt is open.
    pub people: Option<People>,
    /// Results of commands by the index of the validation that asked for them.
    pub probes: BTreeMap<usize, Probe>,
    /// The repository's files that those commands name, as they were when they ran, by the same index.
    pub programs: BTreeMap<usize, BTreeMap<RepoPath, Digest>>,
}

/// What a command found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probe {
    /// It ran to its end.
    Exited {
        /// The exit code; 128 + n when signal n ended it.
        code: i32,
        /// What it printed, at most the first 64 KiB, as UTF-8 with replacements.
        stdout: String,
        /// What it complained, likewise.
        stderr: String,
    },
    /// It was ended after its deadline, in seconds.
    TimedOut(u64),
    /// It could not be run or was not allowed to: why, and what to do.
    NotRun(String),
}
