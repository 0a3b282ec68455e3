//! `trust`: says which commands of the repository may run.

use std::io::{BufRead, Write};
use std::time::Duration;

use clap_complete::ArgValueCompleter;
use serde_json::{Value, json};

use crate::cli::door::Door;
use crate::cli::exit::Exit;
use crate::cli::print::{self, Tone};
use crate::cli::report::{Report, failure_members, failure_text};
use crate::cli::session;
use crate::flow::repo_commands::{Brought, Found, brought};
use crate::flow::site::Site;
use crate::flow::trust::key_of;
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::store::runs::open::LOCK_WAIT;
use crate::store::trust::key::TrustKey;
use crate::store::trust::ledger::{Ledger, Standing};

/// Look at the commands that this repository brings, and trust them
///
/// Executors, `command` checks and the repository's own checks run only after this. Trust holds for the command as it is
/// now: when a file that it names changes, or anything in the directory of an own check but its samples, it has to be
/// trusted anew. Not covered: files that a named script reads or starts in turn, the
/// content of a named directory, and what a variable in an argument will stand for. While a definition is wrong (exit 2)
/// nothing is trusted, because what it brings cannot be shown.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only the commands of this workflow
    #[arg(value_name = "WORKFLOW", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: Option<String>,
    /// Trust without asking
    #[arg(long)]
    yes: bool,
    /// Show what is trusted, in all repositories
    #[arg(long, conflicts_with_all = ["yes", "workflow", "revoke"])]
    list: bool,
    /// Trust a command no longer: its digest, as --list shows it
    #[arg(long, value_name = "DIGEST", conflicts_with_all = ["yes", "workflow"])]
    revoke: Option<Digest>,
    /// Say what would be trusted; change nothing
    #[arg(long)]
    dry_run: bool,
}

fn members(commands: &[Looked], found: &Found, dry_run: bool) -> Value {
    let wrong = |(name, failure): &(_, Failure)| json!({ "check": format!("checks/{name}"), "error": failure_members(failure) });
    json!({
        "commands": commands.iter().map(Looked::to_json).collect::<Vec<_>>(),
        "unreadable": found.unreadable.iter().map(unreadable_json).collect::<Vec<_>>(),
        "unreadable_checks": found.wrong_checks.iter().map(wrong).collect::<Vec<_>>(),
        "dry_run": dry_run,
    })
}

/// Whoever does the work must not say which commands may judge it.
fn refuse_agents(args: &Args, door: &Door) -> Result<(), Failure> {
    if args.dry_run || !session::is_agent(door) {
        return Ok(());
    }
    Err(Failure::state("agent_may_not_trust", "an agent does not say which commands are trusted: people do")
        .hint("the environment shows an agent, or a program that gatewright drives has started this")
        .next("gatewright trust --dry-run"))
}

const LIST: &str = "gatewright trust --list";

