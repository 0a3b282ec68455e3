//! A command that is killed, another one that goes on from there and is acknowledged, and then the power is cut.
//!
//! What the first one left was visible and yet not durable; the second one builds on it and has to make it durable.

use crate::disk::{Content, Disk, Names};
use crate::scenario::{Progress, STEP, Scenario};
use crate::steps::steps;
use crate::strace;
use crate::support::record;
use crate::support::tree::Tree;
use crate::sweep;

#[test]
fn what_is_acknowledged_after_a_crash_survives_a_power_cut() {
    let scenarios = Scenario::all();
    let jobs: Vec<(&Scenario, usize)> = scenarios
        .iter()
        .flat_map(|scenario| (1..=scenario.steps.len()).map(move |killed| (scenario, killed)))
        .collect();
    let wrong = sweep::each(&jobs, |(scenario, killed)| {
        go_on(scenario, *killed).map_err(|why| {
            let last = &scenario.steps[killed - 1];
            format!("{}, killed after step {killed}, {last}: {why}", scenario.case.name)
        })
    });
    let labels: Vec<_> = jobs.iter().map(|(scenario, _)| (scenario.case.name, "killed and cut")).collect();
    sweep::close("crash and power cut sweep", &labels, &wrong, 350);
}

fn go_on(scenario: &Scenario, killed: usize) -> Result<(), String> {
    let mut disk = Disk::holding(&scenario.before);
    for step in &scenario.steps[..killed] {
        disk.apply(&step.act);
    }
    let place = scenario.place(&disk.cut(Names::All, Content::All));
    let of_run: Vec<&str> = scenario.run.iter().flat_map(|run| ["--run", run]).collect();
    let (args, code) = match scenario.progress(&place.tree()) {
        Some(Progress::New) if scenario.case.next.is_empty() => return Ok(()),
        Some(Progress::New) => ([scenario.case.next.as_slice(), &of_run].concat(), 0),
        _ => (scenario.case.args.clone(), scenario.case.code),
    };
    let (done, calls) = strace::record(&place, STEP + 1, &args);
    if done.code() != Some(code) {
        return Err(format!("{args:?}: {}", done.told()));
    }
    for step in steps(&calls, place.path()) {
        disk.apply(&step.act);
    }
    let acknowledged = durable_part(&place.tree());
    drop(place);
    for names in [Names::None, Names::All]
        .into_iter()
        .chain((0..disk.unsynced_names()).flat_map(|n| [Names::Only(n), Names::Without(n)]))
    {
        let left = scenario.place(&disk.cut(names, Content::Synced));
        let differences = durable_part(&left.tree()).differences(&acknowledged);
        if !differences.is_empty() {
            return Err(format!("{names:?} surviving, {args:?} is lost (found, expected):\n{differences}"));
        }
        for run in record::runs(&left.repo()) {
            record::verified(&left.repo(), &run).map_err(|why| format!("{names:?} surviving: {why}"))?;
        }
    }
    Ok(())
}

/// All but logs.
fn durable_part(tree: &Tree) -> Tree {
    tree.only(|path| !path.contains("/logs"))
}
