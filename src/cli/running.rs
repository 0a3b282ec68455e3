//! Says at a terminal that a command runs: which, for how long, where its output goes, how to stop it.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::cli::print::{self, shown};
use crate::rules::secrets::mask;

/// A command that ends sooner is not worth a word.
const PATIENCE: Duration = Duration::from_secs(1);
/// How often the time is told anew.
const TICK: Duration = Duration::from_secs(1);
/// As good as never.
const NEVER: Duration = Duration::from_secs(30 * 24 * 3600);

/// Where it is said.
pub trait Line: Send {
    /// Whether what was said can be replaced: else it is said once and stays.
    fn moves(&self) -> bool;
    /// Says it, in place of what was said before.
    fn say(&mut self, words: &str);
    /// Takes it back, as far as it moves.
    fn clear(&mut self);
}

/// A line that is said once and stays.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plain;

impl Line for Plain {
    fn moves(&self) -> bool {
        false
    }

    fn say(&mut self, words: &str) {
        print::talk(&format!("{words}\n"));
    }

    fn clear(&mut self) {}
}

/// A command that runs; dropped when it has ended.
#[derive(Debug)]
pub struct Ticker {
    over: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Begins to count the time of a command. Where there is no thread to be had nothing is said.
    pub fn start(argv: &[String], log: Option<&str>, mut line: impl Line + 'static) -> Ticker {
        let (over, ended) = channel::<()>();
        let (command, log) = (argv.join(" "), log.map(str::to_owned));
        let began = Instant::now();
        let work = move || {
            let mut wait = PATIENCE;
            while ended.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                line.say(&words(&command, log.as_deref(), began.elapsed()));
                wait = if line.moves() { TICK } else { NEVER };
            }
            line.clear();
        };
        let thread = std::thread::Builder::new().name("ticker".to_owned()).spawn(work).ok();
        Ticker { over: Some(over), thread }
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.over = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn words(command: &str, log: Option<&str>, elapsed: Duration) -> String {
    let log = log.map(|log| format!("; its output goes to {log}")).unwrap_or_default();
    let text = format!("  running for {} s: {}{log}; Ctrl-C stops it", elapsed.as_secs(), mask(command));
    // A command may hold line ends.
    shown(&text.replace('\n', " "), false).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_runs_and_nothing_drives_the_terminal_or_tells_a_secret() {
        let secret = format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE");
        let said = words(&format!("tool \x1b[2J {secret}\nx"), Some("a/log"), Duration::from_secs(75));
        assert!(said.starts_with("  running for 75 s: tool \\u{1b}[2J "), "{said}");
        assert!(said.ends_with(" x; its output goes to a/log; Ctrl-C stops it"), "{said}");
        assert!(!said.contains(&secret), "{said}");
    }
}