/// Runs the command.
pub fn run(args: &Args, door: &Door) -> Result<Report, Failure> {
    let ledger = Ledger::of_user(&session::environment(door)).ok_or_else(|| {
        let message = "neither `XDG_STATE_HOME` nor `HOME` says where trust is kept";
        Failure::new(Kind::Environment, "no_state_directory", message)
    })?;
    if args.list {
        return list(&ledger, door);
    }
    refuse_agents(args, door)?;
    if let Some(digest) = args.revoke {
        return revoke(&ledger, digest, args.dry_run);
    }
    let site = session::site(door)?;
    let found = brought(&site, args.workflow.as_deref())?;
    let commands = found
        .commands
        .iter()
        .map(|command| look(&site, &ledger, command))
        .collect::<Result<Vec<_>, Failure>>()?;
    let members = members(&commands, &found, args.dry_run);
    let text: String = commands.iter().map(Looked::text).collect();
    let new: Vec<TrustKey> =
        commands.iter().filter(|it| it.standing != Standing::Trusted).map(|it| it.key.clone()).collect();
    let report = Report::new("trust", members);
    if !found.unreadable.is_empty() {
        return Ok(unreadable(report.text(text), &found.unreadable));
    }
    if !found.wrong_checks.is_empty() {
        return Ok(wrong_checks(report.text(text), &found.wrong_checks));
    }
    if commands.is_empty() {
        return Ok(report.talk("the repository brings no commands\n").next("gatewright workflow list"));
    }
    if new.is_empty() {
        if !args.dry_run {
            add(&ledger, &[], door)?;
        }
        return Ok(report.text(text).talk("everything is trusted already\n").next(LIST));
    }
    if args.dry_run {
        return Ok(report.text(text).talk("nothing was changed\n").next("gatewright trust"));
    }
    if !args.yes {
        if !door.json {
            print::talk(&print::shown(&text, door.stderr_colour));
        }
        if !ask(door, new.len())? {
            // A script that goes on behind this must not take it for consent.
            return Err(Failure::usage("not_trusted", "you said no, and nothing was trusted")
                .next("gatewright trust --dry-run"));
        }
    }
    add(&ledger, &new, door)?;
    Ok(report.text(text).talk(format!("trusted {} as now\n", counted(new.len()))).next(LIST))
}

/// Trusts the commands, and says so where another process has to be waited for.
fn add(ledger: &Ledger, keys: &[TrustKey], door: &Door) -> Result<(), Failure> {
    match ledger.trust(keys, Duration::ZERO) {
        Err(failure) if failure.kind == Kind::Locked => {
            if !door.json {
                print::talk("waiting for another process that writes into the list of trusted commands …\n");
            }
            ledger.trust(keys, LOCK_WAIT)
        }
        done => done,
    }
}

/// What is said when definitions cannot be read: nothing is trusted, because nobody has seen all that there is.
fn unreadable(report: Report, unreadable: &[(String, Failure)]) -> Report {
    let mut talk: String = unreadable.iter().map(|(_, failure)| failure_text(failure)).collect();
    let names: Vec<String> = unreadable.iter().map(|(name, _)| format!("`{name}`")).collect();
    let which = if names.len() == 1 { "the workflow" } else { "the workflows" };
    talk.push_str(&format!(
        "{} which commands {which} {} would bring is not known; nothing was trusted\n  {} `gatewright trust <workflow>` looks at one workflow alone\n",
        Tone::Bad.paint("error:"),
        names.join(", "),
        Tone::Strong.paint("hint:"),
    ));
    report.talk(talk).exit(Exit::Usage).next("gatewright workflow lint")
}

/// The same for checks of the repository's own that no contract asks for.
fn wrong_checks(report: Report, wrong: &[(String, Failure)]) -> Report {
    let talk: String = wrong.iter().map(|(_, failure)| failure_text(failure)).collect();
    let nothing = format!("{} nothing was trusted\n", Tone::Bad.paint("error:"));
    report.talk(talk + &nothing).exit(Exit::Usage).next("gatewright checks")
}

fn unreadable_json((workflow, failure): &(String, Failure)) -> Value {
    json!({ "workflow": workflow, "error": failure_members(failure) })
}

struct Looked<'a> {
    command: &'a Brought,
    key: TrustKey,
    standing: Standing,
}

fn look<'a>(site: &Site, ledger: &Ledger, command: &'a Brought) -> Result<Looked<'a>, Failure> {
    let (key, _) = key_of(site, &command.argv, command.check.as_ref())?;
    let standing = ledger.standing(&key)?;
    Ok(Looked { command, key, standing })
}

