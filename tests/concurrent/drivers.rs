//! Two drivers of one run, and whoever closes an attempt or ends a driver while a command does the work.

use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use gatewright::model::run::AttemptStatus;
use rustix::process::{Pid, Signal, kill_process};

use crate::support::definitions::{start, write_draft};
use crate::support::place::{Done, PROGRAM, Place, finish};
use crate::support::record;

/// Says that it works, and works until it may end.
const SLOW: &str = "#!/bin/sh\necho $$ >> worked\nwhile ! test -e enough; do sleep 0.02; done\necho done\n";
/// Likewise, and does not end when it is asked to.
const STUBBORN: &str =
    "#!/bin/sh\ntrap '' TERM\necho $$ >> worked\nwhile ! test -e enough; do sleep 0.02; done\n";

const DRIVE: &[&str] = &["run", "resume", "--exec", "./agent.sh"];

#[test]
fn of_two_drivers_one_does_the_work_and_the_other_is_refused_and_told_who_does_it() {
    let (place, run) = working_place(SLOW);
    let first = drive(&place);
    works(&place, 1);
    let refused = run_now(&place, &[DRIVE, &["--json"]].concat());
    assert_eq!(refused.code(), Some(75), "{}", refused.told());
    let answer = refused.json();
    assert_eq!(answer["code"], "work_taken");
    let cause = answer["causes"][0].as_str().unwrap();
    assert!(
        cause.contains(&format!("process {} is running `./agent.sh (attempt 1, since 2", first.id())),
        "{cause}"
    );
    assert!(answer["next"].as_array().is_some_and(|next| next.len() == 2), "{answer}");
    let done = let_end(&place, first);
    assert_eq!(done.code(), Some(1), "{}", done.told());
    let record = record::verified(&place.repo(), &run).unwrap();
    assert_eq!(record.run.gates[0].status.as_str(), "PASS");
    assert_eq!((calls(&place, &run), lines(&place)), (1, 1), "nothing is doubled");
}

#[test]
fn a_driver_that_waited_does_not_do_again_what_the_other_has_finished() {
    let (place, run) = working_place(SLOW);
    let first = drive(&place);
    works(&place, 1);
    let second = drive(&place);
    std::thread::sleep(Duration::from_millis(500));
    let done = let_end(&place, first);
    assert_eq!(done.code(), Some(1), "{}", done.told());
    let done = ended(second);
    assert_eq!(done.code(), Some(4), "{}", done.told());
    assert_eq!((calls(&place, &run), lines(&place)), (1, 1));
}

#[test]
fn what_a_killed_driver_began_is_ended_before_the_work_is_taken_up_again() {
    let (place, run) = working_place(STUBBORN);
    let mut first = drive(&place);
    let worker = works(&place, 1);
    first.kill().unwrap();
    first.wait().unwrap();
    let second = drive(&place);
    works(&place, 2);
    assert!(!Path::new(&format!("/proc/{worker}")).exists(), "two do the same work");
    let done = let_end(&place, second);
    assert_eq!(done.code(), Some(1), "{}", done.told());
    assert_eq!(calls(&place, &run), 1);
}

#[test]
fn a_call_is_recorded_although_somebody_closed_its_attempt_meanwhile_and_that_is_who_is_named() {
    let (place, run) = working_place(SLOW);
    let first = drive(&place);
    works(&place, 1);
    let failed = run_now(&place, &["gate", "fail", "--reason", "too slow", "--actor", "Ada"]);
    assert_eq!(failed.code(), Some(0), "{}", failed.told());
    let done = let_end(&place, first);
    assert_eq!(done.code(), Some(1), "{}", done.told());
    assert!(done.stderr.contains("attempt 1 was closed by claimed-human:Ada, FAIL"), "{}", done.told());
    assert!(!done.stderr.contains("itself"), "{}", done.told());
    let record = record::verified(&place.repo(), &run).unwrap();
    let call = &record.run.invocations[0];
    assert_eq!((call.attempt, call.exit_code, call.status.as_deref()), (1, Some(0), Some("SUCCESS")));
    let row = &record.run.gates[0].attempts[0];
    assert_eq!((row.status, row.invocation_ids.len()), (AttemptStatus::Fail, 0), "sealed is sealed");
    // A call that begins now is too late.
    let late = run_now(&place, &["invocation", "record", "--gate", "G1"]);
    assert_eq!(late.code(), Some(4), "{}", late.told());
}

#[test]
fn json_tells_who_closed_the_attempt_and_which_call_was_made() {
    let (place, run) = working_place(SLOW);
    let first = drive_with(&place, &["--json"]);
    works(&place, 1);
    write_draft(&place);
    let finished = run_now(&place, &["gate", "finish", "--actor", "Ada"]);
    assert_eq!(finished.code(), Some(0), "{}", finished.told());
    let done = let_end(&place, first);
    let answer = done.json();
    assert_eq!(answer["gates"][1]["gate"], "G2", "it goes on to the next gate: {}", done.told());
    let step = &answer["gates"][0];
    assert_eq!((&step["status"], &step["closed_by"]), (&"PASS".into(), &"claimed-human:Ada".into()));
    let record = record::verified(&place.repo(), &run).unwrap();
    assert_eq!(step["invocation"]["invocation_id"], record.run.invocations[0].invocation_id.as_str());
}

