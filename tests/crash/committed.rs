//! A finish that also commits to git, killed at every step: the record stands, and the next commit brings it along.

use crate::scenario::STEP;
use crate::steps::steps;
use crate::strace;
use crate::support::definitions::{start, write_draft};
use crate::support::place::{Place, finish};
use crate::support::record;
use crate::support::tree::Tree;
use crate::sweep;

const FINISH: &[&str] = &["gate", "finish", "--gate", "G1"];

#[test]
fn a_finish_that_is_killed_before_its_commit_is_committed_by_the_next_one() {
    let place = Place::new();
    let run = prepare(&place);
    let before = place.tree();
    let (done, calls) = strace::record(&place, STEP, FINISH);
    assert_eq!(done.code(), Some(0), "{}", done.told());
    let steps = steps(&calls, place.path());
    let mut jobs: Vec<(String, u32)> = steps.into_iter().map(|step| (step.call, step.number)).collect();
    // Between the calls of git as well: at the start of each process.
    let forks = strace::counted(&Place::holding(&before), STEP, FINISH, "?clone,?clone3,?vfork,?fork");
    assert!(forks.iter().map(|(_, count)| count).sum::<u32>() > 5, "git was hardly called");
    jobs.extend(forks.into_iter().flat_map(|(call, count)| (1..=count).map(move |n| (call.clone(), n))));
    let wrong = sweep::each(&jobs, |(call, number)| {
        killed(&before, &run, &format!("{call}:signal=KILL:when={number}"))
            .map_err(|why| format!("killed at {call} {number}: {why}"))
    });
    let labels: Vec<_> = jobs.iter().map(|(call, _)| ("gate finish with git", call.as_str())).collect();
    sweep::close("commit sweep", &labels, &wrong, 25);
}

fn prepare(place: &Place) -> String {
    git(place, &["init", "-q", "-b", "main"]);
    git(place, &["config", "user.name", "Tester"]);
    git(place, &["config", "user.email", "tester@example.com"]);
    let run = start(place);
    place.write("gatewright.json", r#"{ "git": { "commit": "record" } }"#);
    git(place, &["add", "gatewright.json", "workflows", "contracts"]);
    git(place, &["commit", "-q", "-m", "Begin"]);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    write_draft(place);
    run
}

fn killed(before: &Tree, run: &str, kill: &str) -> Result<(), String> {
    let place = Place::holding(before);
    let (done, _) = strace::faulted(&place, STEP, FINISH, &[kill.to_owned()]);
    if done.code().is_some() {
        return Err(done.told());
    }
    record::verified(&place.repo(), run).map_err(|why| why.to_string())?;
    let again = place.run(STEP, FINISH);
    if !matches!(again.code(), Some(0 | 4)) {
        return Err(format!("again: {}", again.told()));
    }
    for args in
        [&["gate", "start", "--gate", "G3"] as &[&str], &["gate", "fail", "--gate", "G3", "--reason", "no"]]
    {
        let done = place.run(STEP + 1, args);
        if done.code() != Some(0)
            || done.stderr.contains("not committed")
            || done.stdout.contains("not committed")
        {
            return Err(format!("{args:?}: {}", done.told()));
        }
    }
    let json = format!("runs/{run}/record/RUN.json");
    let committed = git(&place, &["show", &format!("HEAD:{json}")]);
    if committed != place.read(&json) {
        return Err("the last commit does not hold the record".to_owned());
    }
    let status = git(&place, &["status", "--porcelain", "runs"]);
    if status.is_empty() { Ok(()) } else { Err(format!("not committed: {status}")) }
}

fn git(place: &Place, args: &[&str]) -> String {
    let done = finish(place.command("git", 0).args(args));
    assert_eq!(done.code(), Some(0), "git {args:?}: {}", done.told());
    done.stdout
}
