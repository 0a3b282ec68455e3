//! A progress bar for reading that lasts and a moving line for commands that do, on standard error.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::live::counts::Counts;
use crate::cli::live::moving::Moving;
use crate::cli::live::text::grouped;
use crate::cli::running::Ticker;
use crate::store::progress::Progress;

/// Work that ends sooner shows nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// Draws at most so often, in times a second.
const RATE: u8 = 10;

/// A bar that appears when reading lasts and vanishes when it is done.
#[derive(Debug, Default)]
pub struct Bar {
    counts: Counts,
    drawn: Mutex<Drawn>,
    running: Mutex<Option<Ticker>>,
}

#[derive(Debug, Default)]
struct Drawn {
    since: Option<Instant>,
    bar: Option<ProgressBar>,
}

impl Progress for Bar {
    fn expect(&self, files: u64) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.since.is_none() {
            self.counts.reset();
            drawn.since = Some(Instant::now());
        }
        self.counts.expect(files);
    }

    fn opened(&self, bytes: u64) {
        self.counts.opened(bytes);
    }

    fn bytes(&self, bytes: u64) {
        self.counts.bytes(bytes);
        self.show();
    }

    fn file_done(&self) {
        self.counts.file_done();
        if self.counts.is_done() {
            self.clear();
        } else {
            self.show();
        }
    }

    fn runs_done(&self, done: usize, of: usize) {
        if done >= of {
            return self.clear();
        }
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.since.get_or_insert_with(Instant::now).elapsed() < PATIENCE {
            return;
        }
        let bar = drawn.bar.get_or_insert_with(bar);
        bar.set_message(format!("{} of {} runs", grouped(done as u64), grouped(of as u64)));
        bar.set_position((done as u128 * 1000 / of as u128) as u64);
    }

    fn command_runs(&self, argv: &[String], log: Option<&str>) {
        let ticker = Ticker::start(argv, log, Moving::new());
        *self.running.lock().unwrap_or_else(PoisonError::into_inner) = Some(ticker);
    }

    fn command_ended(&self) {
        let ticker = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(ticker);
    }
}

impl Bar {
    /// Draws, unless it is too early or another thread is at it.
    fn show(&self) {
        let Ok(mut drawn) = self.drawn.try_lock() else { return };
        if drawn.since.is_none_or(|since| since.elapsed() < PATIENCE) {
            return;
        }
        let bar = drawn.bar.get_or_insert_with(bar);
        bar.set_message(self.counts.words());
        bar.set_position(self.counts.thousandths());
    }

    fn clear(&self) {
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bar) = drawn.bar.take() {
            bar.finish_and_clear();
        }
        drawn.since = None;
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(1000), ProgressDrawTarget::stderr_with_hz(RATE));
    if let Ok(style) = ProgressStyle::with_template("  reading [{bar:24}] {msg}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(bar: &Bar) -> Option<String> {
        let drawn = bar.drawn.lock().unwrap();
        drawn.bar.as_ref().map(ProgressBar::message)
    }

    #[test]
    fn runs_are_counted_once_it_lasts_and_nothing_is_left_at_the_end() {
        let bar = Bar::default();
        bar.runs_done(0, 4_000);
        assert_eq!(message(&bar), None, "too early");
        bar.drawn.lock().unwrap().since = Instant::now().checked_sub(PATIENCE);
        bar.runs_done(1_200, 4_000);
        assert_eq!(message(&bar).as_deref(), Some("1,200 of 4,000 runs"));
        bar.runs_done(4_000, 4_000);
        assert_eq!(message(&bar), None);
    }
}
