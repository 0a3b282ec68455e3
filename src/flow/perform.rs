//! Having the work of an open attempt done by its executor. Every executor leads to the same verdict: none brings one.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use crate::exec::command::{Command, LOG_CAP, PACKET};
use crate::exec::executor::{Executor, InvocationFacts, Outcome, Work};
use crate::exec::human::Human;
use crate::exec::program;
use crate::flow::machine::Machine;
use crate::flow::open_attempt::open_row;
use crate::flow::pinned;
use crate::flow::reprint_packet::reprint;
use crate::flow::site::Site;
use crate::flow::trust;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::workflow::{CommandSpec, Executor as Declared, PacketVia, Workflow};
use crate::rules::variables;
use crate::store::durable;
use crate::store::lock::RunLock;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;

/// How a gate's work is going to be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Plan {
    /// Pause.
    Human,
    /// A command that the workflow names; needs the user's trust.
    Declared(CommandSpec),
    /// A command that the user typed.
    Typed(Vec<String>),
}

impl Plan {
    /// How the gate's work is done: as the user typed, else as the pinned workflow says.
    pub fn of(site: &Site, run: &RunId, gate: &GateId, typed: Option<&[String]>) -> Result<Plan, Failure> {
        if let Some(argv) = typed {
            return Ok(Plan::Typed(argv.to_vec()));
        }
        let dir = RunDir::find(&site.root, &site.config.runs, run)?;
        let record = dir.record()?;
        let workflow = pinned::workflow(&dir, &record.run)?;
        let (_, def) = pinned::find(&record.run, &workflow, gate)?;
        Ok(match &def.executor {
            Declared::Human => Plan::Human,
            Declared::Command(spec) => Plan::Declared(spec.clone()),
        })
    }

    /// Refuses what could not be performed anyway, so that nothing is written for it.
    ///
    /// # Errors
    /// `State` (`untrusted_command`); `Environment` when the program is not there or may not be executed.
    pub fn may_run(&self, site: &Site, machine: &Machine, gate: &GateId) -> Result<(), Failure> {
        match self {
            Plan::Human => Ok(()),
            Plan::Declared(spec) => {
                trust::require(site, machine, gate, &spec.argv)?;
                // A name with a variable in it is known only in a run.
                startable(site, machine, spec.argv.first().filter(|program| !program.contains('{')))
            }
            Plan::Typed(argv) => startable(site, machine, argv.first()),
        }
    }
}

/// Refuses a program that cannot be started.
pub fn startable(site: &Site, machine: &Machine, program: Option<&String>) -> Result<(), Failure> {
    program.map_or(Ok(()), |program| program::require(program, site.root.path(), &machine.env))
}

/// Refuses a workflow of which a gate has a command that the user has not trusted, before anything is written.
///
/// # Errors
/// `State` (`untrusted_command`), for the first such gate.
pub fn all_may_run(site: &Site, machine: &Machine, workflow: &Workflow) -> Result<(), Failure> {
    workflow.gates.iter().try_for_each(|gate| match &gate.executor {
        Declared::Human => Ok(()),
        Declared::Command(spec) => Plan::Declared(spec.clone()).may_run(site, machine, &gate.id),
    })
}

/// What an executor did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Performed {
    /// The facts, to be recorded as an invocation.
    pub facts: InvocationFacts,
    /// Where its output lies, from the repository's root: standard output, standard error.
    pub logs: [String; 2],
}

