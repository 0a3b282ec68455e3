//! `run <workflow>`: starts a run and goes through its gates.

use clap_complete::ArgValueCompleter;

use crate::cli::args::Global;
use crate::cli::commands::run::start::{ParamArgs, about_params};
use crate::cli::door::Door;
use crate::cli::pipeline::{How, Pipeline};
use crate::cli::print::{self, Tone};
use crate::cli::progress::watched;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::perform::{all_may_run, startable};
use crate::flow::site::Who;
use crate::flow::start_run::{Plan, commit, plan, starting_alone, unfinished_twin};
use crate::flow::unignored::logs_are_taken;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::rules::secrets::find_token;
use crate::rules::suggest;
use crate::store::progress::Silent;

/// What `run <workflow>` takes
#[derive(Debug, clap::Args)]
pub struct DriveArgs {
    /// The workflow to start and drive
    #[arg(value_name = "WORKFLOW", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: Option<String>,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    how: HowArgs,
    /// Start a new run although an unfinished one with the same workflow and parameters exists
    #[arg(long)]
    new: bool,
    /// Begin at this gate: earlier gates are judged as they are, and marked as re-validations
    #[arg(long, value_name = "GATE", add = ArgValueCompleter::new(crate::cli::complete::gates_of_workflow))]
    start_from: Option<GateId>,
    /// Say what would be pinned; change nothing
    #[arg(long)]
    dry_run: bool,
}

/// How the work of gates is done.
#[derive(Debug, Clone, clap::Args)]
pub struct HowArgs {
    /// Have every gate's work done by this command (split like a shell does, run without one): the packet is on its
    /// standard input. Of what it prints, the first 64 MiB of each output are kept
    #[arg(long, value_name = "COMMAND")]
    pub exec: Option<String>,
    /// Who does the work, when it is not the workflow's choice; attempts count as an agent's
    #[arg(long, value_name = "NAME")]
    pub agent: Option<String>,
}

impl HowArgs {
    /// As it was typed, for the next command: a space before every word; nothing where it holds a secret.
    fn words(&self) -> String {
        let exec = self.exec.as_deref().filter(|exec| find_token(exec).is_none());
        let exec = exec.and_then(|exec| shlex::try_quote(exec).ok());
        exec.map(|exec| format!(" --exec {exec}")).unwrap_or_default()
    }

    /// As the pipeline takes it.
    pub fn how(&self) -> Result<How, Failure> {
        let exec = self
            .exec
            .as_deref()
            .map(|text| {
                shlex::split(text).filter(|argv| !argv.is_empty()).ok_or_else(|| {
                    Failure::usage("bad_exec", "`--exec` needs a program, its quotes closed")
                        .hint("for example `--exec \"./agent.sh --fast\"`")
                })
            })
            .transpose()?;
        Ok(How { exec, agent: session::agent_named(self.agent.as_deref())? })
    }
}

/// Runs the command.
pub fn run(args: &DriveArgs, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let workflow = args.workflow.as_deref().ok_or_else(|| {
        Failure::usage("no_workflow", "say which workflow to run").next("gatewright workflow list")
    })?;
    let ask = args.params.ask(workflow, &site, door)?;
    let how = args.how.how()?;
    let moment = door.moment()?;
    let plan = plan(&site, &ask, &moment)
        .map_err(|failure| about_params(perhaps_a_command(failure, workflow), workflow))?;
    if let Some(gate) = &args.start_from {
        known(gate, &plan)?;
    }
    let machine = session::machine(door, &site, &Silent)?;
    match &how.exec {
        Some(argv) => startable(&site, &machine, argv.first())?,
        None => all_may_run(&site, &machine, &plan.definitions.workflow)?,
    }
    if args.dry_run {
        return Ok(crate::cli::commands::run::start::dry_report(&plan));
    }
    let alone = starting_alone(&site)?;
    if !args.new
        && let Some(twin) = unfinished_twin(&site, &plan)?
    {
        return Err(Failure::state(
            "unfinished_twin",
            format!("an unfinished run with the same workflow and parameters exists: {twin}"),
        )
        .next(format!("gatewright run resume --run {twin}{}", args.how.words()))
        .hint("`--new` starts another one all the same"));
    }
    let who = Who { agent: how.agent.clone(), ..session::who(door, global, how.is_agent())? };
    let id = commit(&site, plan, &moment, &who)?.run.id;
    drop(alone);
    if let (false, Some(why)) = (door.json, logs_are_taken(&site, &machine, &id).unwrap_or_default()) {
        print::talk(&print::shown(&format!("{} {why}\n", Tone::Warn.paint("note:")), door.stderr_colour));
    }
    let progress = watched(door);
    Pipeline::new(door, global, &site, &*progress, id, how)?.drive(args.start_from.as_ref())
}

/// A word that is no workflow may be a command misspelt.
fn perhaps_a_command(failure: Failure, word: &str) -> Failure {
    let names = ["start", "list", "show", "status", "resume", "complete", "repin"];
    match suggest::nearest(word, names) {
        Some(meant) if failure.code == "unknown_workflow" => {
            Failure { hints: vec![], ..failure }.hint(format!("did you mean `gatewright run {meant}`?"))
        }
        _ => failure,
    }
}

/// Refuses a gate that the workflow does not have, before anything is written.
fn known(gate: &GateId, plan: &Plan) -> Result<(), Failure> {
    let workflow = &plan.definitions.workflow;
    if workflow.gate(gate).is_some() {
        return Ok(());
    }
    let known: Vec<&str> = workflow.gates.iter().map(|gate| gate.id.as_str()).collect();
    Err(Failure::usage("unknown_gate", format!("the workflow `{}` has no gate {gate}", workflow.name))
        .hint(format!("its gates: {}", known.join(", ")))
        .next(format!("gatewright workflow show {}", workflow.name)))
}
