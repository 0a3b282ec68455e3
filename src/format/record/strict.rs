//! A RUN.json of this format, read strictly: the chain holds, everything else follows from it, and it is spelled canonically.

use serde::Deserialize;

use crate::format::canonical;
use crate::format::record::chain::digest_of;
use crate::format::record::difference;
use crate::format::record::event::EventDoc;
use crate::format::record::facts::{from_doc, to_doc};
use crate::format::record::flaw::Flaw;
use crate::format::record::run::{Events, Index, RunDoc, to_doc_of};
use crate::model::digest::Digest;
use crate::model::event::Link;
use crate::model::failure::Failure;
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
        canonical::spell_long(&self.to_doc(), self.links.len().saturating_mul(LONG_EVENT))
    }

    fn to_doc(&self) -> RunDoc<Events<'_>> {
        to_doc_of(&self.run, &self.links, &self.index)
    }
}

/// The bytes as JSON of that shape.
pub(super) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Flaw> {
    serde_json::from_slice(bytes)
        .map_err(|error| Flaw::new("not_a_record", "", format!("it cannot be read as a record: {error}")))
}

/// The record in the bytes of a RUN.json of this format.
pub(super) fn verified(bytes: &[u8]) -> Result<Record, Flaw> {
    let doc: RunDoc = parse(bytes)?;
    let links = read_chain(doc.events)?;
    let run = fold(links.iter().map(|link| &link.event)).map_err(|why| {
        Flaw::new("illegal_history", "events", format!("the events contradict each other: {why}"))
    })?;
    let index = Index { artifacts_index: doc.artifacts_index, validations: doc.validations };
    let record = Record { run, links, index };
    // Equal bytes say equal members; where they differ, the member is named.
    if canonical::is_spelled(&record.to_doc(), bytes) {
        Ok(record)
    } else {
        Err(difference_of(&record, bytes))
    }
}

/// What is wrong with bytes that are not the spelling of the record that was read from them.
fn difference_of(record: &Record, bytes: &[u8]) -> Flaw {
    let doc: RunDoc = match parse(bytes) {
        Ok(doc) => doc,
        Err(flaw) => return flaw,
    };
    let misplaced = doc.events.iter().zip(&record.links).position(|(doc, link)| to_doc(link) != *doc);
    if let Some(i) = misplaced {
        // Such a member would be lost silently.
        let why = format!("a {:?} event has members that it must not have", doc.events[i].kind);
        return Flaw::new("bad_event", format!("events[{i}]"), why);
    }
    let value = |doc: serde_json::Result<serde_json::Value>| doc.unwrap_or_default();
    let (expected, found) = (value(serde_json::to_value(record.to_doc())), value(serde_json::to_value(&doc)));
    match difference::first(&expected, &found) {
        Some(it) => Flaw {
            field: it.path,
            expected: Some(it.expected),
            found: Some(it.found),
            ..Flaw::new("edited_field", "", "it does not follow from the run's events")
        },
        None => {
            let spelled = record.spell().unwrap_or_default();
            let place = first_other_line(&spelled, bytes);
            Flaw::new("not_canonical", "", format!("it is not spelled canonically {place}"))
        }
    }
}

/// From so many events on they are verified by two threads: each is held against the digests beside it alone.
const WORTH_A_THREAD: usize = 256;

fn read_chain(mut events: Vec<EventDoc>) -> Result<Vec<Link>, Flaw> {
    let all = events.len();
    if all < WORTH_A_THREAD {
        return read_links(events, 0, Digest::ZERO);
    }
    let rest = events.split_off(all / 2);
    // Where an event has no digest, that is told of that event.
    let between = events.last().and_then(|event| event.digest).unwrap_or(Digest::ZERO);
    std::thread::scope(|scope| {
        let rest = scope.spawn(move || read_links(rest, all / 2, between));
        let first = read_links(events, 0, Digest::ZERO);
        let rest = rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut links = first?;
        links.extend(rest?);
        Ok(links)
    })
}

/// The events from the one at `at` on, which follow an event of the digest `prev`.
fn read_links(events: Vec<EventDoc>, at: usize, mut prev: Digest) -> Result<Vec<Link>, Flaw> {
    let mut links = Vec::with_capacity(events.len());
    for (i, event) in events.into_iter().enumerate() {
        let link = read_link(event, at + i, prev)?;
        prev = link.digest;
        links.push(link);
    }
    Ok(links)
}

/// The event at `i`, which must continue the one of the digest `prev` and have the digest that it says.
fn read_link(event: EventDoc, i: usize, prev: Digest) -> Result<Link, Flaw> {
    let bad = |why: String| Flaw::new("bad_event", format!("events[{i}]"), why);
    let made = digest_of(&event).map_err(|e| bad(e.to_string()))?;
    let found = from_doc(event).map_err(bad)?;
    if found.prev != prev {
        let field = format!("events[{i}].prev");
        return Err(digest_flaw("broken_chain", field, "it does not continue the chain", prev, found.prev));
    }
    if made != found.digest {
        let field = format!("events[{i}].digest");
        let message = "the event was edited after it was written";
        return Err(digest_flaw("edited_event", field, message, made, found.digest));
    }
    Ok(found)
}

fn digest_flaw(code: &'static str, field: String, message: &str, expected: Digest, found: Digest) -> Flaw {
    Flaw {
        expected: Some(expected.to_string()),
        found: Some(found.to_string()),
        ..Flaw::new(code, field, message)
    }
}

fn first_other_line(expected: &[u8], found: &[u8]) -> String {
    let line = expected
        .split(|&c| c == b'\n')
        .zip(found.split(|&c| c == b'\n'))
        .take_while(|(want, have)| want == have)
        .count();
    format!("(first in line {})", line + 1)
}
