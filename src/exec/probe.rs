//! Running the commands of `command` checks: their results are evidence.

use std::path::Path;
use std::time::Duration;

use crate::exec::process::launch::Launcher;
use crate::exec::process::spec::{Child, GRACE, Sink, Stop, Why};
use crate::model::evidence::Probe;
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
}

/// Runs one command in `root` with standard input closed. Whatever goes wrong is a result, because a check that could not run must
/// say so. Whether it may run at all was decided before.
pub fn probe(
    launcher: &Launcher,
    request: &ProbeRequest,
    root: &Path,
    env: &Environment,
    stop: &Stop,
) -> Probe {
    let child = Child {
        argv: &request.argv,
        directory: root,
        env,
        stdin: None,
        held: None,
        timeout: Some(request.timeout),
        grace: GRACE,
    };
    let (mut stdout, mut stderr) = (vec![], vec![]);
    let out = Sink { to: &mut stdout, cap: KEPT };
    let err = Sink { to: &mut stderr, cap: KEPT };
    match launcher.run(&child, out, err, stop) {
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

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
