//! From arguments to an exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory, FromArgMatches};

use crate::cli::args::Cli;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::follow::{followed, for_real};
use crate::cli::print;
use crate::cli::report::{self, failure_text};
use crate::cli::sticky::Sticky;
use crate::model::failure::Failure;
use crate::store::sys::survive_size_signal;

/// Runs the program with `args`, the program's name first.
pub fn main(args: Vec<OsString>) -> ExitCode {
    survive_size_signal();
    if let [_, only] = args.as_slice()
        && (only == "--version" || only == "-V")
    {
        return print::data(concat!("gatewright ", env!("CARGO_PKG_VERSION"), "\n"), Exit::Done).into();
    }
    clap_complete::CompleteEnv::with_factory(Cli::command).complete();
    let parsed = Cli::command().try_get_matches_from(&args).and_then(|mut matches| {
        let sticky = Sticky::of(&matches);
        Ok((Cli::from_arg_matches_mut(&mut matches)?, sticky))
    });
    let (cli, sticky) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => {
            if error.use_stderr() && asks_for_json(&args) {
                return print::data(&report::failure_json(&usage(&error, &args)), Exit::Usage).into();
            }
            // clap prints help to standard output and errors to standard error, escaped by itself.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage.into() } else { Exit::Done.into() };
        }
    };
    let door = match Door::open(cli.global.directory.as_deref(), cli.global.json) {
        Ok(door) => door,
        Err(failure) => {
            let failure = sticky.failure(followed(failure, &args));
            let exit = Exit::from(failure.kind);
            if cli.global.json {
                return print::data(&report::failure_json(&failure), exit).into();
            }
            print::talk(&print::shown(&failure_text(&failure), false));
            return exit.into();
        }
    };
    let answer = cli.command.run(&door, &cli.global);
    let answer = answer
        .map(|report| sticky.report(for_real(report, &args)))
        .map_err(|failure| sticky.failure(followed(failure, &args)));
    report::print(&door, answer).into()
}

/// Whether the answer is for a program, as far as that can be told from arguments that could not be understood.
fn asks_for_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// A wrong command line as a failure: what clap says in lines, as fields.
fn usage(error: &clap::Error, args: &[OsString]) -> Failure {
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let mut failure = Failure::usage("bad_arguments", first.strip_prefix("error: ").unwrap_or(first));
    for line in lines.filter(|line| !line.starts_with("For more information")) {
        let tip = line.strip_prefix("tip: ").or_else(|| line.strip_prefix('[')?.strip_suffix(']'));
        match tip {
            Some(tip) => failure.hints.push(tip.to_owned()),
            None => failure.causes.push(line.to_owned()),
        }
    }
    Sticky::only_json(true).failure(followed(failure, args))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
