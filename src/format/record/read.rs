//! Reading a RUN.json of any version.

use std::cell::RefCell;

use serde::Deserialize;
use serde_json::Value;

use crate::format::record::strict::{parse, verified};
use crate::format::record::{FORMAT, v0::RunV0};
use crate::model::digest::Digest;
use crate::model::flaw::Flaw;

pub use crate::format::record::strict::Record;

/// The code of a flaw that is none: the record has a format of another version.
pub const UNKNOWN_FORMAT: &str = "unknown_format";

/// A RUN.json of any version.
#[derive(Debug, Clone)]
pub enum AnyRecord {
    /// Written by the ancestor.
    V0(Box<RunV0>),
    /// Written by this format.
    V1(Box<Record>),
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
pub const BEGINNING: &[u8] = b"{\n  \"format\": 1,\n";

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

thread_local! {
    /// The bytes that were read last, by digest, and their record, for one more reading: a command reads a run to choose a
    /// gate, and again once it has the lock.
    static LAST: RefCell<Option<(Digest, Record)>> = const { RefCell::new(None) };
}

fn read_v1(bytes: &[u8]) -> Result<Record, Flaw> {
    let digest = Digest::of(bytes);
    if let Some((_, record)) = LAST.take().filter(|(of, _)| *of == digest) {
        return Ok(record);
    }
    let record = verified(bytes)?;
    LAST.set(Some((digest, record.clone())));
    Ok(record)
}
