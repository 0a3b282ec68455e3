//! What most commands need: the repository, who works, what of the machine may be used.

use std::path::Path;

use crate::cli::args::Global;
use crate::cli::door::Door;
use crate::exec::process::ancestry::{ancestors, is_driven};
use crate::exec::process::launch::Launcher;
use crate::exec::process::spec::Stop;
use crate::flow::machine::{Machine, Seat, WebDoor};
use crate::flow::refusals::refuse_token;
use crate::flow::site::{Site, Who};
use crate::flow::work_lock::worker;
use crate::model::actor::{Actor, ActorClass, LONGEST_NAME};
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::is_treacherous;
use crate::rules::environment::Environment;
use crate::rules::places::Places;
use crate::rules::web::way::Way;
use crate::store::git::{at_hand, guard};
use crate::store::progress::Progress;
use crate::store::runs::select::{self, LATEST};
use crate::store::trust::own;

/// Variables whose presence says that an agent, a script's executor or CI runs us.
pub const AGENT_SIGNS: &[&str] = &[
    "GATEWRIGHT_AGENT",
    "GATEWRIGHT_RUN",
    "AI_AGENT",
    "CI",
    "CLAUDECODE",
    "CLAUDE_CODE_ENTRYPOINT",
    "CODEX_SANDBOX",
    "CODEX_THREAD_ID",
    "CURSOR_AGENT",
    "CURSOR_TRACE_ID",
    "GEMINI_CLI",
    "GITHUB_ACTIONS",
    "OPENCODE",
];

/// The repository that a command works in.
pub fn site(door: &Door) -> Result<Site, Failure> {
    Site::find(&door.cwd, || at_hand::top(&door.cwd))
}

/// What of the environment may be known at all; programs see less of it, see [`machine`].
pub fn environment(door: &Door) -> Environment {
    Environment::allowed(door.env.iter().cloned(), &[])
}

/// What of the environment git sees in the repository at `root`: that, and who the author of a commit is.
fn git_environment(door: &Door, root: &Path) -> Environment {
    apart_from(root, Environment::allowed(door.env.iter().cloned(), guard::PASSED))
}

/// `env` in which nothing of the repository at `root` stands in for a program.
fn apart_from(root: &Path, env: Environment) -> Environment {
    env.without_programs_of(root, |path| path.canonicalize().ok())
}

/// What a command may use of the machine in the repository `site`.
pub fn machine<'a>(door: &Door, site: &Site, progress: &'a dyn Progress) -> Result<Machine<'a>, Failure> {
    let launcher = Launcher::this_program()
        .map_err(|error| Failure::io("cannot find this program's own file", &error))?;
    Ok(Machine {
        launcher,
        seat: Seat { told: door.var("GATEWRIGHT_ACTOR").map(cleaned), mark: door.seat() },
        signers: own::file(&environment(door), own::SIGNERS),
        env: apart_from(site.root.path(), environment(door)),
        git_env: git_environment(door, site.root.path()),
        stop: Stop::default(),
        progress,
        places: places(door, site),
        web: WebDoor {
            way: Way::of(|name| door.var(name)),
            hosts: own::file(&environment(door), own::WEB_HOSTS),
        },
    })
}

/// What of this machine must not enter a record.
pub fn places(door: &Door, site: &Site) -> Places {
    let root = site.root.path().to_string_lossy().trim_end_matches('/').to_owned();
    let home = door.var("HOME").unwrap_or_default().trim_end_matches('/').to_owned();
    Places { root, home }
}

/// Who runs the command: `--actor`, else `GATEWRIGHT_ACTOR`, else git's `user.name`. An agent when one is named, the
/// environment shows one, or a program that gatewright drives has started it; none of that can be taken back.
pub fn who(door: &Door, global: &Global, agent_named: bool) -> Result<Who, Failure> {
    let given = global.actor.clone().or_else(|| door.var("GATEWRIGHT_ACTOR").map(str::to_owned));
    let name = match given {
        Some(name) => checked_name("the actor's name", name)?,
        None => match user(door) {
            Some(name) => checked_name("git's `user.name`", name)?,
            None => Actor::UNKNOWN.to_owned(),
        },
    };
    let agent = agent_named || is_agent(door);
    let class = if agent { ActorClass::Agent } else { ActorClass::ClaimedHuman };
    let session = door
        .var("GATEWRIGHT_SESSION")
        .map(|id| checked_name("the session's id", id.to_owned()))
        .transpose()?;
    Ok(Who { actor: Actor { class, name }, session, agent: None })
}

/// Whether an agent runs the command: the environment shows one, or a program that gatewright drives has started it.
pub fn is_agent(door: &Door) -> bool {
    AGENT_SIGNS.iter().any(|sign| door.var(sign).is_some()) || is_driven()
}

