//! What people have decided about an open attempt, as it counts now.

use std::path::Path;

use crate::flow::artifacts::present;
use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::people::account::known_names;
use crate::flow::site::Site;
use crate::format::signature::message::{Decidable, Waivable, message, waiver_message};
use crate::format::signature::role::DECISION;
use crate::format::signature::verify::{Signed, signed_bytes, signer_of};
use crate::model::account::Account;
use crate::model::actor::{Actor, ActorClass};
use crate::model::attempt::Attempt;
use crate::model::decision::{Decided, People, Voice};
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Producers};
use crate::model::ids::RunId;
use crate::model::invocation::Invocation;
use crate::model::run::{AttemptRow, Run};
use crate::model::time::Timestamp;
use crate::model::waiver::{Waived, Waiver};
use crate::rules::waivers::against;
use crate::store::trust::signers::allowed;

/// An open attempt and what was decided about it.
#[derive(Debug, Clone)]
pub struct Panel {
    run: RunId,
    attempt: Attempt,
    decisions: Vec<Decided>,
    waivers: Vec<Waived>,
    producers: Producers,
}

impl Panel {
    /// Of the attempt `row` of `run`, whose file is `attempt`; while it is open, seen from the account `now`, where one is looked from.
    pub fn of(run: &Run, attempt: &Attempt, row: &AttemptRow, now: Option<&Account>) -> Panel {
        Panel {
            run: run.id.clone(),
            producers: producers(run, attempt, now),
            attempt: attempt.clone(),
            decisions: row.decisions.clone(),
            waivers: row.waivers.clone(),
        }
    }

    /// The run.
    pub fn run(&self) -> &RunId {
        &self.run
    }

    /// The attempt.
    pub fn attempt(&self) -> &Attempt {
        &self.attempt
    }

    /// Who opened the attempt.
    pub fn producer(&self) -> &Actor {
        &self.attempt.start.producer
    }

    /// Everybody who is known to have had a part in the work.
    pub fn producers(&self) -> &Producers {
        &self.producers
    }

    /// In the order recorded.
    pub fn decisions(&self) -> &[Decided] {
        &self.decisions
    }

    /// With one more decision.
    #[must_use]
    pub fn with(mut self, decided: Decided) -> Panel {
        self.decisions.push(decided);
        self
    }

    /// What the next decision is about, if the outputs have that digest.
    pub fn next(&self, outputs: Digest) -> Decidable<'_> {
        self.about(outputs, self.decisions.len() + 1)
    }

    fn about(&self, outputs: Digest, number: usize) -> Decidable<'_> {
        Decidable {
            run: &self.run,
            gate: &self.attempt.gate,
            attempt: self.attempt.attempt,
            contract: self.attempt.start.contract_sha256,
            outputs,
            number,
        }
    }

    /// The decisions as they count for outputs of that digest.
    pub fn people(&self, site: &Site, machine: &Machine, outputs: Digest) -> People {
        let signed = self.decisions.iter().any(|decided| decided.signature.is_some());
        let signers = if signed { allowed(machine.signers.as_deref(), site.root.path()) } else { Ok(vec![]) };
        let voice = |(at, decided): (usize, &Decided)| Voice {
            decided: decided.clone(),
            current: decided.outputs == outputs,
            signer: decided.signature.as_ref().map(|armour| {
                let about = self.about(decided.outputs, at + 1);
                let text = message(&about, decided.decision, decided.reason.as_deref());
                signer_of(armour, &text, signers.as_ref().map_err(Clone::clone)?, decided.at)
            }),
        };
        People {
            producer: self.producer().clone(),
            known: self.producers.known.clone(),
            voices: self.decisions.iter().enumerate().map(voice).collect(),
        }
    }

    /// Whether it can be said whose every signature is that holds.
    ///
    /// # Errors
    /// Of the first of which it cannot: why.
    pub fn vouched(&self, site: &Site, machine: &Machine) -> Result<(), String> {
        let signed =
            self.decisions.iter().enumerate().filter_map(|(at, it)| Some((at, it, it.signature.as_ref()?)));
        let mut signed = signed.peekable();
        if signed.peek().is_none() {
            return Ok(());
        }
        let signers = allowed(machine.signers.as_deref(), site.root.path());
        for (at, decided, armour) in signed {
            let about = self.about(decided.outputs, at + 1);
            let text = message(&about, decided.decision, decided.reason.as_deref());
            let signers = signers.as_deref().map_err(Clone::clone);
            if let Ok(Signed { principal: Err(why), .. }) =
                signed_bytes(armour, &DECISION, text.as_bytes(), signers, decided.at)
            {
                return Err(why);
            }
        }
        Ok(())
    }

    /// The waivers in the order recorded.
    pub fn waived(&self) -> &[Waived] {
        &self.waivers
    }

    /// What the next waiver is about, if it is of that check and counts so long.
    pub fn next_waiver<'a>(&'a self, check: &'a str, until: Timestamp) -> Waivable<'a> {
        self.waivable(check, until, self.waivers.len() + 1)
    }

    fn waivable<'a>(&'a self, check: &'a str, until: Timestamp, number: usize) -> Waivable<'a> {
        Waivable {
            run: &self.run,
            gate: &self.attempt.gate,
            attempt: self.attempt.attempt,
            contract: self.attempt.start.contract_sha256,
            check,
            until,
            number,
        }
    }

    /// The waivers that count at `at`: not over, by somebody who may, and signed as they say; `signers` lists who may sign.
    pub fn waivers(&self, site: &Site, signers: Option<&Path>, at: Timestamp) -> Vec<Waiver> {
        let signed = self.waivers.iter().any(|waived| waived.signature.is_some());
        let signers = if signed { allowed(signers, site.root.path()) } else { Ok(vec![]) };
        let counting = |(index, waived): (usize, &Waived)| {
            let over = waived.until <= at;
            let principal = match &waived.signature {
                None if waived.by.class == ActorClass::Human => return None,
                None => None,
                Some(armour) => {
                    let about = self.waivable(&waived.check, waived.until, index + 1);
                    let text = waiver_message(&about, &waived.reason);
                    Some(signer_of(armour, &text, signers.as_ref().ok()?, waived.at).ok()?)
                }
            };
            let counts = !over && against(self.producer(), &waived.by).is_none();
            counts.then(|| Waiver { waived: waived.clone(), principal })
        };
        self.waivers.iter().enumerate().filter_map(counting).collect()
    }
}

fn producers(run: &Run, attempt: &Attempt, now: Option<&Account>) -> Producers {
    let mut all = Producers {
        known: known_names(attempt, now),
        names: [attempt.start.producer.name.clone()].into_iter().chain(attempt.agent.clone()).collect(),
        sessions: attempt.start.session.iter().cloned().collect(),
    };
    let of_it = |call: &&Invocation| call.gate == attempt.gate && call.attempt == attempt.attempt;
    for call in run.invocations.iter().filter(of_it) {
        all.names.extend(call.agent.clone());
        all.sessions.extend(call.session.clone());
    }
    all
}

/// Of the list of the declared outputs that are there, in `SHA256SUMS` form, sorted by path; `None` when there are none.
pub fn outputs_digest(view: &GateView, evidence: &Evidence) -> Option<Digest> {
    let there = present(view.outputs().map(|output| &output.spot.place), evidence);
    let list: String = there.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    (!there.is_empty()).then(|| Digest::of(list.as_bytes()))
}
