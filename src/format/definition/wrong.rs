//! What is wrong with several definitions, gathered so that it is said at once.

use crate::format::definition::problem::Problems;
use crate::model::failure::{Failure, Kind};

/// Faults of definitions, in the order in which they were found.
#[derive(Debug, Default)]
pub struct Wrong(Vec<Failure>);

impl Wrong {
    /// The value; a fault of a definition is kept for later and gives `None`.
    ///
    /// # Errors
    /// Every failure that is not a definition's fault, at once.
    pub fn note<T>(&mut self, result: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(failure) if failure.kind == Kind::Usage => {
                // Gates may share a template, whose faults are said once.
                if !self.0.contains(&failure) {
                    self.0.push(failure);
                }
                Ok(None)
            }
            Err(failure) => Err(failure),
        }
    }

    /// Everything that was noted as one failure.
    ///
    /// # Errors
    /// When anything was noted.
    pub fn into_result(self) -> Result<(), Failure> {
        let mut all = self.0;
        match all.len() {
            0 => Ok(()),
            1 => all.pop().map_or(Ok(()), Err),
            _ => Err(joined(all)),
        }
    }
}

/// One failure for several: reports one below the other, problems one after the other, the totals as its message. What
/// has no report is a cause.
fn joined(all: Vec<Failure>) -> Failure {
    let count: usize = all.iter().map(count).sum();
    let code = all.first().map(|first| first.code).filter(|code| all.iter().all(|one| one.code == *code));
    let or_more = if all.iter().any(|one| one.problems.len() == Problems::CAP) { " or more" } else { "" };
    let message = format!("the definitions have {count} problems{or_more}");
    let mut one = Failure::usage(code.unwrap_or("bad_definition"), message);
    let mut reports = vec![];
    for failure in all {
        match &failure.report {
            Some(_) => one.causes.extend(failure.causes.clone()),
            None => one.causes.push(failure.to_string()),
        }
        reports.extend(failure.report);
        one.problems.extend(failure.problems);
        add(&mut one.hints, failure.hints);
        add(&mut one.next, failure.next);
    }
    one.report = (!reports.is_empty()).then(|| reports.join("\n\n"));
    one
}

/// Adds what is not there already.
fn add(known: &mut Vec<String>, more: Vec<String>) {
    for text in more {
        if !known.contains(&text) {
            known.push(text);
        }
    }
}

/// How many things a failure says.
fn count(failure: &Failure) -> usize {
    if failure.report.is_some() { failure.problems.len().max(1) } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fault_is_said_as_it_is() {
        let mut wrong = Wrong::default();
        assert_eq!(wrong.note(Ok(1)), Ok(Some(1)));
        let failure = Failure::usage("missing_definition", "it does not exist").cause("G1 names it");
        assert_eq!(wrong.note::<()>(Err(failure.clone())), Ok(None));
        assert_eq!(wrong.into_result(), Err(failure));
    }

    #[test]
    fn several_faults_are_said_at_once_with_their_number() {
        let mut wrong = Wrong::default();
        for name in ["a", "b", "a"] {
            wrong.note::<()>(Err(Failure::usage("missing_definition", name))).unwrap();
        }
        wrong.note::<()>(Err(Failure::usage("bad_definition", "c").report("picture"))).unwrap();
        let said = wrong.into_result().unwrap_err();
        assert_eq!((said.code, said.report.as_deref()), ("bad_definition", Some("picture")));
        assert_eq!(
            (said.message.as_str(), said.causes),
            ("the definitions have 3 problems", vec!["a".to_owned(), "b".to_owned()])
        );
    }

    #[test]
    fn the_machine_s_fault_is_not_kept() {
        let failure = Failure::new(Kind::Environment, "io", "no");
        assert_eq!(Wrong::default().note::<()>(Err(failure.clone())), Err(failure));
    }
}
