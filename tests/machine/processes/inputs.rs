//! What a program may see of its surroundings.

use std::fs::File;
use std::io::Write;

use gatewright::exec::process::spec::Child;
use gatewright::rules::environment::Environment;

use crate::place::Place;
use crate::processes::bench::{bare, captured, child, run, sh};

#[test]
fn nothing_waits_on_standard_input() {
    let (place, env) = (Place::new("stdin"), bare());
    let ran = run(&child(&sh("cat; read x; echo end $?"), &place, &env));
    assert_eq!(ran.out(), "end 1\n");
}

#[test]
fn a_given_file_is_standard_input_however_long_it_is() {
    let (place, env) = (Place::new("file"), bare());
    let text = "0123456789abcde\n".repeat(64 * 1024);
    File::create(place.file("packet")).unwrap().write_all(text.as_bytes()).unwrap();
    let packet = File::open(place.file("packet")).unwrap();
    let argv = sh("wc -c");
    let ran = run(&Child { stdin: Some(&packet), ..child(&argv, &place, &env) });
    assert_eq!(ran.out().trim(), (1024 * 1024).to_string());
}

#[test]
fn only_the_given_environment_is_seen() {
    let (place, env) = (Place::new("env"), bare());
    // The surroundings have more than that.
    assert!(std::env::var("CARGO_MANIFEST_DIR").is_ok());
    let argv = ["env".to_owned()];
    let out = run(&child(&argv, &place, &env)).out();
    let mut lines: Vec<&str> = out.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["CI=1", "GIT_TERMINAL_PROMPT=0", "PATH=/usr/local/bin:/usr/bin:/bin"]);
}

#[test]
fn a_relative_entry_of_path_does_not_let_a_repository_bring_the_program() {
    let place = Place::new("path");
    place.script("true", "#!/bin/sh\necho hijacked\n");
    let env = Environment::allowed(captured(&[("PATH", ".::/usr/bin:/bin")]), &[]);
    let argv = ["true".to_owned()];
    assert_eq!(run(&child(&argv, &place, &env)).out(), "");
}

#[test]
fn no_descriptor_of_ours_or_of_our_caller_is_handed_on() {
    let (place, env) = (Place::new("descriptors"), bare());
    let _open = File::open(".").unwrap();
    let line = "ls /proc/$$/fd";
    let out = run(&child(&sh(line), &place, &env)).out();
    assert_eq!(out, "0\n1\n2\n");
}

#[test]
fn there_is_no_terminal_to_ask_at() {
    let (place, env) = (Place::new("tty"), bare());
    let ran = run(&child(&sh("(echo hi > /dev/tty) 2>/dev/null || echo none"), &place, &env));
    assert_eq!(ran.out(), "none\n");
}

#[test]
fn it_starts_where_it_is_told() {
    let (place, env) = (Place::new("where"), bare());
    let out = run(&child(&["pwd".to_owned()], &place, &env)).out();
    assert_eq!(out.trim_end(), place.path().canonicalize().unwrap().to_str().unwrap());
}
