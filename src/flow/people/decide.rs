//! `gate approve` and `gate reject`: somebody decides about the outputs of an open attempt, as they are now.

use std::collections::BTreeMap;

use crate::flow::artifacts::artifacts;
use crate::flow::gate_view::GateView;
use crate::flow::judging::look;
use crate::flow::listed::recorded;
use crate::flow::machine::Machine;
use crate::flow::open_attempt::open_attempt_file;
use crate::flow::opening::{extends_commit, open_run};
use crate::flow::packet::commands;
use crate::flow::people::account::account;
use crate::flow::people::decisions::{Panel, outputs_digest};
use crate::flow::people::differences::{Differing, differences};
use crate::flow::people::only_people::refuse_agent;
use crate::flow::people::proof::{Proof, signed};
use crate::flow::people::signer::{Claims, producer_by};
use crate::flow::pinned;
use crate::flow::refusals::check_reason;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::unopened::opened_row;
use crate::format::record::read::Record;
use crate::format::signature::message::message;
use crate::model::attempt::Artifact;
use crate::model::decision::{Decided, Decision};
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::model::waiver::Waived;
use crate::rules::checks::approval::{APPROVAL, against, by_producer};
use crate::store::runs::open::{Purpose, Stamp};
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// What is decided about, as it is now.
#[derive(Debug)]
pub struct Subject {
    /// The gate.
    pub gate: GateId,
    /// Its open attempt.
    pub attempt: u32,
    /// The declared outputs; what became of them is since the attempt `since`.
    pub artifacts: Vec<Artifact>,
    /// The attempt before, with which they are compared; `None` when this is the first.
    pub since: Option<u32>,
    /// How those that changed differ from what that attempt left.
    pub differences: Vec<Differing>,
    /// Of the list of those that are there.
    pub outputs: Digest,
    /// What was waived of the attempt.
    pub waived: Vec<Waived>,
    /// What is signed.
    pub message: String,
    earlier: BTreeMap<RepoPath, Digest>,
    panel: Panel,
    view: GateView,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Decide {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// What.
    pub decision: Decision,
    /// Why; needed for a rejection.
    pub reason: Option<String>,
    /// The outputs that were looked at: refused when they are others by now.
    pub outputs: Digest,
    /// Who says so.
    pub proof: Proof,
    /// What else is known of them.
    pub claims: Claims,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Made {
    /// The record after it.
    pub record: Record,
    /// The decision.
    pub decided: Decided,
    /// The principal whose key signed it.
    pub principal: Option<String>,
}

/// Looks at what there is to decide about; writes nothing.
///
/// # Errors
/// `State` when no attempt is open, the contract asks for no approval, or there is nothing to decide about.
pub fn subject(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    decision: Decision,
    reason: Option<&str>,
) -> Result<Subject, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    seals::verify(&dir, &record)?;
    extends_commit(site, machine, &record)?;
    let subject = subject_in(site, machine, &dir, &record.run, gate, decision, reason)?;
    Ok(Subject { differences: differences(site, machine, &subject.artifacts, &subject.earlier), ..subject })
}

fn subject_in(
    site: &Site,
    machine: &Machine,
    dir: &RunDir,
    run: &Run,
    gate: &GateId,
    decision: Decision,
    reason: Option<&str>,
) -> Result<Subject, Failure> {
    match (decision, reason) {
        (Decision::Rejected, None) => {
            return Err(Failure::usage("reason_needed", "whoever rejects says why: `--reason`"));
        }
        (_, reason) => reason.map_or(Ok(()), check_reason)?,
    }
    let row = opened_row(site, machine, (dir, run), gate)?;
    let workflow = pinned::workflow(dir, run)?;
    let view = GateView::load(dir, run, &workflow, gate)?;
    let gate = view.pinned.def.id.clone();
    let status = format!("gatewright run status --run {}", run.id);
    if !view.plan.checks.iter().any(|check| check.kind.name == APPROVAL.name) {
        let message = format!("the contract of gate {gate} asks for no approval; its checks alone decide");
        return Err(Failure::state("no_approval_asked", message).next(status));
    }
    let file = open_attempt_file(dir, &gate, row)?;
    let evidence = look(site, machine, &view.wanted_outputs())?;
    let Some(outputs) = outputs_digest(&view, &evidence) else {
        let message =
            format!("nothing that gate {gate} brings is there yet, so there is nothing to decide about");
        return Err(Failure::state("nothing_to_decide", message).next(status));
    };
    let before = run
        .gate(&gate)
        .and_then(|state| state.last_closed())
        .and_then(|row| Some((row.attempt, row.sha256?)));
    let earlier = match before {
        Some((attempt, seal)) => recorded(dir, &dir.sealed_attempt(&gate, attempt, seal)?)?,
        None => BTreeMap::new(),
    };
    let artifacts = artifacts(view.outputs(), &evidence, &earlier);
    let panel = Panel::of(run, &file, row, None);
    let message = message(&panel.next(outputs), decision, reason);
    let since = before.map(|(attempt, _)| attempt);
    let waived = row.waivers.clone();
    Ok(Subject {
        gate,
        attempt: row.attempt,
        artifacts,
        since,
        differences: vec![],
        outputs,
        waived,
        message,
        earlier,
        panel,
        view,
    })
}

/// Records the decision.
///
/// # Errors
/// `State` when an agent decides, the outputs are others by now, the signature does not count, or the decision would count
/// for no check of the contract; nothing was written then.
pub fn decide(
    site: &Site,
    machine: &Machine,
    ask: &Decide,
    moment: &Moment,
    who: &Who,
) -> Result<Made, Failure> {
    let message = "an agent does not decide about outputs: that is the word of a person who has looked at them; nothing was recorded";
    let instead = "tell a person that the outputs wait: they decide at a terminal of their own, or sign what `--message` prints";
    let status = format!("gatewright run status --run {}", ask.run);
    let check = commands(&ask.run, &ask.gate).check;
    refuse_agent(who, "agent_may_not_decide", message, instead, [check, status])?;
    let command = match ask.decision {
        Decision::Approved => "gate approve",
        Decision::Rejected => "gate reject",
    };
    let purpose = Purpose { command, dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let reason = ask.reason.as_deref();
    let subject = subject_in(site, machine, &open.dir, open.run(), &ask.gate, ask.decision, reason)?;
    if subject.outputs != ask.outputs {
        return Err(Failure::state(
            "outputs_changed",
            "an output has changed since it was looked at; nothing was decided",
        )
        .next(commands(&ask.run, &subject.gate).check));
    }
    let stamp = who.stamp(&open, moment);
    let signer = signed(site, machine, &ask.proof, &subject.message, stamp.at)?;
    let by = ask.claims.decider(who, signer.as_ref())?;
    let here = account(site, machine, &ask.run);
    let producer = producer_by(subject.panel.attempt(), &here, &by, signer.as_ref());
    let (signature, principal) = signer.map(|signer| (signer.armour, signer.principal)).unzip();
    let decided = Decided {
        decision: ask.decision,
        by,
        at: stamp.at,
        outputs: subject.outputs,
        reason: ask.reason.clone(),
        signature: signature.clone(),
    };
    refuse_again(&subject, &decided)?;
    refuse_idle(site, machine, &subject, &decided, producer)?;
    let fact = Fact::GateDecided {
        gate: subject.gate.clone(),
        attempt: subject.attempt,
        decision: ask.decision,
        outputs: subject.outputs,
        reason: ask.reason.clone(),
        signature,
    };
    let stamp = Stamp { actor: decided.by.clone(), ..stamp };
    let record = if ask.dry_run { open.rehearse(&stamp, fact)? } else { open.commit(&stamp, fact)? };
    Ok(Made { record, decided, principal })
}

/// Refuses what the same person has said last, about the same outputs, in the same words.
fn refuse_again(subject: &Subject, decided: &Decided) -> Result<(), Failure> {
    let theirs = |known: &&Decided| known.by.name == decided.by.name;
    let Some(last) = subject.panel.decisions().iter().rev().find(theirs) else { return Ok(()) };
    let same = last.decision == decided.decision
        && last.outputs == decided.outputs
        && last.by == decided.by
        && last.reason == decided.reason
        && last.signature.is_some() == decided.signature.is_some();
    if !same {
        return Ok(());
    }
    let message = format!("{} has {} these outputs already", decided.by.name, decided.decision.as_str());
    let next = commands(subject.panel.run(), &subject.gate);
    Err(Failure::state("decided_already", message).next(next.check).next(next.finish))
}

/// What to do about a producer who decides.
const ANOTHER: &str = "somebody else decides: signed with a key of their own (`--key`), which counts at any machine, or from an account of their own";

/// Refuses a decision that would change nothing, and one that would count although it is of the `producer`, in words.
fn refuse_idle(
    site: &Site,
    machine: &Machine,
    subject: &Subject,
    decided: &Decided,
    producer: Option<String>,
) -> Result<(), Failure> {
    let people = subject.panel.clone().with(decided.clone()).people(site, machine, subject.outputs);
    let Some(voice) = people.voices.last() else { return Ok(()) };
    let plan = &subject.view.plan;
    let checks = plan.checks.iter().filter(|check| check.kind.name == APPROVAL.name);
    let mut refusals = vec![];
    let mut counts = false;
    for ask in checks.map(|check| plan.ask(check)) {
        match (against(&ask, &people, voice), &producer) {
            (Some(_), Some(why)) if !by_producer(&ask) => {
                refusals.push(format!("{why}, and may not approve it"))
            }
            (Some(why), _) => refusals.push(why),
            (None, Some(why)) if !by_producer(&ask) => {
                // A check of another kind may let him, but this one could not tell him from somebody else later.
                return Err(idle(subject, vec![format!("{why}, and may not approve it")]).hint(ANOTHER));
            }
            (None, _) => counts = true,
        }
    }
    match (counts, producer) {
        (true, _) => Ok(()),
        (false, Some(_)) => Err(idle(subject, refusals).hint(ANOTHER)),
        (false, None) => Err(idle(subject, refusals)),
    }
}

fn idle(subject: &Subject, causes: Vec<String>) -> Failure {
    let mut failure =
        Failure::state("does_not_count", "the decision would not count, so it was not recorded");
    failure.causes = causes;
    failure.causes.dedup();
    failure.next(commands(subject.panel.run(), &subject.gate).check)
}
