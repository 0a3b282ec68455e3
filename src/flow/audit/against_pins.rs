//! An attempt's file against the definitions that were pinned when it began, and against the attempts that it builds upon.

use crate::flow::artifacts::artifacts;
use crate::flow::audit::shelf::{Shelf, file};
use crate::flow::gate_view::GateView;
use crate::flow::listed::{before, inputs, recorded};
use crate::flow::stale::as_seen;
use crate::model::attempt::{Artifact, Attempt, Change};
use crate::model::audit::Found;
use crate::model::dossier::attempts::AttemptTold;
use crate::model::dossier::contradictions::{Contradiction, With};
use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::store::globs::matcher;

impl Shelf<'_> {
    /// What the attempt says of itself, and the definitions that were pinned when it began do not.
    pub(super) fn contradictions(
        &self,
        run: &Run,
        told: &AttemptTold,
        attempt: &Attempt,
    ) -> Vec<Contradiction> {
        let Some((view, needs)) = self.views.get(&attempt.gate) else { return vec![] };
        let mut all = vec![];
        let mut note = |with, field: &str, expected: String, there: String| {
            if expected != there {
                let one = Found::new("the definitions that were pinned say something else").file(&told.path);
                let shown = |text: String| if text.is_empty() { "nothing".to_owned() } else { text };
                let one = one.attempt(attempt.gate.as_str(), attempt.attempt);
                let one = one.differs(shown(expected), shown(there));
                all.push(Contradiction { with, found: Found { field: Some(field.to_owned()), ..one } });
            }
        };
        let (pinned, start) = (view.pinned.contract_sha256, attempt.start.contract_sha256);
        note(With::Contract, "start.contract_sha256", pinned.to_string(), start.to_string());
        if told.seal.is_some() && pinned == start && attempt.manifest.is_none() {
            for (field, expected, there) in self.artifacts(view, attempt) {
                note(With::Contract, &field, expected, there);
            }
        }
        for (field, expected, there) in self.inputs(run, needs, attempt) {
            note(With::Inputs, &field, expected, there);
        }
        if told.seal.is_some() && pinned == start {
            let outputs: Vec<&str> = view.outputs().map(|output| output.spot.template.0.as_str()).collect();
            let (outputs, there) = (outputs.join(", "), attempt.required_outputs.join(", "));
            note(With::Contract, "required_outputs", outputs, there);
        }
        let most = view.pinned.def.max_attempts;
        if let Some(most) =
            most.filter(|most| run.gate(&attempt.gate).is_some_and(|state| !state.may_be_tried(Some(*most))))
        {
            note(With::Limit, "attempt", format!("at most {most}"), attempt.attempt.to_string());
        }
        if let (Some(span), Some(ended)) = (view.pinned.def.timeout, attempt.finished_at)
            && attempt.status.is_met()
            && i128::from(ended.millis() - attempt.started_at.millis()) > span.as_millis() as i128
        {
            note(With::Limit, "status", "TIMED_OUT".to_owned(), attempt.status.as_str().to_owned());
        }
        all
    }

    /// The rows of the outputs that the recorded digests do not come to: member, expected, found.
    fn artifacts(&self, view: &GateView, attempt: &Attempt) -> Vec<(String, String, String)> {
        let (Ok(there), Ok(was)) = (recorded(self.copies.dir, attempt), before(self.copies.dir, attempt))
        else {
            return vec![];
        };
        let seen = with_refused(view, attempt, as_seen(places(view), &there));
        let expected = artifacts(view.outputs(), &seen, &was);
        let shown = |row: Option<&Artifact>| match row {
            None => "nothing".to_owned(),
            Some(row) => {
                let digest = row.sha256.map_or("nothing".to_owned(), |sha256| sha256.to_string());
                let template = row.template.as_deref().unwrap_or_default();
                let size = if row.exists { "" } else { row.size.map_or("", |_| " of a size") };
                // Older records say something else of what they could not read.
                let unread = row.sha256.is_none() && row.change != Change::Missing;
                let change = if unread { Change::Unreadable } else { row.change };
                format!("{digest} {} {template} {change:?}{size}", row.path).replace("  ", " ")
            }
        };
        let mut all = vec![];
        for i in 0..expected.len().max(attempt.artifacts.len()) {
            let (want, have) = (shown(expected.get(i)), shown(attempt.artifacts.get(i)));
            if want != have {
                all.push((format!("artifacts[{i}]"), want, have));
            }
        }
        all
    }

    /// What was there of the outputs of gates that are met is what these had brought, unless the start was overridden; lists are
    /// sorted, and nothing stands in them twice.
    fn inputs(&self, run: &Run, needs: &[GateView], attempt: &Attempt) -> Vec<(String, String, String)> {
        let mut all = vec![];
        for (name, list) in [("inputs", &attempt.start.inputs), ("before", &attempt.start.before)] {
            let twice = list.windows(2).position(|pair| pair[0].path >= pair[1].path);
            all.extend(twice.map(|i| {
                let found = list[i + 1].path.to_string();
                (format!("start.{name}[{}]", i + 1), format!("a path behind `{}`", list[i].path), found)
            }));
        }
        let Ok(there) = inputs(self.copies.dir, attempt) else { return all };
        if attempt.start.override_reason.is_some() {
            return all;
        }
        let met = needs.iter().filter_map(|need| {
            let state = run.gate(&need.pinned.def.id).filter(|state| state.status.is_met())?;
            let (told, file) = file(self.dossier, run, &state.id, state.last_closed()?.attempt)?;
            told.seal.and_then(|_| recorded(self.copies.dir, file).ok())
        });
        for (path, sha256) in met.flatten() {
            if there.get(&path) != Some(&sha256) {
                let at = attempt.start.inputs.iter().position(|seen| seen.path == path);
                let field = at.map_or("start.inputs".to_owned(), |at| format!("start.inputs[{at}].sha256"));
                let found = there.get(&path).map_or("nothing".to_owned(), ToString::to_string);
                all.push((field, sha256.to_string(), found));
            }
        }
        all
    }
}

fn places(view: &GateView) -> impl Iterator<Item = &Place> {
    view.outputs().map(|output| &output.spot.place)
}

/// With what was there and has no digest, such as a link, where the contract asks for it.
fn with_refused(view: &GateView, attempt: &Attempt, mut seen: Evidence) -> Evidence {
    let refused =
        attempt.artifacts.iter().filter(|row| row.sha256.is_none() && row.change != Change::Missing);
    for path in refused.filter_map(|row| RepoPath::new(&row.path).ok()) {
        for place in places(view) {
            if let Place::Glob(pattern) = place
                && (path.as_str() == pattern
                    || matcher(pattern).is_ok_and(|matcher| matcher.is_match(path.as_str())))
            {
                let matched = seen.matched.entry(pattern.clone()).or_default();
                matched.push(path.clone());
                matched.sort();
            }
        }
        seen.observed.insert(path, Observed::Refused(String::new()));
    }
    seen
}
