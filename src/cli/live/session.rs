//! The view of one open attempt at the terminal: what it is made of, and what it shares with the keys.

use std::sync::Arc;
use std::time::Duration;

use crate::cli::answer::Awaited;
use crate::cli::live::acting::{Onlooker, act};
use crate::cli::live::bell::Bell;
use crate::cli::live::checks::Ran;
use crate::cli::live::ears::{Ears, Heard};
use crate::cli::live::frame::{Size, frame};
use crate::cli::live::looker::Looker;
use crate::cli::live::packet;
use crate::cli::live::screen::Screen;
use crate::cli::live::text::clean;
use crate::cli::live::view::{Mode, View};
use crate::cli::print::Tone;
use crate::flow::preview_gate::{Look, OpenGate};
use crate::model::failure::{Failure, Kind};

/// An open attempt at the terminal.
pub struct Session<'a> {
    /// What is waited for.
    pub awaited: &'a Awaited<'a>,
    /// The attempt.
    pub open: Arc<OpenGate>,
    /// What is seen, and where: given back before the ears are closed.
    pub seen: Shown,
    /// Hears keys, looks and signals.
    pub ears: Ears,
    /// Rung by whoever works beside the keys.
    pub bell: Bell,
    /// Looks at files.
    pub looker: Looker,
    /// What was found last.
    pub look: Option<Look>,
    /// What the commands said when they were last run on request.
    pub ran: Option<Ran>,
}

/// The view and the terminal that shows it.
pub struct Shown {
    /// What is seen.
    pub view: View,
    /// Where.
    pub screen: Screen,
    /// Its size when it was last drawn on.
    pub size: Size,
    /// With colours.
    pub colour: bool,
}

impl Shown {
    /// Draws what has changed.
    pub fn draw(&mut self) {
        let size = self.screen.size();
        if size != self.size {
            self.size = size;
            self.screen.forget();
        }
        let frame = frame(&self.view, size, self.colour);
        self.view.scroll = frame.scroll;
        self.screen.draw(&frame);
    }
}

impl Onlooker for Shown {
    fn show(&mut self, words: &str) {
        self.view.mode = Mode::Busy(words.to_owned());
        self.draw();
    }

    fn hear(&mut self, ears: &Ears, patience: Duration) -> Heard {
        ears.next(&self.screen, patience)
    }

    fn die(&mut self, ears: &Ears, signal: i32) {
        self.screen.leave();
        ears.endings.stop_listening();
        self.screen.die(signal);
    }
}

impl Session<'_> {
    /// Does what takes time while keys are still heard.
    pub(super) fn act<T: Send>(
        &mut self,
        what: &str,
        job: impl FnOnce(&crate::flow::machine::Machine) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        let done = act(what, self.awaited.machine, &self.ears, &self.bell, &mut self.seen, job);
        self.seen.view.mode = Mode::Watching;
        // What was typed meanwhile was not meant for what is shown next.
        self.seen.screen.forget_keys();
        done
    }

    /// What was refused is shown, and the view goes on; only a fault of ours ends it.
    pub(super) fn refused<T>(&mut self, what: &str, done: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(failure) if failure.kind == Kind::Bug => Err(failure),
            Err(failure) => {
                self.seen.view.note = Some((Tone::Warn, said(what, &failure)));
                self.looker.ask();
                Ok(None)
            }
        }
    }

    /// Shows the packet in the user's pager.
    pub(super) fn open_packet(&mut self) -> Result<(), Failure> {
        self.seen.screen.leave();
        let opened = packet::open(self.awaited, &self.ears.endings);
        // An interrupt was the pager's.
        self.ears.forget();
        self.take_screen_again()?;
        self.refused("Cannot open the packet", opened).map(|_| ())
    }

    /// Stops this process until it is continued.
    pub(super) fn suspend(&mut self) -> Result<(), Failure> {
        self.seen
            .screen
            .suspend()
            .map_err(|error| Failure::io("the terminal cannot be used any more", &error))
    }

    fn take_screen_again(&mut self) -> Result<(), Failure> {
        self.seen
            .screen
            .take_again()
            .map_err(|error| Failure::io("the terminal cannot be used any more", &error))
    }
}

/// A failure in one sentence.
pub fn said(what: &str, failure: &Failure) -> String {
    let more: String = failure
        .causes
        .iter()
        .chain(&failure.hints)
        .map(|more| format!("; {}", more.trim_end_matches('.')))
        .collect();
    clean(&format!("{what}: {}{more}", failure.message))
}
