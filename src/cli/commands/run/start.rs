//! `run start`: begins a run and prints its id.

use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap_complete::ArgValueCompleter;
use serde_json::json;

use crate::cli::args::Global;
use crate::cli::door::Door;
use crate::cli::report::Report;
use crate::cli::session;
use crate::flow::site::Site;
use crate::flow::start_run::{MAX_PROMPT, Plan, Prompt, StartRun, commit, plan};
use crate::flow::unignored::logs_are_taken;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::progress::Silent;

/// Begin a run: pin the workflow, its contracts, templates and procedures, the prompt and the parameters
///
/// Prints the run's id. Later commands use only what was pinned.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The workflow
    #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(crate::cli::complete::workflows))]
    workflow: String,
    /// What to run it on.
    #[command(flatten)]
    pub params: ParamArgs,
    /// Say that this agent runs the command: the record then says `agent`, never `claimed-human`
    #[arg(long, value_name = "NAME")]
    agent: Option<String>,
    /// Say what would be pinned; change nothing
    #[arg(long)]
    dry_run: bool,
}

/// What a run is started with.
#[derive(Debug, Clone, clap::Args)]
pub struct ParamArgs {
    /// What the run is about: one path component, such as `the-word-robot`
    #[arg(long, value_name = "SLUG")]
    pub slug: Option<String>,
    /// Where most outputs go, from the repository's root
    #[arg(long, value_name = "PATH")]
    pub artifact_path: Option<String>,
    /// How thorough: quick, standard or deep
    #[arg(long, value_name = "DEPTH", add = ArgValueCompleter::new(crate::cli::complete::depths))]
    pub depth: Option<String>,
    /// Another parameter of the workflow; may be repeated
    #[arg(long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
    /// The original prompt: a file, or `-` for standard input
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub prompt_file: Option<PathBuf>,
}

impl ParamArgs {
    /// As the flow takes it.
    pub fn ask(&self, workflow: &str, site: &Site, door: &Door) -> Result<StartRun, Failure> {
        let mut params = BTreeMap::new();
        for pair in &self.params {
            let (name, value) = pair.split_once('=').ok_or_else(|| {
                Failure::usage("bad_param", format!("`{}` is not NAME=VALUE", pair.escape_debug()))
            })?;
            if params.insert(name.to_owned(), value.to_owned()).is_some() {
                return Err(Failure::usage(
                    "param_twice",
                    format!("the parameter `{}` is given twice", name.escape_debug()),
                ));
            }
        }
        for (name, value) in
            [("slug", &self.slug), ("artifact_path", &self.artifact_path), ("depth", &self.depth)]
        {
            if let Some(value) = value
                && params.insert(name.to_owned(), value.clone()).is_some()
            {
                return Err(Failure::usage("param_twice", format!("the parameter `{name}` is given twice")));
            }
        }
        let prompt = self.prompt_file.as_deref().map(|file| read_prompt(file, site, door)).transpose()?;
        Ok(StartRun { workflow: workflow.to_owned(), params, prompt })
    }
}

#[expect(clippy::disallowed_methods, reason = "the user names this file; it may lie outside the repository")]
fn read_prompt(file: &Path, site: &Site, door: &Door) -> Result<Prompt, Failure> {
    let cannot = |error: &std::io::Error| {
        Failure::usage("no_prompt", format!("cannot read the prompt `{}`", file.display()))
            .cause(error.to_string())
    };
    let empty = || {
        Failure::usage("no_prompt", format!("the prompt `{}` is empty", file.display()))
            .hint("leave `--prompt-file` out where there is no prompt")
    };
    let limit = MAX_PROMPT as u64 + 1;
    let mut bytes = vec![];
    if file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes).map_err(|error| cannot(&error))?;
        return if bytes.is_empty() { Err(empty()) } else { Ok(Prompt { file: "-".to_owned(), bytes }) };
    }
    let path = door.cwd.join(file);
    let status = path.metadata().map_err(|error| cannot(&error))?;
    if !status.is_file() {
        return Err(Failure::usage(
            "no_prompt",
            format!("the prompt `{}` is not a regular file", file.display()),
        ));
    }
    std::fs::File::open(&path)
        .and_then(|opened| opened.take(limit).read_to_end(&mut bytes))
        .map_err(|error| cannot(&error))?;
    if bytes.is_empty() {
        return Err(empty());
    }
    // A record holds no absolute path: of a file outside the repository only the bytes are kept.
    let below = path
        .canonicalize()
        .ok()
        .and_then(|path| path.strip_prefix(site.root.path()).map(Path::to_owned).ok());
    let name = below.and_then(|below| RepoPath::new(below.to_str()?).ok());
    Ok(Prompt { file: name.map_or_else(|| "-".to_owned(), |name| name.to_string()), bytes })
}

/// Runs the command.
pub fn run(args: Args, door: &Door, global: &Global) -> Result<Report, Failure> {
    let site = session::site(door)?;
    let ask = args.params.ask(&args.workflow, &site, door)?;
    let moment = door.moment()?;
    let plan = plan(&site, &ask, &moment).map_err(|failure| about_params(failure, &args.workflow))?;
    if args.dry_run {
        return Ok(dry_report(&plan));
    }
    let (id, mut report) = (plan.id().clone(), report(&plan));
    let first = plan.definitions.workflow.gates.first().map(|gate| gate.id.clone());
    let who = session::who_named(door, global, args.agent.as_deref())?;
    let machine = session::machine(door, &site, &Silent)?;
    let record = commit(&site, plan, &moment, &who)?;
    report.members.insert("head".to_owned(), json!(record.head()));
    report.hints.extend(logs_are_taken(&site, &machine, &id).unwrap_or_default());
    report.next.extend(first.map(|gate| format!("gatewright gate start --run {id} --gate {gate}")));
    Ok(report)
}

/// A parameter that is wrong leads to the workflow, which says what it wants.
pub fn about_params(failure: Failure, workflow: &str) -> Failure {
    match failure.code {
        "unknown_param" | "missing_param" | "bad_param" | "bad_slug" | "bad_artifact_path"
            if failure.next.is_empty() =>
        {
            failure.next(format!("gatewright workflow show {workflow}"))
        }
        _ => failure,
    }
}

/// What is said about a run that would be started.
pub fn dry_report(plan: &Plan) -> Report {
    let mut report = report(plan).text("");
    report.members.insert("dry_run".to_owned(), json!(true));
    // The id is made of the moment: no run will ever have this one.
    report.members.insert("run_id".to_owned(), json!(null));
    let pins: String =
        plan.pins().iter().map(|pin| format!("  {}  {}\n", pin.sha256.short(), pin.path)).collect();
    let workflow = &plan.definitions.workflow.name;
    report.talk(format!("nothing was written; a run of `{workflow}` would pin:\n{pins}"))
}

fn report(plan: &Plan) -> Report {
    let workflow = &plan.definitions.workflow;
    let gates: Vec<_> =
        workflow.gates.iter().map(|gate| json!({ "gate": gate.id, "name": gate.name })).collect();
    let members = json!({
        "run_id": plan.id(),
        "workflow": workflow.name,
        "status": "QUEUED",
        "params": plan.params,
        "gates": gates,
        "pins": plan.pins(),
        "head": null,
        "dry_run": false,
    });
    Report::new("run_start", members).text(format!("{}\n", plan.id()))
}
