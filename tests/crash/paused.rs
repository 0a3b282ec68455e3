//! A command that stands still right after one of its system calls, until it is told to go on.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::strace;
use crate::support::place::{Done, PROGRAM, Place};

/// A command that stands still.
pub struct Paused {
    strace: Option<Child>,
    pid: Pid,
}

impl Paused {
    /// Runs the program until it has done the `number`-th call called `call`.
    pub fn after(place: &Place, step: u32, args: &[&str], call: &str, number: u32) -> Paused {
        let log = place.path().join(format!("strace-{step}.log"));
        let mut command = strace::traced(place, step, &log);
        command.args(["-e", &format!("trace={call}")]);
        command.args(["-e", &format!("inject={call}:signal=STOP:when={number}"), PROGRAM]).args(args);
        let strace = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let pid = wait_for(|| {
            let text = std::fs::read_to_string(&log).unwrap_or_default();
            text.contains("stopped by SIGSTOP").then_some(())?;
            let id = strace.id();
            let children = std::fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
            Pid::from_raw(children.trim().parse().unwrap())
        });
        std::fs::remove_file(log).unwrap();
        Paused { strace: Some(strace), pid }
    }

    /// Lets it go on to its end.
    pub fn go_on(mut self) -> Done {
        let strace = self.strace.take().unwrap();
        kill_process(self.pid, Signal::CONT).unwrap();
        let output = strace.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
        Done { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

impl Drop for Paused {
    fn drop(&mut self) {
        if let Some(mut strace) = self.strace.take() {
            // A test that stopped in between leaves no process that stands still for ever.
            let _ = kill_process(self.pid, Signal::KILL);
            let _ = strace.wait();
        }
    }
}

fn wait_for<T>(mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < Duration::from_secs(20), "the command never stood still");
        std::thread::sleep(Duration::from_millis(2));
    }
}
