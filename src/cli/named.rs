//! Commands that a refusal or a dry run offers name the run and the gate that it was about, also where it found them itself.

use std::cell::OnceCell;

use clap::{ArgMatches, CommandFactory};

use crate::cli::args::Cli;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};

/// Which run and gate a command is about, once it has found out.
#[derive(Debug, Default)]
pub struct Named {
    /// The run.
    pub run: OnceCell<RunId>,
    /// The gate.
    pub gate: OnceCell<GateId>,
}

impl Named {
    /// `failure` whose commands say run and gate, where they can and do not.
    #[must_use]
    pub fn failure(&self, mut failure: Failure) -> Failure {
        failure.next = failure.next.into_iter().map(|command| self.complete(command)).collect();
        failure
    }

    /// The command, which says run and gate where it can.
    pub fn complete(&self, mut command: String) -> String {
        let Some(run) = self.run.get() else { return command };
        let words = shlex::split(&command).unwrap_or_default();
        let Ok(matches) = Cli::command().try_get_matches_from(&words) else { return command };
        let mut leaf = &matches;
        while let Some((_, below)) = leaf.subcommand() {
            leaf = below;
        }
        // A command for another run says which.
        if !lacks(leaf, ["run", "run_name"]) {
            return command;
        }
        command.push_str(&format!(" --run {run}"));
        if let Some(gate) = self.gate.get().filter(|_| lacks(leaf, ["gate", "gate_name"])) {
            command.push_str(&format!(" --gate {gate}"));
        }
        command
    }
}

/// Whether the command takes an option of the first name, and says neither that nor the word that is the same.
fn lacks(leaf: &ArgMatches, [option, word]: [&str; 2]) -> bool {
    let said = |name: &str| leaf.try_get_one::<String>(name);
    matches!(said(option), Ok(None)) && !matches!(said(word), Ok(Some(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn run_and_gate_are_added_where_a_command_takes_them_and_says_neither() {
        let named = Named::default();
        assert_eq!(named.complete("gatewright gate finish".to_owned()), "gatewright gate finish");
        let _ = named.run.set(RunId::new("run_20270115T080000000Z_robot_7iycgp").unwrap());
        let _ = named.gate.set(GateId::new("G1").unwrap());
        let run = "--run run_20270115T080000000Z_robot_7iycgp";
        for (command, wanted) in [
            ("gatewright gate finish", format!("gatewright gate finish {run} --gate G1")),
            ("gatewright gate check G2 --json", format!("gatewright gate check G2 --json {run}")),
            ("gatewright run status", format!("gatewright run status {run}")),
            ("gatewright gate finish --run latest", "gatewright gate finish --run latest".to_owned()),
            ("gatewright run show run_1", "gatewright run show run_1".to_owned()),
            ("gatewright run list", "gatewright run list".to_owned()),
            ("gatewright trust", "gatewright trust".to_owned()),
            ("git status", "git status".to_owned()),
        ] {
            assert_eq!(named.complete(command.to_owned()), wanted);
        }
    }
}
