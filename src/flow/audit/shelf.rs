//! The definitions that a run pinned, and what an attempt was begun from according to them and to its own `start`.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::artifacts::present;
use crate::flow::audit::known::{Copies, Known};
use crate::flow::gate_view::GateView;
use crate::flow::listed::{before, inputs};
use crate::flow::packet::{About, Input, Quoted, facts};
use crate::flow::pinned;
use crate::flow::stale::{as_seen, stale_then};
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold};
use crate::model::event::{Event, Fact};
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::model::workflow::Workflow;
use crate::rules::packet::facts::PacketFacts;

/// The pinned definitions of a run, each loaded once.
pub(super) struct Shelf<'a> {
    known: &'a Known,
    pub(super) copies: &'a Copies<'a>,
    pub(super) dossier: &'a Dossier,
    pub(super) views: BTreeMap<GateId, (GateView, Vec<GateView>)>,
    prompt: Option<String>,
}

/// What a packet may have been made from, and its template with the place where that lay.
pub(super) type Made = (Vec<PacketFacts>, Option<(RepoPath, String)>);

impl<'a> Shelf<'a> {
    /// Nothing of it loaded yet.
    pub(super) fn new(known: &'a Known, copies: &'a Copies<'a>, dossier: &'a Dossier) -> Shelf<'a> {
        Shelf { known, copies, dossier, views: BTreeMap::new(), prompt: None }
    }

    /// From here on a gate may be defined otherwise.
    pub(super) fn forget(&mut self) {
        self.views.clear();
    }

    fn workflow(&self) -> Result<&Workflow, Failure> {
        let unread = || Failure::state("no_workflow", "the pinned workflow cannot be read");
        self.dossier.workflow.as_deref().ok_or_else(unread)
    }

    fn load(&mut self, run: &Run, id: &GateId) -> Result<(), Failure> {
        if self.prompt.is_none() {
            self.prompt = Some(pinned::prompt(self.copies.dir, run)?);
        }
        if !self.views.contains_key(id) {
            self.workflow()?;
            let load = |id: &GateId| self.known.view(self.copies, run, id);
            let view = load(id)?;
            let needs = view.pinned.def.needs.iter().map(load).collect::<Result<_, Failure>>()?;
            self.views.insert(id.clone(), (view, needs));
        }
        Ok(())
    }

    /// What the packet of the attempt that `event` opened was made from, when the run was at `run`.
    pub(super) fn draft(&mut self, run: &Run, event: &Event, attempt: &Attempt) -> Result<Made, Failure> {
        let id = &attempt.gate;
        self.load(run, id)?;
        let missing = || Failure::bug(format!("gate {id} was not loaded"));
        let (view, needs) = self.views.get(id).ok_or_else(missing)?;
        let workflow = self.workflow()?;
        if view.pinned.contract_sha256 != attempt.start.contract_sha256 {
            let message = "its contract is not the one that was pinned then";
            return Err(Failure::state("other_contract", message));
        }
        let state = run.gate(id).ok_or_else(missing)?;
        let there = inputs(self.copies.dir, attempt)?;
        let shown: Vec<Input> = needs.iter().flat_map(|need| shown(need, &there)).collect();
        let changed = match state.status.is_met() {
            true => {
                let mut all = before(self.copies.dir, attempt)?;
                all.extend(there);
                stale_then(self.copies.dir, (run, workflow), id, &all, event.timestamp)?
            }
            false => vec![],
        };
        let before = match state.attempts.iter().rev().find(|row| row.sha256.is_some()) {
            Some(row) => Some(self.before(run, id, row.attempt, row.sha256)?),
            None => None,
        };
        let quoted = Quoted { prompt: self.prompt.clone().unwrap_or_default(), before };
        let mut all = vec![];
        for named in named(event, attempt) {
            let about = About {
                attempt: attempt.attempt,
                agent: attempt.agent.clone(),
                named,
                inputs: shown.clone(),
                changed: changed.clone(),
            };
            all.push(facts(run, workflow, view, &about, quoted.clone())?);
        }
        Ok((all, view.pinned.template.clone()))
    }

    /// The attempt before, as it was sealed.
    fn before(&self, run: &Run, id: &GateId, number: u32, seal: Option<Digest>) -> Result<Attempt, Failure> {
        let found = file(self.dossier, run, id, number).filter(|(told, _)| match &told.file {
            AttemptFile::Read { sha256, .. } => Some(*sha256) == seal,
            _ => false,
        });
        let message = format!("attempt {number}, which it speaks of, is not what was sealed");
        let gone = || Failure::state("attempt_before", message);
        found.map(|(_, attempt)| attempt.clone()).ok_or_else(gone)
    }
}

/// The file of an attempt, where it can be read.
pub(super) fn file<'a>(
    dossier: &'a Dossier,
    run: &Run,
    gate: &GateId,
    number: u32,
) -> Option<(&'a AttemptTold, &'a Attempt)> {
    let id = run.gate(gate)?.id.as_str();
    let told = dossier.gates.iter().find(|told| told.gate == id)?;
    let told = told.attempts.iter().find(|told| told.number == number)?;
    match &told.file {
        AttemptFile::Read { attempt, .. } => Some((told, attempt)),
        _ => None,
    }
}

/// What the packet says of the outputs of a gate that its own needs, where just these were `there`.
fn shown(need: &GateView, there: &BTreeMap<RepoPath, Digest>) -> Vec<Input> {
    let seen = as_seen(need.outputs().map(|output| &output.spot.place), there);
    let input = |place: &Place| Input {
        path: place.as_str().to_owned(),
        gate: need.pinned.def.id.clone(),
        exists: !present(std::iter::once(place), &seen).is_empty(),
    };
    need.outputs().map(|output| input(&output.spot.place)).collect()
}

/// Which agent may have been named when it was opened: an event leaves out the workflow's own choice.
fn named(event: &Event, attempt: &Attempt) -> BTreeSet<Option<String>> {
    match &event.fact {
        Fact::GateStarted { agent: Some(agent), .. } => BTreeSet::from([Some(agent.clone())]),
        _ => BTreeSet::from([None, attempt.agent.clone()]),
    }
}
