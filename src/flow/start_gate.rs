//! `gate start`: opens an attempt and hands out its packet.

use crate::flow::artifacts::listed;
use crate::flow::fit::refuse_never_passing;
use crate::flow::gate_view::{GateView, needed};
use crate::flow::git_facts::git_facts;
use crate::flow::machine::Machine;
use crate::flow::may_start::{may_produce, may_start};
use crate::flow::opening::open_run;
use crate::flow::packet::{self, About};
use crate::flow::people::account::account;
use crate::flow::pinned;
use crate::flow::refusals::check_reason;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::snapshot::{Before, snapshot};
use crate::flow::stale::stale;
use crate::flow::start_run::TOOL;
use crate::format::canonical;
use crate::format::record::read::Record;
use crate::model::account::Account;
use crate::model::attempt::{Attempt, GitFacts, PacketRef, Start};
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::store::durable;
use crate::store::runs::layout;
use crate::store::runs::open::{OpenRun, Purpose, SideFile};
use crate::store::runs::read::RunDir;
use crate::store::runs::seals::KEPT_PACKET;

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
    let purpose = Purpose { command: "gate start", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let run = open.run();
    let workflow = pinned::workflow(&open.dir, run)?;
    let view = GateView::load(&open.dir, run, &workflow, &ask.gate)?;
    let state = run.gate(&ask.gate).ok_or_else(|| Failure::bug(format!("no gate {}", ask.gate)))?;
    let stale = stale(site, machine, &open.dir, run, &workflow, who.stamp(&open, moment).at)?;
    let inputs = needed(&open.dir, run, &workflow, &view)?;
    may_start(run, &inputs, state, &view.pinned.def, &stale, ask.override_reason.is_some())?;
    may_produce(run, &view.pinned.def, ask.agent.as_deref(), who)?;
    can_pass(&open.dir, run, &view)?;

    let attempt = state.attempts.len() as u32 + 1;
    let gate = state.id.clone();
    let before = snapshot(site, machine, &view, &inputs)?;
    let agent = ask.agent.clone().or_else(|| state.agent.clone());
    let about = About {
        attempt,
        agent: agent.clone(),
        named: ask.agent.clone(),
        inputs: before.shown.clone(),
        changed: stale.get(&state.id).cloned().unwrap_or_default(),
    };
    let packet = packet::render(&open.dir, run, &workflow, &view, &about)?;
    let git = git_facts(site, machine, &before.touched)?;
    let here = account(site, machine, &run.id).recorded();
    let (start, side) = beginning(before, &view, attempt, &packet, git, ask, (who, here));
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
        write_packet(&open, &packet_path, packet.as_bytes())?;
        open.commit_start(&stamp, &file, &side, fact)?
    };
    Ok(Started { record, gate, attempt, packet, packet_path: shown_path, drifted })
}

/// Refuses a gate that the pinned contract never lets pass: work on it would be lost.
fn can_pass(dir: &RunDir, run: &Run, view: &GateView) -> Result<(), Failure> {
    let path = &view.pinned.def.contract;
    let bytes = pinned::bytes(dir, run, &view.pinned.def.id, path)?;
    refuse_never_passing(&view.pinned.contract, (path, &bytes), run.depth, &run.params).map_err(|failure| {
        failure
            .hint(format!(
                "the run pinned this contract: mend the file, then pin it anew, with your reason: `gatewright run repin --run {} --gate {} --reason \"<why>\"`",
                run.id, view.pinned.def.id
            ))
            .next(format!("gatewright workflow lint {}", run.workflow.name))
    })
}

/// Writes the packet, before the attempt that was begun with it is committed.
fn write_packet(open: &OpenRun, path: &RepoPath, packet: &[u8]) -> Result<(), Failure> {
    if packet.len() as u64 > KEPT_PACKET {
        // The only copy.
        return durable::write_atomic(&open.dir.dir, path, packet);
    }
    open.keep(packet)?;
    // The copy for people may be lost: `gate packet` prints it again.
    durable::write_log(&open.dir.dir, path, packet)
}

/// What the attempt's file says of its beginning, and the lists that are too long to stand in it.
fn beginning(
    before: Before,
    view: &GateView,
    attempt: u32,
    packet: &str,
    git: Option<GitFacts>,
    ask: &StartGate,
    (who, account): (&Who, Option<Account>),
) -> (Start, Vec<SideFile>) {
    let (outputs, inputs) =
        (listed(&before.outputs, attempt, "before"), listed(&before.inputs, attempt, "inputs"));
    let start = Start {
        producer: who.actor.clone(),
        account,
        session: who.session.clone(),
        tool: TOOL.to_owned(),
        contract_sha256: view.pinned.contract_sha256,
        packet: PacketRef { sha256: Digest::of(packet.as_bytes()), bytes: packet.len() as u64 },
        git,
        override_reason: ask.override_reason.clone(),
        before: outputs.inline,
        before_manifest: outputs.manifest,
        inputs: inputs.inline,
        inputs_manifest: inputs.manifest,
    };
    (start, [outputs.side, inputs.side].concat())
}
