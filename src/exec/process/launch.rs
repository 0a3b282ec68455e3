//! The launcher: has a program run by a supervisor, keeps its output, minds its deadline.

use std::io::{self, PipeReader, Read};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::exec::process::capture::Keeper;
use crate::exec::process::spec::{Captured, Child, Ended, NotRun, Sink, Stop, Why};
use crate::exec::process::supervise::ARGUMENT;
use crate::exec::process::wire::{Report, send_start};

/// How often the wish to stop is looked at.
const TICK: Duration = Duration::from_millis(20);
/// What a supervisor may take beyond the grace to kill a tree and report.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long pipes may be emptied after the tree has ended; only a process that could not be ended still fills them.
const DRAIN: Duration = Duration::from_secs(1);

/// Starts programs, each under a supervisor of its own.
#[derive(Debug, Clone)]
pub struct Launcher {
    supervisor: PathBuf,
}

impl Launcher {
    /// Uses the executable that is running, which must call [`super::supervise::requested`] first thing in `main`.
    pub fn this_program() -> io::Result<Launcher> {
        // On Linux this name stays the same program when its file is replaced meanwhile.
        let supervisor = if cfg!(target_os = "linux") {
            PathBuf::from("/proc/self/exe")
        } else {
            std::env::current_exe()?
        };
        Ok(Launcher { supervisor })
    }

    /// Uses another executable that acts as a supervisor when asked to; an absolute path.
    pub fn at(supervisor: PathBuf) -> Launcher {
        Launcher { supervisor }
    }

    /// Runs a program to its end and ends everything it started. Takes at most timeout, grace and some ten seconds more,
    /// whatever the program does. A non-zero exit is not an error.
    pub fn run<'a>(
        &self,
        child: &Child<'_>,
        stdout: Sink<'a>,
        stderr: Sink<'a>,
        stop: &Stop,
    ) -> Result<Ended, NotRun> {
        let started = Instant::now();
        let (mut session, out, err) = self.start(child)?;
        let mut streams = [Stream::new(out, stdout)?, Stream::new(err, stderr)?];
        // A supervisor that died before it heard this is noticed by its missing report.
        let _ = send_start(&session.socket, child.stdin, child.held);
        let why = session.attend(&mut streams, child, stop);
        let report = session.report();
        let duration = started.elapsed();
        let until = Instant::now() + DRAIN;
        let not_kept = |error: io::Error| NotRun::Output(error.to_string());
        let [stdout, stderr] = streams.map(|stream| stream.finish(until).map_err(not_kept));
        match (report, why.map_err(not_kept)?) {
            (Some(Report::Ended { exit, left }), why) => {
                Ok(Ended { exit, why, duration, stdout: stdout?, stderr: stderr?, left })
            }
            (Some(Report::NotStarted(errno)), _) => {
                Err(match not_started(&io::Error::from_raw_os_error(errno)) {
                    NotRun::Missing if is_there(child) => NotRun::NoInterpreter,
                    why => why,
                })
            }
            (None, _) => Err(NotRun::SupervisorLost),
        }
    }

    fn start(&self, child: &Child<'_>) -> Result<(Session, PipeReader, PipeReader), NotRun> {
        if child.argv.is_empty() {
            return Err(NotRun::Missing);
        }
        if !child.directory.is_dir() {
            return Err(NotRun::NoDirectory);
        }
        let machine = |error: io::Error| NotRun::Machine(error.to_string());
        let (socket, theirs) = UnixStream::pair().map_err(machine)?;
        let (out, out_writer) = io::pipe().map_err(machine)?;
        let (err, err_writer) = io::pipe().map_err(machine)?;
        #[expect(clippy::disallowed_methods, reason = "this is where programs are started")]
        let mut command = Command::new(&self.supervisor);
        command
            .arg0("gatewright")
            .arg(ARGUMENT)
            .arg(child.grace.as_millis().to_string())
            .args(child.argv)
            .env_clear()
            .envs(child.env.iter())
            .env("CI", "1")
            .env("GIT_TERMINAL_PROMPT", "0")
            .current_dir(child.directory)
            .stdin(OwnedFd::from(theirs))
            .stdout(out_writer)
            .stderr(err_writer);
        let process =
            command.spawn().map_err(|error| match error.raw_os_error().map(Errno::from_raw_os_error) {
                Some(Errno::TOOBIG) => NotRun::TooLong,
                _ => NotRun::Machine(format!("the supervisor did not start: {error}")),
            })?;
        Ok((Session { socket, process, line: vec![] }, out, err))
    }
}

/// The launcher's end of a running supervisor. Dropping it ends the program: the supervisor sees the socket close.
struct Session {
    socket: UnixStream,
    process: std::process::Child,
    line: Vec<u8>,
}

