//! What keys decide about the attempt: judged and closed, failed, only checked.

use crate::cli::answer::{Answer, Awaited};
use crate::cli::live::checks::Ran;
use crate::cli::live::session::{Session, said};
use crate::cli::print::Tone;
use crate::cli::session::places;
use crate::flow::check_gate::check_gate;
use crate::flow::close_gate::{CloseGate, Word, close_gate};
use crate::flow::command_asked::{is_judged_first, runs_a_command};
use crate::flow::finish_gate::{FinishGate, finish_gate};
use crate::flow::refusals::check_reason;
use crate::model::failure::Failure;
use crate::model::verdict::Row;
use crate::rules::checks::awaited::awaited;

impl Session<'_> {
    /// Judges and closes the attempt; no answer where that was refused.
    pub(super) fn finish(&mut self) -> Result<Option<Answer>, Failure> {
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

    /// Closes the attempt as failed for a reason that was typed.
    pub(super) fn fail(&mut self, reason: String) -> Result<Option<Answer>, Failure> {
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

    /// Judges as finishing would, and says what came of it.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
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
            (true, _) if checked.verdict.waived().next().is_some() => {
                (Tone::Warn, "Checked: it would be WAIVED, not PASS. Nothing was written.".to_owned())
            }
            (true, _) => (Tone::Good, "Checked: it would pass. Nothing was written.".to_owned()),
            (false, _) if awaited(&checked.verdict).is_some() => (
                Tone::Warn,
                "Checked: it holds, and waits for somebody to decide. Nothing was written.".to_owned(),
            ),
            (false, 1) => {
                (Tone::Bad, "Checked: one thing keeps it from passing. Nothing was written.".to_owned())
            }
            (false, n) => {
                (Tone::Bad, format!("Checked: {n} things keep it from passing. Nothing was written."))
            }
        });
        let rows = checked.verdict.rows;
        // Where a cheap check kept it from passing, no command was run.
        if !rows.iter().filter(|row| is_judged_first(row)).any(Row::blocks) {
            self.ran = Some(Ran { rows: rows.into_iter().filter(runs_a_command).collect(), fresh: true });
        }
        self.renew();
        self.looker.ask();
        Ok(())
    }
}
