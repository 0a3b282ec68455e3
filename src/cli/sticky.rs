//! What was said on this command line and holds for the next one: every literal command that is offered carries it.

use clap::{ArgMatches, CommandFactory};

use crate::cli::args::Cli;
use crate::cli::report::Report;
use crate::model::failure::Failure;
use crate::rules::secrets::find_token;

/// The options that are carried on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sticky {
    directory: Option<String>,
    json: bool,
    actor: Option<String>,
    agent: Option<String>,
}

/// Commands that are the same in every directory.
const NOWHERE: [&str; 3] = ["help", "checks", "schema"];

impl Sticky {
    /// What `matches` say, those of the whole program.
    pub fn of(matches: &ArgMatches) -> Sticky {
        let mut leaf = matches;
        while let Some((_, below)) = leaf.subcommand() {
            leaf = below;
        }
        let text = |name: &str| leaf.try_get_one::<String>(name).ok().flatten().cloned();
        let directory = leaf.try_get_one::<std::path::PathBuf>("directory").ok().flatten();
        Sticky {
            directory: directory.and_then(|dir| dir.to_str()).map(str::to_owned),
            json: leaf.get_flag("json"),
            actor: text("actor"),
            agent: text("agent"),
        }
    }

    /// What can be told from arguments that could not be understood.
    pub fn only_json(json: bool) -> Sticky {
        Sticky { json, ..Sticky::default() }
    }

    /// `report` whose commands carry this.
    #[must_use]
    pub fn report(&self, mut report: Report) -> Report {
        report.next = report.next.iter().map(|command| self.carry(command)).collect();
        report.hints = report.hints.iter().map(|hint| self.carry_in(hint)).collect();
        report.talk = self.carry_in(&report.talk);
        report
    }

    /// `failure` whose commands carry this.
    #[must_use]
    pub fn failure(&self, mut failure: Failure) -> Failure {
        failure.next = failure.next.iter().map(|command| self.carry(command)).collect();
        failure.hints = failure.hints.iter().map(|hint| self.carry_in(hint)).collect();
        failure
    }

    /// `command` with this behind it; what it says itself stays.
    pub fn carry(&self, command: &str) -> String {
        let Some(words) =
            shlex::split(command).filter(|words| words.first().is_some_and(|it| it == "gatewright"))
        else {
            return command.to_owned();
        };
        let mut command = command.to_owned();
        let says = |option: &str| {
            words.iter().any(|word| {
                word.strip_prefix(option)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('=') || !option.starts_with("--"))
            })
        };
        let mut add = |option: &str, value: &Option<String>| {
            let value = value.as_deref().filter(|value| find_token(value).is_none() && !says(option));
            if let Some(value) = value.and_then(|value| shlex::try_quote(value).ok()) {
                command.push_str(&format!(" {option} {value}"));
            }
        };
        if !words.get(1).is_some_and(|word| NOWHERE.contains(&word.as_str())) {
            add("-C", &self.directory);
        }
        if (self.actor.is_some() || self.agent.is_some()) && is_recorded(&words) {
            add("--actor", &self.actor);
            add("--agent", &self.agent);
        }
        // What it prints is followed by whoever asked for it.
        if words.iter().skip(1).map(String::as_str).take(2).eq(["gate", "packet"]) {
            add("--actor", &self.actor);
        }
        // A person is asked there, and a program cannot answer.
        let asks = words.len() == 2 && words[1] == "trust";
        if self.json && !asks && !says("--json") {
            command.push_str(" --json");
        }
        command
    }

    /// `text` in which every command between backticks carries this.
    fn carry_in(&self, text: &str) -> String {
        let piece = |(i, piece): (usize, &str)| match i % 2 == 1 && piece.starts_with("gatewright ") {
            true => self.carry(piece),
            false => piece.to_owned(),
        };
        text.split('`').enumerate().map(piece).collect::<Vec<String>>().join("`")
    }
}

/// Whether the command writes down who ran it, and so takes an agent's name; those that hide it take it only to refuse it.
fn is_recorded(words: &[String]) -> bool {
    let mut command = Cli::command();
    for word in &words[1..] {
        match command.find_subcommand(word).cloned() {
            Some(below) => command = below,
            None => break,
        }
    }
    command.get_arguments().any(|argument| argument.get_long() == Some("agent") && !argument.is_hide_set())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sticky(line: &str) -> Sticky {
        Sticky::of(&Cli::command().try_get_matches_from(line.split(' ')).unwrap())
    }

    #[test]
    fn what_was_said_is_said_again_where_it_means_something() {
        let said = sticky("gatewright -C a gate start --agent it --actor Me --json");
        assert_eq!(
            said.carry("gatewright gate finish --gate G1"),
            "gatewright gate finish --gate G1 -C a --actor Me --agent it --json"
        );
        assert_eq!(said.carry("gatewright run status"), "gatewright run status -C a --json");
        assert_eq!(said.carry("gatewright gate approve"), "gatewright gate approve -C a --json");
        assert_eq!(said.carry("gatewright gate packet"), "gatewright gate packet -C a --actor Me --json");
        assert_eq!(said.carry("gatewright help run"), "gatewright help run --json");
        assert_eq!(said.carry("gatewright trust"), "gatewright trust -C a");
        assert_eq!(said.carry("git restore x"), "git restore x");
    }

    #[test]
    fn what_a_command_says_itself_is_not_said_twice() {
        let said = sticky("gatewright run essay --slug x --agent it -C b");
        assert_eq!(
            said.carry("gatewright run resume --agent me -C b"),
            "gatewright run resume --agent me -C b"
        );
    }

    #[test]
    fn a_secret_is_never_carried_on() {
        let said = Sticky { agent: Some(format!("ghp_{}", "a1B2c3".repeat(6))), ..Sticky::default() };
        assert_eq!(said.carry("gatewright gate finish"), "gatewright gate finish");
    }

    #[test]
    fn commands_in_a_sentence_carry_it_too() {
        let said = sticky("gatewright run list -C x");
        assert_eq!(
            said.carry_in("say `a` or `gatewright run list`, then `b`"),
            "say `a` or `gatewright run list -C x`, then `b`"
        );
    }
}
