//! One bounded call of the `git` program.

use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{Access, FileType, Stat};
use rustix::io::Errno;
use rustix::process::{Pid, Signal};

use crate::model::failure::{Failure, Kind};
use crate::rules::environment::Environment;

/// The most that a call may print.
const OUTPUT: usize = 64 * 1024 * 1024;
/// The most of a complaint that is shown.
const COMPLAINT: usize = 2_000;
/// How long one call may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A call to make.
pub(super) struct Call<'a> {
    /// Where.
    pub directory: &'a Path,
    /// Everything the program sees.
    pub env: &'a Environment,
    /// Without the program.
    pub arguments: &'a [&'a str],
    /// What it reads.
    pub input: &'a [u8],
    /// After this time it is killed.
    pub patience: Duration,
}

/// What a call said.
#[derive(Debug)]
pub(super) struct Answer {
    /// Zero for success; `None` when a signal ended it.
    pub exit: Option<i32>,
    /// Its standard output.
    pub output: Vec<u8>,
    /// Its standard error, shortened, without control characters.
    pub complaint: String,
}

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum NoAnswer {
    /// There is no `git`.
    NoProgram,
    /// It took too long or printed too much, or the machine said no.
    Failed(Failure),
}

impl Call<'_> {
    /// Makes it. Nothing that the program started stays in its process group.
    pub(super) fn make(&self) -> Result<Answer, NoAnswer> {
        let mut output = vec![];
        let answer = self.make_into(&mut |piece| {
            if output.len() + piece.len() > OUTPUT {
                return Err(io::Error::other("it printed more than 64 MiB"));
            }
            output.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(Answer { output, ..answer })
    }

    /// Starts the program, in a process group of its own.
    pub(super) fn start(&self) -> Result<Child, NoAnswer> {
        #[expect(clippy::disallowed_methods, reason = "this is where git is called")]
        let mut command = Command::new(program(self.env).unwrap_or_else(|| "git".into()));
        command.args(self.arguments).env_clear().envs(self.env.iter()).current_dir(self.directory);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
        command.spawn().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if self.directory.is_dir() => NoAnswer::NoProgram,
            _ => NoAnswer::Failed(Failure::io("cannot start `git`", &error)),
        })
    }

    /// Makes it and gives its output to `sink` as it comes; the answer has none.
    pub(super) fn make_into(&self, sink: &mut Sink<'_>) -> Result<Answer, NoAnswer> {
        let mut child = self.start()?;
        let talk = self.talk(&mut child, sink);
        if !matches!(talk, Ok(Some(_))) {
            kill(&child);
        }
        let status = child.wait();
        match (talk, status) {
            (Ok(Some(complaint)), Ok(status)) => {
                Ok(Answer { exit: status.code(), output: vec![], complaint: shorten(&complaint) })
            }
            (Ok(None), _) => Err(NoAnswer::Failed(self.too_slow())),
            (Err(error), _) | (_, Err(error)) => {
                Err(NoAnswer::Failed(Failure::io("cannot talk to `git`", &error)))
            }
        }
    }

    /// Writes the input and reads both outputs to their ends; what it complains, or `None` when that took too long.
    fn talk(&self, child: &mut Child, sink: &mut Sink<'_>) -> io::Result<Option<Vec<u8>>> {
        let deadline = Instant::now() + self.patience;
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        let mut input = Some((child.stdin.take().ok_or_else(missing)?, self.input));
        let mut output = Outlet::new(child.stdout.take().ok_or_else(missing)?)?.widened();
        let mut complaint = Outlet::new(child.stderr.take().ok_or_else(missing)?)?;
        let mut complained = vec![];
        if let Some((pipe, _)) = &input {
            rustix::io::ioctl_fionbio(pipe, true)?;
        }
        while output.open || complaint.open {
            input = input.and_then(|(pipe, rest)| write_some(pipe, rest));
            let mut watched = vec![];
            watched.extend(output.open.then(|| PollFd::new(&output.pipe, PollFlags::IN)));
            watched.extend(complaint.open.then(|| PollFd::new(&complaint.pipe, PollFlags::IN)));
            watched.extend(input.as_ref().map(|(pipe, _)| PollFd::new(pipe, PollFlags::OUT)));
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            let timeout = Timespec::try_from(left).ok();
            match poll(&mut watched, timeout.as_ref()) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(errno) => return Err(errno.into()),
            }
            drop(watched);
            output.read(sink)?;
            complaint.read(&mut |piece| keep_beginning(&mut complained, piece))?;
        }
        Ok(Some(complained))
    }

    pub(super) fn too_slow(&self) -> Failure {
        let what = self.arguments.iter().find(|argument| !argument.starts_with('-')).unwrap_or(&"");
        Failure::new(
            Kind::Environment,
            "git_too_slow",
            format!("`git {what}` took longer than {} s", self.patience.as_secs()),
        )
        .hint("Run the same git command by hand to see what it waits for.")
    }
}

