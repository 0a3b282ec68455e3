//! Every command, cut from power after each of its steps, with everything that may have survived.

use std::collections::HashSet;

use crate::disk::{Content, Disk, Names};
use crate::judge::{Known, judge};
use crate::scenario::Scenario;
use crate::support::tree::Tree;
use crate::sweep;

struct Job {
    scenario: usize,
    steps_done: usize,
    survived: (Names, Content),
    tree: Tree,
}

#[test]
fn a_power_cut_at_any_step_loses_nothing_acknowledged_and_the_next_command_heals_the_rest() {
    let scenarios = Scenario::all();
    let mut jobs = vec![];
    for (at, scenario) in scenarios.iter().enumerate() {
        let mut disk = Disk::holding(&scenario.before);
        let mut known = HashSet::new();
        for steps_done in 0..=scenario.steps.len() {
            if let Some(step) = steps_done.checked_sub(1).map(|last| &scenario.steps[last]) {
                disk.apply(&step.act);
            }
            let ended = steps_done == scenario.steps.len();
            for survived in variants(&disk) {
                let tree = disk.cut(survived.0, survived.1);
                if known.insert((tree.clone(), ended)) {
                    jobs.push(Job { scenario: at, steps_done, survived, tree });
                }
            }
        }
        let whole = disk.cut(Names::All, Content::All);
        assert_eq!(whole.differences(&scenario.after), "", "the model is wrong about {}", scenario.case.name);
    }
    let wrong = sweep::each(&jobs, |job| {
        let scenario = &scenarios[job.scenario];
        let place = scenario.place(&job.tree);
        let acknowledged = job.steps_done == scenario.steps.len();
        judge(scenario, &place, Known { acknowledged, logs_lost: true }).map_err(|why| {
            let done = job.steps_done;
            let last = done.checked_sub(1).map(|last| scenario.steps[last].to_string()).unwrap_or_default();
            let (name, survived) = (scenario.case.name, job.survived);
            format!("{name}, cut after {done} steps (the last was {last}), survived {survived:?}: {why}")
        })
    });
    let label = |job: &Job| (scenarios[job.scenario].case.name, kind(job.survived));
    sweep::close("power cut sweep", &jobs.iter().map(label).collect::<Vec<_>>(), &wrong, 1000);
}

fn kind(survived: (Names, Content)) -> &'static str {
    match survived {
        (Names::None, _) => "nothing unsynced survived",
        (Names::All, Content::All) => "everything survived",
        (Names::All, _) => "all names, torn content",
        (Names::Only(_), _) => "one name survived",
        (Names::Without(_), _) => "one name was lost",
    }
}

/// What may have survived: the extremes, and each unsynced change of a name by itself.
fn variants(disk: &Disk) -> Vec<(Names, Content)> {
    let mut variants = vec![
        (Names::None, Content::Synced),
        (Names::All, Content::All),
        (Names::All, Content::Synced),
        (Names::All, Content::Half),
        (Names::All, Content::Zeros),
    ];
    for change in 0..disk.unsynced_names() {
        for content in [Content::All, Content::Synced, Content::Half, Content::Zeros] {
            variants.push((Names::Only(change), content));
            variants.push((Names::Without(change), content));
        }
    }
    variants
}
