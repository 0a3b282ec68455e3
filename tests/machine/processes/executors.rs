//! Executors and probes: facts of what was done, never a verdict.

use std::fs::File;
use std::time::Duration;

use gatewright::exec::command::Command;
use gatewright::exec::executor::{Executor, InvocationFacts, Outcome, Work};
use gatewright::exec::human::Human;
use gatewright::exec::probe::{KEPT, ProbeRequest, probe};
use gatewright::exec::process::spec::Stop;
use gatewright::model::answers::Probe;
use gatewright::model::failure::Failure;
use gatewright::model::ids::{GateId, RunId};
use gatewright::model::path::RepoPath;
use gatewright::model::workflow::PacketVia;

use crate::place::Place;
use crate::processes::bench::{bare, launcher, sh};

/// Performs the work of an attempt whose packet says `the packet`.
fn perform(
    executor: &dyn Executor,
    place: &Place,
    timeout: Option<Duration>,
) -> (Result<Outcome, Failure>, String) {
    std::fs::create_dir_all(place.file("logs")).unwrap();
    std::fs::write(place.file("logs/packet.md"), "the packet\n").unwrap();
    let (mut stdout, mut stderr) = (vec![], vec![]);
    let outcome = executor.perform(
        &mut Work {
            run: &RunId::new("run_20260119T222303959Z_the-word-robot_uc2s1f").unwrap(),
            gate: &GateId::new("G4.6").unwrap(),
            attempt: 3,
            root: place.path(),
            packet: &RepoPath::new("logs/packet.md").unwrap(),
            packet_file: &File::open(place.file("logs/packet.md")).unwrap(),
            lock: None,
            stdout: &mut stdout,
            stderr: &mut stderr,
            timeout,
        },
        &Stop::default(),
    );
    (outcome, String::from_utf8(stdout).unwrap())
}

fn command(argv: &[String]) -> Command {
    Command {
        argv: argv.to_vec(),
        packet: PacketVia::Stdin,
        env: bare(),
        launcher: launcher(),
        log_cap: 1000,
    }
}

fn done(outcome: Result<Outcome, Failure>) -> InvocationFacts {
    match outcome.unwrap() {
        Outcome::Done(facts) => facts,
        Outcome::Paused => panic!("it paused"),
    }
}

#[test]
fn a_person_pauses_the_work() {
    let (outcome, _) = perform(&Human, &Place::new("human"), None);
    assert_eq!(outcome.unwrap(), Outcome::Paused);
}

#[test]
fn a_command_finds_the_packet_on_standard_input_and_its_place_in_the_environment() {
    let place = Place::new("packet");
    let line = r#"cat; echo "$GATEWRIGHT_RUN $GATEWRIGHT_GATE $GATEWRIGHT_ATTEMPT"; cat "$GATEWRIGHT_PACKET"; cd "$GATEWRIGHT_ROOT" && pwd"#;
    let (outcome, out) = perform(&command(&sh(line)), &place, None);
    let root = place.path().canonicalize().unwrap();
    let expected = format!(
        "the packet\nrun_20260119T222303959Z_the-word-robot_uc2s1f G4.6 3\nthe packet\n{}\n",
        root.display()
    );
    assert_eq!(out, expected);
    assert_eq!(done(outcome).exit, 0);
}

#[test]
fn a_command_that_wants_a_path_gets_it_from_the_root_and_nothing_on_standard_input() {
    let place = Place::new("by-path");
    let argv = ["sh", "-c", r#"cat; echo "$1"; cat "$1""#, "sh", "{packet}"].map(String::from);
    let (outcome, out) = perform(&command(&argv), &place, None);
    assert_eq!(out, "logs/packet.md\nthe packet\n");
    assert_eq!(done(outcome).command[4], "logs/packet.md");
}

#[test]
fn a_non_zero_exit_is_a_fact() {
    let (outcome, _) = perform(&command(&sh("echo out; echo err >&2; exit 9")), &Place::new("nine"), None);
    let facts = done(outcome);
    assert_eq!((facts.exit, facts.timed_out, facts.stopped, facts.left), (9, false, false, 0));
    assert_eq!((facts.stdout_bytes, facts.stderr_bytes, facts.truncated), (4, 4, false));
}

#[test]
fn a_log_that_was_cut_says_so_in_its_last_line() {
    for (line, cut) in [
        ("yes 0123456 | head -c 1000", 0),
        ("yes 0123456 | head -c 100000", 100_000),
        ("yes a | tr -d '\\n' | head -c 1001", 1001),
    ] {
        let (outcome, out) = perform(&command(&sh(line)), &Place::new("cut"), None);
        let said = format!("\n[gatewright: cut here: of {cut} bytes the first 1000 are kept]\n");
        assert_eq!((out.ends_with(&said), done(outcome).truncated), (cut > 0, cut > 0), "{line}: {out}");
        assert_eq!(out.len(), 1000 + if cut > 0 { said.len() } else { 0 }, "{line}");
    }
}

#[test]
fn a_deadline_is_a_fact() {
    let (outcome, _) =
        perform(&command(&sh("sleep 60")), &Place::new("late-work"), Some(Duration::from_millis(200)));
    let facts = done(outcome);
    assert!(facts.timed_out && facts.duration_ms >= 200 && facts.exit == 143, "{facts:?}");
}

#[test]
fn tokens_in_a_command_line_are_masked_in_its_facts() {
    let token = format!("sk-ant-api03-{}", "a1B2".repeat(9));
    let argv = ["true".to_owned(), format!("--key={token}")];
    let (outcome, _) = perform(&command(&argv), &Place::new("key"), None);
    assert_eq!(done(outcome).command, ["true", "--key=[Anthropic key masked]"]);
}

#[test]
fn a_program_that_is_missing_is_the_machines_fault_and_no_fact() {
    let (outcome, _) = perform(&command(&["no-such-agent".to_owned()]), &Place::new("no-agent"), None);
    assert_eq!(outcome.unwrap_err().code, "program_missing");
}

fn probed(place: &Place, argv: Vec<String>, timeout: Duration) -> Probe {
    probe(&launcher(), &ProbeRequest { argv, timeout, stdin: None }, place.path(), &bare(), &Stop::default())
}

#[test]
fn a_probe_keeps_exit_code_and_both_outputs() {
    let place = Place::new("probe");
    let found = probed(&place, sh("echo out; echo err >&2; exit 5"), Duration::from_secs(30));
    assert_eq!(found, Probe::Exited { code: 5, stdout: "out\n".into(), stderr: "err\n".into() });
}

#[test]
fn a_probe_keeps_64_kib_of_each_output() {
    let place = Place::new("long-probe");
    match probed(&place, sh("yes a | head -c 1000000"), Duration::from_secs(30)) {
        Probe::Exited { code: 0, stdout, .. } => assert_eq!(stdout.len() as u64, KEPT),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_probe_past_its_deadline_has_timed_out() {
    let place = Place::new("late-probe");
    assert_eq!(probed(&place, sh("sleep 60"), Duration::from_secs(1)), Probe::TimedOut(1));
}

#[test]
fn a_probe_whose_program_is_missing_was_not_run_and_says_what_to_do() {
    let place = Place::new("no-probe");
    match probed(&place, vec!["no-such-checker".into()], Duration::from_secs(1)) {
        Probe::NotRun(why) => {
            assert!(why.starts_with("`no-such-checker` was not found. Install it"), "{why}")
        }
        other => panic!("{other:?}"),
    }
}
