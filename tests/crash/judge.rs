//! Whether a state that a fault left is one that may be left, and whether the next command heals it.

use crate::scenario::{Progress, STEP, Scenario, leftovers, significant};
use crate::support::place::Place;
use crate::support::record;
use crate::support::tree::Tree;

/// What is known about a state.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known {
    /// The command had said that it is done.
    pub acknowledged: bool,
    /// Files under `logs/` may have been lost.
    pub logs_lost: bool,
}

/// Judges what is in `place` after `scenario`'s command was disturbed, and runs it again.
///
/// # Errors
/// What is wrong, in words.
pub fn judge(scenario: &Scenario, place: &Place, known: Known) -> Result<(), String> {
    let found = place.tree();
    for run in record::runs(&place.repo()) {
        record::verified(&place.repo(), &run).map_err(|why| format!("the record cannot be read: {why}"))?;
    }
    let progress = scenario.progress(&found).ok_or("RUN.json is neither the old nor the new one")?;
    if known.acknowledged && progress != Progress::New {
        return Err("what was acknowledged is lost".to_owned());
    }
    again(scenario, place, progress)?;
    let end = place.tree();
    let left = leftovers(&end);
    if !left.is_empty() {
        return Err(format!("left behind after the next command: {left}"));
    }
    let differences = compared(&end, known).differences(&compared(&scenario.after, known));
    if !differences.is_empty() {
        return Err(format!("not what it would have been (found, expected):\n{differences}"));
    }
    if let Some(run) = &scenario.run {
        record::verified(&place.repo(), run).map_err(|why| format!("in the end: {why}"))?;
    }
    Ok(())
}

/// The same command: it does its work, or says that it is done. And the packet of a gate is there once it has started.
fn again(scenario: &Scenario, place: &Place, progress: Progress) -> Result<(), String> {
    let case = &scenario.case;
    if progress == Progress::New && case.args.starts_with(&["gate", "start"]) {
        let packet = place.run(STEP, &["gate", "packet", case.args[2], case.args[3]]);
        if packet.code() != Some(0) {
            return Err(format!("the packet is gone: {}", packet.told()));
        }
    }
    let expected = if progress == Progress::New { case.again } else { case.code };
    let done = place.run(STEP, &case.args);
    if done.code() == Some(expected) {
        Ok(())
    } else {
        Err(format!("the same command again did not end with {expected}: {}", done.told()))
    }
}

fn compared(tree: &Tree, known: Known) -> Tree {
    let tree = significant(tree);
    if known.logs_lost { tree.only(|path| !path.contains("/logs")) } else { tree }
}