/// The same where the command takes an agent's name, which the record then says.
pub fn who_named(door: &Door, global: &Global, agent: Option<&str>) -> Result<Who, Failure> {
    let agent = agent_named(agent)?;
    Ok(Who { agent: agent.clone(), ..who(door, global, agent.is_some())? })
}

/// The agent's name as it was given, before anything is done under it.
///
/// # Errors
/// `Usage` (`bad_actor`) for a name that no record takes.
pub fn agent_named(agent: Option<&str>) -> Result<Option<String>, Failure> {
    agent.map(|name| checked_name("the agent's name", name.to_owned())).transpose()
}

/// Git's name of the user, asked of a git that is neither the git repository's own nor the site's.
fn user(door: &Door) -> Option<String> {
    let top = at_hand::top(&door.cwd).unwrap_or_else(|| door.cwd.clone());
    let env = git_environment(door, &top);
    let env = match site(door) {
        Ok(site) => apart_from(site.root.path(), env),
        Err(_) => env,
    };
    at_hand::user(&door.cwd, &env)
}

/// A name of the environment that is kept beside the one that is used: nobody is refused for it.
fn cleaned(name: &str) -> String {
    name.chars().filter(|&c| !is_treacherous(c)).take(LONGEST_NAME).collect()
}

fn checked_name(what: &str, name: String) -> Result<String, Failure> {
    if name.trim().is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(is_treacherous) {
        let message = format!("{what} must have 1 to {LONGEST_NAME} characters and no control characters");
        return Err(Failure::usage("bad_actor", message));
    }
    if name.starts_with('<') && name.ends_with('>') {
        let message = format!("{what} is still the placeholder `{name}`");
        return Err(Failure::usage("bad_actor", message));
    }
    refuse_token(what, &name)?;
    Ok(name)
}

/// The run that `given` means: an id, a unique prefix, `latest`, or the only open one.
pub fn run_id(site: &Site, door: &Door, given: Option<&str>) -> Result<RunId, Failure> {
    let given = given.or_else(|| door.var("GATEWRIGHT_RUN"));
    let run = select::select(&site.root, &site.config.runs, given)?;
    Ok(named(door, run))
}

/// Whether `given` names no run: the newest is meant, or the only open one.
pub fn names_none(door: &Door, given: Option<&str>) -> bool {
    given.or_else(|| door.var("GATEWRIGHT_RUN")).is_none_or(|given| given == LATEST)
}

/// The run that `given` means to a command that only looks: where no run is open, the newest one.
pub fn run_to_show(site: &Site, door: &Door, given: Option<&str>) -> Result<RunId, Failure> {
    let given = given.or_else(|| door.var("GATEWRIGHT_RUN"));
    let run = select::select_to_show(&site.root, &site.config.runs, given)?;
    Ok(named(door, run))
}

/// `run`, which the command is about from here on.
fn named(door: &Door, run: RunId) -> RunId {
    let _ = door.named.run.set(run.clone());
    run
}

/// Refuses to close the attempt that the calling pipeline is going to judge: closed from inside, the attempt could not
/// name the command that did its work.
///
/// # Errors
/// `State` (`inside_executor`).
pub fn refuse_inside_executor(door: &Door, site: &Site, run: &RunId, gate: &GateId) -> Result<(), Failure> {
    let told = door.var("GATEWRIGHT_RUN") == Some(run.as_str())
        && door.var("GATEWRIGHT_GATE").is_some_and(|name| name.eq_ignore_ascii_case(gate.as_str()))
        && door.var("GATEWRIGHT_ATTEMPT").is_some();
    // Who its driver is, an executor cannot unset.
    let mine = told || worker(site, run, gate).is_some_and(|pid| ancestors().contains(&pid));
    if !mine {
        return Ok(());
    }
    Err(Failure::state(
        "inside_executor",
        format!("the pipeline that runs you finishes gate {gate} as soon as you end"),
    )
    .hint("end when the work is done; what you bring is judged then")
    .next(format!("gatewright gate check --run {run} --gate {gate}")))
}

/// The gate that `given` means; where it is left out, the executor's, else the one that `choose` finds.
pub fn gate_id(
    door: &Door,
    given: Option<&str>,
    choose: impl FnOnce() -> Result<GateId, Failure>,
) -> Result<GateId, Failure> {
    let gate = match given.or_else(|| door.var("GATEWRIGHT_GATE")) {
        Some(text) => GateId::new(text).map_err(|why| Failure::usage("bad_gate", why))?,
        None => choose()?,
    };
    let _ = door.named.gate.set(gate.clone());
    Ok(gate)
}
