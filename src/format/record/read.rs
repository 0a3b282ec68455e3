//! Reading RUN.json strictly: the chain holds, everything else follows from it, and it is spelled canonically.

use std::cell::RefCell;
use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;

use crate::format::canonical;
use crate::format::record::difference;
use crate::format::record::event::{EventDoc, from_doc, link};
use crate::format::record::run::{Index, RunDoc, to_doc_of};
use crate::format::record::{FORMAT, v0::RunV0};
use crate::model::digest::Digest;
use crate::model::event::Link;
use crate::model::failure::Failure;
use crate::model::run::Run;
use crate::rules::advance::fold;

/// The code of a flaw that is none: the record has a format of another version.
pub const UNKNOWN_FORMAT: &str = "unknown_format";

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

/// A RUN.json of any version.
#[derive(Debug, Clone)]
pub enum AnyRecord {
    /// Written by the ancestor.
    V0(Box<RunV0>),
    /// Written by this format.
    V1(Box<Record>),
}

impl Record {
    /// The digest of the last event.
    pub fn head(&self) -> Digest {
        self.links.last().map_or(Digest::ZERO, |link| link.digest)
    }

    /// The bytes of RUN.json.
    pub fn spell(&self) -> Result<Vec<u8>, Failure> {
        canonical::spell(&to_doc_of(&self.run, &self.links, self.index.clone()))
    }
}

/// What is wrong with a record: the member and the rule, for a message that names both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// A stable name for programs.
    pub code: &'static str,
    /// The member, such as `events[3].digest`; empty for the whole file.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// What should stand there, where that can be said.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
}

impl Flaw {
    fn new(code: &'static str, field: impl Into<String>, message: impl Into<String>) -> Flaw {
        Flaw { code, field: field.into(), message: message.into(), expected: None, found: None }
    }
}

#[derive(Deserialize)]
struct Version {
    format: Option<Value>,
    head: Option<Value>,
}

impl Version {
    /// The ancestor wrote neither: a record with a head whose format is gone was edited.
    fn is_v0(&self) -> bool {
        self.format.is_none() && self.head.is_none()
    }
}

/// The digests of the events of a record of ours, nothing else of it looked at; `None` when it is none.
pub fn chain_of(bytes: &[u8]) -> Option<Vec<Digest>> {
    #[derive(Deserialize)]
    struct Sealed {
        digest: Digest,
    }
    #[derive(Deserialize)]
    struct Chain {
        events: Vec<Sealed>,
    }
    let chain: Chain = serde_json::from_slice(bytes).ok()?;
    Some(chain.events.into_iter().map(|event| event.digest).collect())
}

/// How the one spelling of a record of this format begins; no record of the ancestor begins so.
const BEGINNING: &[u8] = b"{\n  \"format\": 1,\n";

/// Whether the bytes are a record of the ancestor, without reading more than that.
pub fn is_v0(bytes: &[u8]) -> bool {
    !bytes.starts_with(BEGINNING)
        && serde_json::from_slice::<Version>(bytes).is_ok_and(|version| version.is_v0())
}

/// Reads a RUN.json of any version.
pub fn read(bytes: &[u8]) -> Result<AnyRecord, Flaw> {
    if bytes.starts_with(BEGINNING) {
        return read_v1(bytes).map(|record| AnyRecord::V1(Box::new(record)));
    }
    let version: Version = parse(bytes)?;
    if version.is_v0() {
        return Ok(AnyRecord::V0(Box::new(parse(bytes)?)));
    }
    match version.format {
        None => Err(Flaw {
            expected: Some(FORMAT.to_string()),
            found: Some("nothing".to_owned()),
            ..Flaw::new("edited_field", "format", "it was taken out of a record that has a chain")
        }),
        Some(Value::Number(n)) if n.as_u64() == Some(u64::from(FORMAT)) => {
            read_v1(bytes).map(|record| AnyRecord::V1(Box::new(record)))
        }
        Some(other) => Err(Flaw {
            expected: Some(format!("{FORMAT} or less")),
            found: Some(other.to_string().chars().take(40).collect()),
            ..Flaw::new(
                UNKNOWN_FORMAT,
                "format",
                "the record has a format that this gatewright does not know",
            )
        }),
    }
}

fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Flaw> {
    serde_json::from_slice(bytes)
        .map_err(|error| Flaw::new("not_a_record", "", format!("it cannot be read as a record: {error}")))
}

thread_local! {
    /// The bytes that were read last, by digest, and their record, for one more reading: a command reads a run to choose a
    /// gate, and again once it has the lock.
    static LAST: RefCell<Option<(Digest, Record)>> = const { RefCell::new(None) };
}

fn read_v1(bytes: &[u8]) -> Result<Record, Flaw> {
    let digest = Digest::of(bytes);
    let last = LAST
        .with_borrow(|last| last.as_ref().filter(|(of, _)| *of == digest).map(|(_, record)| record.clone()));
    if let Some(record) = last {
        return Ok(record);
    }
    let record = verified(bytes)?;
    LAST.set(Some((digest, record.clone())));
    Ok(record)
}

fn verified(bytes: &[u8]) -> Result<Record, Flaw> {
    let doc: RunDoc = parse(bytes)?;
    let links = read_chain(&doc)?;
    let run = fold(links.iter().map(|link| &link.event)).map_err(|why| {
        Flaw::new("illegal_history", "events", format!("the events contradict each other: {why}"))
    })?;
    let index = Index { artifacts_index: doc.artifacts_index.clone(), validations: doc.validations.clone() };
    let rebuilt = to_doc_of(&run, &links, index.clone());
    let record = Record { run, links, index };
    let spelled = canonical::spell(&rebuilt).map_err(|e| Flaw::new("not_a_record", "", e.to_string()))?;
    // Equal bytes say equal members; where they differ, the member is named.
    if spelled != bytes {
        if rebuilt != doc {
            return Err(field_flaw(&rebuilt, &doc));
        }
        return Err(Flaw::new(
            "not_canonical",
            "",
            format!("it is not spelled canonically {}", first_other_line(&spelled, bytes)),
        ));
    }
    Ok(record)
}

/// From so many events on they are verified by two threads: each is held against the digests beside it alone.
const WORTH_A_THREAD: usize = 256;

fn read_chain(doc: &RunDoc) -> Result<Vec<Link>, Flaw> {
    let links = |range: Range<usize>| range.map(|i| read_link(&doc.events, i)).collect::<Result<Vec<_>, _>>();
    let all = doc.events.len();
    if all < WORTH_A_THREAD {
        return links(0..all);
    }
    std::thread::scope(|scope| {
        let rest = scope.spawn(|| links(all / 2..all));
        let first = links(0..all / 2);
        let rest = rest.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut links = first?;
        links.extend(rest?);
        Ok(links)
    })
}

/// The event at `i`, which must continue the one before and have the digest that it says.
fn read_link(events: &[EventDoc], i: usize) -> Result<Link, Flaw> {
    // Where the event before has no digest, that is told of that event.
    let prev = i.checked_sub(1).and_then(|before| events[before].digest()).unwrap_or(Digest::ZERO);
    let found = from_doc(&events[i]).map_err(|why| Flaw::new("bad_event", format!("events[{i}]"), why))?;
    if found.prev != prev {
        return Err(digest_flaw(
            "broken_chain",
            format!("events[{i}].prev"),
            "it does not continue the chain",
            prev,
            found.prev,
        ));
    }
    let made =
        link(found.event, prev).map_err(|e| Flaw::new("bad_event", format!("events[{i}]"), e.to_string()))?;
    if made.digest != found.digest {
        return Err(digest_flaw(
            "edited_event",
            format!("events[{i}].digest"),
            "the event was edited after it was written",
            made.digest,
            found.digest,
        ));
    }
    Ok(made)
}

fn digest_flaw(code: &'static str, field: String, message: &str, expected: Digest, found: Digest) -> Flaw {
    Flaw {
        expected: Some(expected.to_string()),
        found: Some(found.to_string()),
        ..Flaw::new(code, field, message)
    }
}

fn field_flaw(rebuilt: &RunDoc, doc: &RunDoc) -> Flaw {
    let value = |doc: &RunDoc| serde_json::to_value(doc).unwrap_or_default();
    let difference = difference::first(&value(rebuilt), &value(doc));
    let flaw = Flaw::new("edited_field", "", "it does not follow from the run's events");
    match difference {
        Some(it) => Flaw { field: it.path, expected: Some(it.expected), found: Some(it.found), ..flaw },
        None => flaw,
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
