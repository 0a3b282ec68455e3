//! `invocation record`: one agent call inside an open attempt. What it says of itself is a claim, never a verdict.

use crate::flow::machine::Machine;
use crate::flow::open_attempt::{open_row, row};
use crate::flow::opening::open_run;
use crate::flow::refusals::refuse_token;
use crate::flow::site::{Moment, Site, Who};
use crate::format::record::read::Record;
use crate::model::digest::Digest;
use crate::model::event::Fact;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, InvocationId, RunId};
use crate::model::invocation::Invocation;
use crate::model::path::is_treacherous;
use crate::model::time::Timestamp;
use crate::store::runs::open::Purpose;

/// What an invocation may be said to have come to.
pub const STATUSES: &[&str] = &["SUCCESS", "FAILURE", "TIMEOUT", "CANCELED"];
/// The most texts a list of an invocation may hold.
pub const MAX_LIST: usize = 200;
/// The longest text, in bytes.
pub const MAX_TEXT: usize = 1000;

/// What is asked.
#[derive(Debug, Clone)]
pub struct RecordInvocation {
    /// The run.
    pub run: RunId,
    /// The gate.
    pub gate: GateId,
    /// The attempt it was made for, which somebody may have closed meanwhile; the open one where nothing is said.
    pub attempt: Option<u32>,
    /// What is known about the call.
    pub told: Told,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What is known about a call; see [`Invocation`] for the members.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// Its id, when it was needed before; a new one where nothing is said.
    pub id: Option<InvocationId>,
    /// Who was called.
    pub agent: Option<String>,
    /// Which model answered.
    pub model: Option<String>,
    /// The agent's own session.
    pub session: Option<String>,
    /// The command line.
    pub command: Option<Vec<String>>,
    /// When it began; now where nothing is said.
    pub started_at: Option<Timestamp>,
    /// When it ended; now where nothing is said.
    pub finished_at: Option<Timestamp>,
    /// One of [`STATUSES`], when somebody said one.
    pub status: Option<String>,
    /// The exit code.
    pub exit_code: Option<i32>,
    /// Tokens read.
    pub tokens_in: Option<u64>,
    /// Tokens written.
    pub tokens_out: Option<u64>,
    /// What it cost.
    pub cost: Option<String>,
    /// What it read.
    pub input_refs: Vec<String>,
    /// What it wrote.
    pub output_refs: Vec<String>,
}

/// What was done.
#[derive(Debug)]
pub struct Recorded {
    /// The record after it.
    pub record: Record,
    /// The invocation as recorded.
    pub invocation: Invocation,
}

/// Records an invocation.
///
/// # Errors
/// `State` when the gate has no open attempt, the attempt was closed before the call began, or the run is completed; `Usage` when something said is wrong or looks like a secret.
pub fn record_invocation(
    site: &Site,
    machine: &Machine,
    ask: &RecordInvocation,
    moment: &Moment,
    who: &Who,
) -> Result<Recorded, Failure> {
    let told = &ask.told;
    check(told)?;
    let purpose = Purpose { command: "invocation record", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let run = open.run();
    let row = match ask.attempt {
        Some(attempt) => row(run, &ask.gate, attempt)?,
        None => open_row(run, &ask.gate)?,
    };
    let state = run.gate(&ask.gate).ok_or_else(|| Failure::bug("the gate vanished"))?;
    let gate = state.id.clone();
    // Who was named when the attempt was opened; whom the workflow names has not said anything.
    let claimed = row.agent.clone().filter(|_| row.agent != state.agent);
    let stamp = open.stamp(moment.now, moment.seeded, who.actor.clone(), who.session.clone());
    let finished_at = told.finished_at.unwrap_or(stamp.at);
    let started_at = told.started_at.unwrap_or(finished_at);
    if finished_at < started_at {
        return Err(Failure::usage(
            "bad_times",
            format!("the invocation ends ({finished_at}) before it begins ({started_at})"),
        ));
    }
    // Without a word on its end it ended now; without one on its beginning nobody knows.
    let timed = told.started_at.is_some();
    let invocation = Invocation {
        invocation_id: told.id.clone().unwrap_or_else(|| InvocationId::make(started_at, moment.random)),
        gate,
        attempt: row.attempt,
        agent: told.agent.clone().or(claimed),
        model: told.model.clone(),
        session: told.session.clone(),
        command: told.command.clone(),
        started_at,
        finished_at,
        duration_ms: timed.then(|| u64::try_from(finished_at.millis() - started_at.millis()).unwrap_or(0)),
        status: told.status.clone(),
        exit_code: told.exit_code,
        tokens_in: told.tokens_in,
        tokens_out: told.tokens_out,
        cost: told.cost.clone(),
        input_refs: told.input_refs.clone(),
        output_refs: told.output_refs.clone(),
    };
    let fact = Fact::InvocationRecorded(Box::new(invocation.clone()));
    let record = if ask.dry_run { open.rehearse(&stamp, fact)? } else { open.commit(&stamp, fact)? };
    Ok(Recorded { record, invocation })
}

fn check(told: &Told) -> Result<(), Failure> {
    if let Some(status) = told.status.as_deref().filter(|status| !STATUSES.contains(status)) {
        return Err(Failure::usage(
            "bad_status",
            format!("`{}` is not a status of an invocation", status.escape_debug()),
        )
        .hint(format!("allowed: {}", STATUSES.join(", "))));
    }
    let texts = [&told.agent, &told.model, &told.session, &told.cost];
    let lists = [told.command.as_deref().unwrap_or_default(), &told.input_refs, &told.output_refs];
    if lists.iter().any(|list| list.len() > MAX_LIST) {
        return Err(Failure::usage(
            "too_many",
            format!("a list of an invocation has at most {MAX_LIST} entries"),
        ));
    }
    for text in texts.into_iter().flatten().chain(lists.into_iter().flatten()) {
        if text.trim().is_empty() || text.len() > MAX_TEXT || text.chars().any(is_treacherous) {
            return Err(Failure::usage(
                "bad_text",
                format!(
                    "what is said of an invocation has 1 to {MAX_TEXT} bytes and no control characters each"
                ),
            ));
        }
        refuse_token("the invocation", text)?;
    }
    // Beyond 2^53 a JSON number is not exact everywhere.
    if told.tokens_in.into_iter().chain(told.tokens_out).any(|tokens| tokens > 1 << 53) {
        return Err(Failure::usage("too_many", "a number of tokens is at most 2^53"));
    }
    Ok(())
}
