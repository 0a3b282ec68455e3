//! An open attempt while it is worked on: what is there already and what the cheap checks say. Never a verdict, and
//! no command of the repository is run for it.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::flow::baseline::baseline;
use crate::flow::command_asked::{CommandAsked, commands, judged_at_the_end};
use crate::flow::gate_view::GateView;
use crate::flow::judging::{preview, wanted};
use crate::flow::listed::before;
use crate::flow::open_attempt::{open_attempt_file, open_row};
use crate::flow::output_seen::{Need, OutputSeen};
use crate::flow::people::decisions::Panel;
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::model::attempt::Attempt;
use crate::model::contract::Severity;
use crate::model::digest::Digest;
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::ids::{GateId, RunId};
use crate::model::path::RepoPath;
use crate::model::run::{GateStatus, Run, WorkflowRef};
use crate::model::time::Timestamp;
use crate::model::verdict::{Row, Verdict};
use crate::model::waiver::Waiver;
use crate::rules::environment::Environment;
use crate::rules::outputs::Declared;
use crate::store::progress::Progress;
use crate::store::runs::layout;
use crate::store::runs::read::RunDir;
use crate::store::trust::own;

/// An open attempt, loaded once and looked at often.
#[derive(Debug)]
pub struct OpenGate {
    /// The gate.
    pub gate: GateId,
    /// Its name for people.
    pub name: String,
    /// What it asks for, in the workflow's words.
    pub description: String,
    /// The attempt.
    pub attempt: u32,
    /// When it was opened.
    pub started_at: Timestamp,
    /// After this long it can only be closed as TIMED_OUT.
    pub timeout: Option<Duration>,
    /// Where the packet's copy for people lies, from the repository's root.
    pub packet: String,
    /// The packet's length in bytes.
    pub packet_bytes: u64,
    /// The workflow and what it is run on.
    pub workflow: WorkflowRef,
    /// Every gate of the run with its name, in the workflow's order.
    pub names: Vec<(GateId, String)>,
    /// The checks that run a command, in the contract's order.
    pub commands: Vec<CommandAsked>,
    dir: RunDir,
    view: GateView,
    file: Attempt,
    before: BTreeMap<RepoPath, Digest>,
    baseline: BTreeMap<RepoPath, Digest>,
}

/// What there is of an open attempt at one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    /// Whether the attempt is still open: somebody else may close it.
    pub open: bool,
    /// The stored state of every gate of the run.
    pub gates: Vec<(GateId, GateStatus)>,
    /// Every declared output, those of `all_of` first.
    pub outputs: Vec<OutputSeen>,
    /// What the cheap checks say, without the mere presence of outputs that no check asks for.
    pub rows: Vec<Row>,
    /// Why finishing would not run a command, for each of [`OpenGate::commands`]; `None` where it would.
    pub refused: Vec<Option<String>>,
    /// Checks that are judged only at the end, on what git says and what people decide: name and the author's words.
    pub later: Vec<(&'static str, String)>,
    /// Whether the cheap checks, the presence of the outputs and the trust in the commands leave nothing to be wished
    /// for: what is left to be seen is what the commands say.
    pub holds: bool,
    /// Places that somebody is writing to.
    pub restless: Vec<Place>,
}

impl Look {
    /// Whether nothing of the work has changed between the two.
    pub fn is_same_work(&self, other: &Look) -> bool {
        self.outputs == other.outputs
            && self.rows == other.rows
            && self.restless == other.restless
            && self.gates == other.gates
    }
}

