//! Output is kept up to its cap, masked, and never makes anybody wait.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use gatewright::exec::process::spec::{NotRun, Sink, Stop};

use crate::place::Place;
use crate::processes::bench::{bare, child, is_gone_within, launcher, run, run_with, sh};

#[test]
fn output_is_kept_up_to_its_cap_and_counted_beyond() {
    let (place, env) = (Place::new("cap"), bare());
    let line = "yes 0123456 | head -c 50000000; yes x | head -c 300000 >&2";
    let ran = run_with(&child(&sh(line), &place, &env), 1000, &Stop::default());
    let ended = ran.ended();
    assert_eq!((ended.stdout.seen, ended.stdout.kept, ended.stdout.truncated), (50_000_000, 1000, true));
    assert_eq!((ended.stderr.seen, ended.stderr.kept, ended.stderr.truncated), (300_000, 1000, true));
    assert_eq!(ran.stdout, "0123456\n".repeat(125).as_bytes());
    assert_eq!(ran.stderr.len(), 1000);
}

#[test]
fn output_within_the_cap_is_whole() {
    let (place, env) = (Place::new("whole"), bare());
    let ran =
        run_with(&child(&sh("printf 'no line end'; printf err >&2"), &place, &env), 11, &Stop::default());
    assert_eq!((ran.out().as_str(), ran.ended().stdout.truncated), ("no line end", false));
    assert_eq!(ran.stderr, b"err");
}

#[test]
fn a_line_without_end_is_kept_too() {
    let (place, env) = (Place::new("endless"), bare());
    let ran = run_with(
        &child(&sh("yes a | tr -d '\\n' | head -c 400000"), &place, &env),
        300_000,
        &Stop::default(),
    );
    assert_eq!(ran.stdout.len(), 300_000);
    assert!(ran.stdout.iter().all(|&c| c == b'a'));
}

#[test]
fn tokens_are_masked_even_when_they_come_in_pieces() {
    let (place, env) = (Place::new("masked"), bare());
    let token = format!("ghp_{}", "a1B2".repeat(9));
    let (one, two) = token.split_at(17);
    let ran = run(&child(&sh(&format!("printf 'x {one}'; sleep 0.2; echo '{two} y'")), &place, &env));
    assert_eq!(ran.out(), "x [GitHub token masked] y\n");
}

#[test]
fn bytes_that_are_no_text_pass_unchanged() {
    let (place, env) = (Place::new("bytes"), bare());
    let ran = run(&child(&sh("printf '\\377\\000\\001\\n'"), &place, &env));
    assert_eq!(ran.stdout, b"\xff\0\x01\n");
}

/// Fails as a full disk does.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_log_that_cannot_be_written_ends_the_program() {
    let (place, env) = (Place::new("full"), bare());
    let argv = sh("echo $$ > pid; echo hello; sleep 300");
    let mut rest = vec![];
    let (out, err) = (Sink { to: &mut Full, cap: 100 }, Sink { to: &mut rest, cap: 100 });
    let started = Instant::now();
    let result = launcher().run(&child(&argv, &place, &env), out, err, &Stop::default());
    assert!(matches!(result, Err(NotRun::Output(_))), "{result:?}");
    assert!(started.elapsed() < Duration::from_secs(5));
    assert!(is_gone_within(place.pid("pid"), Duration::ZERO));
}
