//! Who watches long work: a bar and a moving line at a terminal, a plain line where nothing can move, nobody elsewhere.

use std::sync::{Mutex, PoisonError};

use crate::cli::door::Door;
use crate::cli::running::{Plain, Ticker};
use crate::store::progress::{Progress, Silent};

/// Whoever watches the reading, the hashing and the commands of a command.
pub fn watched(door: &Door) -> Box<dyn Progress> {
    if !door.stderr_terminal || door.json {
        return Box::new(Silent);
    }
    #[cfg(feature = "live")]
    if door.var("TERM") != Some("dumb") {
        return Box::new(crate::cli::live::bar::Bar::default());
    }
    Box::new(Still::default())
}

/// Says that a command runs, on a terminal where nothing moves.
#[derive(Debug, Default)]
struct Still {
    running: Mutex<Option<Ticker>>,
}

impl Progress for Still {
    fn expect(&self, _files: u64) {}
    fn opened(&self, _bytes: u64) {}
    fn bytes(&self, _bytes: u64) {}
    fn file_done(&self) {}

    fn command_runs(&self, argv: &[String], log: Option<&str>) {
        let ticker = Ticker::start(argv, log, Plain);
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(ticker);
    }

    fn command_ended(&self) {
        let ticker = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(ticker);
    }
}
