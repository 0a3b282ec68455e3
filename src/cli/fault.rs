//! A fault of ours that nobody caught: it is reported like every failure, and the program ends with the exit code for it.

use std::ffi::OsString;
use std::panic::PanicHookInfo;

use crate::cli::exit::Exit;
use crate::cli::print;
use crate::cli::report::{failure_json, failure_text};
use crate::model::failure::Failure;
use crate::rules::secrets::find_token;

/// From here on a panic of any thread is reported, as one JSON object where `json`, and ends the program with
/// [`Exit::Bug`]; without this it would end by a signal, or by a code that means nothing, with nothing on standard output.
pub fn report_panics(json: bool, args: &[OsString]) {
    let again = again(args);
    std::panic::set_hook(Box::new(move |panic| {
        let failure = failure(panic, &again);
        match json {
            true => drop(print::data(&failure_json(&failure), Exit::Bug)),
            false => print::talk(&print::shown(&failure_text(&failure), false)),
        }
        end();
    }));
}

/// What the panic says, and where.
fn failure(panic: &PanicHookInfo<'_>, again: &str) -> Failure {
    let payload = panic.payload();
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let said = text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("no words");
    let failure = Failure::bug(format!("gatewright met a fault of its own: {said}"));
    let failure = match panic.location() {
        Some(place) => failure.cause(format!("it happened at {place}")),
        None => failure,
    };
    failure.cause(format!("the command was `{again}`")).next("gatewright --version")
}

/// The command line for the report; not what follows the program's name where a secret is in it.
fn again(args: &[OsString]) -> String {
    let words: Vec<_> = args.iter().skip(1).map(|arg| arg.to_string_lossy()).collect();
    let words = shlex::try_join(words.iter().map(AsRef::as_ref)).unwrap_or_default();
    match find_token(&words) {
        None => format!("gatewright {words}"),
        Some(_) => "gatewright".to_owned(),
    }
}

#[expect(clippy::disallowed_methods, clippy::exit, reason = "after a fault nothing returns to `main`")]
fn end() -> ! {
    std::process::exit(i32::from(Exit::Bug.code()))
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "the fault happens in a process of its own")]
mod tests {
    use super::*;

    const INNER: &str = "cli::fault::tests::a_fault_in_another_process";

    /// Panics where the tests below run it; else it does nothing.
    #[test]
    fn a_fault_in_another_process() {
        if std::env::args().any(|arg| arg == "--nocapture") && std::env::var_os("FAULT").is_some() {
            report_panics(
                std::env::var_os("FAULT").is_some_and(|how| how == "json"),
                &["x".into(), "audit".into()],
            );
            // On a thread of its own: hashing and auditing have some.
            let _ = std::thread::spawn(|| panic!("no such gate")).join();
        }
    }

    fn fault(how: &str) -> std::process::Output {
        let mut inner = std::process::Command::new(std::env::current_exe().unwrap());
        inner.args(["--exact", INNER, "--nocapture"]).env("FAULT", how).output().unwrap()
    }

    #[test]
    fn a_panic_is_one_object_on_standard_output_and_exit_70() {
        let output = fault("json");
        assert_eq!(output.status.code(), Some(i32::from(Exit::Bug.code())), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let object = text.lines().find_map(|line| Some(&line[line.find("{\"format\"")?..])).unwrap();
        let said: serde_json::Value = serde_json::from_str(object).unwrap();
        assert_eq!((&said["code"], &said["exit_code"]), (&"bug".into(), &70.into()), "{said}");
        assert!(said["message"].as_str().unwrap().ends_with("no such gate"), "{said}");
        assert!(said["causes"][0].as_str().unwrap().contains("fault.rs:"), "{said}");
        assert_eq!(said["causes"][1], "the command was `gatewright audit`");
    }

    #[test]
    fn a_panic_is_told_to_people_with_the_plea_to_report_it() {
        let output = fault("text");
        assert_eq!(output.status.code(), Some(i32::from(Exit::Bug.code())), "{output:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(text.contains("error: gatewright met a fault of its own: no such gate"), "{text}");
        assert!(text.contains("please report it") && text.contains("Next: gatewright --version"), "{text}");
    }
}
