//! Everything that can be seen of an open attempt, as data.

use crate::cli::live::checks::{Ran, checks};
use crate::cli::live::items::{Item, is_there, outputs};
use crate::cli::live::marks::{Mark, Signs};
use crate::cli::live::reason::Line;
use crate::cli::live::text::{clean, size};
use crate::cli::print::Tone;
use crate::flow::command_asked::CommandAsked;
use crate::flow::output_seen::Need;
use crate::flow::preview_gate::{Look, OpenGate};
use crate::model::contract::Severity;
use crate::model::ids::{GateId, RunId};
use crate::model::run::GateStatus;
use crate::rules::packet::render::estimate_tokens;

/// Everything that can be seen. All texts are clean.
#[derive(Debug, Clone, PartialEq)]
pub struct View {
    /// The workflow and what it is about.
    pub title: String,
    /// The run.
    pub run: String,
    /// The gates in the workflow's order.
    pub gates: Vec<Gate>,
    /// Which attempt it is and what it is for.
    pub heading: String,
    /// What the gate asks for, in the workflow's words; may be empty.
    pub description: String,
    /// How many seconds are left, where time is limited.
    pub time: Option<i64>,
    /// The packet's path.
    pub packet: String,
    /// The packet's size.
    pub packet_size: String,
    /// The checklist, once it was looked at.
    pub lists: Option<Lists>,
    /// How far a look is that takes time.
    pub reading: Option<String>,
    /// A message that stays until the next key or change.
    pub note: Option<(Tone, String)>,
    /// Why nothing could be looked at.
    pub trouble: Option<String>,
    /// What the keys are for.
    pub mode: Mode,
    /// How many lines of the checklist are above the window.
    pub scroll: usize,
    /// Show also what needs nothing when there is not room for all.
    pub all: bool,
    /// Files are looked at from time to time, because the machine gives no notice of changes.
    pub polling: bool,
    /// The signs that the terminal can show.
    pub signs: Signs,
}

/// A gate of the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub mark: Mark,
    /// Its state, where the mark alone does not say it.
    pub word: Option<&'static str>,
}

/// The checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lists {
    /// A line for each declared output.
    pub outputs: Vec<Item>,
    /// A line for each check.
    pub checks: Vec<Item>,
    /// How many outputs there are of those that must be.
    pub there: (usize, usize),
    /// How many commands run at finish.
    pub commands: usize,
    /// How many commands will not be run, so that their checks fail the gate.
    pub unrun: usize,
    /// Everything that was looked at is as it must be.
    pub holds: bool,
}

/// What the keys are for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// Waiting for work: every key is a wish.
    Watching,
    /// Finishing although something is missing or wrong wants a second word.
    Sure,
    /// A reason is typed.
    Reason(Line),
    /// The keys are explained.
    Help,
    /// Something is being done: what, and how far it is.
    Busy(String),
}

impl View {
    /// What is known before the first look.
    pub fn new(run: &RunId, open: &OpenGate, signs: Signs) -> View {
        let tokens = estimate_tokens(open.packet_bytes);
        let name = if open.name.is_empty() { String::new() } else { format!(" {}", clean(&open.name)) };
        View {
            title: clean(&format!("{} · {}", open.workflow.name, open.workflow.slug)),
            run: run.to_string(),
            gates: vec![],
            heading: format!("{}{name}, attempt {}", open.gate, open.attempt),
            description: clean(&open.description),
            time: None,
            packet: clean(&open.packet),
            packet_size: format!("{}, about {tokens} tokens", size(open.packet_bytes)),
            lists: None,
            reading: None,
            note: None,
            trouble: None,
            mode: Mode::Watching,
            scroll: 0,
            all: false,
            polling: false,
            signs,
        }
    }

    /// Whether time is over: the attempt can only be closed as TIMED_OUT.
    pub fn is_late(&self) -> bool {
        self.time.is_some_and(|left| left < 1)
    }

    /// Whether everything that was looked at is as it must be, in time.
    pub fn holds(&self) -> bool {
        !self.is_late() && self.lists.as_ref().is_some_and(|lists| lists.holds)
    }

    /// Takes over what a look found.
    pub fn seen(&mut self, look: &Look, commands: &[CommandAsked], ran: Option<&Ran>) {
        self.trouble = None;
        let refused = || commands.iter().zip(&look.refused).filter(|(_, why)| why.is_some());
        self.lists = Some(Lists {
            outputs: outputs(look),
            checks: checks(look, commands, ran),
            there: there(look),
            commands: commands.len() - refused().count(),
            unrun: refused().filter(|(asked, _)| asked.severity == Severity::Error).count(),
            holds: look.holds,
        });
    }
}

/// The gates with their names and stored states. `current` is worked on; those in `stale` that passed are stale.
pub fn gates(
    names: &[(GateId, String)],
    statuses: &[(GateId, GateStatus)],
    current: &GateId,
    stale: &[GateId],
) -> Vec<Gate> {
    let gate = |(id, status): &(GateId, GateStatus)| {
        let name = names.iter().find(|(other, _)| other.same(id)).map(|(_, name)| clean(name));
        let is_stale = stale.iter().any(|other| other.same(id));
        let (mark, word) = match status {
            GateStatus::Pass | GateStatus::Waived if is_stale => (Mark::Warn, Some("STALE")),
            GateStatus::Pass => (Mark::Good, None),
            GateStatus::Waived => (Mark::Good, Some("WAIVED")),
            GateStatus::Fail => (Mark::Bad, None),
            GateStatus::Reopened => (Mark::Warn, Some("REOPENED")),
            GateStatus::Running if id.same(current) => (Mark::Current, None),
            GateStatus::Running => (Mark::Waiting, Some("RUNNING")),
            GateStatus::NotStarted => (Mark::Waiting, None),
        };
        Gate { id: id.to_string(), name: name.unwrap_or_default(), mark, word }
    };
    statuses.iter().map(gate).collect()
}

/// How many of the outputs that must be there are: alternatives count as one.
fn there(look: &Look) -> (usize, usize) {
    let of = |need: Need| look.outputs.iter().filter(move |output| output.need == need);
    let alternatives = usize::from(of(Need::Alternative).next().is_some());
    let one = usize::from(of(Need::Alternative).any(is_there));
    (
        of(Need::Required).filter(|output| is_there(output)).count() + one,
        of(Need::Required).count() + alternatives,
    )
}
