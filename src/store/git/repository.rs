//! A git repository that is open: where it is, its head, and what differs from it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::git::answers::{lost, success};
use crate::store::git::at_hand::top;
use crate::store::git::call::{Answer, Call, NoAnswer, PATIENCE};
use crate::store::git::guard;
use crate::store::git::lists::{names_behind, portions};
use crate::store::git::objects::Objects;
use crate::store::git::oid::Oid;

/// What the configuration says of a checkout that leaves files out.
const SPARSE: &[u8] = b"core.sparsecheckout\ntrue";

/// A git repository that holds a root of ours, found and asked once when it is opened.
#[derive(Debug)]
pub struct Git {
    user: Environment,
    patience: Duration,
    top: PathBuf,
    git_dir: PathBuf,
    /// From `top` to the root, with a `/` at its end; empty when they are the same.
    prefix: String,
    head: Option<Oid>,
    shallow: bool,
    sparse: OnceLock<bool>,
    guarded: OnceLock<Environment>,
    objects: Mutex<Option<Objects>>,
    corrupt: Mutex<BTreeSet<Oid>>,
}

impl Git {
    /// The repository that holds `root` (absolute, without links in it). `None` when there is none, or no `git`.
    ///
    /// # Errors
    /// `Environment` (`git_refused`) when there is one and git does not want to work with it, for example because it belongs to another
    /// user; `git_too_slow`.
    pub fn open(root: &Path, env: &Environment) -> Result<Option<Git>, Failure> {
        Git::open_within(root, env, PATIENCE)
    }

    /// The same, where one call of git may take at most `patience`.
    pub fn open_within(root: &Path, env: &Environment, patience: Duration) -> Result<Option<Git>, Failure> {
        let Some(top) = top(root) else { return Ok(None) };
        let below = root.strip_prefix(&top).ok().and_then(Path::to_str).unwrap_or_default();
        let prefix = if below.is_empty() { String::new() } else { format!("{below}/") };
        let mut git = Git {
            user: env.clone(),
            patience,
            git_dir: PathBuf::new(),
            top,
            prefix,
            head: None,
            shallow: false,
            sparse: OnceLock::new(),
            guarded: OnceLock::new(),
            objects: Mutex::new(None),
            corrupt: Mutex::default(),
        };
        let arguments = ["rev-parse", "--absolute-git-dir", "--is-shallow-repository", "--revs-only", "HEAD"];
        let answer = match git.call(&guard::environment(env, &git.top, &[]), &arguments, b"") {
            Err(NoAnswer::NoProgram) => return Ok(None),
            Err(NoAnswer::Failed(failure)) => return Err(failure),
            Ok(answer) => success(answer, "rev-parse")?,
        };
        let mut lines = answer.split(|&c| c == b'\n');
        git.git_dir = PathBuf::from(OsStr::from_bytes(lines.next().unwrap_or_default()));
        git.shallow = lines.next() == Some(b"true");
        git.head = lines.next().and_then(|line| Oid::new(std::str::from_utf8(line).ok()?));
        Ok(Some(git))
    }

    /// The commit that was checked out when the repository was opened; `None` before the first.
    pub fn head(&self) -> Option<&Oid> {
        self.head.as_ref()
    }

    /// Whether older commits are not here.
    pub fn shallow(&self) -> bool {
        self.shallow
    }

