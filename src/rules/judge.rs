//! From a contract and evidence to a verdict. Nothing but this yields a PASS.

pub mod asked;
mod rows;

use crate::model::answers::Answers;
use crate::model::evidence::Evidence;
use crate::model::verdict::{Finding, Row, State, Verdict};
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::frame::kind::{CheckKind, Cost};
use crate::rules::judge::rows::{implied_rows, rows_of};
use crate::rules::outputs::{Check, Resolved};
use crate::rules::pool::{Grain, map};

/// A check takes some ten microseconds for a small text: a further thread is worth its start from some dozen.
const CHECKS: Grain = Grain { batch: 8, per_thread: 16 };

/// Rows by what asks for them: an entry of `validations`, or (`None`) the outputs by themselves.
pub type Attributed = Vec<(Option<usize>, Vec<Row>)>;

/// Judges `evidence` and `answers` by `plan`.
///
/// Rows stand in this order: the required outputs and the alternatives that no `file_exists` asks for, then the validations as declared,
/// one row for each thing a check looked at. A check whose command was not run is `not_enforced`, never left out.
pub fn judge(plan: &Resolved, evidence: &Evidence, answers: &Answers) -> Verdict {
    First::of(plan, evidence).complete(answers)
}

/// What can be said before anybody is asked: decides whether commands are worth running. It is bound to the evidence that it was judged on,
/// so that what stands can be kept when the answers are there.
#[derive(Debug)]
pub struct First<'a> {
    plan: &'a Resolved,
    evidence: &'a Evidence,
    documents: Documents,
    implied: Vec<Row>,
    /// Of each check of the plan.
    said: Vec<Said>,
}

/// What is said of one check before anybody is asked.
#[derive(Debug)]
enum Said {
    /// Its rows: it waits for nobody.
    All(Vec<Row>),
    /// What is wrong whatever is answered; with the answers it is judged anew.
    Wrong(Vec<Row>),
}

impl<'a> First<'a> {
    /// Judges what waits for nobody.
    pub fn of(plan: &'a Resolved, evidence: &'a Evidence) -> First<'a> {
        First::with(plan, evidence, Documents::default())
    }

    /// The same, with the texts that were taken apart before.
    pub fn with(plan: &'a Resolved, evidence: &'a Evidence, mut documents: Documents) -> First<'a> {
        documents.add(evidence);
        let said = map(&plan.checks, CHECKS, |check| {
            let ask = Ask { documents: Some(&documents), ..plan.ask(check) };
            first_said(plan, check, &ask, evidence)
        });
        First { implied: implied_rows(plan, evidence), said, plan, evidence, documents }
    }

    /// A check as it is asked, with what was answered where it is said.
    fn ask<'b>(&'b self, check: &'b Check, answers: Option<&'b Answers>) -> Ask<'b> {
        Ask { answers, documents: Some(&self.documents), ..self.plan.ask(check) }
    }

    /// Whether it already keeps the gate from passing.
    pub fn blocks(&self) -> bool {
        self.implied.iter().chain(self.said.iter().flat_map(Said::rows)).any(Row::blocks)
    }

    /// The rows so far; never a gate's verdict.
    pub fn so_far(self) -> Verdict {
        let said = self.said.into_iter().flat_map(|said| match said {
            Said::All(rows) | Said::Wrong(rows) => rows,
        });
        Verdict { rows: self.implied.into_iter().chain(said).collect() }
    }

    /// The verdict, now that whoever was worth asking has answered.
    pub fn complete(self, answers: &Answers) -> Verdict {
        Verdict { rows: self.attributed(answers).into_iter().flat_map(|(_, rows)| rows).collect() }
    }

    /// The rows of that verdict by what asks for them.
    pub fn attributed(mut self, answers: &Answers) -> Attributed {
        let blocked = self.blocks();
        let said = std::mem::take(&mut self.said);
        let implied = std::mem::take(&mut self.implied);
        let of_checks = self.plan.checks.iter().zip(said).map(|(check, said)| {
            let rows = match said {
                Said::All(rows) => rows,
                Said::Wrong(_) => {
                    let rows = rows_of(self.plan, check, &self.ask(check, Some(answers)), self.evidence);
                    if blocked && !was_asked(check, answers) { not_run(check, rows) } else { rows }
                }
            };
            (Some(check.index), rows)
        });
        std::iter::once((None, implied)).chain(of_checks).collect()
    }
}

impl Said {
    fn rows(&self) -> &[Row] {
        match self {
            Said::All(rows) | Said::Wrong(rows) => rows,
        }
    }
}

/// What can be said of a check without asking anybody. Of one that asks the web that is only what is wrong whatever is answered; where
/// a share of it need not hold, the answers decide which.
fn first_said(plan: &Resolved, check: &Check, ask: &Ask, evidence: &Evidence) -> Said {
    let asks_web = plan.asks_web(check);
    if waits(check.kind) || asks_web && check.validation.common.mostly.is_some() {
        return Said::Wrong(vec![]);
    }
    let mut rows = rows_of(plan, check, ask, evidence);
    if asks_web {
        rows.retain(|row| matches!(row.state, State::Fail | State::Warn));
        return Said::Wrong(rows);
    }
    Said::All(rows)
}

/// Whether nothing can be said before somebody has answered.
fn waits(kind: &CheckKind) -> bool {
    matches!(kind.cost, Cost::Probe(_) | Cost::Git(_) | Cost::People | Cost::Review(_))
}

/// Whether what the check waits for was found out.
fn was_asked(check: &Check, answers: &Answers) -> bool {
    match check.kind.cost {
        Cost::Git(_) => answers.git.is_some(),
        Cost::People | Cost::Review(_) | Cost::Web(_) => true,
        _ => answers.probes.contains_key(&check.index),
    }
}

fn not_run(check: &Check, mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        row.findings = vec![Finding {
            hint: Some("mend what the other checks found, then finish again".to_owned()),
            ..Finding::new(format!("`{}` was not run because cheaper checks failed", check.validation.check))
        }];
    }
    rows
}
