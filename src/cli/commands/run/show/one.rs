//! `run show --attempt`: which answer an attempt gets, and what comes next.

use crate::cli::commands::run::show::{one_json, one_text, v0};
use crate::cli::report::Report;
use crate::flow::machine::Machine;
use crate::flow::review::show_attempt::{AttemptView, ShownAttempt, WhichAttempt, show_attempt};
use crate::flow::site::Site;
use crate::model::failure::Failure;
use crate::model::ids::RunId;

/// The report about one attempt.
///
/// # Errors
/// As [`show_attempt`].
pub fn report(site: &Site, machine: &Machine, id: &RunId, which: &WhichAttempt) -> Result<Report, Failure> {
    Ok(match show_attempt(site, machine, id, which)? {
        ShownAttempt::V0(run, gate, row) => Report::new("run_attempt_v0", one_json::v0(&run, &gate, &row))
            .text(v0::one(&run, &gate, &row))
            .next(format!("gatewright audit {id}")),
        ShownAttempt::V1(view) => {
            Report::new("run_attempt", one_json::of(&view)).text(one_text::of(&view)).next(next(id, &view))
        }
    })
}

/// An open attempt is worked on, a closed one is audited.
fn next(id: &RunId, view: &AttemptView) -> String {
    match view.row.finished_at {
        None => format!("gatewright gate check --run {id} --gate {}", view.gate.id),
        Some(_) => format!("gatewright audit {id}"),
    }
}
