//! Which command was meant.

use clap::Subcommand;

use crate::cli::args::Global;
use crate::cli::commands::{
    attest, audit, checks, completions, contract, gate, help, init, invocation, man, report, run, schema,
    trust, waiting, workflow,
};
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::model::failure::Failure;

/// The commands.
#[expect(missing_docs, reason = "each is documented where its arguments are")]
#[derive(Debug, Subcommand)]
pub enum Command {
    Init(init::Args),
    Run(Box<run::Args>),
    Gate(gate::Args),
    Invocation(invocation::Args),
    Waiting(waiting::Args),
    Audit(audit::Args),
    Attest(attest::Args),
    Report(report::Args),
    Workflow(workflow::Args),
    Contract(contract::Args),
    Checks(checks::Args),
    Trust(trust::Args),
    Schema(schema::Args),
    Completions(completions::Args),
    Man(man::Args),
    Help(help::Args),
}

impl Command {
    /// Runs the command.
    pub fn run(self, door: &Door, global: &Global) -> Result<Report, Failure> {
        match self {
            Command::Init(args) => init::run(&args, door),
            Command::Run(args) => run::run(*args, door, global),
            Command::Gate(args) => gate::run(args, door, global),
            Command::Invocation(args) => invocation::run(args, door, global),
            Command::Waiting(args) => waiting::run(&args, door),
            Command::Audit(args) => audit::run(&args, door),
            Command::Attest(args) => attest::run(&args, door),
            Command::Report(args) => report::run(&args, door),
            Command::Workflow(args) => workflow::run(&args, door),
            Command::Contract(args) => contract::run(&args, door),
            Command::Checks(args) => checks::run(&args, door),
            Command::Trust(args) => trust::run(&args, door),
            Command::Schema(args) => schema::run(&args, door),
            Command::Completions(args) => completions::run(&args),
            Command::Man(args) => man::run(&args, door),
            Command::Help(args) => help::run(&args),
        }
    }
}
