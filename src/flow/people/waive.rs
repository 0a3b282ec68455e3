//! `gate waive`: somebody takes it upon himself that a check of an open attempt does not hold.

use crate::flow::finish_gate::may_judge;
use crate::flow::gate_view::GateView;
use crate::flow::machine::Machine;
use crate::flow::open_attempt::open_attempt_file;
use crate::flow::opening::{extends_commit, open_run};
use crate::flow::packet::commands;
use crate::flow::people::account::account;
use crate::flow::people::decisions::Panel;
use crate::flow::people::only_people::refuse_agent;
use crate::flow::people::proof::{Proof, signed};
use crate::flow::people::signer::{Claims, veiled};
use crate::flow::pinned;
use crate::flow::refusals::check_reason;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::unopened::opened_row;
use crate::format::record::read::Record;
use crate::format::signature::message::waiver_message;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::Run;
use crate::model::time::Timestamp;
use crate::model::waiver::{Waived, Waiver};
use crate::rules::waivers::{against, meant, refusal};
use crate::store::runs::open::{Purpose, Stamp};
use crate::store::runs::read::RunDir;
use crate::store::runs::seals;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Waive {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// The check: its id, or its type, or its type and target, where that means one check alone.
    pub check: String,
    /// Why.
    pub reason: String,
    /// From this moment on it counts no longer.
    pub until: Timestamp,
    /// Who says so.
    pub proof: Proof,
    /// What else is known of them.
    pub claims: Claims,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What is waived.
#[derive(Debug)]
pub struct Matter {
    /// The gate.
    pub gate: GateId,
    /// Its open attempt.
    pub attempt: u32,
    /// The check, as it is recorded.
    pub check: String,
    /// What the check asks, in words.
    pub words: String,
    /// What is signed.
    pub message: String,
    view: GateView,
    panel: Panel,
}

/// What was done.
#[derive(Debug)]
pub struct Granted {
    /// The record after it.
    pub record: Record,
    /// What was waived.
    pub matter: Matter,
    /// The waiver.
    pub waiver: Waiver,
}

/// Looks at what there is to waive; writes nothing.
///
/// # Errors
/// `State` when no attempt is open or the check may not be waived; `Usage` when no check is called so, or the reason says nothing.
pub fn matter(site: &Site, machine: &Machine, ask: &Waive) -> Result<Matter, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, &ask.run)?;
    let record = dir.record()?;
    seals::verify(&dir, &record)?;
    extends_commit(site, machine, &record)?;
    matter_in(site, machine, (&dir, &record.run), ask)
}

fn matter_in(
    site: &Site,
    machine: &Machine,
    (dir, run): (&RunDir, &Run),
    ask: &Waive,
) -> Result<Matter, Failure> {
    check_reason(&ask.reason)?;
    let row = opened_row(site, machine, (dir, run), &ask.gate)?;
    let workflow = pinned::workflow(dir, run)?;
    let view = GateView::load(dir, run, &workflow, &ask.gate)?;
    let gate = view.pinned.def.id.clone();
    let (found, check) = meant(&view.plan, &ask.check).map_err(|known| unknown(&gate, ask, &known))?;
    if let Some(why) = refusal(&view.plan, found) {
        let message = format!("the check `{check}` of gate {gate} cannot be waived");
        return Err(Failure::state("not_waivable", message).cause(why).next(commands(&run.id, &gate).check));
    }
    let said = view.plan.said().into_iter().find(|said| said.index == Some(found.index));
    let words = said.map(|said| said.words).unwrap_or_default();
    let panel = Panel::of(run, &open_attempt_file(dir, &gate, row)?, row, None);
    let message = waiver_message(&panel.next_waiver(&check, ask.until), &ask.reason);
    Ok(Matter { gate, attempt: row.attempt, check, words, message, view, panel })
}

fn unknown(gate: &GateId, ask: &Waive, known: &[String]) -> Failure {
    let message = format!("no one check of gate {gate} is called `{}`", ask.check.escape_debug());
    let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
    let hint = match known.is_empty() {
        true => "none of its checks can be waived".to_owned(),
        false => format!("its checks that can be waived: {}", known.join(", ")),
    };
    Failure::usage("unknown_check", message).hint(hint).next(commands(&ask.run, gate).check)
}