impl OpenGate {
    /// Loads the open attempt of a gate.
    ///
    /// # Errors
    /// `State` when no attempt is open or its file was edited.
    pub fn load(site: &Site, run: &RunId, gate: &GateId) -> Result<OpenGate, Failure> {
        let dir = RunDir::find(&site.root, &site.config.runs, run)?;
        let record = dir.record()?;
        let workflow = pinned::workflow(&dir, &record.run)?;
        let view = GateView::load(&dir, &record.run, &workflow, gate)?;
        let def = &view.pinned.def;
        let row = open_row(&record.run, gate)?;
        let file = open_attempt_file(&dir, &def.id, row)?;
        Ok(OpenGate {
            gate: def.id.clone(),
            name: def.name.clone(),
            description: def.description.clone(),
            attempt: row.attempt,
            started_at: row.started_at,
            timeout: def.timeout,
            packet: dir.dir.shown(&layout::packet(&def.id, row.attempt)?),
            packet_bytes: file.start.packet.bytes,
            workflow: record.run.workflow.clone(),
            names: record.run.gates.iter().map(|gate| (gate.id.clone(), gate.name.clone())).collect(),
            commands: commands(&view),
            before: before(&dir, &file)?,
            baseline: baseline(&dir, &record.run, &view.plan, &file)?.files,
            file,
            dir,
            view,
        })
    }

    /// Every place that a look looks at.
    pub fn places(&self) -> Vec<Place> {
        wanted(&self.view).into_iter().map(|wanted| wanted.place).collect()
    }

    /// Looks at everything now. A place that somebody writes to is named, not an error.
    /// `env` says where the user keeps trust in commands and the allowed signers.
    pub fn look(
        &self,
        site: &Site,
        progress: &dyn Progress,
        env: &Environment,
        now: Timestamp,
    ) -> Result<Look, Failure> {
        let run = self.dir.record()?.run;
        let waivers = self.waivers(site, &run, env, now);
        let (evidence, verdict, restless) = preview(site, progress, &self.view, &self.baseline, waivers)?;
        let seen = |need: Need| {
            let (evidence, restless) = (&evidence, &restless);
            move |output: &Declared| OutputSeen::of(output, need, evidence, &self.before, restless)
        };
        let plan = &self.view.plan;
        let mut outputs: Vec<OutputSeen> = plan.all_of.iter().map(seen(Need::Required)).collect();
        outputs.extend(plan.any_of.iter().map(seen(Need::Alternative)));
        let refused: Vec<Option<String>> =
            self.commands.iter().map(|command| command.refusal(site, env)).collect();
        let unrun = |(command, why): (&CommandAsked, &Option<String>)| {
            why.is_some() && command.severity == Severity::Error
        };
        let all_may_run = !self.commands.iter().zip(&refused).any(unrun);
        Ok(Look {
            later: judged_at_the_end(&self.view),
            open: self.is_open(&run),
            gates: run.gates.iter().map(|gate| (gate.id.clone(), gate.status)).collect(),
            outputs,
            refused,
            holds: all_may_run && restless.is_empty() && verdict.blocking().next().is_none(),
            rows: self.asked_rows(verdict),
            restless,
        })
    }

    /// The rows that validations ask for: what outputs ask by themselves comes before them.
    pub fn asked_rows(&self, verdict: Verdict) -> Vec<Row> {
        let plan = &self.view.plan;
        let implied = plan.uncovered().count() + usize::from(plan.any_of_is_uncovered());
        verdict.rows.into_iter().skip(implied).collect()
    }

    fn waivers(&self, site: &Site, run: &Run, env: &Environment, now: Timestamp) -> Vec<Waiver> {
        let row = run.gate(&self.gate).and_then(|state| state.open_attempt());
        let row = row.filter(|row| row.attempt == self.attempt);
        let signers = own::file(env, own::SIGNERS);
        row.map_or(vec![], |row| {
            Panel::of(run, &self.file, row, None).waivers(
                site,
                signers.as_deref(),
                now.max(run.last_event_at),
            )
        })
    }

    fn is_open(&self, run: &Run) -> bool {
        let open = run.gate(&self.gate).and_then(|state| state.open_attempt());
        open.is_some_and(|row| row.attempt == self.attempt)
    }
}
