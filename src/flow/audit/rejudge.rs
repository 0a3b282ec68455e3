//! The verdict again: the pinned contract judged on the recorded bytes, found by their digests wherever they still are.
//!
//! Nothing is run and nobody is asked: rows of checks that need a command, git or the network are left out. What people decided
//! stands in the record; whose signatures those are, the reviewer's own allowed signers say.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::flow::audit::around::Around;
use crate::flow::audit::known::Copies;
use crate::flow::audit::recorded::{Recorded, point_further};
use crate::flow::audit::rows::{compared, is_of_another_version};
use crate::flow::audit::seen::Seen;
use crate::flow::audit::unread::unexplained;
use crate::flow::baseline::baseline;
use crate::flow::gate_view::GateView;
use crate::flow::people::decisions::{Panel, outputs_digest};
use crate::flow::start_run::TOOL;
use crate::format::record::rows;
use crate::model::answers::Answers;
use crate::model::attempt::{Attempt, Cause};
use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold, GateTold};
use crate::model::dossier::outputs::ComparedWith;
use crate::model::dossier::verdicts::{Rejudged, Verdict};
use crate::model::event::{Fact, Link};
use crate::model::evidence::Evidence;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::rules::advance::fold;
use crate::rules::checks::catalogue::find;
use crate::rules::judge::judge;
use crate::rules::secrets::mask;

/// An attempt by which a gate of the run is met, ready to be judged again, or why it is not.
pub(super) struct Again<'a> {
    gate: &'a GateTold,
    told: &'a AttemptTold,
    attempt: &'a Attempt,
    ready: Result<Ready, Verdict>,
}

struct Ready {
    /// The run as it was when the attempt was closed.
    then: Run,
    view: GateView,
    recorded: Recorded,
}

impl<'a> Again<'a> {
    /// Of a gate that is met; `None` where there is nothing to judge.
    pub fn of(around: &Around, copies: &Copies<'_>, links: &[Link], gate: &'a GateTold) -> Option<Again<'a>> {
        Again::of_attempt(around, copies, links, gate, last_sealed(gate)?)
    }

    /// Of an attempt that was judged; `None` where there is nothing to judge.
    pub fn of_attempt(
        around: &Around,
        copies: &Copies<'_>,
        links: &[Link],
        gate: &'a GateTold,
        told: &'a AttemptTold,
    ) -> Option<Again<'a>> {
        let AttemptFile::Read { attempt, sha256, .. } = &told.file else { return None };
        if !attempt.status.is_met() && attempt.cause != Some(Cause::Contract) {
            return None;
        }
        // What was edited is told as that; judging it would say nothing about what was recorded.
        if told.seal != Some(*sha256) {
            return None;
        }
        let ready = ready(around, copies, links, (told, attempt)).unwrap_or_else(|why| Err(not_judged(&why)));
        Some(Again { gate, told, attempt, ready })
    }

    /// What has to be looked at, and whether its bytes are needed.
    pub fn wanted(&self) -> BTreeMap<RepoPath, bool> {
        self.ready.as_ref().map(|ready| ready.recorded.wanted()).unwrap_or_default()
    }

    /// Judges it on what was `seen` of the recorded bytes, or on what the commit that outputs are compared `with` holds.
    pub fn judged(
        self,
        around: &Around,
        copies: &Copies<'_>,
        seen: &mut Seen,
        with: &ComparedWith,
    ) -> Rejudged {
        let Again { gate, told, attempt, ready } = self;
        let verdict = match ready {
            Err(verdict) => verdict,
            Ok(ready) => {
                ready.judge(around, copies, attempt, seen, with).unwrap_or_else(|why| not_judged(&why))
            }
        };
        Rejudged { gate: gate.gate.clone(), attempt: told.number, told_in: told.path.clone(), verdict }
    }
}

/// The attempt at the gate that was closed last.
pub(super) fn last_sealed(gate: &GateTold) -> Option<&AttemptTold> {
    gate.attempts.iter().rev().find(|told| told.seal.is_some())
}

fn not_judged(why: &Failure) -> Verdict {
    Verdict::NotJudged(why.to_string())
}

