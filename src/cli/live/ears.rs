//! What the loop waits for: a key, a look, a signal, or that some time has passed.

use std::io;
use std::os::fd::AsFd;
use std::time::Duration;

use console::Key;
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use crate::cli::live::bell::Ear;
use crate::cli::live::screen::Screen;
use crate::store::sys::endings::Endings;

/// What was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A key was pressed.
    Key(Key),
    /// The bell was rung.
    Bell,
    /// A signal asks this process to end.
    Ending(i32),
    /// There will be no more keys.
    End,
    /// Nothing, for the whole time.
    Nothing,
}

/// Hears everything.
#[derive(Debug)]
pub struct Ears {
    /// Hears the bell.
    pub ear: Ear,
    /// Hears signals.
    pub endings: Endings,
}

impl Ears {
    /// What comes next, within `patience`.
    pub fn next(&self, screen: &Screen, patience: Duration) -> Heard {
        let stdin = io::stdin();
        let wanted = [stdin.as_fd(), self.ear.as_fd(), self.endings.as_fd()];
        let mut polled = wanted.map(|fd| PollFd::from_borrowed_fd(fd, PollFlags::IN));
        let patience = Timespec::try_from(patience).ok();
        // An interrupted wait is one in which nothing was heard; the signal is heard next time.
        if poll(&mut polled, patience.as_ref()).is_err() {
            return Heard::Nothing;
        }
        let [keys, bell, endings] = polled.map(|fd| fd.revents());
        if !endings.is_empty() {
            return self.endings.heard().map_or(Heard::Nothing, Heard::Ending);
        }
        if keys.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
            return Heard::End;
        }
        if keys.contains(PollFlags::IN) {
            return screen.key().map_or(Heard::End, Heard::Key);
        }
        if !bell.is_empty() {
            self.ear.hear();
            return Heard::Bell;
        }
        Heard::Nothing
    }

    /// Forgets signals that were meant for somebody else.
    pub fn forget(&self) {
        while self.endings.heard().is_some() {}
    }
}
