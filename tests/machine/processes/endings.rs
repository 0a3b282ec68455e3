//! How programs end, and how it is told.

use std::time::{Duration, Instant};

use gatewright::exec::process::spec::{Child, NotRun, Stop, Why};
use gatewright::model::failure::Kind;

use crate::place::Place;
use crate::processes::bench::{bare, child, launcher, run, run_with, sh};

#[test]
fn exit_codes_arrive_as_they_are() {
    let (place, env) = (Place::new("codes"), bare());
    for code in [0, 1, 2, 77, 126, 127, 255] {
        let ran = run(&child(&sh(&format!("exit {code}")), &place, &env));
        assert_eq!((ran.ended().exit, ran.ended().why, ran.ended().left), (code, Why::Itself, 0));
    }
}

#[test]
fn a_death_by_signal_n_is_128_and_n() {
    let (place, env) = (Place::new("signals"), bare());
    for (name, code) in [("TERM", 143), ("KILL", 137), ("SEGV", 139)] {
        let ran = run(&child(&sh(&format!("ulimit -c 0; kill -{name} $$")), &place, &env));
        assert_eq!((ran.ended().exit, ran.ended().why), (code, Why::Itself), "{name}");
    }
}

#[test]
fn a_program_that_does_not_exist_says_so() {
    let (place, env) = (Place::new("missing"), bare());
    for program in ["no-such-program-anywhere", "./no-such-script.sh", "/no/such/path"] {
        let argv = [program.to_owned()];
        assert_eq!(run(&child(&argv, &place, &env)).result.unwrap_err(), NotRun::Missing, "{program}");
    }
    let failure = NotRun::Missing.failure("no-such\x1b[2Jprogram");
    assert_eq!((failure.kind, failure.code), (Kind::Environment, "program_missing"));
    assert_eq!(failure.message, r"`no-such\u{1b}[2Jprogram` was not found");
}

#[test]
fn a_script_whose_interpreter_is_missing_is_not_said_to_be_missing_itself() {
    let (place, env) = (Place::new("shebang"), bare());
    let argv = [place.script("x.sh", "#!/no/such/interpreter\n")];
    assert_eq!(run(&child(&argv, &place, &env)).result.unwrap_err(), NotRun::NoInterpreter);
}

#[test]
fn a_file_that_may_not_be_executed_is_denied() {
    let (place, env) = (Place::new("denied"), bare());
    std::fs::write(place.file("x.sh"), "#!/bin/sh\n").unwrap();
    let argv = ["./x.sh".to_owned()];
    assert_eq!(run(&child(&argv, &place, &env)).result.unwrap_err(), NotRun::Denied);
}

#[test]
fn a_file_that_is_no_program_is_told_apart() {
    let (place, env) = (Place::new("garbage"), bare());
    let argv = [place.script("x", "\u{1}\u{2}\u{3}garbage")];
    assert_eq!(run(&child(&argv, &place, &env)).result.unwrap_err(), NotRun::NotAProgram);
}

#[test]
fn arguments_too_long_for_the_system_are_told_apart() {
    let (place, env) = (Place::new("too-long"), bare());
    let argv = ["true".to_owned(), "x".repeat(256 * 1024)];
    assert_eq!(run(&child(&argv, &place, &env)).result.unwrap_err(), NotRun::TooLong);
}

#[test]
fn a_directory_that_is_not_there_is_told_apart() {
    let (place, env) = (Place::new("nowhere"), bare());
    let nowhere = place.file("gone");
    let argv = sh("true");
    let nowhere = Child { directory: &nowhere, ..child(&argv, &place, &env) };
    assert_eq!(run(&nowhere).result.unwrap_err(), NotRun::NoDirectory);
}

#[test]
fn an_empty_command_is_missing() {
    let (place, env) = (Place::new("empty"), bare());
    assert_eq!(run(&child(&[], &place, &env)).result.unwrap_err(), NotRun::Missing);
}

#[test]
fn an_argument_with_a_nul_is_refused_by_the_machine() {
    let (place, env) = (Place::new("nul"), bare());
    let argv = ["true".to_owned(), "a\0b".to_owned()];
    assert!(matches!(run(&child(&argv, &place, &env)).result, Err(NotRun::Machine(_))));
}

