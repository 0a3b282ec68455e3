//! Nothing that a program started is left behind, however it tries to leave.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use gatewright::exec::process::spec::{Child, Stop, Why};

use crate::place::Place;
use crate::processes::bench::{bare, child, is_gone_within, lives, run, run_with, sh};

/// Ways of leaving a program's process group, session or family; each writes its number to `pid`.
const ESCAPES: &[(&str, &str)] = &[
    ("a background child", "sh -c 'echo $$ > pid; exec sleep 300' &"),
    ("a new session", "setsid sh -c 'echo $$ > pid; exec sleep 300' &"),
    ("a fork in between", "(sh -c 'echo $$ > pid; exec sleep 300' &) "),
    ("a daemon", "(setsid sh -c '(setsid sh -c \"echo \\$\\$ > pid; exec sleep 300\" &)' &)"),
    (
        "a daemon without environment",
        "env -i setsid /bin/sh -c '(/bin/sh -c \"echo \\$\\$ > pid; exec /bin/sleep 300\" &) ' &",
    ),
    ("no open files", "setsid sh -c 'echo $$ > pid; exec sleep 300' </dev/null >/dev/null 2>&1 &"),
    ("deaf to requests", "setsid sh -c 'trap \"\" TERM HUP INT; echo $$ > pid; while :; do sleep 1; done' &"),
    ("stopped", "setsid sh -c 'echo $$ > pid; kill -STOP $$; sleep 300' &"),
];

/// Waits in the shell until the escaped process has said its number.
const WAIT: &str = "while [ ! -s pid ]; do sleep 0.01; done";

#[test]
fn what_a_program_leaves_behind_ends_when_it_ends() {
    for (name, line) in ESCAPES {
        let (place, env) = (Place::new("leave"), bare());
        let ran = run(&child(&sh(&format!("{line}\n{WAIT}\nexit 7")), &place, &env));
        let pid = place.pid("pid");
        assert_eq!((ran.ended().exit, ran.ended().why, ran.ended().left), (7, Why::Itself, 0), "{name}");
        assert!(!lives(pid), "{name} is alive");
    }
}

#[test]
fn a_deadline_ends_the_whole_tree() {
    for (name, line) in ESCAPES {
        let (place, env) = (Place::new("late"), bare());
        let argv = sh(&format!("{line}\n{WAIT}\nsleep 300"));
        let ran = run(&Child { timeout: Some(Duration::from_millis(700)), ..child(&argv, &place, &env) });
        let pid = place.pid("pid");
        assert_eq!((ran.ended().why, ran.ended().left), (Why::TimedOut, 0), "{name}");
        assert!(!lives(pid), "{name} is alive");
    }
}

#[test]
fn a_tree_that_keeps_forking_is_ended() {
    let (place, env) = (Place::new("forks"), bare());
    let script =
        place.script("fork.sh", "#!/bin/sh\necho $$ > last\nsleep 0.01\nsetsid \"$0\" &\nsetsid \"$0\" &\n");
    let argv = sh(&format!("{script} & sleep 0.15"));
    let ran = run(&Child { grace: Duration::ZERO, ..child(&argv, &place, &env) });
    assert_eq!(ran.ended().left, 0);
    std::fs::remove_file(place.file("last")).unwrap();
    std::thread::sleep(Duration::from_millis(200));
    assert!(!place.file("last").exists(), "something still forks");
}

#[test]
fn output_held_open_by_a_grandchild_does_not_hang() {
    let (place, env) = (Place::new("held"), bare());
    let started = Instant::now();
    let ran = run(&child(&sh("setsid sleep 300 & echo done"), &place, &env));
    assert_eq!(ran.out(), "done\n");
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn processes_of_one_program_survive_the_end_of_another() {
    let (place, other, env) = (Place::new("one"), Place::new("other"), bare());
    std::thread::scope(|scope| {
        let stop = Stop::default();
        let line = format!("{}\n{WAIT}\nsleep 300", ESCAPES[4].1);
        let long = scope.spawn({
            let (stop, place, env) = (stop.clone(), &place, &env);
            move || run_with(&child(&sh(&line), place, env), 100, &stop)
        });
        let pid = place.pid("pid");
        assert_eq!(run(&child(&sh("setsid sleep 300 & true"), &other, &env)).ended().left, 0);
        assert!(lives(pid), "the other program's end reached this one");
        stop.set();
        long.join().unwrap();
        assert!(!lives(pid));
    });
}

#[test]
fn a_program_dies_with_the_process_that_wanted_it_even_by_kill_9() {
    let place = Place::new("orphan");
    for (name, line) in [("directly", "sh -c 'echo $$ > pid; exec sleep 300'"), ESCAPES[3]] {
        let _ = std::fs::remove_file(place.file("pid"));
        // This test binary again, to be killed in the middle of a run.
        let mut wanting = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "processes::trees::runs_what_it_is_told", "--nocapture"])
            .env("TOLD_DIRECTORY", place.path())
            .env("TOLD_LINE", format!("{line}\n{WAIT}\nsleep 300"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap();
        let pid = place.pid("pid");
        assert!(lives(pid));
        wanting.kill().unwrap();
        wanting.wait().unwrap();
        assert!(is_gone_within(pid, Duration::from_secs(5)), "{name} survived");
    }
}

#[test]
#[ignore = "only run by another test, in a process that is killed"]
fn runs_what_it_is_told() {
    let directory = std::env::var("TOLD_DIRECTORY").unwrap();
    let argv = sh(&std::env::var("TOLD_LINE").unwrap());
    let (place, env) = (Place::new("told"), bare());
    run(&Child { directory: directory.as_ref(), timeout: None, ..child(&argv, &place, &env) });
}
