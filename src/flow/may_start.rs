//! Whether a gate may be started: what the record's state, its needs and its producers allow.

use crate::flow::gate_view::GateView;
use crate::flow::next::{abandon, start, working};
use crate::flow::refusals::refuse_completed;
use crate::flow::site::Who;
use crate::flow::stale::Stale;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{GateState, GateStatus, Run};
use crate::model::workflow::GateDef;

/// Refuses a start that the record's state forbids: the run is completed, an attempt is open, the gate has passed and
/// still stands, its attempts are used up, or a need is not met and nobody has `overridden` that.
///
/// # Errors
/// `State`, naming the rule.
pub fn may_start(
    run: &Run,
    needs: &[GateView],
    state: &GateState,
    def: &GateDef,
    stale: &Stale,
    overridden: bool,
) -> Result<(), Failure> {
    let gate = &state.id;
    refuse_completed(run)?;
    if let Some(open) = state.open_attempt() {
        return Err(Failure::state(
            "attempt_open",
            format!("attempt {} at gate {gate} is open already, since {}", open.attempt, open.started_at),
        )
        .nexts(working(&run.id, state))
        .hint(abandon(&run.id, state)));
    }
    if matches!(state.status, GateStatus::Pass | GateStatus::Waived) && !stale.contains_key(gate) {
        return Err(Failure::state(
            "already_passed",
            format!("gate {gate} has passed and nothing it brought has changed since"),
        )
        .next(format!("gatewright run status --run {}", run.id)));
    }
    if let Some(most) = def.max_attempts.filter(|most| !state.may_be_tried(Some(*most))) {
        return Err(attempt_limit(gate, most).next(format!("gatewright run status --run {}", run.id)));
    }
    let unmet = unmet_needs(run, needs, stale);
    if unmet.is_empty() || overridden {
        return Ok(());
    }
    Err(needs_not_met(run, state, unmet).next(format!("gatewright run status --run {}", run.id)))
}

/// Refuses a gate whose needs are `unmet`, in words.
pub fn needs_not_met(run: &Run, state: &GateState, unmet: Vec<String>) -> Failure {
    let gate = &state.id;
    let mut failure = Failure::state("needs_not_met", format!("gate {gate} needs gates that are not met"));
    failure.causes = unmet;
    failure.hint(format!(
        "to start it all the same, for the record: `{} --override --reason \"<why>\"`",
        start(&run.id, gate)
    ))
}

/// Refuses a gate that was tried `most` times.
pub fn attempt_limit(gate: &GateId, most: u32) -> Failure {
    Failure::state("attempt_limit", format!("gate {gate} was tried {}, which is its limit", times(most)))
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Refuses somebody whom the workflow does not let work on the gate: neither `who` nor the `agent` that is named.
///
/// # Errors
/// `State` (`may_not_produce`).
pub fn may_produce(run: &Run, def: &GateDef, agent: Option<&str>, who: &Who) -> Result<(), Failure> {
    let named = |name: &str| def.producers.iter().any(|allowed| allowed == name);
    if def.producers.is_empty() || named(&who.actor.name) || agent.is_some_and(named) {
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