    /// Whether the checkout leaves files out (`git sparse-checkout`), as the configuration says.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub fn sparse(&self) -> Result<bool, Failure> {
        self.guarded()?;
        Ok(self.sparse.get().copied().unwrap_or_default())
    }

    /// Which files at or below `paths` differ from the head, or may do so: changed, staged, deleted, not known to git (ignored or
    /// not), or such that git was told not to look at them. From the root, for show: names that are not UTF-8 are shown with
    /// replacements.
    pub fn changed(&self, paths: &[RepoPath]) -> Result<Vec<String>, Failure> {
        let mut changed = vec![];
        for some in portions(paths) {
            let from_top: Vec<String> = some.iter().map(|path| self.spelled(path)).collect();
            let mut arguments = vec![
                "status",
                "--porcelain=v1",
                "-z",
                "--no-renames",
                "--untracked-files=all",
                "--ignored=matching",
                "--ignore-submodules=dirty",
                "--",
            ];
            arguments.extend(from_top.iter().map(String::as_str));
            let status = self.ask(&arguments, b"")?;
            changed.extend(names_behind(&status, 3, |_| true).map(|name| self.shown(name)));
            let mut arguments = vec!["ls-files", "-v", "-z", "--"];
            arguments.extend(from_top.iter().map(String::as_str));
            let flags = self.ask(&arguments, b"")?;
            // Lower case is `assume-unchanged`, `S` is `skip-worktree`.
            let unseen = |flag: u8| flag.is_ascii_lowercase() || flag == b'S';
            changed.extend(names_behind(&flags, 2, unseen).map(|name| self.shown(name)));
        }
        Ok(changed)
    }

    pub(super) fn shown(&self, name: &[u8]) -> String {
        let path = String::from_utf8_lossy(name).into_owned();
        path.strip_prefix(&self.prefix).map_or(path.clone(), str::to_owned)
    }

    /// From git's top to the root, when they are not the same.
    pub fn prefix(&self) -> Option<&str> {
        Some(self.prefix.trim_end_matches('/')).filter(|prefix| !prefix.is_empty())
    }

    /// The same with a `/` at its end; empty when they are the same.
    pub fn from_top(&self) -> &str {
        &self.prefix
    }

    /// `path` as git spells it, from its top.
    pub(super) fn spelled(&self, path: &RepoPath) -> String {
        format!("{}{path}", self.prefix)
    }

    /// What git spells `name` from its top, with or without `./` before it, from the root; `None` when it is not below the root or cannot be written in a record.
    pub(super) fn below_root(&self, name: &[u8]) -> Option<RepoPath> {
        let name = std::str::from_utf8(name).ok()?;
        RepoPath::new(name.strip_prefix("./").unwrap_or(name).strip_prefix(&self.prefix)?).ok()
    }

    /// Where the repository keeps the state of this working tree.
    pub(super) fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// The directory that holds `.git`.
    pub(super) fn top(&self) -> &Path {
        &self.top
    }

    /// The user's environment, not guarded.
    pub(super) fn user(&self) -> &Environment {
        &self.user
    }

    /// How long one call may take.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// The guarded environment, with what the repository's own configuration needs switched off.
    pub(super) fn guarded(&self) -> Result<&Environment, Failure> {
        if let Some(env) = self.guarded.get() {
            return Ok(env);
        }
        let env = guard::environment(&self.user, &self.top, &[]);
        let answer = self.call(&env, &["config", "--list", "--show-scope", "--null"], b"").map_err(lost)?;
        let listing = success(answer, "config")?;
        let _ = self.sparse.set(listing.split(|&c| c == 0).any(|entry| entry == SPARSE));
        let found = guard::overrides(&listing);
        Ok(self.guarded.get_or_init(|| guard::environment(&self.user, &self.top, &found)))
    }

    /// Who says what git holds; started by the first question.
    pub(super) fn objects(&self) -> &Mutex<Option<Objects>> {
        &self.objects
    }

    /// The objects that were met so far and whose bytes have another name.
    pub fn corrupt(&self) -> Vec<Oid> {
        self.corrupt.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// One more of them.
    pub(super) fn note_corrupt(&self, oid: &Oid) {
        self.corrupt.lock().unwrap_or_else(PoisonError::into_inner).insert(oid.clone());
    }

    /// What git says, when it succeeds.
    pub(super) fn ask(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
        self.ask_in(self.guarded()?, arguments, input)
    }

    /// The same with another environment made of the guarded one.
    pub(super) fn ask_in(
        &self,
        env: &Environment,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Vec<u8>, Failure> {
        success(self.call(env, arguments, input).map_err(lost)?, arguments[0])
    }

    /// What git says, however it ends.
    pub(super) fn call(
        &self,
        env: &Environment,
        arguments: &[&str],
        input: &[u8],
    ) -> Result<Answer, NoAnswer> {
        Call { directory: &self.top, env, arguments, input, patience: self.patience }.make()
    }

    /// A call without input, to be made.
    pub(super) fn to_ask<'a>(&'a self, arguments: &'a [&'a str]) -> Result<Call<'a>, Failure> {
        Ok(Call {
            directory: &self.top,
            env: self.guarded()?,
            arguments,
            input: b"",
            patience: self.patience,
        })
    }
}
