//! `command`: what is run, and what its result means.

use std::time::Duration;

use gatewright::model::answers::Probe;
use gatewright::model::contract::{Arg, Contract, Validation};
use gatewright::model::depth::Depth;
use gatewright::model::verdict::{Row, State};
use gatewright::rules::checks::frame::kind::ProbeRequest;
use gatewright::rules::judge::First;
use gatewright::rules::judge::asked::probes_needed;

use crate::support::{Repo, check, contract, line, output, plan, row, text, texts, verdict, warning};

fn command(args: &[(&str, Arg)]) -> Validation {
    let mut all = vec![("argv", texts(&["make", "{slug}"]))];
    all.extend(args.iter().cloned());
    check("command", "", &all)
}

fn exited(code: i32, stdout: &str, stderr: &str) -> Probe {
    Probe::Exited { code, stdout: stdout.to_owned(), stderr: stderr.to_owned() }
}

fn judged(args: &[(&str, Arg)], probe: Probe) -> Row {
    row(command(args), &Repo::default().probe(0, probe))
}

#[test]
fn the_exit_code_decides() {
    assert_eq!(
        line(&judged(&[], exited(0, "ok\n", ""))),
        r#"pass command - {"argv":["make","{slug}"],"exit_code":0,"expect_exit":0,"stdout":"ok\\n","stderr":""}"#
    );
    let failed = judged(&[], exited(2, "", "first\nlast line\n\n"));
    assert_eq!(failed.state, State::Fail);
    assert_eq!(failed.findings[0].message, "The command `make {slug}` exited with 2, not 0");
    assert_eq!(failed.findings[0].found.as_deref(), Some("`last line`"));
    let wanted = [("expect_exit", Arg::Count(3))];
    assert_eq!(judged(&wanted, exited(3, "", "")).state, State::Pass);
    assert_eq!(judged(&wanted, exited(0, "", "")).state, State::Fail);
    assert_eq!(judged(&[("expect_exit", Arg::Count(u64::MAX))], exited(-1, "", "")).state, State::Fail);
}

#[test]
fn the_output_must_match_where_that_is_asked() {
    let wanted = [("stdout_matches", text(r"(?m)^ok \d+$"))];
    assert_eq!(judged(&wanted, exited(0, "x\nok 12\n", "")).state, State::Pass);
    let failed = judged(&wanted, exited(1, "ok\n", ""));
    let said: Vec<_> = failed.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "The command `make {slug}` exited with 1, not 0",
            r"The output of `make {slug}` does not match `(?m)^ok \d+$`"
        ]
    );
}

#[test]
fn a_command_that_took_too_long_failed_and_one_that_did_not_run_proves_nothing() {
    let late = judged(&[], Probe::TimedOut(300));
    assert_eq!(
        (late.state, late.findings[0].message.as_str()),
        (State::Fail, "The command `make {slug}` was ended after 300 seconds")
    );
    let refused = judged(&[], Probe::NotRun("it is not trusted".to_owned()));
    assert_eq!(
        (refused.state, refused.findings[0].message.as_str()),
        (State::NotEnforced, "The command `make {slug}` was not run: it is not trusted")
    );
    assert_eq!(row(command(&[]), &Repo::default()).state, State::NotEnforced);
}

#[test]
fn outputs_are_cut_and_cannot_drive_a_terminal() {
    let stdout = format!("{}\u{1b}[31m\u{202e}é", "x".repeat(5_000));
    let row = judged(&[], exited(0, &stdout, "\u{9b}\r\0"));
    let shown = row.figures["stdout"].as_str().unwrap();
    assert!(shown.starts_with("…xxx") && shown.ends_with(r"\u{1b}[31m\u{202e}é"), "{shown}");
    assert!(shown.len() < 2_100);
    assert_eq!(row.figures["stderr"], r"\u{9b}\r\u{0}");
}

fn with_output(validation: Validation) -> Contract {
    Contract { all_of: vec![output("a")], validations: vec![validation], ..contract() }
}

#[test]
fn commands_are_asked_for_only_when_the_cheap_checks_hold() {
    let plan = plan(&with_output(command(&[("timeout_seconds", Arg::Count(0))])), Depth::Standard);
    let needed = |repo: &Repo| {
        let evidence = repo.evidence(&plan);
        let first = First::of(&plan, &evidence);
        let needed = probes_needed(&first);
        assert!(first.so_far().rows.iter().all(|row| row.check == "file_exists"));
        needed
    };
    let argv = vec!["make".to_owned(), "{slug}".to_owned()];
    assert_eq!(
        needed(&Repo::new(&[("a", "x")])),
        [ProbeRequest { index: 0, argv, timeout: Duration::from_secs(1) }]
    );
    assert_eq!(needed(&Repo::default()), []);
}

#[test]
fn a_command_that_was_spared_is_shown_and_not_passed() {
    let verdict = verdict(&with_output(command(&[])), &Repo::default());
    let lines: Vec<String> = verdict.rows.iter().map(line).collect();
    assert_eq!(
        lines,
        [
            "fail file_exists a {} Missing: a",
            r#"not_enforced command - {"argv":["make","{slug}"]} `command` was not run because cheaper checks failed"#,
        ]
    );
}

#[test]
fn a_warning_that_could_not_run_does_not_fail_the_gate() {
    let verdict = verdict(&with_output(warning(command(&[]))), &Repo::new(&[("a", "x")]));
    assert_eq!(verdict.rows[1].state, State::NotEnforced);
    assert!(verdict.passes());
}