/// Records the waiver.
///
/// # Errors
/// As [`matter`]; `State` when an agent waives, the workflow does not let them judge, the signature does not count, or the same
/// was said already; `Usage` (`already_over`) when it would not count any more. Nothing was written then.
pub fn waive(
    site: &Site,
    machine: &Machine,
    ask: &Waive,
    moment: &Moment,
    who: &Who,
) -> Result<Granted, Failure> {
    let status = format!("gatewright run status --run {}", ask.run);
    let message = "an agent does not waive a check: a waiver is the word of a person who answers for what does not hold; nothing was recorded";
    let instead = "bring what the check asks for; where that cannot be, tell a person why: they waive it at a terminal of their own, or sign what `--message` prints";
    let check = commands(&ask.run, &ask.gate).check;
    refuse_agent(who, "agent_may_not_waive", message, instead, [check, status.clone()])?;
    let purpose = Purpose { command: "gate waive", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let matter = matter_in(site, machine, (&open.dir, open.run()), ask)?;
    let stamp = who.stamp(&open, moment);
    if ask.until <= stamp.at {
        let message =
            format!("the waiver would be over before it began: {} is not after {}", ask.until, stamp.at);
        return Err(Failure::usage("already_over", message));
    }
    let def = &matter.view.pinned.def;
    if matches!(ask.proof, Proof::Word) {
        may_judge(def, &who.actor.name).map_err(|failure| failure.next(status.clone()))?;
    }
    let signer = signed(site, machine, &ask.proof, &matter.message, stamp.at)?;
    let by = ask.claims.decider(who, signer.as_ref())?;
    if let Some(signer) = &signer {
        signer.may_judge(def, who).map_err(|failure| failure.next(status.clone()))?;
    }
    let here = account(site, machine, &ask.run);
    let veiled = signer.is_none().then(|| veiled(matter.panel.attempt(), &here, &by)).flatten();
    if let Some(why) = against(matter.panel.producer(), &by).map(str::to_owned).or(veiled) {
        return Err(no_waiver(why).next(status));
    }
    let (signature, principal) = signer.map(|signer| (signer.armour, signer.principal)).unzip();
    let waived = Waived {
        check: matter.check.clone(),
        by,
        at: stamp.at,
        until: ask.until,
        reason: ask.reason.clone(),
        signature,
    };
    refuse_again(&matter, &waived)?;
    let fact = Fact::GateCheckWaived {
        gate: matter.gate.clone(),
        attempt: matter.attempt,
        check: waived.check.clone(),
        until: waived.until,
        reason: waived.reason.clone(),
        signature: waived.signature.clone(),
    };
    let stamp = Stamp { actor: waived.by.clone(), ..stamp };
    let record = if ask.dry_run { open.rehearse(&stamp, fact)? } else { open.commit(&stamp, fact)? };
    Ok(Granted { record, matter, waiver: Waiver { waived, principal } })
}

fn no_waiver(why: String) -> Failure {
    Failure::state("may_not_waive", "the waiver would not count, so it was not recorded")
        .cause(why)
        .hint("sign it with `--key` or `--signature`, or let a person waive it who did not do the work")
}

/// Refuses what the same person has said already of the same check.
fn refuse_again(matter: &Matter, waived: &Waived) -> Result<(), Failure> {
    let same = |known: &Waived| {
        let signed = known.signature.is_some() == waived.signature.is_some();
        let known = (&known.check, &known.by, known.until, &known.reason);
        signed && known == (&waived.check, &waived.by, waived.until, &waived.reason)
    };
    if !matter.panel.waived().iter().any(same) {
        return Ok(());
    }
    let message = format!("{} has waived `{}` in these words already", waived.by.name, waived.check);
    let next = commands(matter.panel.run(), &matter.gate);
    Err(Failure::state("waived_already", message).next(next.check).next(next.finish))
}
