//! The packet of an attempt: its facts gathered from the pins, its text rendered.

use crate::exec::render::render_apart;
use crate::flow::gate_view::GateView;
use crate::flow::pinned;
use crate::flow::stale::Why;
use crate::model::attempt::Attempt;
use crate::model::contract::{Arg, Severity, Skill};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::run::{AttemptRow, GateState, Run};
use crate::model::workflow::Workflow;
use crate::rules::checks::command::COMMAND;
use crate::rules::outputs::{Declared, Said, resolve};
use crate::rules::packet::facts::{
    Commands, ContractFacts, FeedbackFacts, GateFacts, InputFacts, Named, OutputFacts, PacketFacts,
    PreviousFacts, SkillFacts,
};
use crate::rules::packet::render;
use crate::rules::packet::sections::sections;
use crate::rules::variables;
use crate::store::runs::read::RunDir;

/// What was seen of an input.
#[derive(Debug, Clone)]
pub struct Input {
    /// From the root, or the glob.
    pub path: String,
    /// The gate that brings it.
    pub gate: GateId,
    /// Whether it is there.
    pub exists: bool,
}

/// What a packet is about beside the gate itself.
#[derive(Debug, Clone)]
pub struct About {
    /// The attempt's number.
    pub attempt: u32,
    /// Who does the work.
    pub agent: Option<String>,
    /// The agent that was named when the attempt was opened: its commands say so again.
    pub named: Option<String>,
    /// What it may build upon.
    pub inputs: Vec<Input>,
    /// What has changed since the attempt before passed.
    pub changed: Vec<Why>,
}

/// Renders the packet of an attempt at the gate.
///
/// # Errors
/// `Usage` when the gate's template is wrong, naming its file and line.
pub fn render(
    dir: &RunDir,
    run: &Run,
    workflow: &Workflow,
    view: &GateView,
    about: &About,
) -> Result<String, Failure> {
    let facts = facts(run, workflow, view, about, quoted(dir, run, view, about)?)?;
    let instructions = match &view.pinned.template {
        Some((path, template)) => {
            render_apart(path, template, &facts).map_err(|failure| pinned_so(failure, run, view))?
        }
        None => String::new(),
    };
    render::packet(&facts, &instructions)
        .map_err(|why| Failure::bug(format!("the packet's frame: {}", why.message)))
}

/// What a packet quotes from files of the record.
#[derive(Debug, Clone, Default)]
pub struct Quoted {
    /// The original prompt.
    pub prompt: String,
    /// The attempt before, where it was closed.
    pub before: Option<Attempt>,
}

fn quoted(dir: &RunDir, run: &Run, view: &GateView, about: &About) -> Result<Quoted, Failure> {
    let state = state_of(run, view)?;
    let before = |row: &&AttemptRow| row.attempt < about.attempt;
    let closed = state.attempts.iter().rev().find(before).and_then(|row| Some((row.attempt, row.sha256?)));
    let before = closed.map(|(number, seal)| dir.sealed_attempt(&state.id, number, seal)).transpose()?;
    Ok(Quoted { prompt: pinned::prompt(dir, run)?, before })
}

fn state_of<'a>(run: &'a Run, view: &GateView) -> Result<&'a GateState, Failure> {
    let id = &view.pinned.def.id;
    run.gate(id).ok_or_else(|| Failure::bug(format!("no gate {id}")))
}

/// A template of a run is a pinned one: mending the file is not enough.
fn pinned_so(failure: Failure, run: &Run, view: &GateView) -> Failure {
    failure
        .hint(format!(
            "the run pinned this template: mend the file, then pin it anew, with your reason: `gatewright run repin --run {} --gate {} --reason \"<why>\"`",
            run.id, view.pinned.def.id
        ))
        .next(format!("gatewright workflow lint {}", run.workflow.name))
}

/// The literal commands for the gate of a run.
pub fn commands(run: &RunId, gate: &GateId) -> Commands {
    commands_of(run, gate, None)
}

/// The same for an agent that was named, or that opened the attempt: they name it again.
pub fn commands_of(run: &RunId, gate: &GateId, agent: Option<&str>) -> Commands {
    let agent = named(agent);
    let command = |verb: &str, more: &str| format!("gatewright gate {verb} --run {run} --gate {gate}{more}");
    Commands {
        check: command("check", &agent),
        finish: command("finish", &agent),
        packet: command("packet", ""),
        fail: command("fail", &format!(" --reason \"<why>\"{agent}")),
    }
}

/// ` --agent <name>` for the end of a command; nothing where nobody is named.
pub fn named(agent: Option<&str>) -> String {
    let agent = agent.and_then(|name| shlex::try_quote(name).ok());
    agent.map(|name| format!(" --agent {name}")).unwrap_or_default()
}