impl Looked<'_> {
    fn standing(&self) -> &'static str {
        match self.standing {
            Standing::Trusted => "trusted",
            Standing::Unknown => "not trusted",
            Standing::Changed(_) => "changed since it was trusted",
            Standing::Damaged => "not trusted: its entry in the ledger is damaged",
        }
    }

    fn text(&self) -> String {
        let mut text =
            format!("{}  ({})\n", Tone::Strong.paint(self.command.argv.join(" ")), self.standing());
        if let Some(check) = &self.command.check {
            text.push_str(&format!("  with everything in {check} but its samples\n"));
        }
        text.extend(self.command.places.iter().map(|place| format!("  declared in {place}\n")));
        text.extend(self.key.files.iter().map(|file| format!("  names {}\n", file.path)));
        text.extend(
            self.key.uncovered().map(|argument| format!("  not covered: whatever `{argument}` stands for\n")),
        );
        text
    }

    fn to_json(&self) -> Value {
        json!({
            "argv": self.command.argv,
            "standing": self.standing(),
            "check": self.command.check,
            "declared_in": self.command.places,
            "files": self.key.files,
            "digest": self.key.digest(),
            "not_covered": self.key.uncovered().collect::<Vec<_>>(),
        })
    }
}

/// Asks a person. The end of input is no answer, and never consent.
fn ask(door: &Door, commands: usize) -> Result<bool, Failure> {
    let refused = |message: &str| {
        let failure = Failure::usage("not_trusted", message.to_owned());
        failure.next("gatewright trust --dry-run").next("gatewright trust --yes")
    };
    if door.json && door.stdin_terminal {
        return Err(refused(
            "nobody is asked where the answer is JSON; look at the commands and say `--yes`",
        ));
    }
    if !door.stdin_terminal {
        return Err(refused(
            "nobody can be asked: standard input is not a terminal; look at the commands and say `--yes`",
        ));
    }
    print::talk(&format!("Trust {} as now? [y/N] ", counted(commands)));
    let _ = std::io::stderr().flush();
    let mut answer = String::new();
    let read = std::io::stdin()
        .lock()
        .read_line(&mut answer)
        .map_err(|error| Failure::io("cannot read the answer", &error))?;
    match answer.trim() {
        _ if read == 0 => Err(refused("nobody answered, and nothing was trusted")),
        answer => Ok(matches!(answer, "y" | "Y" | "yes")),
    }
}

fn list(ledger: &Ledger, door: &Door) -> Result<Report, Failure> {
    let listing = ledger.list()?;
    let text: String = listing
        .keys
        .iter()
        .map(|key| {
            let check =
                key.check.as_ref().map(|check| format!("  with everything in {check}\n")).unwrap_or_default();
            format!("{}  {}\n{check}  in {}\n", key.digest(), key.argv.join(" "), key.root)
        })
        .collect();
    let keys: Vec<Value> = listing
        .keys
        .iter()
        .map(|key| json!({ "digest": key.digest(), "argv": key.argv, "check": key.check, "root": key.root }))
        .collect();
    let broken: String = listing
        .broken
        .iter()
        .map(|name| format!("note: `{name}` is damaged and counts for nothing\n"))
        .collect();
    Ok(Report::new("trusted", json!({ "commands": keys, "broken": listing.broken }))
        .text(text)
        .talk(broken)
        // A program cannot answer what `trust` asks.
        .next(if door.json { "gatewright trust --dry-run" } else { "gatewright trust" }))
}

fn counted(commands: usize) -> String {
    format!("{commands} {}", if commands == 1 { "command" } else { "commands" })
}

fn revoke(ledger: &Ledger, digest: Digest, dry_run: bool) -> Result<Report, Failure> {
    let known = match dry_run {
        true => ledger.list()?.keys.iter().any(|key| key.digest() == digest),
        false => ledger.revoke(digest)?,
    };
    if !known {
        return Err(Failure::usage("not_trusted", format!("no command with the digest {digest} is trusted"))
            .next("gatewright trust --list"));
    }
    Ok(Report::new("trust_revoke", json!({ "digest": digest, "dry_run": dry_run }))
        .text(format!("{digest} {} no longer trusted\n", if dry_run { "would be" } else { "is" }))
        .next(LIST))
}
