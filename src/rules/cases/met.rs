//! What of an expectation a judgement does not meet.

use crate::model::case::{Expectation, word};
use crate::model::verdict::{Row, State, Verdict};
use crate::rules::checks::catalogue::{self, Cost};
use crate::rules::checks::parts::answered::CHECKED;
use crate::rules::quote::quoted;

/// Every difference between what was expected and what was judged, a sentence each without a full stop; none when it is
/// met.
///
/// A name in `checks` stands for all rows with this id, this type, or this type and path; the worst of them counts.
/// Every row that keeps the gate from passing has to be named: else the case fails for a reason that nobody wrote down.
/// Only a command that was not run, or a server that was not asked, beside a check that is to fail need not be: it follows from that, or from the case.
pub fn unmet(expect: &Expectation, verdict: &Verdict) -> Vec<String> {
    let mut unmet = vec![];
    if expect.passes != verdict.passes() {
        unmet.push(format!("the gate is {}, {} expected", word(verdict.passes()), expect.word()));
    }
    for (name, wanted) in &expect.checks {
        let found =
            verdict.rows.iter().filter(|row| named(name, row)).map(|row| row.state).max_by_key(badness);
        match found {
            None => unmet.push(format!("no result is called {}", quoted(name))),
            Some(found) if found != *wanted => {
                unmet.push(format!(
                    "{} is `{}`, `{}` expected",
                    quoted(name),
                    found.as_str(),
                    wanted.as_str()
                ));
            }
            Some(_) => {}
        }
    }
    let fails = expect.checks.values().any(|state| *state == State::Fail);
    let unnamed = verdict
        .blocking()
        .filter(|row| !fails || !is_unrun(row))
        .filter(|row| !expect.checks.keys().any(|name| named(name, row)));
    unmet.extend(unnamed.map(|row| {
        format!("{} is `{}`, and the case does not say so", quoted(&title(row)), row.state.as_str())
    }));
    unmet
}

fn is_unrun(row: &Row) -> bool {
    let probes = catalogue::find(&row.check).is_some_and(|kind| match kind.cost {
        Cost::Probe(_) => true,
        Cost::Web(_) => row.figures.contains_key(CHECKED),
        _ => false,
    });
    probes && row.state == State::NotEnforced
}

/// Whether a name in an expectation means this row.
pub fn named(name: &str, row: &Row) -> bool {
    row.id.as_deref() == Some(name) || row.check == name || title_of_place(row) == name
}

/// The name by which a case can say the row: its id, else its type and path.
pub fn title(row: &Row) -> String {
    row.id.clone().unwrap_or_else(|| title_of_place(row))
}

fn title_of_place(row: &Row) -> String {
    match &row.path {
        Some(path) => format!("{} {path}", row.check),
        None => row.check.clone(),
    }
}

fn badness(state: &State) -> u8 {
    match state {
        State::Pass => 0,
        State::Waived => 1,
        State::Warn => 2,
        State::NotEnforced => 3,
        State::Fail => 4,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::model::contract::Severity;

    fn row(check: &str, id: Option<&str>, path: Option<&str>, state: State) -> Row {
        Row {
            check: check.to_owned(),
            version: 1,
            id: id.map(str::to_owned),
            path: path.map(str::to_owned),
            template: None,
            state,
            severity: Severity::Error,
            description: String::new(),
            figures: serde_json::Map::new(),
            findings: vec![],
            waiver: None,
        }
    }

    fn expect(passes: bool, checks: &[(&str, State)]) -> Expectation {
        let checks: BTreeMap<_, _> =
            checks.iter().map(|(name, state)| ((*name).to_owned(), *state)).collect();
        Expectation { passes, checks }
    }

    #[test]
    fn a_check_is_named_by_its_id_its_type_or_its_place_and_the_worst_result_counts() {
        let verdict = Verdict {
            rows: vec![
                row("word_count", Some("long"), Some("a.md"), State::Pass),
                row("word_count", Some("long"), Some("b.md"), State::Fail),
            ],
        };
        for (name, state, met) in [
            ("long", State::Fail, true),
            ("word_count", State::Fail, true),
            ("word_count b.md", State::Fail, true),
            ("word_count a.md", State::Fail, false),
            ("long", State::Pass, false),
        ] {
            assert_eq!(unmet(&expect(false, &[(name, state)]), &verdict).is_empty(), met, "{name} {state:?}");
        }
        let said = unmet(&expect(false, &[("word_count a.md", State::Pass)]), &verdict);
        assert_eq!(said, ["`long` is `fail`, and the case does not say so"]);
    }

    #[test]
    fn a_command_that_was_not_run_need_not_be_named_beside_a_check_that_fails() {
        let unrun = row("command", None, None, State::NotEnforced);
        let failed = row("word_count", None, Some("a.md"), State::Fail);
        let verdict = Verdict { rows: vec![failed, unrun.clone()] };
        assert_eq!(unmet(&expect(false, &[("word_count", State::Fail)]), &verdict), [""; 0]);
        assert_eq!(unmet(&expect(true, &[]), &Verdict { rows: vec![unrun] }).len(), 2);
    }
}
