//! A command that is killed, another one that goes on from there and is acknowledged, and then the power is cut.
//!
//! What the first one left was visible and yet not durable; the second one builds on it and has to make it durable.

use crate::cases;
use crate::disk::{Content, Disk, Names};
use crate::scenario::{STEP, Scenario};
use crate::steps::steps;
use crate::strace;
use crate::support::place::Place;
use crate::support::record;
use crate::sweep;

#[test]
fn what_is_acknowledged_after_a_crash_survives_a_power_cut() {
    let scenarios: Vec<Scenario> = cases::all().into_iter().map(Scenario::record).collect();
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
    sweep::close(
        "crash and power cut sweep",
        jobs.iter().map(|(scenario, _)| scenario.case.name.to_owned()),
        &wrong,
        150,
    );
}

fn go_on(scenario: &Scenario, killed: usize) -> Result<(), String> {
    let mut disk = Disk::holding(&scenario.before);
    for step in &scenario.steps[..killed] {
        disk.apply(&step.act);
    }
    let place = Place::holding(&disk.cut(Names::All, Content::All));
    let new = scenario.run_json(&place.tree()) == scenario.run_json(&scenario.after);
    let (args, code) = if new {
        let of_run = ["--run", scenario.run.as_str()];
        ([scenario.case.next.as_slice(), &of_run].concat(), 0)
    } else {
        (scenario.case.args.clone(), scenario.case.code)
    };
    let (done, calls) = strace::record(&place, STEP + 1, &args);
    if done.code() != Some(code) {
        return Err(format!("{args:?}: {}", done.told()));
    }
    for step in steps(&calls, place.path()) {
        disk.apply(&step.act);
    }
    let acknowledged = place.tree();
    let runs = record::runs(&place.repo());
    for names in [Names::None, Names::All]
        .into_iter()
        .chain((0..disk.unsynced_names()).flat_map(|n| [Names::Only(n), Names::Without(n)]))
    {
        let left = Place::holding(&disk.cut(names, Content::Synced));
        let tree = left.tree();
        for run in &runs {
            let json = format!("repo/runs/{run}/record/RUN.json");
            if tree.file(&json) != acknowledged.file(&json) {
                return Err(format!("with {names:?} surviving, {args:?} of {run} is lost"));
            }
            record::verified(&left.repo(), run).map_err(|why| format!("with {names:?} surviving: {why}"))?;
        }
    }
    Ok(())
}
