//! `run <workflow>` that has the work done by a command, killed at every step: `run resume` comes to the same end.

use std::time::{Duration, Instant};

use gatewright::model::run::{AttemptStatus, RunStatus};

use crate::scenario::{STEP, leftovers};
use crate::steps::{Act, Step, steps};
use crate::strace;
use crate::support::definitions::define;
use crate::support::place::Place;
use crate::support::record;
use crate::sweep;

const RUN: &[&str] = &["run", "small", "--slug", "essay", "--exec", "sh work.sh"];
const RESUME: &[&str] = &["run", "resume", "--run", "latest", "--exec", "sh work.sh"];

#[test]
fn a_pipeline_that_is_killed_anywhere_is_resumed_to_its_end() {
    let place = Place::new();
    prepare(&place);
    let before = place.tree();
    let (done, calls) = strace::record(&place, STEP, RUN);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let steps = steps(&calls, place.path());
    let every = if sweep::full() { 1 } else { 3 };
    let jobs: Vec<(usize, &Step)> = steps.iter().enumerate().step_by(every).collect();
    let wrong = sweep::each(&jobs, |(at, step)| {
        let place = Place::holding(&before);
        let kill = format!("{}:signal=KILL:when={}", step.call, step.number);
        let (done, _) = strace::faulted(&place, STEP, RUN, &[kill]);
        let killed = if done.code().is_none() { Ok(()) } else { Err(done.told()) };
        killed
            .and_then(|()| alone(&place))
            .and_then(|()| resumed(&place))
            .map_err(|why| format!("killed at step {at}, {step}: {why}"))
    });
    let labels: Vec<_> = jobs.iter().map(|_| ("run <workflow>", "kill")).collect();
    sweep::close("pipeline sweep", &labels, &wrong, 25);
}

#[test]
fn a_packet_that_lies_where_it_was_put_is_not_written_again_without_the_lock() {
    // A temporary file of a writer without the run's lock would be a crash's leftover to the next writer that has it.
    let place = Place::new();
    prepare(&place);
    let (done, calls) = strace::record(&place, STEP, RUN);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let packets = steps(&calls, place.path())
        .into_iter()
        .filter(|step| matches!(&step.act, Act::Rename { to, .. } if to.ends_with(".packet.md")));
    assert_eq!(packets.count(), 1);
}

fn prepare(place: &Place) {
    define(place);
    place.write(
        "workflows/small.json",
        r#"{ "workflow": "small", "version": "1", "description": "One gate", "gates": [
            { "gate": "G1", "name": "Draft", "description": "Writes the draft", "contract": "contracts/demo/G1.contract.json" } ] }"#,
    );
    place.write("work.sh", "mkdir -p out/essay\necho 'The word robot is from 1920.' > out/essay/draft.md\n");
}

/// Waits until nothing that the killed process had started is left.
fn alone(place: &Place) -> Result<(), String> {
    let repo = place.repo();
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let here =
            processes.filter(|it| std::fs::read_link(it.path().join("cwd")).is_ok_and(|at| at == repo));
        if here.count() == 0 {
            return Ok(());
        }
        if Instant::now() > until {
            return Err("something that it started lives on".to_owned());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Goes on as a user would: starts it when it has not begun, resumes it when it has not ended.
fn resumed(place: &Place) -> Result<(), String> {
    let run = match record::runs(&place.repo()).pop() {
        Some(run) => run,
        None => {
            let done = place.run(STEP + 1, RUN);
            if done.code() != Some(0) {
                return Err(format!("started again: {}", done.told()));
            }
            record::runs(&place.repo()).remove(0)
        }
    };
    let status = || record::verified(&place.repo(), &run).map(|record| record.run.status);
    if !status().map_err(|why| why.to_string())?.is_final() {
        let done = place.run(STEP + 2, RESUME);
        if done.code() != Some(0) {
            return Err(format!("resumed: {}", done.told()));
        }
    }
    let record = record::verified(&place.repo(), &run).map_err(|why| why.to_string())?;
    let attempts = &record.run.gates[0].attempts;
    let last = attempts.last().map(|attempt| attempt.status);
    let left = leftovers(&place.tree());
    if record.run.status == RunStatus::Passed && last == Some(AttemptStatus::Pass) && left.is_empty() {
        Ok(())
    } else {
        Err(format!("it ended as {:?}, {attempts:?}, with leftovers {left:?}", record.run.status))
    }
}
