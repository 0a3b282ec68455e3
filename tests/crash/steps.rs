//! The steps of a command that change something, made out of its system calls.

use std::path::{Component, Path, PathBuf};

use crate::strace::Call;

/// A step and the call that does it.
#[derive(Debug, Clone)]
pub struct Step {
    /// The call's name.
    pub call: String,
    /// The how-manieth of that name.
    pub number: u32,
    /// What it does.
    pub act: Act,
}

/// What a step does. Paths are below the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Opens a file, making it where it is missing; emptied if so said.
    Open { path: String, emptied: bool },
    /// Writes at the end.
    Write { path: String, bytes: Vec<u8> },
    /// Cuts or extends a file.
    Resize { path: String, to: usize },
    /// Makes a file's content or a directory's names durable.
    Sync { path: String },
    /// Gives another name.
    Rename { from: String, to: String },
    /// Makes a directory.
    MakeDir { path: String },
    /// Takes a name away.
    Remove { path: String },
    /// Prints, to this descriptor.
    Print(u32),
    /// Changes nothing that a disk keeps: a lock, a pipe.
    Other,
}

impl Act {
    /// How many bytes it writes to a file.
    pub fn written(&self) -> Option<usize> {
        match self {
            Act::Write { bytes, .. } => Some(bytes.len()),
            _ => None,
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.act {
            Act::Write { path, bytes } => write!(f, "{} of {} bytes to {path}", self.call, bytes.len()),
            act => write!(f, "{} ({act:?})", self.call),
        }
    }
}

/// The steps among `calls` of a process that worked in `place`. Calls that failed are no steps, but they were counted.
pub fn steps(calls: &[Call], place: &Path) -> Vec<Step> {
    let done = calls.iter().filter(|call| call.answer.is_some());
    let step =
        |call: &Call| Some(Step { call: call.name.clone(), number: call.number, act: act(call, place)? });
    done.filter_map(step).collect()
}

fn act(call: &Call, place: &Path) -> Option<Act> {
    let plain = |i: usize| call.arguments.get(i).map_or("", |argument| argument.plain.as_str());
    let of_fd = |i: usize| below(place, &path_of(call.arguments.get(i)?.path.as_deref()?));
    let at = |i: usize| {
        let dir = path_of(call.arguments.get(i)?.path.as_deref()?);
        below(place, &dir.join(path_of(call.arguments.get(i + 1)?.text.as_deref()?)))
    };
    let act = match call.name.as_str() {
        "openat" if plain(2).contains("O_CREAT") => {
            at(0).map(|path| Act::Open { path, emptied: plain(2).contains("O_TRUNC") })
        }
        "open" if !plain(1).contains("O_CREAT") => return None,
        "openat" => return None,
        "openat2" if !plain(2).contains("O_CREAT") => return None,
        "write" => match (plain(0), of_fd(0)) {
            ("1", None) => Some(Act::Print(1)),
            ("2", None) => Some(Act::Print(2)),
            (_, None) => Some(Act::Other),
            (_, Some(path)) => {
                let mut bytes = call.arguments[1].text.clone().unwrap();
                bytes.truncate(usize::try_from(call.answer?).unwrap());
                Some(Act::Write { path, bytes })
            }
        },
        "ftruncate" => of_fd(0).map(|path| Act::Resize { path, to: plain(1).parse().unwrap() }),
        "fsync" | "fdatasync" => of_fd(0).map(|path| Act::Sync { path }),
        "renameat" | "renameat2" => at(0).zip(at(2)).map(|(from, to)| Act::Rename { from, to }),
        "mkdirat" => at(0).map(|path| Act::MakeDir { path }),
        "unlinkat" => at(0).map(|path| Act::Remove { path }),
        "flock" => Some(Act::Other),
        // Calls by absolute path, without a directory that was opened.
        "mkdir" => whole(call, 0, place).map(|path| Act::MakeDir { path }),
        "unlink" | "rmdir" => whole(call, 0, place).map(|path| Act::Remove { path }),
        "rename" => {
            whole(call, 0, place).zip(whole(call, 1, place)).map(|(from, to)| Act::Rename { from, to })
        }
        _ => None,
    };
    Some(act.unwrap_or_else(|| panic!("the model does not know this call: {call:.400?}")))
}

fn whole(call: &Call, i: usize, place: &Path) -> Option<String> {
    below(place, &path_of(call.arguments.get(i)?.text.as_deref()?))
}

fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8(bytes.to_vec()).unwrap())
}

fn below(place: &Path, path: &Path) -> Option<String> {
    let rest = path.strip_prefix(place).ok()?;
    let parts: Vec<&str> = rest
        .components()
        .filter(|part| !matches!(part, Component::CurDir))
        .map(|part| part.as_os_str().to_str().unwrap())
        .collect();
    Some(parts.join("/"))
}
