//! A command that is killed, and killed again while it heals what the first time left.

use crate::disk::{Content, Disk, Names};
use crate::judge::{Known, judge};
use crate::scenario::{STEP, Scenario};
use crate::steps::{Step, steps};
use crate::strace;
use crate::support::tree::Tree;
use crate::sweep;

/// How many first kills, and how many second ones after each, there are for each one that is tried.
const ONE_OF: (usize, usize) = (5, 13);
/// The same in a full sweep.
const FULLY_ONE_OF: (usize, usize) = (1, 4);

struct Job<'a> {
    scenario: &'a Scenario,
    first: usize,
    left: Tree,
    second: Step,
}

#[test]
fn a_command_that_is_killed_twice_still_comes_to_the_same_end() {
    let scenarios = Scenario::all();
    let jobs = jobs(scenarios);
    let wrong = sweep::each(&jobs, |job| {
        let place = job.scenario.place(&job.left);
        let kill = format!("{}:signal=KILL:when={}", job.second.call, job.second.number);
        let (done, log) = strace::faulted(&place, STEP, &job.scenario.case.args, &[kill]);
        let killed = if done.code().is_none() { Ok(()) } else { Err(format!("not killed:\n{log}")) };
        killed.and_then(|()| judge(job.scenario, &place, Known::default())).map_err(|why| {
            let (name, first) = (job.scenario.case.name, &job.scenario.steps[job.first]);
            format!("{name}, killed after {first} and again before {}: {why}", job.second)
        })
    });
    let labels: Vec<_> = jobs.iter().map(|job| (job.scenario.case.name, "killed twice")).collect();
    sweep::close("double kill sweep", &labels, &wrong, 150);
}

fn jobs(scenarios: &[Scenario]) -> Vec<Job<'_>> {
    let (every_first, every_second) = if sweep::full() { FULLY_ONE_OF } else { ONE_OF };
    let mut jobs = vec![];
    let (mut firsts, mut seconds) = (0, 0);
    for scenario in scenarios {
        let mut disk = Disk::holding(&scenario.before);
        for (first, step) in scenario.steps.iter().enumerate() {
            disk.apply(&step.act);
            firsts += 1;
            if firsts % every_first != 0 {
                continue;
            }
            let left = disk.cut(Names::All, Content::All);
            let place = scenario.place(&left);
            let (_, calls) = strace::record(&place, STEP, &scenario.case.args);
            for second in steps(&calls, place.path()) {
                seconds += 1;
                if seconds % every_second == 0 {
                    jobs.push(Job { scenario, first, left: left.clone(), second });
                }
            }
        }
    }
    jobs
}