impl Session {
    /// Passes output on until the supervisor has closed its end; says why the program ended. Output that cannot be written ends it.
    fn attend(
        &mut self,
        streams: &mut [Stream<'_>; 2],
        child: &Child<'_>,
        stop: &Stop,
    ) -> Result<Why, io::Error> {
        let started = Instant::now();
        let mut why = Why::Itself;
        let mut output = Ok(());
        let mut until = None;
        loop {
            let passed = started.elapsed();
            if until.is_none() {
                let late = child.timeout.is_some_and(|timeout| passed >= timeout);
                if late || stop.is_set() || output.is_err() {
                    why = if late { Why::TimedOut } else { Why::Stopped };
                    let _ = self.socket.shutdown(Shutdown::Write);
                    until = Some(passed + child.grace + PATIENCE);
                }
            }
            let left = child.timeout.filter(|_| until.is_none()).map_or(TICK, |timeout| timeout - passed);
            let ended = match self.wait(streams, left.min(TICK)) {
                Ok(ended) => ended,
                Err(error) => {
                    output = output.and(Err(error));
                    streams.iter_mut().for_each(|stream| stream.open = false);
                    false
                }
            };
            if ended || until.is_some_and(|until| passed >= until) {
                return output.map(|()| why);
            }
        }
    }

    /// Waits for at most `time` and passes on what there is. True when the supervisor has closed its end.
    fn wait(&mut self, streams: &mut [Stream<'_>; 2], time: Duration) -> io::Result<bool> {
        let mut watched = vec![PollFd::new(&self.socket, PollFlags::IN)];
        watched.extend(
            streams
                .iter()
                .filter(|stream| stream.open)
                .map(|stream| PollFd::new(&stream.pipe, PollFlags::IN)),
        );
        let timeout = Timespec::try_from(time).ok();
        if let Err(Errno::INTR) | Ok(0) = poll(&mut watched, timeout.as_ref()) {
            return Ok(false);
        }
        let spoke = !watched[0].revents().is_empty();
        drop(watched);
        for stream in streams.iter_mut() {
            stream.read()?;
        }
        if !spoke {
            return Ok(false);
        }
        let mut piece = [0; 64];
        match self.socket.read(&mut piece) {
            Ok(0) => Ok(true),
            Ok(length) => {
                self.line.extend_from_slice(&piece[..length]);
                Ok(self.line.len() > 64)
            }
            Err(error) => Ok(error.kind() != io::ErrorKind::Interrupted),
        }
    }

    /// Collects the supervisor and reads its report; `None` when it made none.
    fn report(mut self) -> Option<Report> {
        let report = Report::parse(&self.line);
        if report.is_none() {
            // It is gone already, or it does not answer.
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
        report
    }
}

/// One output of the program on its way to its sink.
struct Stream<'a> {
    pipe: PipeReader,
    keeper: Keeper<'a>,
    open: bool,
}

impl<'a> Stream<'a> {
    fn new(pipe: PipeReader, sink: Sink<'a>) -> Result<Stream<'a>, NotRun> {
        rustix::io::ioctl_fionbio(&pipe, true).map_err(|errno| NotRun::Machine(errno.to_string()))?;
        Ok(Stream { pipe, keeper: Keeper::new(sink), open: true })
    }

    /// Passes on one piece of what is there. False when nothing was.
    fn read(&mut self) -> io::Result<bool> {
        if !self.open {
            return Ok(false);
        }
        let mut piece = [0; 16 * 1024];
        match self.pipe.read(&mut piece) {
            Ok(0) => self.open = false,
            Ok(length) => self.keeper.take(&piece[..length])?,
            Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted) => {
                return Ok(false);
            }
            Err(error) => return Err(error),
        }
        Ok(self.open)
    }

    /// Passes on what is left in the pipe.
    fn finish(mut self, until: Instant) -> io::Result<Captured> {
        while self.read()? && Instant::now() < until {}
        self.keeper.finish()
    }
}

/// Whether the program is named by a path, and lies there.
fn is_there(child: &Child<'_>) -> bool {
    child.argv.first().is_some_and(|program| program.contains('/') && child.directory.join(program).is_file())
}

/// Why the system refused to start a program.
fn not_started(error: &io::Error) -> NotRun {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::NOENT | Errno::NOTDIR) => NotRun::Missing,
        Some(Errno::ACCESS | Errno::PERM) => NotRun::Denied,
        Some(Errno::NOEXEC | Errno::ISDIR) => NotRun::NotAProgram,
        Some(Errno::TOOBIG) => NotRun::TooLong,
        _ => NotRun::Machine(error.to_string()),
    }
}
