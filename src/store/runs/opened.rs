//! The file of an open attempt: what `gate start` wrote, whatever a crash or somebody made of it since.

use crate::format::canonical;
use crate::format::record::difference;
use crate::model::attempt::Attempt;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::run::{AttemptRow, AttemptStatus};
use crate::store::runs::layout;
use crate::store::runs::read::{RunDir, damaged, parse_attempt};

/// An open attempt's file.
#[derive(Debug)]
pub struct Opened {
    /// As `gate start` wrote it.
    pub attempt: Attempt,
    /// Whether the file is that. A crash in `gate finish` may have left it closed: nothing of that is believed.
    pub intact: bool,
}

/// Reads the file of the open attempt `row`: what the event pins (`start`) is compared with the event, the rest follows from
/// the record.
///
/// # Errors
/// `State` (`record_edited`) when it is gone, its `start` is not the one the event pins, or it says RUNNING and differs from
/// what was written all the same, which no crash leaves; file and field are named.
pub fn read(dir: &RunDir, gate: &GateId, row: &AttemptRow) -> Result<Opened, Failure> {
    let path = layout::attempt(gate, row.attempt)?;
    let shown = dir.dir.shown(&path);
    let bytes = dir
        .attempt_bytes(gate, row.attempt)?
        .ok_or_else(|| damaged(format!("`{shown}` is gone although its attempt is open")))?;
    let found = parse_attempt(&bytes, &shown)?;
    if canonical::digest(&found.start)? != row.start {
        return Err(damaged(format!("`{shown}` at `start`: it was edited after the attempt was opened")));
    }
    let attempt = Attempt::opened(
        dir.id.clone(),
        gate.clone(),
        row.attempt,
        row.started_at,
        row.agent.clone(),
        found.start.clone(),
    );
    if found != attempt && found.status == AttemptStatus::Running {
        return Err(edited(&attempt, &found, &shown)?);
    }
    let intact = canonical::spell(&attempt)? == bytes;
    Ok(Opened { attempt, intact })
}

fn edited(expected: &Attempt, found: &Attempt, shown: &str) -> Result<Failure, Failure> {
    let value = |attempt: &Attempt| {
        serde_json::to_value(attempt).map_err(|error| Failure::bug(format!("{shown}: {error}")))
    };
    let failure =
        |place: &str| damaged(format!("`{shown}`{place}: it was edited after the attempt was opened"));
    Ok(match difference::first(&value(expected)?, &value(found)?) {
        None => failure(""),
        Some(difference) => failure(&format!(" at `{}`", difference.path))
            .cause(format!("expected {}, found {}", difference.expected, difference.found)),
    })
}
