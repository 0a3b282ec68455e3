//! `gate check`: the same judgement as `gate finish`, without a lock and without writing anything.

use crate::flow::artifacts::artifacts;
use crate::flow::baseline::baseline;
use crate::flow::finish_gate::may_judge;
use crate::flow::gate_view::{GateView, needed};
use crate::flow::judging::{About, judge_gate};
use crate::flow::listed::before;
use crate::flow::machine::Machine;
use crate::flow::may_start::{attempt_limit, needs_not_met, unmet_needs};
use crate::flow::next::{Prospect, lenient, start};
use crate::flow::open_attempt::{open_attempt_file, open_row};
use crate::flow::opening::extends_commit;
use crate::flow::people::account::account_asked;
use crate::flow::people::council::Council;
use crate::flow::people::decisions::Panel;
use crate::flow::pinned;
use crate::flow::site::{Site, Who};
use crate::flow::stale::stale;
use crate::flow::standing::{Candidate, would_stand};
use crate::model::attempt::{Artifact, Attempt};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::model::verdict::Verdict;
use crate::model::workflow::Workflow;
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// What `gate finish` would say now.
#[derive(Debug)]
pub struct Checked {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// The open attempt, when there is one.
    pub attempt: Option<u32>,
    /// Who does its work, where an agent opened it.
    pub agent: Option<String>,
    /// What the contract says.
    pub verdict: Verdict,
    /// What became of the outputs.
    pub artifacts: Vec<Artifact>,
    /// The gate's timeout is over: `gate finish` would close the attempt as TIMED_OUT.
    pub late: bool,
    /// The same in words.
    too_late: Option<String>,
    /// Why the gate cannot be finished by whoever asks, or not now.
    pub refusal: Option<Failure>,
    /// Where no attempt is open: the commands that move the run on.
    pub next: Vec<String>,
    /// Likewise what is left where none does, with holes.
    pub hints: Vec<String>,
}

impl Checked {
    /// Why `gate finish` would not close the attempt as passed.
    pub fn failure_reason(&self) -> Option<String> {
        self.too_late.clone().or_else(|| self.verdict.failure_reason())
    }

    /// Whether `gate finish` by the same person would pass now.
    pub fn passes(&self) -> bool {
        self.verdict.passes() && !self.late && self.refusal.is_none()
    }
}

/// Judges the gate as it is now, whether or not an attempt is open.
///
/// # Errors
/// As `gate finish`.
pub fn check_gate(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    now: Timestamp,
    who: &Who,
) -> Result<Checked, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    seals::verify(&dir, &record)?;
    extends_commit(site, machine, &record)?;
    let workflow = pinned::workflow(&dir, &record.run)?;
    let view = GateView::load(&dir, &record.run, &workflow, gate)?;
    let id = view.pinned.def.id.clone();
    let open = open_row(&record.run, gate).ok();
    let file = open.map(|row| open_attempt_file(&dir, &id, row)).transpose()?;
    let before = file.as_ref().map(|file| before(&dir, file)).transpose()?;
    let base = file.as_ref().map(|file| baseline(&dir, &record.run, &view.plan, file)).transpose()?;
    let here = account_asked(site, machine, &record.run.id, &view.plan);
    let panel = open.zip(file.as_ref()).map(|(row, file)| Panel::of(&record.run, file, row, here.as_ref()));
    // As `gate finish` would stamp its event.
    let at = now.max(record.run.last_event_at);
    let about = About {
        before: base.as_ref(),
        panel: panel.as_ref().map(|panel| panel as &dyn Council),
        now: Some(at),
    };
    let (verdict, evidence) = judge_gate(site, machine, &record.run.params, &view, about)?.into_verdict();
    let before = before.unwrap_or_default();
    let artifacts = artifacts(view.outputs(), &evidence, &before);
    let late = open.is_some_and(|row| view.pinned.def.is_late(row.started_at, at));
    let (run_now, evidence) = (&record.run, &evidence);
    let stands = |file: &Attempt| {
        let it = Candidate { dir: &dir, run: run_now, workflow: &workflow, view: &view, file, evidence };
        would_stand(site, machine, &it, at)
    };
    let mut refusal = may_judge(&view.pinned.def, &who.actor.name).err();
    if let (true, None, Some(file)) = (verdict.passes() && !late, &refusal, &file) {
        refusal = stands(file).err();
    }
    let ahead = unopened(site, machine, &dir, (run_now, &workflow), &view, at)?;
    if verdict.passes() && refusal.is_none() {
        refusal = ahead.refusal;
    }
    Ok(Checked {
        late,
        too_late: late.then(|| view.pinned.def.too_late()),
        refusal,
        run: run.clone(),
        gate: id,
        attempt: open.map(|row| row.attempt),
        agent: open.and_then(|row| row.opened_by_agent().map(str::to_owned)),
        verdict,
        artifacts,
        next: ahead.next,
        hints: ahead.hints,
    })
}

/// What comes before a gate without an open attempt can be finished.
#[derive(Debug, Default)]
struct Unopened {
    refusal: Option<Failure>,
    next: Vec<String>,
    hints: Vec<String>,
}

/// The start of the gate where it may be started, and else what `run status` offers; refused is a gate that is still to be passed and whose needs
/// are not met, or whose attempts are used up.
fn unopened(
    site: &Site,
    machine: &Machine,
    dir: &RunDir,
    (run, workflow): (&Run, &Workflow),
    view: &GateView,
    now: Timestamp,
) -> Result<Unopened, Failure> {
    if run.gate(&view.pinned.def.id).is_some_and(|state| state.open_attempt().is_some()) {
        return Ok(Unopened::default());
    }
    let stale = stale(site, machine, dir, run, workflow, now)?;
    let lenient = lenient(dir, run, workflow)?;
    let prospect = Prospect { run, workflow, stale: &stale, lenient: &lenient, now: Some(now) };
    let id = &view.pinned.def.id;
    if prospect.may_start(id) {
        return Ok(Unopened { next: vec![start(&run.id, id)], ..Unopened::default() });
    }
    let unmet = unmet_needs(run, &needed(dir, run, workflow, view)?, &stale);
    let state = run.gate(id).filter(|state| prospect.is_ahead(state));
    let most = view.pinned.def.max_attempts.filter(|_| prospect.exhausted().contains(id));
    let refusal = match (state, most) {
        (Some(_), Some(most)) => Some(attempt_limit(id, most)),
        (Some(state), None) if !unmet.is_empty() => Some(needs_not_met(run, state, unmet)),
        _ => None,
    };
    Ok(Unopened { refusal, next: prospect.commands(), hints: prospect.hints() })
}
