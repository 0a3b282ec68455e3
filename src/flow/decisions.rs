//! What people have decided about an attempt's outputs, as it counts now.

use crate::flow::artifacts::present;
use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::signature::message::{Decidable, message};
use crate::format::signature::verify::signer_of;
use crate::model::actor::Actor;
use crate::model::attempt::Attempt;
use crate::model::decision::{Decided, People, Voice};
use crate::model::digest::Digest;
use crate::model::evidence::Evidence;
use crate::model::ids::RunId;
use crate::model::run::AttemptRow;
use crate::store::trust::signers::allowed;

/// An open attempt and what was decided about it.
#[derive(Debug, Clone)]
pub struct Panel {
    run: RunId,
    attempt: Attempt,
    decisions: Vec<Decided>,
}

impl Panel {
    /// Of the attempt `row` of `run`, whose file is `attempt`.
    pub fn of(run: &RunId, attempt: &Attempt, row: &AttemptRow) -> Panel {
        Panel { run: run.clone(), attempt: attempt.clone(), decisions: row.decisions.clone() }
    }

    /// The run.
    pub fn run(&self) -> &RunId {
        &self.run
    }

    /// Who opened the attempt.
    pub fn producer(&self) -> &Actor {
        &self.attempt.start.producer
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
            voices: self.decisions.iter().enumerate().map(voice).collect(),
        }
    }
}

/// Of the list of the declared outputs that are there, in `SHA256SUMS` form, sorted by path; `None` when there are none.
pub fn outputs_digest(view: &GateView, evidence: &Evidence) -> Option<Digest> {
    let there = present(view.outputs().map(|output| &output.spot.place), evidence);
    let list: String = there.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect();
    (!there.is_empty()).then(|| Digest::of(list.as_bytes()))
}