fn ready(
    around: &Around,
    copies: &Copies<'_>,
    links: &[Link],
    (told, attempt): (&AttemptTold, &Attempt),
) -> Result<Result<Ready, Verdict>, Failure> {
    let then = run_then(links, &attempt.gate, told.number)?;
    let view = around.known.view(copies, &then, &attempt.gate)?;
    if view.pinned.contract_sha256 != attempt.start.contract_sha256 {
        return Ok(Err(Verdict::NotJudged("its contract is not among the pins".to_owned())));
    }
    if let Some(at) = attempt.validations.iter().position(is_of_another_version) {
        let row = &attempt.validations[at];
        let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
        // This very version has one meaning of each check.
        if attempt.tool.as_deref() == Some(TOOL) {
            return Ok(Err(Verdict::Differs {
                field: format!("validations[{at}].version ({name})"),
                expected: find(name).map_or("nothing".to_owned(), |kind| kind.version.to_string()),
                found: row.get("version").map_or("nothing".to_owned(), Value::to_string),
            }));
        }
        let why = format!("`{name}` has another meaning in this gatewright than it had then");
        return Ok(Err(Verdict::NotJudged(why)));
    }
    if let Some(path) = unexplained(attempt) {
        let why = format!("`{path}` was there and could not be read, and what it was is not recorded");
        return Ok(Err(Verdict::NotJudged(why)));
    }
    let recorded = Recorded::of(copies.dir, attempt, &view)?;
    Ok(Ok(Ready { then, view, recorded }))
}

/// The run as it was when the attempt was closed: what is pinned may have been exchanged since.
fn run_then(links: &[Link], id: &GateId, number: u32) -> Result<Run, Failure> {
    let closing = |fact: &Fact| matches!(fact, Fact::GateClosed { gate, attempt, .. } if gate == id && *attempt == number);
    let events = links.iter().map(|link| &link.event);
    let mut before = events.take_while(|event| !closing(&event.fact)).peekable();
    before.peek().ok_or_else(|| Failure::bug("an attempt without events"))?;
    fold(before).map_err(|why| Failure::bug(why.to_string()))
}

impl Ready {
    fn judge(
        self,
        around: &Around,
        copies: &Copies<'_>,
        attempt: &Attempt,
        seen: &mut Seen,
        with: &ComparedWith,
    ) -> Result<Verdict, Failure> {
        let Ready { then, view, recorded } = self;
        let mut evidence = match recorded.evidence(around, seen, with)? {
            Ok(evidence) => evidence,
            Err(why) => return Ok(Verdict::NotJudged(why)),
        };
        evidence.runs = Some(around.site.config.runs.clone());
        point_further(around, &view, &mut evidence);
        evidence.before = Some(baseline(copies.dir, &then, &view.plan, attempt)?.files);
        // It was judged at the moment of the event that closed it.
        evidence.now = attempt.finished_at;
        let mut answers = Answers::default();
        let vouched = hear_people(around, (&then, attempt, &view), &evidence, &mut answers);
        let again = judge(&view.plan, &evidence, &answers);
        let now: Vec<Map<String, Value>> = again.rows.iter().map(rows::to_json).collect();
        Ok(match (compared(&attempt.validations, &now), vouched) {
            (Verdict::Differs { field, .. }, Err(why)) if field.contains("(approval)") => Verdict::NotJudged(
                format!("an approval is signed, and whose the signature is cannot be said: {why}"),
            ),
            (Verdict::Same(skipped), _) if skipped.is_empty() && attempt.cause == Some(Cause::Contract) => {
                other_reason(attempt, again.failure_reason()).unwrap_or(Verdict::Same(skipped))
            }
            (verdict, _) => verdict,
        })
    }
}

/// Why it did not pass follows from its rows, where all of them were made again.
fn other_reason(attempt: &Attempt, again: Option<String>) -> Option<Verdict> {
    // What was waived is no reason, and is judged again as it stands.
    if attempt.validations.iter().any(|row| row.get("state").and_then(Value::as_str) == Some("waived")) {
        return None;
    }
    let shown = |reason: Option<String>| reason.unwrap_or_else(|| "nothing".to_owned());
    let (expected, found) = (shown(again.as_deref().map(mask)), shown(attempt.failure_reason.clone()));
    (expected != found).then(|| Verdict::Differs { field: "failure_reason".to_owned(), expected, found })
}

/// What people had decided when the attempt was closed; an error says whose signature cannot be told here.
fn hear_people(
    around: &Around,
    (then, attempt, view): (&Run, &Attempt, &GateView),
    evidence: &Evidence,
    answers: &mut Answers,
) -> Result<(), String> {
    let row = then.gate(&attempt.gate).and_then(|state| state.attempts.last());
    let Some(row) = row else { return Ok(()) };
    let panel = Panel::of(then, attempt, row, None);
    let outputs = outputs_digest(view, evidence).unwrap_or(Digest::ZERO);
    answers.people = Some(panel.people(around.site, around.machine, outputs));
    panel.vouched(around.site, around.machine)
}