/// Everything that the text of a packet is made from.
///
/// # Errors
/// `Usage` when a procedure has not the section that the contract wants injected.
pub fn facts(
    run: &Run,
    workflow: &Workflow,
    view: &GateView,
    about: &About,
    quoted: Quoted,
) -> Result<PacketFacts, Failure> {
    let def = &view.pinned.def;
    let state = state_of(run, view)?;
    let text = |name: &str| run.params.get(name).map(ToString::to_string).unwrap_or_default();
    let params = run.params.iter().map(|(name, value)| (name.clone(), serde_json::json!(value)));
    Ok(PacketFacts {
        run_id: run.id.to_string(),
        workflow: Named { name: workflow.name.clone(), version: workflow.version.clone() },
        gate: GateFacts {
            id: def.id.to_string(),
            name: def.name.clone(),
            description: def.description.clone(),
            agent: about.agent.clone().unwrap_or_default(),
            max_attempts: def.max_attempts.map_or(0, |most| most.saturating_add(state.tried_before)),
            timeout: def.timeout.map(in_words).unwrap_or_default(),
        },
        contract: ContractFacts { description: view.pinned.contract.description.clone() },
        attempt: about.attempt,
        params: params.collect(),
        slug: text("slug"),
        artifact_path: text("artifact_path"),
        depth: run.depth.to_string(),
        prompt: quoted.prompt,
        inputs: about
            .inputs
            .iter()
            .map(|input| InputFacts {
                path: input.path.clone(),
                gate: input.gate.to_string(),
                exists: input.exists,
            })
            .collect(),
        all_of: view.plan.all_of.iter().map(output).collect(),
        any_of: view.plan.any_of.iter().map(output).collect(),
        checks: spoken(view, run)?.iter().map(check).collect(),
        previous: quoted.before.and_then(|before| previous(&before, about)),
        feedback: state
            .reopened
            .as_ref()
            .map(|reopened| FeedbackFacts { by: reopened.by.to_string(), text: reopened.reason.clone() }),
        skills: skills(view)?,
        commands: commands_of(&run.id, &def.id, about.named.as_deref()),
    })
}

/// A span of time as definitions write it: `1h30m`.
fn in_words(span: std::time::Duration) -> String {
    let seconds = span.as_secs();
    let parts =
        [(seconds / 86_400, 'd'), (seconds / 3600 % 24, 'h'), (seconds / 60 % 60, 'm'), (seconds % 60, 's')];
    parts.iter().filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count}{unit}")).collect()
}

fn output(declared: &Declared) -> OutputFacts {
    OutputFacts {
        path: declared.spot.place.as_str().to_owned(),
        description: declared.description.clone(),
        required: declared.required,
        directory: declared.spot.is_directory(),
    }
}

/// Every check in words, with the arguments of commands as they will be run.
fn spoken(view: &GateView, run: &Run) -> Result<Vec<Said>, Failure> {
    let mut contract = view.pinned.contract.clone();
    for validation in &mut contract.validations {
        if let Some(Arg::Texts(argv)) = validation.args.get_mut("argv")
            && validation.check == COMMAND.name
        {
            *argv = variables::argv(argv, &run.params)?;
        }
    }
    let plan =
        resolve(&contract, run.depth, &run.params, &|template| variables::place(template, &run.params))?;
    Ok(plan.said())
}

fn check(said: &Said) -> String {
    let warning =
        if said.severity == Severity::Warning { " (a warning: it never fails the gate)" } else { "" };
    let why = if said.description.is_empty() { String::new() } else { format!(" Why: {}", said.description) };
    format!("{}{warning}.{why}", said.words.trim_end_matches('.'))
}

/// What failed or was waived in the attempt before, or has changed since it passed.
fn previous(before: &Attempt, about: &About) -> Option<PreviousFacts> {
    let mut failures: Vec<String> = before.validations.iter().flat_map(failures_of).collect();
    failures.extend(about.changed.iter().map(|why| format!("- {why}")));
    // A gate that was reopened has said why.
    if failures.is_empty() && before.failure_reason.is_none() {
        return None;
    }
    if failures.is_empty() {
        failures.extend(before.failure_reason.iter().map(|reason| format!("- {reason}")));
    }
    Some(PreviousFacts { attempt: before.attempt, status: before.status.as_str().to_owned(), failures })
}

fn failures_of(row: &serde_json::Map<String, serde_json::Value>) -> Vec<String> {
    let text = |value: Option<&serde_json::Value>| {
        value.and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let state = text(row.get("state"));
    if !matches!(state.as_str(), "fail" | "warn" | "not_enforced" | "waived") {
        return vec![];
    }
    let findings = row.get("findings").and_then(|findings| findings.as_array()).into_iter().flatten();
    findings
        .map(|finding| {
            let hint = text(finding.get("hint"));
            let hint = if hint.is_empty() { hint } else { format!("; to mend it: {hint}") };
            format!("- {} ({state}): {}{hint}", text(row.get("type")), text(finding.get("message")))
        })
        .collect()
}

fn skills(view: &GateView) -> Result<Vec<SkillFacts>, Failure> {
    view.pinned.skills.iter().map(|(skill, text)| skill_fact(skill, text)).collect()
}

/// What of a procedure enters a packet.
///
/// # Errors
/// `Usage` (`missing_section`) when it has not what the contract wants injected.
pub fn skill_fact(skill: &Skill, text: &str) -> Result<SkillFacts, Failure> {
    let text = sections(text, &skill.inject).map_err(|heading| {
        Failure::usage(
            "missing_section",
            format!("the procedure `{}` has no section `{heading}` to inject", skill.path),
        )
    })?;
    Ok(SkillFacts { name: skill.name.clone(), reason: skill.reason.clone(), text: text.trim().to_owned() })
}
