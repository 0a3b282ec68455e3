//! Every step of every command, disturbed: killed there, told to stop, refused by the machine once or from then on.

use std::collections::BTreeMap;

use crate::judge::{Known, judge};
use crate::scenario::{STEP, Scenario};
use crate::steps::Act;
use crate::strace;
use crate::support::place::Done;
use crate::sweep;

/// What happens at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// The process is killed before it.
    Kill,
    /// The process gets a signal that asks it to end.
    Signal(&'static str),
    /// The machine refuses it.
    Error(&'static str),
    /// The machine refuses it and every write after it.
    ErrorFromThere(&'static str),
    /// It is interrupted and has to be tried again.
    Interrupted,
    /// It writes nothing and says so.
    NothingWritten,
}

struct Job {
    scenario: usize,
    step: usize,
    fault: Fault,
}

#[test]
fn a_command_that_is_disturbed_at_any_step_has_done_all_or_nothing_and_can_be_run_again() {
    let scenarios = Scenario::all();
    let mut jobs = vec![];
    for (at, scenario) in scenarios.iter().enumerate() {
        for step in 0..scenario.steps.len() {
            let faults = faults_at(&scenario.steps[step].act, step);
            jobs.extend(faults.into_iter().map(|fault| Job { scenario: at, step, fault }));
        }
    }
    let wrong = sweep::each(&jobs, |job| {
        let scenario = &scenarios[job.scenario];
        disturb(scenario, job.step, job.fault).map_err(|why| {
            let step = &scenario.steps[job.step];
            format!("{}, step {}, {step}, {:?}: {why}", scenario.case.name, job.step, job.fault)
        })
    });
    let label = |job: &Job| (scenarios[job.scenario].case.name, kind(job.fault));
    sweep::close("fault sweep", &jobs.iter().map(label).collect::<Vec<_>>(), &wrong, 2000);
}

fn kind(fault: Fault) -> &'static str {
    match fault {
        Fault::Kill => "kill",
        Fault::Signal(_) => "signal",
        Fault::Error(_) => "refused",
        Fault::ErrorFromThere(_) => "refused from there",
        Fault::Interrupted => "interrupted",
        Fault::NothingWritten => "nothing written",
    }
}

fn faults_at(act: &Act, step: usize) -> Vec<Fault> {
    let mut faults = vec![Fault::Kill];
    // Either signal at every other step.
    faults.push(Fault::Signal(if step.is_multiple_of(2) { "TERM" } else { "INT" }));
    match act {
        Act::Other => return faults,
        Act::Print(_) => {
            faults.push(Fault::Error("EIO"));
            return faults;
        }
        _ => {}
    }
    // Two of four refusals at every step.
    let refusals = ["EIO", "ENOSPC", "EROFS", "EDQUOT"];
    faults.extend([refusals[step % 4], refusals[(step + 1) % 4]].map(Fault::Error));
    if sweep::full() {
        faults.extend(refusals.map(Fault::Error));
        faults.extend(["EACCES", "ENOMEM", "EMFILE"].map(Fault::Error));
        faults.extend(["EIO", "EROFS"].map(Fault::ErrorFromThere));
    }
    faults.push(Fault::ErrorFromThere("ENOSPC"));
    if matches!(act, Act::Write { .. } | Act::Sync { .. }) {
        faults.push(Fault::Interrupted);
    }
    if matches!(act, Act::Write { .. }) {
        faults.push(Fault::NothingWritten);
    }
    faults.sort();
    faults.dedup();
    faults
}

fn disturb(scenario: &Scenario, step: usize, fault: Fault) -> Result<(), String> {
    let place = scenario.place(&scenario.before);
    let (done, log) = strace::faulted(&place, STEP, &scenario.case.args, &injections(scenario, step, fault));
    let happened = match fault {
        Fault::Kill => done.code().is_none(),
        Fault::Signal(_) => true,
        _ => log.contains("(INJECTED)"),
    };
    if !happened {
        return Err(format!("the fault did not happen:\n{log}"));
    }
    let act = &scenario.steps[step].act;
    let answer = expect_answer(scenario, act, fault, &done);
    let acknowledged = done.code() == Some(scenario.case.code);
    answer.and_then(|()| judge(scenario, &place, Known { acknowledged, logs_lost: false }))
}

/// Whether the command ended as it should and said why.
fn expect_answer(scenario: &Scenario, act: &Act, fault: Fault, done: &Done) -> Result<(), String> {
    let wrong = |what: &str| Err(format!("{what}: {}", done.told()));
    match fault {
        Fault::Kill | Fault::Signal(_) => return Ok(()),
        Fault::Interrupted if done.code() != Some(scenario.case.code) => {
            return wrong("an interruption is no failure");
        }
        _ => {}
    }
    match done.code() {
        // What was done is done, but whoever reads the answer must not take silence for one.
        Some(0) if matches!(act, Act::Print(1)) => wrong("the answer was lost in silence"),
        // What the record does not depend on: the name of a lock's holder.
        Some(code) if code == scenario.case.code => Ok(()),
        Some(5) if matches!(act, Act::Print(1)) || matches!(fault, Fault::ErrorFromThere(_)) => Ok(()),
        Some(5) => {
            let answer = done.json();
            let code = answer["code"].as_str().unwrap_or_default();
            let expected = match fault {
                Fault::Error("ENOSPC" | "EDQUOT") => code == "disk_full",
                Fault::Error("EROFS" | "EACCES") => code == "not_writable",
                _ => !code.is_empty(),
            };
            let clear = answer["kind"] == "error"
                && answer["exit_code"] == 5
                && answer["message"].as_str().is_some_and(|text| text.contains('`'));
            if expected && clear { Ok(()) } else { wrong("the message is not clear") }
        }
        _ => wrong("it ended neither well nor with 5"),
    }
}

fn injections(scenario: &Scenario, step: usize, fault: Fault) -> Vec<String> {
    let at = &scenario.steps[step];
    let here = |what: &str| vec![format!("{}:{what}:when={}", at.call, at.number)];
    match fault {
        Fault::Kill => here("signal=KILL"),
        Fault::Signal(name) => here(&format!("signal={name}")),
        Fault::Error(name) => here(&format!("error={name}")),
        Fault::Interrupted => here("error=EINTR"),
        Fault::NothingWritten => here("retval=0"),
        Fault::ErrorFromThere(name) => {
            let mut first: BTreeMap<&str, u32> = BTreeMap::new();
            // Opening is also done to read, which goes on working; only the one at this step fails.
            for later in &scenario.steps[step..] {
                if !later.call.starts_with("open") && later.act != Act::Other {
                    first.entry(&later.call).or_insert(later.number);
                }
            }
            let mut all: Vec<String> =
                first.iter().map(|(call, number)| format!("{call}:error={name}:when={number}+")).collect();
            if at.call.starts_with("open") {
                all.extend(here(&format!("error={name}")));
            }
            all
        }
    }
}