/// Has the work of the open attempt done; `None` when somebody else does it. `label` names the logs of this call, `lock` is held
/// until nothing of it runs.
///
/// # Errors
/// `State` (`untrusted_command`) for a command of the repository that the user has not trusted; `Environment` when the
/// program cannot be started. The attempt is still open then.
pub fn perform(
    site: &Site,
    machine: &Machine,
    run: &RunId,
    gate: &GateId,
    plan: &Plan,
    label: &str,
    lock: Option<&RunLock>,
) -> Result<Option<Performed>, Failure> {
    let dir = RunDir::find(&site.root, &site.config.runs, run)?;
    let record = dir.record()?;
    let row = open_row(&record.run, gate)?;
    let packet = reprint(site, run, gate)?;
    let packet_path = RepoPath::new(&packet.path).map_err(|why| Failure::bug(why.to_string()))?;
    let (argv, timeout) = match plan {
        Plan::Human => (vec![], None),
        Plan::Typed(argv) => (argv.clone(), None),
        Plan::Declared(spec) => (declared_argv(site, machine, gate, &record.run.params, spec)?, spec.timeout),
    };
    startable(site, machine, argv.first())?;
    put_back(&dir, &layout::packet(&packet.gate, row.attempt)?, &packet.text)?;
    let packet_file = open_packet(&dir, &packet.gate, row.attempt)?;
    let logs = [
        layout::output_log(&packet.gate, row.attempt, label, "stdout")?,
        layout::output_log(&packet.gate, row.attempt, label, "stderr")?,
    ];
    let shown = (!argv.is_empty()).then(|| argv.clone());
    let executor = executor(machine, plan, argv);
    let sink = |log: &RepoPath| -> Result<Box<dyn Write>, Failure> {
        Ok(match plan {
            Plan::Human => Box::new(std::io::sink()),
            _ => Box::new(durable::create_log(&dir.dir, log)?),
        })
    };
    let (mut stdout, mut stderr) = (sink(&logs[0])?, sink(&logs[1])?);
    let mut work = Work {
        run,
        gate: &packet.gate,
        attempt: row.attempt,
        root: site.root.path(),
        packet: &packet_path,
        packet_file: &packet_file,
        lock: lock.map(RunLock::file),
        stdout: &mut stdout,
        stderr: &mut stderr,
        timeout: timeout.or(Some(Duration::from_secs(24 * 3600))),
    };
    let _running = shown.map(|argv| machine.running(&argv, Some(&dir.dir.shown(&logs[0]))));
    match executor.perform(&mut work, &machine.stop)? {
        Outcome::Paused => Ok(None),
        Outcome::Done(facts) => Ok(Some(Performed { facts, logs: logs.map(|log| dir.dir.shown(&log)) })),
    }
}

fn executor(machine: &Machine, plan: &Plan, argv: Vec<String>) -> Box<dyn Executor> {
    match plan {
        Plan::Human => Box::new(Human),
        Plan::Typed(_) | Plan::Declared(_) => Box::new(Command {
            argv,
            packet: via(plan),
            env: machine.env.clone(),
            launcher: machine.launcher.clone(),
            log_cap: LOG_CAP,
        }),
    }
}

fn via(plan: &Plan) -> PacketVia {
    match plan {
        Plan::Declared(spec) => spec.packet,
        Plan::Human | Plan::Typed(_) => PacketVia::Stdin,
    }
}

fn declared_argv(
    site: &Site,
    machine: &Machine,
    gate: &GateId,
    params: &crate::model::params::Params,
    spec: &CommandSpec,
) -> Result<Vec<String>, Failure> {
    trust::require(site, machine, gate, &spec.argv)?;
    // The executor puts the packet's path there, and then keeps it off standard input.
    variables::argv_with(&spec.argv, params, &[("packet", PACKET)])
}

/// The copy under `logs/` may have been deleted or edited; a command gets the packet whose digest the record pins. What is
/// as it should be is not written again: this is done without the run's lock, and the next writer that has it takes a
/// temporary file for a crash's leftover.
fn put_back(dir: &RunDir, path: &RepoPath, packet: &str) -> Result<(), Failure> {
    let there = dir.dir.read_small(path, layout::MAX_ATTEMPT).ok().flatten();
    if there.as_deref() == Some(packet.as_bytes()) {
        return Ok(());
    }
    durable::write_log(&dir.dir, path, packet.as_bytes())
}

fn open_packet(dir: &RunDir, gate: &GateId, attempt: u32) -> Result<File, Failure> {
    let path = layout::packet(gate, attempt)?;
    let shown = dir.dir.shown(&path);
    let file = dir.dir.open_file(&path).map_err(|why| why.failure(Kind::State, &shown))?;
    file.map(|file| File::from(file.fd))
        .ok_or_else(|| Failure::state("packet_gone", format!("`{shown}` vanished while it was used")))
}
