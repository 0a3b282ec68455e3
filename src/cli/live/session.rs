//! The view of one open attempt at the terminal: what is seen, and what keys do.

use std::sync::Arc;
use std::time::Duration;

use console::Key;

use crate::cli::answer::{Answer, Awaited};
use crate::cli::live::acting::{Onlooker, act};
use crate::cli::live::bell::Bell;
use crate::cli::live::checks::Ran;
use crate::cli::live::ears::{Ears, Heard};
use crate::cli::live::frame::{Size, frame};
use crate::cli::live::keys::{Typed, Wish, interrupts, typed, wish};
use crate::cli::live::looker::Looker;
use crate::cli::live::reason::Line;
use crate::cli::live::screen::Screen;
use crate::cli::live::text::clean;
use crate::cli::live::view::{Mode, View, gates};
use crate::cli::live::{packet, time};
use crate::cli::print::Tone;
use crate::cli::session::places;
use crate::flow::check_gate::check_gate;
use crate::flow::close_gate::{CloseGate, Word, close_gate};
use crate::flow::finish_gate::{FinishGate, finish_gate};
use crate::flow::preview_gate::{Look, OpenGate, runs_a_command};
use crate::flow::refusals::check_reason;
use crate::model::failure::{Failure, Kind};
use crate::model::verdict::Row;

/// How often the terminal's size is looked at when nothing happens.
const TICK: Duration = Duration::from_millis(250);

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
                if self.look.as_ref().is_some_and(|before| *before != look) {
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
    fn renew(&mut self) {
        if let Some(look) = &self.look {
            if look.holds && !self.seen.view.is_late() && self.seen.view.mode == Mode::Sure {
                self.seen.view.mode = Mode::Watching;
            }
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
                Some(lists) if lists.holds && !view.is_late() => return self.finish(),
                None if view.trouble.is_none() => {
                    view.note = Some((Tone::Warn, "Not looked at yet.".to_owned()))
                }
                _ => view.mode = Mode::Sure,
            },
        }
        Ok(None)
    }

    fn finish(&mut self) -> Result<Option<Answer>, Failure> {
        let Awaited { site, run, gate, who, .. } = *self.awaited;
        let ask = FinishGate {
            run: run.clone(),
            gate: gate.clone(),
            expect_head: None,
            revalidation: false,
            dry_run: false,
        };
        let moment = self.awaited.door.moment()?;
        let done = self.act("Finishing", move |machine| finish_gate(site, machine, &ask, &moment, who));
        Ok(self.refused("Not finished", done)?.map(|finished| Answer::Finished(Box::new(finished))))
    }

    fn fail(&mut self, reason: String) -> Result<Option<Answer>, Failure> {
        if let Err(failure) = check_reason(&reason) {
            // What was typed stays, to be mended.
            self.seen.view.note = Some((Tone::Warn, said("Not failed", &failure)));
            return Ok(None);
        }
        let Awaited { door, site, run, gate, who, .. } = *self.awaited;
        let reason = places(door, site).without(&reason);
        let ask = CloseGate {
            run: run.clone(),
            gate: gate.clone(),
            word: Word::Fail,
            reason: reason.clone(),
            expect_head: None,
            dry_run: false,
        };
        let moment = self.awaited.door.moment()?;
        let done = self.act("Closing", move |machine| close_gate(site, machine, &ask, &moment, who));
        Ok(self.refused("Not failed", done)?.map(|closed| Answer::Failed(Box::new(closed), reason)))
    }

    fn check(&mut self) -> Result<(), Failure> {
        let Awaited { site, run, gate, who, .. } = *self.awaited;
        let now = self.awaited.door.moment()?.now;
        let done = self.act("Checking", move |machine| check_gate(site, machine, run, gate, now, who));
        let Some(checked) = self.refused("Not checked", done)? else { return Ok(()) };
        let blocking = checked.verdict.blocking().count();
        self.seen.view.note = Some(match (checked.verdict.passes(), blocking) {
            _ if checked.late => {
                (Tone::Bad, "Checked: the gate's time is over; finishing closes it as TIMED_OUT.".to_owned())
            }
            (true, _) if checked.refusal.is_some() => {
                (Tone::Warn, "Checked: it would pass, but you may not finish this gate.".to_owned())
            }
            (true, _) => (Tone::Good, "Checked: it would pass. Nothing was written.".to_owned()),
            (false, 1) => {
                (Tone::Bad, "Checked: one thing keeps it from passing. Nothing was written.".to_owned())
            }
            (false, n) => {
                (Tone::Bad, format!("Checked: {n} things keep it from passing. Nothing was written."))
            }
        });
        let (commands, cheap): (Vec<_>, Vec<_>) = checked.verdict.rows.into_iter().partition(runs_a_command);
        // Where a cheap check kept it from passing, no command was run.
        if !cheap.iter().any(Row::blocks) {
            self.ran = Some(Ran { rows: commands, fresh: true });
        }
        self.renew();
        self.looker.ask();
        Ok(())
    }

    fn act<T: Send>(
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
    fn refused<T>(&mut self, what: &str, done: Result<T, Failure>) -> Result<Option<T>, Failure> {
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

    fn open_packet(&mut self) -> Result<(), Failure> {
        self.seen.screen.leave();
        let opened = packet::open(self.awaited, &self.ears.endings);
        // An interrupt was the pager's.
        self.ears.forget();
        self.take_screen_again()?;
        self.refused("Cannot open the packet", opened).map(|_| ())
    }

    fn suspend(&mut self) -> Result<(), Failure> {
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
fn said(what: &str, failure: &Failure) -> String {
    let more: String = failure
        .causes
        .iter()
        .chain(&failure.hints)
        .map(|more| format!("; {}", more.trim_end_matches('.')))
        .collect();
    clean(&format!("{what}: {}{more}", failure.message))
}
