//! What was probably meant by a command line that could not be understood, where the parser's own guess leads astray.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use crate::cli::args::Cli;

/// What to say instead of the parser's tips; `None` where those stand.
pub fn tips(error: &clap::Error, args: &[OsString]) -> Option<Vec<String>> {
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let found = commands_called(said(ContextKind::InvalidSubcommand)?);
            (!found.is_empty()).then(|| found.iter().map(|it| format!("did you mean `{it}`?")).collect())
        }
        ErrorKind::UnknownArgument => {
            let word = said(ContextKind::InvalidArg)?;
            if !word.starts_with('-') {
                return starts_a_run(args).then(|| vec![format!("say the workflow as `--workflow {word}`")]);
            }
            // Nothing here takes an option as a value; the parser says so all the same.
            error.render().to_string().contains("use '-- ").then(Vec::new)
        }
        _ => None,
    }
}

/// Commands of groups that are called `word`, as they are typed.
fn commands_called(word: &str) -> Vec<String> {
    let line = Cli::command();
    let has = |group: &&Command| group.find_subcommand(word).is_some_and(|it| it.get_name() == word);
    let groups = line.get_subcommands().filter(has);
    groups.map(|group| format!("gatewright {} {word}", group.get_name())).collect()
}

fn starts_a_run(args: &[OsString]) -> bool {
    args.windows(2).any(|pair| pair[0] == "run" && pair[1] == "start")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tips_on(line: &str) -> Option<Vec<String>> {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        tips(&Cli::command().try_get_matches_from(&args).unwrap_err(), &args)
    }

    #[test]
    fn what_stands_in_a_group_is_found_there() {
        let said = |text: &str| Some(vec![format!("did you mean `gatewright {text}`?")]);
        assert_eq!(tips_on("gatewright status"), said("run status"));
        assert_eq!(tips_on("gatewright finish --json"), said("gate finish"));
        assert_eq!(tips_on("gatewright check"), said("gate check"));
        let lists = tips_on("gatewright list").unwrap();
        assert!(lists.iter().any(|tip| tip.contains("`gatewright run list`")), "{lists:?}");
        assert_eq!(tips_on("gatewright stats"), None);
    }

    #[test]
    fn a_workflow_without_its_option_is_told_of_it_and_no_option_is_taken_for_a_value() {
        let workflow = Some(vec!["say the workflow as `--workflow essay`".to_owned()]);
        assert_eq!(tips_on("gatewright run start essay"), workflow);
        assert_eq!(tips_on("gatewright run resume --gate G1"), Some(vec![]));
    }
}
