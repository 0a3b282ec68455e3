//! From arguments to an exit code.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches};
use serde_json::json;

use crate::cli::args::Cli;
use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::fault::report_panics;
use crate::cli::follow::{followed, for_real};
use crate::cli::meant;
use crate::cli::print;
use crate::cli::report::{self, Report, failure_text, next_lines};
use crate::cli::sticky::Sticky;
use crate::model::failure::Failure;
use crate::store::sys::survive_size_signal;

/// Runs the program with `args`, the program's name first.
pub fn main(args: Vec<OsString>) -> ExitCode {
    survive_size_signal();
    report_panics(asks_for_json(&args), &args);
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
        Err(error) => return unparsed(&error, &args).into(),
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
        .map(|report| named(sticky.report(for_real(report, &args)), &door))
        .map_err(|failure| door.named.failure(sticky.failure(followed(failure, &args))));
    report::print(&door, answer).into()
}

/// The report of a dry run, which offers the command that was typed, with the run and the gate that it was about.
fn named(mut report: Report, door: &Door) -> Report {
    if report.members.get("dry_run") == Some(&serde_json::Value::Bool(true)) {
        report.next = report.next.into_iter().map(|command| door.named.complete(command)).collect();
    }
    report
}

/// Answers where there is nothing to run: help, the version, a wrong command line.
fn unparsed(error: &clap::Error, args: &[OsString]) -> Exit {
    let json = asks_for_json(args);
    let text = error.render().to_string();
    match error.kind() {
        ErrorKind::DisplayVersion if json => {
            let version = json!({ "version": env!("CARGO_PKG_VERSION") });
            print::data(&report::report_json(Report::new("version", version)), Exit::Done)
        }
        ErrorKind::DisplayHelp if json => {
            print::data(&report::report_json(Report::new("help", json!({ "text": text }))), Exit::Done)
        }
        ErrorKind::DisplayVersion | ErrorKind::DisplayHelp => {
            // clap prints these to standard output in colours of its own, escaped by itself.
            print::said(false, Exit::Done, || error.print())
        }
        _ if json => print::data(&report::failure_json(&usage(error, args)), Exit::Usage),
        _ => {
            let lines = in_our_words(&text, meant::tips(error, args));
            let next = followed(Failure::usage("bad_arguments", ""), args).next;
            print::talk(&print::shown(&format!("{}\n{}", lines.trim_end(), next_lines(&next)), false));
            Exit::Usage
        }
    }
}

/// How clap ends an error; our `Next:` stands in its place.
const MORE: &str = "For more information";

/// What clap says, with `tips` in the place of its own where there are any, and without how it ends.
fn in_our_words(text: &str, tips: Option<Vec<String>>) -> String {
    let lines = text.lines().filter(|line| !line.starts_with(MORE));
    let Some(tips) = tips else { return lines.collect::<Vec<_>>().join("\n") };
    let mut pieces: Vec<String> = lines
        .filter(|line| !line.trim().is_empty() && !line.trim().starts_with(TIP))
        .map(str::to_owned)
        .collect();
    if !tips.is_empty() && !pieces.is_empty() {
        pieces.insert(1, tips.iter().map(|tip| format!("  {TIP}{tip}")).collect::<Vec<_>>().join("\n"));
    }
    pieces.join("\n\n")
}

/// How clap begins a line that says what to try.
const TIP: &str = "tip: ";

/// Whether the answer is for a program, as far as that can be told from arguments that could not be understood.
fn asks_for_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// A wrong command line as a failure: what clap says in lines, as fields.
fn usage(error: &clap::Error, args: &[OsString]) -> Failure {
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let failure = Failure::usage("bad_arguments", "say which command you want");
        return Sticky::only_json(true).failure(followed(failure, args));
    }
    let text = error.render().to_string();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().unwrap_or_default();
    let mut failure = Failure::usage("bad_arguments", first.strip_prefix("error: ").unwrap_or(first));
    let tips = meant::tips(error, args);
    let ours = tips.is_some();
    failure.hints.extend(tips.into_iter().flatten());
    for line in lines.filter(|line| !(line.starts_with(MORE) || ours && line.starts_with(TIP))) {
        let tip = line.strip_prefix(TIP).or_else(|| line.strip_prefix('[')?.strip_suffix(']'));
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
