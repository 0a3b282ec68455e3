//! `run diff`: two attempts, or two runs gate by gate: what was asked, who did it when, outputs, checks, and on what it rests.

mod compared;
pub mod found;
mod sides;
pub(super) mod texts;

use std::str::FromStr;

use crate::flow::audit::{Ask, audit};
use crate::flow::machine::Machine;
use crate::flow::review::diff::compared::{changed, compared};
use crate::flow::review::diff::found::{Changed, GateDifference};
use crate::flow::review::diff::sides::{attempt_side, run_side};
use crate::flow::review::recorded_bytes::Shelf;
use crate::flow::site::Site;
use crate::model::audit::Level;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::time::Timestamp;

/// What is compared, as it is typed: `RUN`, `GATE/NUMBER`, or `RUN:GATE/NUMBER`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The run as it was named; `None` where only an attempt was.
    pub run: Option<String>,
    /// The attempt; `None` for the whole run.
    pub attempt: Option<(GateId, u32)>,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Named, String> {
        let (run, attempt) = match text.split_once(':') {
            Some((run, attempt)) => (Some(run), Some(attempt)),
            None if text.contains('/') => (None, Some(text)),
            None => (Some(text), None),
        };
        if run.is_some_and(|run| run.trim().is_empty()) {
            return Err("no run is named before `:`".to_owned());
        }
        let attempt = attempt.map(|attempt| {
            let (gate, number) =
                attempt.split_once('/').ok_or("an attempt is named `<gate>/<number>`, such as `G1/2`")?;
            let number = number.parse().ok().filter(|number| *number > 0);
            Ok::<_, String>((
                GateId::new(gate)?,
                number.ok_or("an attempt has a number from 1 on, as in `G1/2`")?,
            ))
        });
        Ok(Named { run: run.map(str::to_owned), attempt: attempt.transpose()? })
    }
}

/// One of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The run.
    pub run: RunId,
    /// The attempt; `None` for the whole run.
    pub attempt: Option<(GateId, u32)>,
}

/// How the two differ.
#[derive(Debug)]
pub struct Difference {
    /// Of the runs as wholes; nothing where attempts are compared.
    pub asked: Vec<Changed>,
    /// The same of what happened.
    pub told: Vec<Changed>,
    /// On what each rests.
    pub levels: (Level, Level),
    /// Gate by gate; one for two attempts.
    pub gates: Vec<GateDifference>,
}

/// Compares `a` with `b`. Takes no lock and writes nothing.
///
/// # Errors
/// `Usage` when a run or an attempt is compared with the other kind, or there is no such; `State` when a record was edited.
pub fn diff(
    site: &Site,
    machine: &Machine,
    a: &Subject,
    b: &Subject,
    now: Timestamp,
) -> Result<Difference, Failure> {
    let shelf = Shelf::open(site, machine)?;
    let levels = (level(site, machine, &a.run, now)?, level(site, machine, &b.run, now)?);
    match (&a.attempt, &b.attempt) {
        (Some(one), Some(other)) => {
            let one = attempt_side(site, machine, &a.run, one)?;
            let other = attempt_side(site, machine, &b.run, other)?;
            let gates = vec![compared(&shelf, Some(&one), Some(&other))?];
            Ok(Difference { asked: vec![], told: vec![], levels, gates })
        }
        (None, None) => {
            let (one, other) = (run_side(site, machine, &a.run, now)?, run_side(site, machine, &b.run, now)?);
            let mut gates = vec![];
            for side in &one.gates {
                let twin = other.gates.iter().find(|it| it.stood.gate.eq_ignore_ascii_case(&side.stood.gate));
                gates.push(compared(&shelf, Some(side), twin)?);
            }
            let alone = |gate: &str| !one.gates.iter().any(|it| it.stood.gate.eq_ignore_ascii_case(gate));
            for side in other.gates.iter().filter(|it| alone(&it.stood.gate)) {
                gates.push(compared(&shelf, None, Some(side))?);
            }
            let (asked, told) = (changed(&one.asked, &other.asked), changed(&one.told, &other.told));
            Ok(Difference { asked, told, levels, gates })
        }
        _ => Err(Failure::usage(
            "two_kinds",
            "a run is not compared with an attempt; name two runs, or two attempts",
        )),
    }
}

fn level(site: &Site, machine: &Machine, run: &RunId, now: Timestamp) -> Result<Level, Failure> {
    let mut level = Level::None;
    let ask = Ask { runs: vec![run.clone()], ..Ask::default() };
    audit(site, machine, &ask, now, &mut |audited| level = audited.level)?;
    Ok(level)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_an_attempt_or_an_attempt_of_a_run_is_named() {
        let named = |text: &str| {
            let Named { run, attempt } = text.parse().unwrap();
            (run, attempt.map(|(gate, number)| (gate.to_string(), number)))
        };
        let attempt = || Some(("G1".to_owned(), 2));
        assert_eq!(named("latest"), (Some("latest".to_owned()), None));
        assert_eq!(named("G1/2"), (None, attempt()));
        assert_eq!(named("run_x:G1/2"), (Some("run_x".to_owned()), attempt()));
        for wrong in ["", ":G1/2", "run_x:", "run_x:G1", "G1/", "G1/0", "G1/x", "/1", "G1/-1", "a b/1"] {
            assert!(wrong.parse::<Named>().is_err(), "{wrong}");
        }
    }
}