/// Where the environment finds the program, which is then started without a copy of all our memory for the search. `None` where that is not for
/// sure, because the search would begin in a directory that is not named from the root, or finds nothing.
fn program(env: &Environment) -> Option<PathBuf> {
    let runs = |path: &PathBuf| {
        // Looked at by name, as whoever starts it will: it lies outside of the repository.
        rustix::fs::access(path, Access::EXEC_OK).is_ok()
            && rustix::fs::stat(path).is_ok_and(|stat| is_file(&stat))
    };
    let places = std::env::split_paths(env.get("PATH")?).take_while(|place| place.is_absolute());
    places.map(|place| place.join("git")).find(runs)
}

fn is_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

/// Writes what the pipe takes; `None` when all is written, which closes the pipe, or nobody reads.
pub(super) fn write_some<W: Write + AsFd>(mut pipe: W, rest: &[u8]) -> Option<(W, &[u8])> {
    if rest.is_empty() {
        return None;
    }
    match pipe.write(rest) {
        Ok(written) => Some((pipe, &rest[written..])),
        Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
            Some((pipe, rest))
        }
        // The program ended without reading all: its exit code says what that means.
        Err(_) => None,
    }
}

/// Takes what a program prints, piece by piece.
pub(super) type Sink<'a> = dyn FnMut(&[u8]) -> io::Result<()> + 'a;

/// One of the outputs of a program.
#[derive(Debug)]
pub(super) struct Outlet<R> {
    /// Does not wait.
    pub pipe: R,
    /// Whether its end was not met yet.
    pub open: bool,
    room: Vec<u8>,
}

/// So many bytes are read at once.
const PIECE: usize = 64 * 1024;

impl<R: AsFd> Outlet<R> {
    /// What `pipe` brings.
    pub fn new(pipe: R) -> io::Result<Outlet<R>> {
        rustix::io::ioctl_fionbio(&pipe, true)?;
        Ok(Outlet { pipe, open: true, room: vec![] })
    }

    /// For a program that says much: it need not wait so often until somebody has read what it wrote.
    pub fn widened(self) -> Outlet<R> {
        // The system's own size serves as well, where it grants no other.
        #[cfg(target_os = "linux")]
        let _ = rustix::pipe::fcntl_setpipe_size(&self.pipe, 1024 * 1024);
        self
    }

    /// Gives what there is now to `sink`.
    pub fn read(&mut self, sink: &mut Sink<'_>) -> io::Result<()> {
        self.room.reserve_exact(PIECE);
        while self.open {
            self.room.clear();
            match rustix::io::read(&self.pipe, rustix::buffer::spare_capacity(&mut self.room)) {
                Ok(0) => self.open = false,
                Ok(length) => {
                    sink(&self.room)?;
                    if length < PIECE {
                        break;
                    }
                }
                Err(Errno::AGAIN | Errno::INTR) => break,
                Err(errno) => return Err(errno.into()),
            }
        }
        Ok(())
    }
}

/// Keeps as much of a complaint as is shown.
pub(super) fn keep_beginning(complained: &mut Vec<u8>, piece: &[u8]) -> io::Result<()> {
    let room = COMPLAINT.saturating_sub(complained.len());
    complained.extend_from_slice(&piece[..piece.len().min(room)]);
    Ok(())
}

/// Kills the program and what it started in its group; it is its leader.
pub(super) fn kill(child: &Child) {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // An error means that it has ended already.
        let _ = rustix::process::kill_process_group(pid, Signal::KILL);
    }
}

/// What git says is wrong, in one line: git goes on with advice, and its advice is not ours.
pub(super) fn shorten(complaint: &[u8]) -> String {
    let text = String::from_utf8_lossy(&complaint[..complaint.len().min(COMPLAINT)]);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    // Advice and warnings may come before what is wrong.
    let wrong = |line: &&str| line.starts_with("fatal:") || line.starts_with("error:");
    let said = std::iter::once(first).chain(lines).find(wrong).unwrap_or(first);
    said.chars().filter(|&c| !crate::model::path::is_treacherous(c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::Repo;

    #[test]
    fn the_program_is_the_one_that_a_search_would_start_or_is_left_to_the_search() {
        let repo = Repo::empty();
        repo.file("dir/git/x", "")
            .file("plain/git", "")
            .file("bin/git", "#!/bin/sh\n")
            .mode("bin/git", 0o755);
        let at = |place: &str| repo.at(place).display().to_string();
        let found = |path: &str| program(&Environment::default().with("PATH", path));
        let (dir, plain, bin) = (at("dir"), at("plain"), at("bin"));
        assert_eq!(found(&format!("{dir}:{plain}:{bin}")), Some(repo.at("bin/git")));
        assert_eq!(found(&format!("relative:{bin}")), None);
        assert_eq!(found(&plain), None);
        assert_eq!(program(&Environment::default()), None);
    }
}
