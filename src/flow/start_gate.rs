//! `gate start`: opens an attempt, with a snapshot of what is there before the work.

use std::collections::BTreeMap;

use crate::flow::artifacts::{listed, present};
use crate::flow::gate_view::{GateView, needed, places_wanted};
use crate::flow::git_facts::git_facts;
use crate::flow::judging::look;
use crate::flow::machine::Machine;
use crate::flow::next::{abandon, start, working};
use crate::flow::opening::open_run;
use crate::flow::packet::{self, About, Input};
use crate::flow::pinned;
use crate::flow::refusals::{check_reason, refuse_completed};
use crate::flow::site::{Moment, Site, Who};
use crate::flow::stale::{Stale, stale};
use crate::flow::start_run::TOOL;
use crate::format::canonical;
use crate::format::record::read::Record;
use crate::model::attempt::{Attempt, GitFacts, PacketRef, Start};
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::{GateState, GateStatus, Run};
use crate::model::workflow::GateDef;
use crate::store::durable;
use crate::store::runs::layout;
use crate::store::runs::open::SideFile;

/// Packets up to this many bytes are kept among the pins.
pub const KEPT_PACKET: usize = 64 * 1024;

/// What is asked.
#[derive(Debug, Clone)]
pub struct StartGate {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// Who does the work, where it is not the workflow's choice.
    pub agent: Option<String>,
    /// Start although the needs are not met, and why.
    pub override_reason: Option<String>,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Started {
    /// The record after it.
    pub record: Record,
    /// The gate.
    pub gate: GateId,
    /// The attempt's number.
    pub attempt: u32,
    /// The packet.
    pub packet: String,
    /// Where it lies, from the repository's root.
    pub packet_path: String,
    /// Pinned files that differ from today's.
    pub drifted: Vec<RepoPath>,
}

/// Opens an attempt.
///
/// # Errors
/// `State` when the gate may not be started, naming the rule; nothing was written then.
pub fn start_gate(
    site: &Site,
    machine: &Machine,
    ask: &StartGate,
    moment: &Moment,
    who: &Who,
) -> Result<Started, Failure> {
    ask.override_reason.as_deref().map_or(Ok(()), check_reason)?;
    let open = open_run(site, machine, &ask.run, "gate start", ask.expect_head)?;
    let run = open.run();
    let workflow = pinned::workflow(&open.dir, run)?;
    let view = GateView::load(&open.dir, run, &workflow, &ask.gate)?;
    let state = run.gate(&ask.gate).ok_or_else(|| Failure::bug(format!("no gate {}", ask.gate)))?;
    let stale = stale(site, machine, &open.dir, run, &workflow)?;
    let inputs = needed(&open.dir, run, &workflow, &view)?;
    may_start(run, &inputs, state, &view.pinned.def, &stale, ask)?;
    may_produce(run, &view.pinned.def, ask, who)?;

    let attempt = state.attempts.len() as u32 + 1;
    let gate = state.id.clone();
    let seen = snapshot(site, machine, &view, &inputs)?;
    let agent = ask.agent.clone().or_else(|| state.agent.clone());
    let about = About {
        attempt,
        agent: agent.clone(),
        named: ask.agent.clone(),
        inputs: seen.shown.clone(),
        changed: stale.get(&state.id).cloned().unwrap_or_default(),
    };
    let packet = packet::render(&open.dir, run, &workflow, &view, &about)?;
    let git = git_facts(site, machine, &seen.touched)?;
    let (start, side) = beginning(seen, &view, attempt, &packet, git, ask, who);
    let fact = Fact::GateStarted {
        gate: gate.clone(),
        attempt,
        agent: ask.agent.clone().filter(|agent| Some(agent) != state.agent.as_ref()),
        override_reason: ask.override_reason.clone(),
        start: canonical::digest(&start)?,
    };
    let stamp = open.stamp(moment.now, moment.seeded, who.actor.clone(), who.session.clone());
    let file = Attempt::opened(run.id.clone(), gate.clone(), attempt, stamp.at, agent, start);
    let drifted = pinned::drifted(&site.root, run)?;
    let packet_path = layout::packet(&gate, attempt)?;
    let shown_path = open.dir.dir.shown(&packet_path);
    let record = if ask.dry_run {
        open.rehearse(&stamp, fact)?
    } else {
        if packet.len() <= KEPT_PACKET {
            open.keep(packet.as_bytes())?;
            // The copy for people may be lost: `gate packet` prints it again.
            durable::write_log(&open.dir.dir, &packet_path, packet.as_bytes())?;
        } else {
            // The only copy.
            durable::write_atomic(&open.dir.dir, &packet_path, packet.as_bytes())?;
        }
        open.commit_start(&stamp, &file, &side, fact)?
    };
    Ok(Started { record, gate, attempt, packet, packet_path: shown_path, drifted })
}

/// What is there before the work.
struct Seen {
    /// The gate's own outputs, and what its checks compare.
    before: BTreeMap<RepoPath, Digest>,
    /// The outputs of the gates it needs.
    inputs: BTreeMap<RepoPath, Digest>,
    /// The same for the packet, each as declared.
    shown: Vec<Input>,
    /// Everything that was looked at and is no glob.
    touched: Vec<RepoPath>,
}

fn snapshot(site: &Site, machine: &Machine, view: &GateView, needs: &[GateView]) -> Result<Seen, Failure> {
    let outputs = view.outputs().map(|output| &output.spot.place);
    let outputs: Vec<&Place> = outputs.chain(view.plan.compared()).collect();
    let inputs: Vec<(&GateView, &Place)> =
        needs.iter().flat_map(|need| need.outputs().map(move |output| (need, &output.spot.place))).collect();
    let wanted = places_wanted(outputs.iter().copied().chain(inputs.iter().map(|(_, place)| *place)));
    let evidence = look(site, machine, &wanted)?;
    let shown = inputs.iter().map(|(need, place)| Input {
        path: place.as_str().to_owned(),
        gate: need.pinned.def.id.clone(),
        exists: !present(std::iter::once(*place), &evidence).is_empty(),
    });
    let touched = wanted.iter().filter_map(|wanted| match &wanted.place {
        Place::Path(path) => Some(path.clone()),
        Place::Glob(_) => None,
    });
    Ok(Seen {
        before: present(outputs.iter().copied(), &evidence),
        inputs: present(inputs.iter().map(|(_, place)| *place), &evidence),
        shown: shown.collect(),
        touched: touched.collect(),
    })
}

/// What the attempt's file says of its beginning, and the lists that are too long to stand in it.
fn beginning(
    seen: Seen,
    view: &GateView,
    attempt: u32,
    packet: &str,
    git: Option<GitFacts>,
    ask: &StartGate,
    who: &Who,
) -> (Start, Vec<SideFile>) {
    let (before, inputs) = (listed(&seen.before, attempt, "before"), listed(&seen.inputs, attempt, "inputs"));
    let start = Start {
        producer: who.actor.clone(),
        session: who.session.clone(),
        tool: TOOL.to_owned(),
        contract_sha256: view.pinned.contract_sha256,
        packet: PacketRef { sha256: Digest::of(packet.as_bytes()), bytes: packet.len() as u64 },
        git,
        override_reason: ask.override_reason.clone(),
        before: before.inline,
        before_manifest: before.manifest,
        inputs: inputs.inline,
        inputs_manifest: inputs.manifest,
    };
    (start, [before.side, inputs.side].concat())
}

fn may_start(
    run: &Run,
    needs: &[GateView],
    state: &GateState,
    def: &GateDef,
    stale: &Stale,
    ask: &StartGate,
) -> Result<(), Failure> {
    let gate = &state.id;
    refuse_completed(run)?;
    if let Some(open) = state.open_attempt() {
        return Err(Failure::state(
            "attempt_open",
            format!("attempt {} at gate {gate} is open already, since {}", open.attempt, open.started_at),
        )
        .nexts(working(&run.id, gate))
        .hint(abandon(&run.id, gate)));
    }
    if matches!(state.status, GateStatus::Pass | GateStatus::Waived) && !stale.contains_key(gate) {
        return Err(Failure::state(
            "already_passed",
            format!("gate {gate} has passed and nothing it brought has changed since"),
        )
        .next(format!("gatewright run status --run {}", run.id)));
    }
    if let Some(most) = def.max_attempts.filter(|most| state.attempts.len() as u32 >= *most) {
        return Err(Failure::state(
            "attempt_limit",
            format!("gate {gate} was tried {most} times, which is its limit"),
        )
        .next(format!("gatewright run status --run {}", run.id)));
    }
    let unmet = unmet_needs(run, needs, stale);
    match (unmet.is_empty(), &ask.override_reason) {
        (true, _) => Ok(()),
        (false, Some(_)) => Ok(()),
        (false, None) => {
            let mut failure =
                Failure::state("needs_not_met", format!("gate {gate} needs gates that are not met"));
            failure.causes = unmet;
            Err(failure.next(format!("gatewright run status --run {}", run.id)).hint(format!(
                "to start it all the same, for the record: `{} --override --reason \"<why>\"`",
                start(&run.id, gate)
            )))
        }
    }
}

/// The `needs` of a gate that keep it from starting, in words.
pub fn unmet_needs(run: &Run, needs: &[GateView], stale: &Stale) -> Vec<String> {
    let unmet = |need: &GateView| -> Option<String> {
        let id = &need.pinned.def.id;
        let state = run.gate(id)?;
        if let Some(why) = stale.get(&state.id) {
            let why = why.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
            return Some(format!("gate {id} is STALE: {why}"));
        }
        let tolerated = state.status == GateStatus::Fail && !need.pinned.contract.blocking;
        (!state.status.is_met() && !tolerated).then(|| format!("gate {id} is {}", state.status.as_str()))
    };
    needs.iter().filter_map(unmet).collect()
}

fn may_produce(run: &Run, def: &GateDef, ask: &StartGate, who: &Who) -> Result<(), Failure> {
    let named = |name: &str| def.producers.iter().any(|allowed| allowed == name);
    if def.producers.is_empty() || named(&who.actor.name) || ask.agent.as_deref().is_some_and(named) {
        return Ok(());
    }
    Err(Failure::state(
        "may_not_produce",
        format!("gate {} may not be worked on by {}", def.id, who.actor.name),
    )
    .cause(format!("the workflow allows: {}", def.producers.join(", ")))
    .hint("whoever does the work is named with `--agent NAME`, or by `--actor NAME` where they start it")
    .next(format!("gatewright run status --run {}", run.id)))
}
