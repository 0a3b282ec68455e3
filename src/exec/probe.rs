//! Running the commands of `command` checks: their results are evidence.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use crate::exec::process::launch::Launcher;
use crate::exec::process::spec::{Child, Ended, GRACE, NotRun, Sink, Stop, Why};
use crate::model::answers::Probe;
use crate::rules::environment::Environment;

/// The most bytes of each output that become evidence.
pub const KEPT: u64 = 64 * 1024;

/// A command whose result is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeRequest {
    /// Program and arguments, variables substituted.
    pub argv: Vec<String>,
    /// After this time it is ended.
    pub timeout: Duration,
    /// What it reads on standard input; nothing where `None`.
    pub stdin: Option<Vec<u8>>,
}

/// Runs one command in `root`. Whatever goes wrong is a result, because a check that could not run must
/// say so. Whether it may run at all was decided before.
pub fn probe(
    launcher: &Launcher,
    request: &ProbeRequest,
    root: &Path,
    env: &Environment,
    stop: &Stop,
) -> Probe {
    let (mut stdout, mut stderr) = (vec![], vec![]);
    let out = Sink { to: &mut stdout, cap: KEPT };
    let err = Sink { to: &mut stderr, cap: KEPT };
    match run(launcher, request, root, env, stop, [out, err]) {
        Ok(ended) => match ended.why {
            Why::Itself => Probe::Exited { code: ended.exit, stdout: text(&stdout), stderr: text(&stderr) },
            Why::TimedOut => Probe::TimedOut(request.timeout.as_secs()),
            Why::Stopped => {
                Probe::NotRun("it was stopped before it had ended; run the check again".to_owned())
            }
        },
        Err(why) => {
            let failure = why.failure(request.argv.first().map_or("", String::as_str));
            let hints = failure.hints.iter().map(|hint| format!(". {}", hint.trim_end_matches('.')));
            Probe::NotRun(format!("{failure}{}", hints.collect::<String>()))
        }
    }
}

/// Runs it; what it reads goes through a pipe.
fn run(
    launcher: &Launcher,
    request: &ProbeRequest,
    root: &Path,
    env: &Environment,
    stop: &Stop,
    [out, err]: [Sink<'_>; 2],
) -> Result<Ended, NotRun> {
    let child = Child {
        argv: &request.argv,
        directory: root,
        env,
        stdin: None,
        held: None,
        timeout: Some(request.timeout),
        grace: GRACE,
    };
    let Some(told) = &request.stdin else { return launcher.run(&child, out, err, stop) };
    let reader = told_through_a_pipe(told.clone()).map_err(|error| NotRun::Machine(error.to_string()))?;
    // An interpreter that keeps what it compiled beside the program would change the directory that was trusted.
    let env = env.clone().with("PYTHONDONTWRITEBYTECODE", "1");
    launcher.run(&Child { env: &env, stdin: Some(&reader), ..child }, out, err, stop)
}

/// Where `told` can be read. A thread writes it until nobody reads any more; it is not waited for, because a program may end without
/// having read all of it.
fn told_through_a_pipe(told: Vec<u8>) -> std::io::Result<File> {
    let (reader, mut writer) = std::io::pipe()?;
    std::thread::spawn(move || writer.write_all(&told));
    Ok(File::from(OwnedFd::from(reader)))
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
