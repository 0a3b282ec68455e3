//! A RUN.json of this format, read strictly: the chain holds, everything else follows from it, and it is spelled canonically.

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::format::canonical;
use crate::format::record::chain::digest_of;
use crate::format::record::difference;
use crate::format::record::event::EventDoc;
use crate::format::record::facts::from_doc;
use crate::format::record::place::{first_other_line, line, path_at};
use crate::format::record::run::{Events, Index, RunDoc, to_doc_of};
use crate::model::audit::WHOLE;
use crate::model::digest::Digest;
use crate::model::event::Link;
use crate::model::failure::Failure;
use crate::model::flaw::Flaw;
use crate::model::run::Run;
use crate::rules::advance::fold;

/// A record as read: the run, its chain and the parts that come from attempt files.
#[derive(Debug, Clone)]
pub struct Record {
    /// Folded from the chain.
    pub run: Run,
    /// The chain.
    pub links: Vec<Link>,
    /// As it stands in the file; its digest is in the last closed attempt's file.
    pub index: Index,
}

/// About as many bytes as RUN.json has for an event.
const LONG_EVENT: usize = 700;

impl Record {
    /// The digest of the last event.
    pub fn head(&self) -> Digest {
        self.links.last().map_or(Digest::ZERO, |link| link.digest)
    }

    /// The bytes of RUN.json.
    pub fn spell(&self) -> Result<Vec<u8>, Failure> {
        canonical::spell_long(
            &to_doc_of(&self.run, &self.links, &self.index),
            self.links.len().saturating_mul(LONG_EVENT),
        )
    }
}

/// The bytes as JSON of that shape.
pub(super) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Flaw> {
    serde_json::from_slice(bytes).map_err(|error| Flaw {
        expected: Some("a record as gatewright writes it".to_owned()),
        found: Some(line(bytes, error.line())),
        ..Flaw::new(
            "not_a_record",
            member(path_at(bytes, error.line(), error.column())),
            format!("it cannot be read as a record: {error}"),
        )
    })
}

/// The record in the bytes of a RUN.json of this format.
pub(super) fn verified(bytes: &[u8]) -> Result<Record, Flaw> {
    let doc: RunDoc = parse(bytes)?;
    let links = read_links(doc.events)?;
    let index = Index { artifacts_index: doc.artifacts_index, validations: doc.validations };
    if let Some(place) = odd_number(&index.validations) {
        let message = "a whole number is spelled with a fraction; it is not spelled canonically";
        return Err(Flaw::new("not_canonical", place, message));
    }
    let run = if links.len() < WORTH_A_THREAD {
        chain_holds(&links).and_then(|()| follows(&links, &index, bytes))?
    } else {
        // Whether each event has its digest, and whether all else follows from the events, are two questions.
        std::thread::scope(|scope| {
            let chain = scope.spawn(|| chain_holds(&links));
            let run = follows(&links, &index, bytes);
            chain.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(run)
        })?
    };
    Ok(Record { run, links, index })
}

/// From so many events on, two threads share the work.
const WORTH_A_THREAD: usize = 256;

/// The run that the events amount to; `bytes` must be the spelling of it with them.
fn follows(links: &[Link], index: &Index, bytes: &[u8]) -> Result<Run, Flaw> {
    let run = fold(links.iter().map(|link| &link.event)).map_err(|why| {
        Flaw::new("illegal_history", "events", format!("the events contradict each other: {why}"))
    })?;
    let doc = to_doc_of(&run, links, index);
    // Equal bytes say equal members; where they differ, the member is named.
    if canonical::is_spelled(&doc, bytes) { Ok(run) } else { Err(difference_of(&doc, bytes)) }
}

/// What is wrong with bytes that are not the spelling of the document that was read from them.
pub(super) fn difference_of(doc: &RunDoc<Events<'_>>, bytes: &[u8]) -> Flaw {
    let found: Value = match parse(bytes) {
        Ok(found) => found,
        Err(flaw) => return flaw,
    };
    let expected = serde_json::to_value(doc).unwrap_or_default();
    match difference::first(&expected, &found) {
        // Such a member would be lost silently.
        Some(it) if it.path.starts_with("events[") => Flaw {
            expected: Some(it.expected),
            found: Some(it.found),
            ..Flaw::new("bad_event", it.path, "an event of this type must not have this member")
        },
        Some(it) => Flaw {
            field: it.path,
            expected: Some(it.expected),
            found: Some(it.found),
            ..Flaw::new("edited_field", "", "it does not follow from the run's events")
        },
        None => {
            let spelled = canonical::spell(doc).unwrap_or_default();
            let other = first_other_line(&spelled, bytes);
            let message = format!("it is not spelled canonically (first in line {})", other.number);
            Flaw {
                expected: Some(other.expected),
                found: Some(other.found),
                ..Flaw::new("not_canonical", member(other.field), message)
            }
        }
    }
}

/// Where a number of the rows, which are kept as they were read, is spelled otherwise than it is written: `1.0` for `1`.
pub(super) fn odd_number(rows: &[Map<String, Value>]) -> Option<String> {
    fn is_odd(value: &Value) -> bool {
        match value {
            Value::Number(number) => {
                number.is_f64() && number.as_f64().is_some_and(|float| float.fract() == 0.0)
            }
            Value::Array(items) => items.iter().any(is_odd),
            Value::Object(members) => members.values().any(is_odd),
            Value::Null | Value::Bool(_) | Value::String(_) => false,
        }
    }
    rows.iter().enumerate().find_map(|(i, row)| {
        let (name, _) = row.iter().find(|(_, value)| is_odd(value))?;
        Some(format!("validations[{i}].{name}"))
    })
}

pub(super) fn read_links(events: Vec<EventDoc>) -> Result<Vec<Link>, Flaw> {
    let read = |(i, event)| {
        from_doc(event).map_err(|why| Flaw {
            expected: Some("an event as gatewright writes it".to_owned()),
            found: Some(why.to_string()),
            ..Flaw::new("bad_event", format!("events[{i}]"), why)
        })
    };
    events.into_iter().enumerate().map(read).collect()
}

/// Each event continues the one before and has the digest that it says.
fn chain_holds(links: &[Link]) -> Result<(), Flaw> {
    chain_flaws(links).next().map_or(Ok(()), Err)
}

/// Where the chain is broken or an event is not what its digest says; each event is held against the one before as that stands.
pub(super) fn chain_flaws(links: &[Link]) -> impl Iterator<Item = Flaw> {
    let mut prev = Digest::ZERO;
    links.iter().enumerate().filter_map(move |(i, link)| {
        let before = std::mem::replace(&mut prev, link.digest);
        if link.prev != before {
            let field = format!("events[{i}].prev");
            let message = "it does not continue the chain";
            return Some(digest_flaw("broken_chain", field, message, before, link.prev));
        }
        match digest_of(&link.event, before) {
            Err(why) => Some(Flaw::new("bad_event", format!("events[{i}]"), why.to_string())),
            Ok(made) if made != link.digest => {
                let field = format!("events[{i}].digest");
                let message = "the event was edited after it was written";
                Some(digest_flaw("edited_event", field, message, made, link.digest))
            }
            Ok(_) => None,
        }
    })
}

fn digest_flaw(code: &'static str, field: String, message: &str, expected: Digest, found: Digest) -> Flaw {
    Flaw {
        expected: Some(expected.to_string()),
        found: Some(found.to_string()),
        ..Flaw::new(code, field, message)
    }
}

/// A flaw of the whole file names no member.
fn member(field: String) -> String {
    if field == WHOLE { String::new() } else { field }
}