#[test]
fn arguments_reach_the_program_without_a_shell() {
    let (place, env) = (Place::new("literal"), bare());
    let argv = ["printf", "%s|", "$HOME", "a b", "`id`", "; touch gone", "*", ""].map(String::from);
    assert_eq!(run(&child(&argv, &place, &env)).out(), "$HOME|a b|`id`|; touch gone|*||");
    assert!(!place.file("gone").exists());
}

#[test]
fn a_deadline_ends_a_program_that_goes_on() {
    let (place, env) = (Place::new("deadline"), bare());
    let argv = sh("sleep 60");
    let started = Instant::now();
    let ran = run(&Child { timeout: Some(Duration::from_millis(200)), ..child(&argv, &place, &env) });
    assert_eq!((ran.ended().why, ran.ended().exit), (Why::TimedOut, 143));
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(ran.ended().duration >= Duration::from_millis(200));
}

#[test]
fn a_program_that_ignores_the_request_is_killed_after_the_grace() {
    let (place, env) = (Place::new("stubborn"), bare());
    let argv = sh("trap '' TERM; echo ready; while :; do sleep 1; done");
    let ran = run(&Child { timeout: Some(Duration::from_millis(500)), ..child(&argv, &place, &env) });
    assert_eq!((ran.ended().why, ran.ended().exit), (Why::TimedOut, 137));
    assert!(ran.ended().duration >= Duration::from_millis(800));
    assert_eq!(ran.out(), "ready\n");
}

#[test]
fn a_program_may_tidy_up_within_the_grace() {
    let (place, env) = (Place::new("tidy"), bare());
    let argv = sh("trap 'echo tidied; exit 3' TERM; echo ready; while :; do sleep 0.05; done");
    let timeout = Some(Duration::from_millis(500));
    let ran = run(&Child { timeout, grace: Duration::from_secs(5), ..child(&argv, &place, &env) });
    assert_eq!(
        (ran.ended().why, ran.ended().exit, ran.out().as_str()),
        (Why::TimedOut, 3, "ready\ntidied\n")
    );
}

#[test]
fn the_wish_to_stop_ends_a_program_soon() {
    let (place, env, stop) = (Place::new("stop"), bare(), Stop::default());
    let argv = sh("sleep 60");
    let ran = std::thread::scope(|scope| {
        let waiting =
            scope.spawn(|| run_with(&Child { timeout: None, ..child(&argv, &place, &env) }, 100, &stop));
        std::thread::sleep(Duration::from_millis(200));
        stop.set();
        waiting.join().unwrap()
    });
    assert_eq!((ran.ended().why, ran.ended().exit), (Why::Stopped, 143));
    assert!(ran.ended().duration < Duration::from_secs(5));
}

#[test]
fn a_supervisor_that_never_reports_is_an_error_and_no_success() {
    let (place, env) = (Place::new("impostor"), bare());
    let argv = sh("true");
    let impostor = gatewright::exec::process::launch::Launcher::at("/bin/true".into());
    let (mut a, mut b) = (vec![], vec![]);
    use gatewright::exec::process::spec::Sink;
    let (out, err) = (Sink { to: &mut a, cap: 9 }, Sink { to: &mut b, cap: 9 });
    let result = impostor.run(&child(&argv, &place, &env), out, err, &Stop::default());
    assert_eq!(result.unwrap_err(), NotRun::SupervisorLost);
    let missing = gatewright::exec::process::launch::Launcher::at("/no/such/supervisor".into());
    let (out, err) = (Sink { to: &mut a, cap: 9 }, Sink { to: &mut b, cap: 9 });
    assert!(matches!(
        missing.run(&child(&argv, &place, &env), out, err, &Stop::default()),
        Err(NotRun::Machine(_))
    ));
}

#[test]
fn many_programs_may_run_at_the_same_time() {
    let (place, env, launcher) = (Place::new("many"), bare(), launcher());
    let _ = &launcher;
    std::thread::scope(|scope| {
        for code in 0..12 {
            let (place, env) = (&place, &env);
            scope.spawn(move || {
                let argv = sh(&format!("setsid sleep 60 & sleep 0.1; exit {code}"));
                assert_eq!(run(&child(&argv, place, env)).ended().exit, code);
            });
        }
    });
}
