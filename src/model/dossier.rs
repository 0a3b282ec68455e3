//! A run as an audit has it before it: everything that rules look at, loaded once, nothing of it believed.

pub mod attempts;
pub mod contradictions;
pub mod history;
pub mod outputs;
pub mod packets;
pub mod required;
pub mod seals;
pub mod signatures;
pub mod verdicts;

use std::sync::Arc;

use crate::model::audit::{Found, WHOLE};
use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptTold, GateTold};
use crate::model::dossier::contradictions::{Contradiction, With};
use crate::model::dossier::history::{Older, Superseded, Told, Tolerated, Unlike};
use crate::model::dossier::outputs::{ComparedWith, Output};
use crate::model::dossier::packets::Packet;
use crate::model::dossier::required::{Absent, Gone, RequiredGate};
use crate::model::dossier::seals::{Seal, SealState};
use crate::model::dossier::signatures::Signature;
use crate::model::dossier::verdicts::Rejudged;
use crate::model::event::Link;
use crate::model::flaw::Flaw;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::pin::Pin;
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::model::workflow::Workflow;

/// Everything about one run.
#[derive(Debug, Clone)]
pub struct Dossier {
    /// The name of its directory.
    pub run: String,
    /// Where its record lies: `<runs>/<run>/record`, from the repository's root.
    pub record: RepoPath,
    /// The version of its record: 0 for the ancestor's; `None` when that cannot be told.
    pub format: Option<u32>,
    /// The status that it says, in its own spelling.
    pub status: String,
    /// When the record says that it was begun.
    pub started_at: Option<Timestamp>,
    /// What is wrong with RUN.json itself.
    pub flaws: Vec<Flaw>,
    /// What the events amount to; `None` for the ancestor's records and where the chain cannot be followed.
    pub chain: Option<Chain>,
    /// The workflow as it was pinned; `None` where it cannot be read.
    pub workflow: Option<Arc<Workflow>>,
    /// What the record says in two places and not the same.
    pub contradictions: Vec<Contradiction>,
    /// The gates as the record tells of them.
    pub gates: Vec<GateTold>,
    /// Files below the record's directory that nothing in the record names.
    pub strays: Vec<String>,
    /// Copies of what was pinned that are missing or were edited.
    pub bad_pins: Vec<BadPin>,
    /// Pinned definitions that differ from today's files.
    pub drifted: Vec<RepoPath>,
    /// Those of which today's ask something else.
    pub superseded: Vec<Superseded>,
    /// Gates that were judged by less than what was committed when the work of the run began.
    pub older: Vec<Older>,
    /// What gates that are met were asked before and are asked today, where nobody can say whether it is the same.
    pub unlike: Vec<Unlike>,
    /// Gates that are not met and let others go on only by what the run went by.
    pub tolerated: Vec<Tolerated>,
    /// The packets of the attempts, rendered again.
    pub packets: Vec<Packet>,
    /// What became of recorded outputs.
    pub outputs: Vec<Output>,
    /// With what the outputs are compared.
    pub compared_with: ComparedWith,
    /// The gates that are met, judged again.
    pub rejudged: Vec<Rejudged>,
    /// What is about everything that is audited, and told once.
    pub aside: Aside,
    /// What the history of git says; `None` where there is none to ask.
    pub history: Option<Told>,
    /// The signatures that lie beside the record.
    pub seals: Vec<Seal>,
    /// The signatures of people's decisions and waivers.
    pub signatures: Vec<Signature>,
    /// The principals that may sign, as whoever asks lists them.
    pub signers: Vec<String>,
    /// The gates that have to stand, where some are required of this run.
    pub required: Vec<RequiredGate>,
    /// Newer runs that are not there any more, where this one was taken because it is the newest.
    pub newer_gone: Vec<Gone>,
    /// What is not there, where this is no run at all.
    pub absent: Option<Absent>,
    /// The head that whoever asks knows from elsewhere.
    pub expected_head: Option<Digest>,
    /// The time at which the audit looks.
    pub now: Timestamp,
}

/// What is about everything that is audited: told with the run where there is only one to ask for, else of none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Aside {
    /// Why no history was held against any record.
    pub history_unasked: Option<String>,
    /// Lines of the list of those who may sign that allow nobody, where there is a signature; each with its place and what is wrong.
    pub odd_signers: Vec<String>,
}

/// A chain of events that could be followed.
#[derive(Debug, Clone)]
pub struct Chain {
    /// What the events amount to.
    pub run: Run,
    /// The events.
    pub links: Vec<Link>,
}

/// A copy that is not what it should be.
#[derive(Debug, Clone)]
pub struct BadPin {
    /// Where the copy lies, from the repository's root.
    pub copy: String,
    /// What it is a copy of, where the run says that.
    pub of: Option<Pin>,
    /// What is wrong.
    pub why: String,
    /// The digest that it should have, which is its name.
    pub expected: Digest,
    /// The digest that its bytes have.
    pub found: Option<Digest>,
}

impl Dossier {
    /// RUN.json, from the repository's root.
    pub fn run_json(&self) -> String {
        format!("{}/RUN.json", self.record)
    }

    /// A flaw of RUN.json as a finding.
    pub fn flaw(&self, flaw: &Flaw) -> Found {
        Found {
            field: Some(flaw.field.clone())
                .filter(|field| !field.is_empty())
                .or_else(|| Some(WHOLE.to_owned())),
            expected: flaw.expected.clone(),
            found: flaw.found.clone(),
            ..Found::new(&flaw.message).file(self.run_json())
        }
    }

    /// Whose seals hold over the record as it is.
    pub fn sealed_by(&self) -> Vec<String> {
        let by = self.seals.iter().filter_map(|seal| match &seal.state {
            SealState::By(principal) => Some(principal.clone()),
            _ => None,
        });
        by.collect()
    }

    /// What contradicts `with`.
    pub fn contradicting(&self, with: With) -> impl Iterator<Item = &Found> {
        self.contradictions.iter().filter(move |one| one.with == with).map(|one| &one.found)
    }

    /// An attempt with its gate.
    pub fn attempt(&self, gate: &GateId, number: u32) -> Option<(&AttemptTold, &GateTold)> {
        let told = self.gates.iter().find(|told| told.gate.eq_ignore_ascii_case(gate.as_str()))?;
        Some((told.attempts.iter().find(|attempt| attempt.number == number)?, told))
    }

    /// Every attempt with its gate.
    pub fn attempts(&self) -> impl Iterator<Item = (&GateTold, &AttemptTold)> {
        self.gates.iter().flat_map(|gate| gate.attempts.iter().map(move |attempt| (gate, attempt)))
    }
}
