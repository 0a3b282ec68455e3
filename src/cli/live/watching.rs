//! The loop over keys, looks and signals: what each of them does to the view.

use std::time::Duration;

use console::Key;

use crate::cli::answer::Answer;
use crate::cli::live::acting::Onlooker;
use crate::cli::live::ears::Heard;
use crate::cli::live::keys::{Typed, Wish, interrupts, typed, wish};
use crate::cli::live::reason::Line;
use crate::cli::live::session::{Session, said};
use crate::cli::live::time;
use crate::cli::live::view::{Mode, gates};
use crate::cli::print::Tone;
use crate::model::failure::Failure;

/// How often the terminal's size is looked at when nothing happens.
const TICK: Duration = Duration::from_millis(250);

impl Session<'_> {
    /// Goes on until there is an answer.
    pub fn go(mut self) -> Result<Answer, Failure> {
        loop {
            self.seen.view.time = time::left(self.awaited.door, &self.open)?;
            self.seen.view.reading = self.looker.reading();
            self.seen.draw();
            let answer = match self.ears.next(&self.seen.screen, TICK) {
                Heard::Key(key) => self.key(&key)?,
                Heard::Bell => self.take_look()?,
                Heard::Ending(libc::SIGINT) | Heard::End => Some(Answer::Pause),
                Heard::Ending(signal) => {
                    self.seen.die(&self.ears, signal);
                    Some(Answer::Pause)
                }
                Heard::Nothing => None,
            };
            if let Some(answer) = answer {
                return Ok(answer);
            }
        }
    }

    fn take_look(&mut self) -> Result<Option<Answer>, Failure> {
        let Some(seen) = self.looker.newest()? else { return Ok(None) };
        self.seen.view.polling = seen.polling;
        match seen.look {
            Ok(look) if !look.open => return Ok(Some(Answer::Elsewhere)),
            Ok(look) => {
                if self.look.as_ref().is_some_and(|before| !before.is_same_work(&look)) {
                    self.seen.view.note = None;
                    self.ran.iter_mut().for_each(|ran| ran.fresh = false);
                }
                self.look = Some(look);
                self.renew();
            }
            Err(failure) => self.seen.view.trouble = Some(said("Cannot look", &failure)),
        }
        Ok(None)
    }

    /// Shows what was found.
    pub(super) fn renew(&mut self) {
        if let Some(look) = &self.look {
            self.seen.view.seen(look, &self.open.commands, self.ran.as_ref());
            self.seen.view.gates = gates(&self.open.names, &look.gates, &self.open.gate, self.awaited.stale);
        }
    }

    fn key(&mut self, key: &Key) -> Result<Option<Answer>, Failure> {
        if interrupts(key) {
            return Ok(Some(Answer::Pause));
        }
        let view = &mut self.seen.view;
        view.note = None;
        match &mut view.mode {
            Mode::Reason(line) => match typed(key) {
                Typed::Edit(edit) => line.edit(edit),
                Typed::Escape => view.mode = Mode::Watching,
                Typed::Enter => {
                    let reason = line.text();
                    return self.fail(reason);
                }
                Typed::Suspend => self.suspend()?,
                Typed::Nothing => {}
            },
            Mode::Sure => {
                view.mode = Mode::Watching;
                if wish(key) == Some(Wish::Finish) {
                    return self.finish();
                }
            }
            Mode::Help => view.mode = Mode::Watching,
            Mode::Watching | Mode::Busy(_) => {
                if let Some(wish) = wish(key) {
                    return self.grant(wish);
                }
            }
        }
        Ok(None)
    }

    fn grant(&mut self, wish: Wish) -> Result<Option<Answer>, Failure> {
        let view = &mut self.seen.view;
        let page = isize::try_from(self.seen.size.height / 2).unwrap_or(1);
        let mut scroll = |by: isize| view.scroll = view.scroll.saturating_add_signed(by);
        match wish {
            Wish::Scroll(by) => scroll(by),
            Wish::Page(by) => scroll(by * page),
            Wish::Top => view.scroll = 0,
            Wish::Bottom => view.scroll = usize::MAX,
            Wish::All => view.all = !view.all,
            Wish::Help => view.mode = Mode::Help,
            Wish::Fail => view.mode = Mode::Reason(Line::default()),
            Wish::Redraw => self.seen.screen.forget(),
            Wish::Suspend => self.suspend()?,
            Wish::Open => self.open_packet()?,
            Wish::Pause => return Ok(Some(Answer::Pause)),
            Wish::Check => self.check()?,
            Wish::Finish => match &view.lists {
                Some(_) if view.holds() => return self.finish(),
                None if view.trouble.is_none() => {
                    view.note = Some((Tone::Warn, "Not looked at yet.".to_owned()))
                }
                _ => view.mode = Mode::Sure,
            },
        }
        Ok(None)
    }
}
