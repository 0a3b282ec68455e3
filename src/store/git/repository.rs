//! Where the repository is, its head, and what differs from it.

use std::cell::OnceCell;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::model::failure::{Failure, Kind};
use crate::model::path::{RepoPath, is_treacherous};
use crate::rules::environment::Environment;
use crate::store::git::call::{Answer, Call, NoAnswer, PATIENCE};
use crate::store::git::guard;

/// How many bytes of paths one call may be given.
const ARGUMENTS: usize = 64 * 1024;

/// The name of an object: 40 or 64 lowercase hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oid(String);

impl Oid {
    /// Checks the spelling.
    pub(super) fn new(text: &str) -> Option<Oid> {
        let digits = text.bytes().all(|c| c.is_ascii_digit() || (b'a'..=b'f').contains(&c));
        (digits && matches!(text.len(), 40 | 64)).then(|| Oid(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The nearest directory at or above `directory` that holds a `.git`: git's top. Looks only, calls nothing.
pub fn top(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok()).map(Path::to_owned)
}

/// The name of the user as git knows it, in `directory` or at all. A claim. `None` without git or without a name; control characters
/// are left out and 100 characters kept.
pub fn user_name(directory: &Path, env: &Environment) -> Option<String> {
    let top = top(directory).unwrap_or_else(|| directory.to_owned());
    let env = guard::environment(env, &top, &[]);
    let arguments = ["config", "--get", "user.name"];
    let call = Call { directory: &top, env: &env, arguments: &arguments, input: b"", patience: PATIENCE };
    let answer = call.make().ok().filter(|answer| answer.exit == Some(0))?;
    let text = String::from_utf8_lossy(&answer.output);
    let name: String = text.trim().chars().filter(|&c| !is_treacherous(c)).take(100).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The bytes of `path` (from `root`) in the commit that is checked out. `None` where there is no git repository, no commit, or
/// when it does not hold the path.
///
/// # Errors
/// `Environment` (`git_missing`) when there is a git repository and no git that could be asked; `git_refused`,
/// `git_too_slow`.
pub fn committed(root: &Path, env: &Environment, path: &RepoPath) -> Result<Option<Vec<u8>>, Failure> {
    let Some(top) = top(root) else { return Ok(None) };
    let Some(below) = root.strip_prefix(&top).ok().and_then(Path::to_str) else { return Ok(None) };
    let name = if below.is_empty() { format!("HEAD:{path}\n") } else { format!("HEAD:{below}/{path}\n") };
    let env = guard::environment(env, &top, &[]);
    let call = Call {
        directory: &top,
        env: &env,
        arguments: &["cat-file", "--batch"],
        input: name.as_bytes(),
        patience: PATIENCE,
    };
    let answer = call.make().map_err(|no_answer| match no_answer {
        NoAnswer::NoProgram => missing(),
        failed @ NoAnswer::Failed(_) => lost(failed),
    })?;
    let output = success(answer, "cat-file")?;
    let end = output.iter().position(|&byte| byte == b'\n').unwrap_or(output.len());
    let header = String::from_utf8_lossy(&output[..end]);
    let mut words = header.rsplit(' ');
    match (words.next(), words.next()) {
        (Some("missing"), Some(_)) => Ok(None),
        (Some(size), Some("blob")) => {
            let size: usize = size.parse().unwrap_or(usize::MAX);
            let bytes = output.get(end + 1..).and_then(|rest| rest.get(..size));
            bytes.map(|bytes| Some(bytes.to_vec())).ok_or_else(|| odd_answer(&header))
        }
        _ => Err(odd_answer(&header)),
    }
}

fn missing() -> Failure {
    let message = "this is a git repository, but there is no `git` to ask what is committed in it";
    Failure::new(Kind::Environment, "git_missing", message)
        .hint("a record is held against the commit that is checked out; install git, or put it on the PATH")
}

fn odd_answer(said: &str) -> Failure {
    let said: String = said.chars().filter(|&c| !is_treacherous(c)).take(100).collect();
    Failure::new(Kind::Environment, "git_refused", "`git cat-file` gave no sensible answer")
        .cause(format!("it said `{said}`"))
}

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
    guarded: OnceCell<Environment>,
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
            guarded: OnceCell::new(),
        };
        let arguments = ["rev-parse", "--absolute-git-dir", "--revs-only", "HEAD"];
        let answer = match git.call(&guard::environment(env, &git.top, &[]), &arguments, b"") {
            Err(NoAnswer::NoProgram) => return Ok(None),
            Err(NoAnswer::Failed(failure)) => return Err(failure),
            Ok(answer) => success(answer, "rev-parse")?,
        };
        let mut lines = answer.split(|&c| c == b'\n');
        git.git_dir = PathBuf::from(OsStr::from_bytes(lines.next().unwrap_or_default()));
        git.head = lines.next().and_then(|line| Oid::new(std::str::from_utf8(line).ok()?));
        Ok(Some(git))
    }

    /// The commit that was checked out when the repository was opened; `None` before the first.
    pub fn head(&self) -> Option<&Oid> {
        self.head.as_ref()
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
    pub(super) fn prefix(&self) -> Option<&str> {
        Some(self.prefix.trim_end_matches('/')).filter(|prefix| !prefix.is_empty())
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
        let found = guard::overrides(&success(answer, "config")?);
        Ok(self.guarded.get_or_init(|| guard::environment(&self.user, &self.top, &found)))
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

/// The names behind the first `width` bytes of each entry of a list, where the entry's first byte is `wanted`.
pub(super) fn names_behind(
    output: &[u8],
    width: usize,
    wanted: impl Fn(u8) -> bool,
) -> impl Iterator<Item = &[u8]> {
    let entries = output.split(|&c| c == 0).filter(move |entry| entry.len() > width);
    entries.filter(move |entry| wanted(entry[0])).map(move |entry| &entry[width..])
}

/// `paths` in portions that a call can take. No paths give no portion: git would take that for everything.
pub(super) fn portions(paths: &[RepoPath]) -> Vec<&[RepoPath]> {
    let mut portions = vec![];
    let (mut start, mut size) = (0, 0);
    for (i, path) in paths.iter().enumerate() {
        size += path.as_str().len() + 1;
        if size > ARGUMENTS {
            portions.push(&paths[start..i]);
            (start, size) = (i, path.as_str().len());
        }
    }
    portions.push(&paths[start..]);
    portions.retain(|portion| !portion.is_empty());
    portions
}

pub(super) fn lost(why: NoAnswer) -> Failure {
    match why {
        NoAnswer::NoProgram => {
            Failure::new(Kind::Environment, "git_missing", "`git` was not found").hint("Install git.")
        }
        NoAnswer::Failed(failure) => failure,
    }
}

/// The output of a call that ended with 0.
pub(super) fn success(answer: Answer, command: &str) -> Result<Vec<u8>, Failure> {
    if answer.exit == Some(0) {
        return Ok(answer.output);
    }
    let failure = Failure::new(Kind::Environment, "git_refused", format!("`git {command}` failed"));
    Err(if answer.complaint.is_empty() { failure } else { failure.cause(answer.complaint) })
}
