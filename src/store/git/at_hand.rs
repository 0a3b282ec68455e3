//! What is asked of git where no repository has been opened: its top, the user's name, what the commit holds.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::model::failure::{Failure, Kind};
use crate::model::path::{RepoPath, is_treacherous};
use crate::rules::environment::Environment;
use crate::store::git::answers::{self, not_here, refused};
use crate::store::git::call::{Call, PATIENCE};
use crate::store::git::guard;
use crate::store::git::headless::{ANY, Headless};
use crate::store::git::in_tree::DIRECTORY;
use crate::store::git::objects::Objects;
use crate::store::git::oid::Oid;
use crate::store::git::stored::Stored;
use crate::store::git::way::{Way, ways};

/// The nearest directory at or above `directory` that holds a `.git`: git's top. Looks only, calls nothing.
pub fn top(directory: &Path) -> Option<PathBuf> {
    directory.ancestors().find(|above| above.join(".git").symlink_metadata().is_ok()).map(Path::to_owned)
}

/// The variables in which git is told who its user is.
const TOLD: [&str; 4] = ["GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"];

/// The name of the user as git knows it, in `directory` or at all. A claim. `None` without git or without a name; control characters
/// are left out and 100 characters kept.
pub fn user(directory: &Path, env: &Environment) -> Option<String> {
    let answer = config(directory, env, &["config", "--null", "--get", "user.name"])?;
    name(&answer)
}

/// Every name and address by which git knows its user, in `directory` or at all: of the machine, of the user, of the repository, of the environment,
/// in this order. Cleaned as in [`user`]; nothing without git.
pub fn names(directory: &Path, env: &Environment) -> Vec<String> {
    let keys = r"^(user|author|committer)\.(name|email)$";
    let answer = config(directory, env, &["config", "--null", "--get-regexp", keys]).unwrap_or_default();
    let entries = answer.split(|&c| c == 0);
    let values = entries.filter_map(|entry| name(entry.splitn(2, |&c| c == b'\n').nth(1)?));
    let told = TOLD.iter().filter_map(|key| name(env.get(key)?.as_bytes()));
    values.chain(told).collect()
}

fn config(directory: &Path, env: &Environment, arguments: &[&str]) -> Option<Vec<u8>> {
    let top = top(directory).unwrap_or_else(|| directory.to_owned());
    let env = guard::environment(env, &top, &[]);
    let call = Call { directory: &top, env: &env, arguments, input: b"", patience: PATIENCE };
    call.make().ok().filter(|answer| answer.exit == Some(0)).map(|answer| answer.output)
}

fn name(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(bytes);
    let name: String = text.trim().chars().filter(|&c| !is_treacherous(c)).take(100).collect();
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

/// The bytes of `path` (from `root`) in the commit that is checked out. `None` where there is no git repository, no commit, or
/// when it does not hold the path.
///
/// # Errors
/// `Environment` (`git_missing`) when there is a git repository and no git that could be asked; `git_refused`,
/// `git_too_slow`. `State` (`git_corrupt`) when it, or something on the way to it, has other bytes than its name says.
pub fn committed(root: &Path, env: &Environment, path: &RepoPath) -> Result<Option<Vec<u8>>, Failure> {
    let Some(top) = top(root) else { return Ok(None) };
    let Some(below) = root.strip_prefix(&top).ok().and_then(Path::to_str) else { return Ok(None) };
    let name = if below.is_empty() { format!("HEAD:{path}") } else { format!("HEAD:{below}/{path}") };
    let env = guard::environment(env, &top, &[]);
    let call = Call {
        directory: &top,
        env: &env,
        arguments: &["cat-file", "--batch"],
        input: b"",
        patience: PATIENCE,
    };
    let mut objects = Objects::start(&call).map_err(|failure| match failure.code {
        "git_missing" => missing(),
        _ => failure,
    })?;
    let way =
        ways(&[name], &mut |names, keep, wanted, each| objects.each(&call, names, (keep, wanted), each))?;
    match way.first() {
        Some(Way::Corrupt(oid)) => Err(corrupt(oid)),
        Some(Way::Lost(name)) if name.starts_with("HEAD") => unborn(&call),
        Some(Way::Lost(name)) => Err(not_here(name)),
        Some(Way::Leads { to, mode }) if mode != DIRECTORY => {
            let mut found = Err(odd_answer(to));
            objects.each(&call, std::slice::from_ref(to), (u64::MAX, "blob"), &mut |_, stored| {
                found = match stored {
                    Stored::Blob { content: Some(content), .. } => Ok(Some(content)),
                    Stored::Corrupt(oid) => Err(corrupt(&oid)),
                    _ => Err(not_here(to)),
                };
            })?;
            found
        }
        Some(Way::Leads { to, .. }) => Err(odd_answer(to)),
        Some(Way::Nothing) | None => Ok(None),
    }
}

/// Nothing is committed before the first commit; a branch that is damaged is another matter.
fn unborn(call: &Call<'_>) -> Result<Option<Vec<u8>>, Failure> {
    match Headless::ask(&Call { arguments: ANY, ..*call })? {
        Headless::Unborn | Headless::Empty => Ok(None),
        broken @ Headless::Broken(_) => Err(refused(&broken.why().unwrap_or_default(), String::new())
            .hint("a record is held against the commit that is checked out; `git fsck` tells what is wrong, and `git reflog` where the branch was")),
    }
}

/// A record that lies under another name is none to hold anything against.
fn corrupt(oid: &Oid) -> Failure {
    Failure { kind: Kind::State, ..answers::corrupt(oid) }
}

fn missing() -> Failure {
    let message = "this is a git repository, but there is no `git` to ask what is committed in it";
    Failure::new(Kind::Environment, "git_missing", message)
        .hint("a record is held against the commit that is checked out; install git, or put it on the PATH")
}

fn odd_answer(oid: &str) -> Failure {
    let failure = refused("what is committed in the place of the record is no file", String::new());
    failure.cause(format!("it is the object {oid}"))
}