#[test]
fn a_run_is_not_completed_before_the_call_that_still_works_on_it_is_recorded() {
    let (place, run) = working_place(SLOW);
    let first = drive_with(&place, &["--json"]);
    works(&place, 1);
    assert_eq!(run_now(&place, &["gate", "abandon", "--reason", "enough"]).code(), Some(0));
    let cancel = ["run", "complete", "--status", "CANCELED", "--reason", "enough"];
    let refused = run_now(&place, &cancel);
    assert_eq!(refused.code(), Some(75), "{}", refused.told());
    assert!(refused.told().contains("its call has to be recorded first"), "{}", refused.told());
    let done = let_end(&place, first);
    assert_eq!(done.code(), Some(1), "{}", done.told());
    let call = &done.json()["gates"][0]["invocation"];
    assert!(call["invocation_id"].is_string(), "{call}");
    assert_eq!(calls(&place, &run), 1);
    assert_eq!(run_now(&place, &cancel).code(), Some(0));
}

#[test]
fn a_driver_that_is_interrupted_ends_the_work_records_it_and_says_what_comes_next() {
    for (signal, code, more) in
        [(Signal::INT, 130, &["--json"][..]), (Signal::TERM, 143, &[]), (Signal::HUP, 129, &[])]
    {
        let (place, run) = working_place(SLOW);
        let driver = drive_with(&place, more);
        let worker = works(&place, 1);
        kill_process(Pid::from_raw(driver.id().cast_signed()).unwrap(), signal).unwrap();
        let done = ended(driver);
        assert_eq!(done.code(), Some(code), "{}", done.told());
        assert!(!Path::new(&format!("/proc/{worker}")).exists());
        let resume = format!("gatewright run resume --run {run} --exec ./agent.sh");
        if more.is_empty() {
            let said = "Interrupted at gate G1: its command was ended with all it had started; attempt 1 is still open";
            assert!(done.stderr.contains(said), "{}", done.told());
            assert!(done.stderr.contains(&format!("Next: {resume}\n")), "{}", done.told());
        } else {
            let answer = done.json();
            assert_eq!(
                (&answer["outcome"], &answer["next"][0]),
                (&"INTERRUPTED".into(), &format!("{resume} --json").into())
            );
            assert_eq!(answer["interrupted"]["attempt_status"], "RUNNING");
            assert_eq!(answer["interrupted"]["invocation"]["status"], "CANCELED");
        }
        let record = record::verified(&place.repo(), &run).unwrap();
        let call = &record.run.invocations[0];
        assert_eq!((call.status.as_deref(), call.exit_code), (Some("CANCELED"), Some(143)));
        assert!(record.run.gates[0].open_attempt().is_some());
        // And the work is taken up again at once.
        let again = drive(&place);
        works(&place, 2);
        assert_eq!(let_end(&place, again).code(), Some(1), "gate G2 gets nothing");
        assert_eq!(calls(&place, &run), 2);
    }
}

/// How many calls the record has for gate G1; the pipeline's other gate gets nothing of the command, and fails.
fn calls(place: &Place, run: &str) -> usize {
    let record = record::verified(&place.repo(), run).unwrap();
    record.run.invocations.iter().filter(|call| call.gate.as_str() == "G1").count()
}

/// A run whose first gate the command does by `script`, which brings what the gate wants.
fn working_place(script: &str) -> (Place, String) {
    let place = Place::new();
    let run = start(&place);
    let work = "mkdir -p out/essay; echo 'The word robot is from 1920.' > out/essay/draft.md\n";
    let second = "test $GATEWRIGHT_GATE = G1 || exit 0\n";
    let (first_line, rest) = script.split_once('\n').unwrap();
    place.write("agent.sh", format!("{first_line}\n{second}{rest}{work}"));
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(place.repo().join("agent.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    (place, run)
}

/// Runs a command with the real clock: drivers and the others see one time.
fn run_now(place: &Place, args: &[&str]) -> Done {
    finish(place.command(PROGRAM, 0).env_remove("GATEWRIGHT_SEED").args(args))
}

fn drive(place: &Place) -> Child {
    drive_with(place, &[])
}

fn drive_with(place: &Place, more: &[&str]) -> Child {
    let mut command = place.command(PROGRAM, 0);
    command.env_remove("GATEWRIGHT_SEED").args(DRIVE).args(more);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Waits until the work was begun so often; the process of the last one.
fn works(place: &Place, times: usize) -> String {
    let deadline = Instant::now() + Duration::from_secs(30);
    while lines(place) < times {
        assert!(Instant::now() < deadline, "the work was not begun");
        std::thread::sleep(Duration::from_millis(5));
    }
    place.read("worked").lines().last().unwrap().to_owned()
}

fn lines(place: &Place) -> usize {
    std::fs::read_to_string(place.repo().join("worked")).map_or(0, |text| text.lines().count())
}

fn let_end(place: &Place, driver: Child) -> Done {
    place.write("enough", "");
    ended(driver)
}

fn ended(driver: Child) -> Done {
    let output = driver.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Done { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
}
