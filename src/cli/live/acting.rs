//! Something that takes time, done while keys are still heard and the view shows how far it is.

use std::time::{Duration, Instant};

use crate::cli::live::bell::Bell;
use crate::cli::live::counts::Counts;
use crate::cli::live::ears::{Ears, Heard};
use crate::cli::live::keys::interrupts;
use crate::exec::process::spec::Stop;
use crate::flow::machine::Machine;
use crate::model::failure::Failure;

/// What somebody who waits sees and can do.
pub trait Onlooker {
    /// Shows that something is being done and how far it is.
    fn show(&mut self, words: &str);
    /// What was heard, within `patience`.
    fn hear(&mut self, ears: &Ears, patience: Duration) -> Heard;
    /// Ends this process by a signal.
    fn die(&mut self, ears: &Ears, signal: i32);
}

/// Something that takes time is shown from so long on.
const GLANCE: Duration = Duration::from_millis(150);
/// Its time is shown from so long on.
const LONG: Duration = Duration::from_secs(3);
/// Between two looks at it.
const TICK: Duration = Duration::from_millis(50);

/// Does `job` on another thread. An interrupt stops the commands it runs, which makes it refuse; a second one ends this
/// process, as does every other signal.
pub fn act<T: Send>(
    what: &str,
    machine: &Machine,
    ears: &Ears,
    bell: &Bell,
    onlooker: &mut dyn Onlooker,
    job: impl FnOnce(&Machine) -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let (counts, stop, began) = (Counts::default(), Stop::default(), Instant::now());
    let machine = Machine {
        seat: machine.seat.clone(),
        signers: machine.signers.clone(),
        launcher: machine.launcher.clone(),
        env: machine.env.clone(),
        git_env: machine.git_env.clone(),
        stop: stop.clone(),
        progress: &counts,
        places: machine.places.clone(),
        web: machine.web.clone(),
    };
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let done = job(&machine);
            bell.ring();
            done
        });
        while !worker.is_finished() {
            if began.elapsed() > GLANCE {
                onlooker.show(&words(what, &counts, began.elapsed(), stop.is_set()));
            }
            match onlooker.hear(ears, TICK) {
                Heard::Key(key) if interrupts(&key) => interrupt(&stop, ears, onlooker),
                Heard::Ending(libc::SIGINT) | Heard::End => interrupt(&stop, ears, onlooker),
                Heard::Ending(signal) => onlooker.die(ears, signal),
                Heard::Key(_) | Heard::Bell | Heard::Nothing => {}
            }
        }
        worker.join().unwrap_or_else(|_| Err(Failure::bug("a thread that judged has panicked")))
    })
}

fn interrupt(stop: &Stop, ears: &Ears, onlooker: &mut dyn Onlooker) {
    if stop.is_set() {
        onlooker.die(ears, libc::SIGINT);
    }
    stop.set();
}

fn words(what: &str, counts: &Counts, elapsed: Duration, stopping: bool) -> String {
    let seconds = if elapsed > LONG { format!(" ({} s)", elapsed.as_secs()) } else { String::new() };
    if stopping {
        return format!("Stopping…{seconds} Once more ends gatewright; the attempt stays open.");
    }
    if counts.is_done() {
        format!("{what}…{seconds}")
    } else {
        format!("{what}… {}{seconds}", counts.words())
    }
}
