//! Every command's manual, as `--help` says it.

use clap::CommandFactory;
use gatewright::cli::args::Cli;

use crate::page;

/// What every manual repeats; it stands once at the top.
const EVERYWHERE: &str = "\nEverywhere:\n";

pub fn page() -> String {
    let mut text = page::begin(
        "Commands",
        "What `gatewright help <command>` says. Data goes to standard output and talk to standard error; every report ends \
         with `Next:` and the literal command that comes next. With `--json` an answer is one object with `format`, \
         `kind` and `next`, errors too.",
    );
    let mut command = Cli::command();
    command.build();
    let (_, everywhere) = split(&help(&[]));
    text.push_str(&format!("\nEvery command takes:\n\n```text\n{}\n```\n", everywhere.trim_end()));
    add(&command, &[], &mut text);
    text
}

fn add(command: &clap::Command, words: &[String], text: &mut String) {
    let name = [&["gatewright".to_owned()], words].concat().join(" ");
    let (manual, _) = split(&help(words));
    text.push_str(&format!("\n## {name}\n\n```text\n{}\n```\n", manual.trim_end()));
    for below in command.get_subcommands() {
        add(below, &[words, &[below.get_name().to_owned()]].concat(), text);
    }
}

fn split(help: &str) -> (String, String) {
    let (manual, rest) = help.split_once(EVERYWHERE).unwrap_or((help, ""));
    // What follows the options of every command belongs to the manual again.
    let (everywhere, after) =
        rest.split_once("\n\n").filter(|(_, after)| !after.starts_with("  ")).unwrap_or((rest, ""));
    (format!("{manual}\n{after}"), everywhere.to_owned())
}

fn help(words: &[String]) -> String {
    let asked = ["gatewright"].into_iter().chain(words.iter().map(String::as_str)).chain(["--help"]);
    let help = Cli::command().term_width(100).try_get_matches_from(asked).unwrap_err().render().to_string();
    help.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
