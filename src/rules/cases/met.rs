//! What of an expectation a judgement does not meet.

use crate::model::case::{Expectation, word};
use crate::model::verdict::{Row, State, Verdict};
use crate::rules::checks::quote::quoted;

/// Every difference between what was expected and what was judged, a sentence each without a full stop; none when it is
/// met.
///
/// A name in `checks` stands for all rows with this id, this type, or this type and path; the worst of them counts.
/// Every row that keeps the gate from passing has to be named: else the case fails for a reason that nobody wrote down.
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
    let unnamed = verdict.blocking().filter(|row| !expect.checks.keys().any(|name| named(name, row)));
    unmet.extend(unnamed.map(|row| {
        format!("{} is `{}`, and the case does not say so", quoted(&title(row)), row.state.as_str())
    }));
    unmet
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
