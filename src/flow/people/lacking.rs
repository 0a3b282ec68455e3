//! What somebody else has still to decide about an open attempt: whether to approve it, what to say in a review.

use crate::flow::baseline::baseline;
use crate::flow::gate_view::GateView;
use crate::flow::judging::{look, preview};
use crate::flow::machine::Machine;
use crate::flow::open_attempt::open_attempt_file;
use crate::flow::people::account::account_asked;
use crate::flow::people::decisions::{Panel, outputs_digest};
use crate::flow::site::Site;
use crate::model::answers::Answers;
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, Run};
use crate::model::time::Timestamp;
use crate::rules::checks::approval::APPROVAL;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::CheckKind;
use crate::rules::checks::frame::outcome::Held;
use crate::rules::checks::review::REVIEW;
use crate::store::runs::read::RunDir;

/// What is lacking, each with what it says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// A review of work that holds as far as it can be said without commands.
    Review(Vec<String>),
    /// An approval of outputs that are there.
    Approval(Vec<String>),
}

/// An open attempt.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// The run's directory.
    pub dir: &'a RunDir,
    /// The run.
    pub run: &'a Run,
    /// The gate.
    pub gate: &'a GateId,
    /// The attempt's row.
    pub row: &'a AttemptRow,
    /// The gate as it is pinned.
    pub view: &'a GateView,
}

/// What lacks at `now`. A review comes first: it may be an output itself, and an approval of other bytes counts no longer.
///
/// # Errors
/// As looking at outputs; `State` when the attempt's file was edited.
pub fn lacking(
    site: &Site,
    machine: &Machine,
    it: Opened<'_>,
    now: Timestamp,
) -> Result<Option<Lacking>, Failure> {
    let file = open_attempt_file(it.dir, it.gate, it.row)?;
    let here = account_asked(site, machine, &it.run.id, &it.view.plan);
    let panel = Panel::of(it.run, &file, it.row, here.as_ref());
    if asks(it.view, &REVIEW) {
        let before = baseline(it.dir, it.run, &it.view.plan, &file)?.files;
        let waivers = panel.waivers(site, machine.signers.as_deref(), now);
        let (evidence, verdict, restless) = preview(site, machine.progress, it.view, &before, waivers)?;
        let evidence = Evidence { producers: Some(panel.producers().clone()), ..evidence };
        let why = unknown(it.view, &REVIEW, &evidence, &Answers::default());
        if restless.is_empty() && verdict.blocking().next().is_none() && !why.is_empty() {
            return Ok(Some(Lacking::Review(why)));
        }
    }
    if !asks(it.view, &APPROVAL) {
        return Ok(None);
    }
    let evidence = look(site, machine, &it.view.wanted_outputs())?;
    let Some(outputs) = outputs_digest(it.view, &evidence) else { return Ok(None) };
    let answers = Answers { people: Some(panel.people(site, machine, outputs)), ..Answers::default() };
    let why = unknown(it.view, &APPROVAL, &evidence, &answers);
    Ok((!why.is_empty()).then_some(Lacking::Approval(why)))
}

fn asks(view: &GateView, kind: &CheckKind) -> bool {
    view.plan.checks.iter().any(|check| check.kind.name == kind.name)
}

/// What the checks of that kind say of what they cannot know yet.
fn unknown(view: &GateView, kind: &CheckKind, evidence: &Evidence, answers: &Answers) -> Vec<String> {
    let asked = view.plan.checks.iter().filter(|check| check.kind.name == kind.name);
    let ask = |check| Ask { answers: Some(answers), ..view.plan.ask(check) };
    let judged = asked.flat_map(|check| (check.kind.judge)(&ask(check), evidence));
    let unknown = judged.filter(|judged| judged.outcome.held == Held::Unknown);
    unknown.flat_map(|judged| judged.outcome.findings).map(|finding| finding.message).collect()
}
