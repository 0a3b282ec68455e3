//! The same commands as a rehearsal: they answer, and change nothing.

use crate::scenario::{STEP, Scenario, significant};
use crate::sweep;

#[test]
fn a_dry_run_of_any_command_changes_nothing() {
    // Over leftovers a rehearsal heals like every command that opens a run.
    let clean = Scenario::all().iter().filter(|scenario| !scenario.case.name.ends_with("leftover"));
    let jobs: Vec<&Scenario> = clean.collect();
    let wrong = sweep::each(&jobs, |scenario| {
        let place = scenario.place(&scenario.before);
        let done = place.run(STEP, &[scenario.case.args.as_slice(), &["--dry-run"]].concat());
        let differences = significant(&place.tree()).differences(&significant(&scenario.before));
        let rehearsed = done.code() == Some(scenario.case.code) && done.json()["dry_run"] == true;
        if rehearsed && differences.is_empty() {
            Ok(())
        } else {
            Err(format!("{}: {differences}{}", scenario.case.name, done.told()))
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
