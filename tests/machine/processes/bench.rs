//! Running a program as the tests need it, and asking whether a process still lives.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use gatewright::exec::process::launch::Launcher;
use gatewright::exec::process::spec::{Child, Ended, NotRun, Sink, Stop};
use gatewright::rules::environment::Environment;

use crate::place::Place;

/// Whether a process runs: it is there and no zombie.
pub fn lives(pid: i32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| !rest.starts_with(['Z', 'X']))
}

/// Waits until a process runs no more.
pub fn is_gone_within(pid: i32, time: Duration) -> bool {
    let deadline = Instant::now() + time;
    while lives(pid) {
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    true
}

/// A launcher whose supervisor is the real program.
pub fn launcher() -> Launcher {
    Launcher::at(env!("CARGO_BIN_EXE_gatewright").into())
}

/// An environment with nothing but a `PATH`.
pub fn bare() -> Environment {
    Environment::default().with("PATH", "/usr/local/bin:/usr/bin:/bin")
}

/// A line for the shell.
pub fn sh(line: &str) -> Vec<String> {
    ["sh", "-c", line].map(String::from).to_vec()
}

/// A program to run in `place` with short patience.
pub fn child<'a>(argv: &'a [String], place: &'a Place, env: &'a Environment) -> Child<'a> {
    let timeout = Some(Duration::from_secs(30));
    Child {
        argv,
        directory: place.path(),
        env,
        stdin: None,
        held: None,
        timeout,
        grace: Duration::from_millis(300),
    }
}

/// What a program printed and what became of it.
pub struct Ran {
    pub result: Result<Ended, NotRun>,
    pub stdout: Vec<u8>,
    pub stderr: Vec<u8>,
}

impl Ran {
    pub fn ended(&self) -> &Ended {
        self.result.as_ref().unwrap()
    }

    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.stdout).into_owned()
    }
}

/// Runs it and keeps 64 KiB.
pub fn run(child: &Child<'_>) -> Ran {
    run_with(child, 64 * 1024, &Stop::default())
}

/// Runs it and keeps `cap` bytes.
pub fn run_with(child: &Child<'_>, cap: u64, stop: &Stop) -> Ran {
    let (mut stdout, mut stderr) = (vec![], vec![]);
    let (out, err) = (Sink { to: &mut stdout, cap }, Sink { to: &mut stderr, cap });
    let result = launcher().run(child, out, err, stop);
    Ran { result, stdout, stderr }
}

/// A captured environment as the door hands it on.
pub fn captured(pairs: &[(&str, &str)]) -> Vec<(OsString, OsString)> {
    pairs.iter().map(|(name, value)| (name.into(), value.into())).collect()
}
