//! A RUN.json in our own spelling, of which only the lines are read that say something brief.

use std::borrow::Cow;

use crate::format::spelled::{Value, members};
use crate::store::runs::brief::{Brief, BriefEvent, BriefGate, BriefWorkflow, Text};

/// What the parser would read. `None` where the text is not in our spelling, or the parser would find something amiss.
pub fn brief(text: &str) -> Option<Brief<'_>> {
    let mut found = Found::default();
    members(text, |depth, name, value| found.take(depth, name, value))?;
    found.end_of_element()?;
    Some(Brief {
        format: found.format.unwrap_or_default(),
        workflow: BriefWorkflow { name: found.workflow?, slug: found.slug? },
        status: found.status?,
        started_at: found.started_at?.0.parse().ok()?,
        finished_at: match found.finished_at.flatten() {
            Some(text) => Some(text.0.parse().ok()?),
            None => None,
        },
        gates: found.gates?,
        run_id: found.run_id.unwrap_or_default(),
        head: match found.head.flatten() {
            Some(text) => Some(text.0.parse().ok()?),
            None => None,
        },
        events: found.events.unwrap_or_default(),
    })
}

/// The member of the run that is being read.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Within {
    Workflow,
    Gates,
    Events,
    #[default]
    Other,
}

/// What was read of an element of a list.
#[derive(Default)]
struct Element<'a> {
    kind: Option<Text<'a>>,
    gate: Option<Option<Text<'a>>>,
    status: Option<Option<Text<'a>>>,
    digest: Option<Option<Text<'a>>>,
}

#[derive(Default)]
struct Found<'a> {
    within: Within,
    element: Option<Element<'a>>,
    format: Option<u32>,
    run_id: Option<Text<'a>>,
    workflow: Option<Text<'a>>,
    slug: Option<Text<'a>>,
    status: Option<Text<'a>>,
    started_at: Option<Text<'a>>,
    finished_at: Option<Option<Text<'a>>>,
    head: Option<Option<Text<'a>>>,
    gates: Option<Vec<BriefGate<'a>>>,
    events: Option<Vec<BriefEvent<'a>>>,
}

impl<'a> Found<'a> {
    fn take(&mut self, depth: usize, name: &str, value: Value<'a>) -> Option<()> {
        match (depth, self.within) {
            (1, _) => self.member(name, value),
            (2, Within::Workflow) => match name {
                "name" => once(&mut self.workflow, text(value)?),
                "slug" => once(&mut self.slug, text(value)?),
                _ => Some(()),
            },
            (2, Within::Gates | Within::Events) => {
                self.end_of_element()?;
                self.element = Some(Element::default());
                (value == Value::Object).then_some(())
            }
            (3, Within::Gates) => {
                let element = self.element.as_mut()?;
                match name {
                    "gate" => once(&mut element.gate, Some(text(value)?)),
                    "status" => once(&mut element.status, Some(text(value)?)),
                    _ => Some(()),
                }
            }
            (3, Within::Events) => {
                let element = self.element.as_mut()?;
                match name {
                    "type" => once(&mut element.kind, text(value)?),
                    "gate" => once(&mut element.gate, text_or_null(value)?),
                    "status" => once(&mut element.status, text_or_null(value)?),
                    "digest" => once(&mut element.digest, text_or_null(value)?),
                    _ => Some(()),
                }
            }
            _ => Some(()),
        }
    }

    fn member(&mut self, name: &str, value: Value<'a>) -> Option<()> {
        self.end_of_element()?;
        self.within = Within::Other;
        match name {
            "format" => match value {
                Value::Number(digits) => once(&mut self.format, digits.parse().ok()?),
                _ => None,
            },
            "run_id" => once(&mut self.run_id, text(value)?),
            "workflow" => {
                self.within = Within::Workflow;
                (value == Value::Object && self.workflow.is_none() && self.slug.is_none()).then_some(())
            }
            "status" => once(&mut self.status, text(value)?),
            "started_at" => once(&mut self.started_at, text(value)?),
            "finished_at" => once(&mut self.finished_at, text_or_null(value)?),
            "head" => once(&mut self.head, text_or_null(value)?),
            "gates" => {
                self.within = Within::Gates;
                is_list(value).then_some(())?;
                once(&mut self.gates, vec![])
            }
            "events" => {
                self.within = Within::Events;
                is_list(value).then_some(())?;
                once(&mut self.events, vec![])
            }
            _ => Some(()),
        }
    }

    /// Keeps the element that was being read, if there is one.
    fn end_of_element(&mut self) -> Option<()> {
        let Some(element) = self.element.take() else { return Some(()) };
        match self.within {
            Within::Gates => {
                let gate = BriefGate { gate: element.gate??, status: element.status?? };
                self.gates.as_mut()?.push(gate);
            }
            _ => self.events.as_mut()?.push(BriefEvent {
                kind: element.kind?,
                gate: element.gate.flatten(),
                status: element.status.flatten(),
                digest: element.digest.flatten(),
            }),
        }
        Some(())
    }
}

/// A member that stands twice is the parser's to refuse.
fn once<T>(place: &mut Option<T>, value: T) -> Option<()> {
    place.is_none().then(|| *place = Some(value))
}

fn text(value: Value<'_>) -> Option<Text<'_>> {
    match value {
        Value::Text(text) => Some(Text(Cow::Borrowed(text))),
        _ => None,
    }
}

fn text_or_null(value: Value<'_>) -> Option<Option<Text<'_>>> {
    if value == Value::Word("null") { Some(None) } else { text(value).map(Some) }
}

fn is_list(value: Value<'_>) -> bool {
    matches!(value, Value::List | Value::Word("[]"))
}

#[cfg(test)]
mod tests;
