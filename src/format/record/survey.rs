//! A RUN.json of any version surveyed: everything that is wrong with it, not the first only, and what can be read all the same.

use serde_json::Value;

use crate::format::canonical;
use crate::format::record::FORMAT;
use crate::format::record::difference;
use crate::format::record::read::{AnyRecord, BEGINNING, UNKNOWN_FORMAT, read};
use crate::format::record::run::{Index, RunDoc, to_doc_of};
use crate::format::record::strict::{
    Record, chain_flaws, difference_of, odd_number, parse, read_links, verified,
};
use crate::format::record::v0::RunV0;
use crate::model::event::Link;
use crate::model::flaw::Flaw;
use crate::model::run::Run;
use crate::rules::advance::fold;

/// So many flaws of one kind are told of one file.
const MOST: usize = 100;

/// What a survey found.
#[derive(Debug, Default)]
pub struct Survey {
    /// The version; `None` when it cannot be told.
    pub format: Option<u32>,
    /// The status as it stands in the file.
    pub status: String,
    /// Everything that is wrong, the chain first.
    pub flaws: Vec<Flaw>,
    /// What the events amount to, with them and the parts that come from attempts' files; `None` where they cannot be followed.
    pub run: Option<(Run, Vec<Link>, Index)>,
    /// A record of the ancestor.
    pub ancestors: Option<Box<RunV0>>,
}

/// Surveys the bytes of a RUN.json.
pub fn survey(bytes: &[u8]) -> Survey {
    // A record that holds says everything itself.
    if let Some(Record { run, links, index }) = sound(bytes) {
        return Survey {
            format: Some(FORMAT),
            status: run.status.as_str().to_owned(),
            run: Some((run, links, index)),
            ..Survey::default()
        };
    }
    let whole: Value = match parse(bytes) {
        Ok(value) => value,
        Err(flaw) => return Survey { flaws: vec![flaw], ..Survey::default() },
    };
    let mut survey = Survey {
        format: whole.get("format").and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok()),
        status: whole.get("status").and_then(Value::as_str).unwrap_or_default().to_owned(),
        ..Survey::default()
    };
    match read(bytes) {
        Ok(AnyRecord::V0(run)) => {
            survey.format = Some(0);
            survey.ancestors = Some(run);
        }
        Ok(AnyRecord::V1(record)) => survey.run = Some((record.run, record.links, record.index)),
        Err(flaw) if flaw.code == UNKNOWN_FORMAT || survey.format != Some(FORMAT) => survey.flaws.push(flaw),
        Err(_) => ours(bytes, &whole, &mut survey),
    }
    survey
}

/// The record, if it is one of this format that holds.
fn sound(bytes: &[u8]) -> Option<Record> {
    bytes.starts_with(BEGINNING).then(|| verified(bytes).ok()).flatten()
}

/// A record of this format that does not hold.
fn ours(bytes: &[u8], whole: &Value, survey: &mut Survey) {
    let doc: RunDoc = match parse(bytes) {
        Ok(doc) => doc,
        Err(flaw) => return survey.flaws.push(flaw),
    };
    let links = match read_links(doc.events) {
        Ok(links) => links,
        Err(flaw) => return survey.flaws.push(flaw),
    };
    survey.flaws.extend(chain_flaws(&links).take(MOST));
    let index = Index { artifacts_index: doc.artifacts_index, validations: doc.validations };
    match fold(links.iter().map(|link| &link.event)) {
        Err(why) => {
            let message = format!("the events contradict each other: {why}");
            survey.flaws.push(Flaw::new("illegal_history", "events", message));
        }
        Ok(run) => {
            let written = to_doc_of(&run, &links, &index);
            let expected = serde_json::to_value(&written).unwrap_or_default();
            let differing = difference::all(&expected, whole, MOST).into_iter().map(|it| match it {
                // Such a member would be lost silently.
                it if it.path.starts_with("events[") => {
                    Flaw::new("bad_event", it.path, "an event of this type must not have this member")
                }
                it => Flaw {
                    field: it.path,
                    expected: Some(it.expected),
                    found: Some(it.found),
                    ..Flaw::new("edited_field", "", "it does not follow from the run's events")
                },
            });
            let before = survey.flaws.len();
            survey.flaws.extend(differing);
            if let Some(place) = odd_number(&index.validations) {
                let message = "a whole number is spelled with a fraction; it is not spelled canonically";
                survey.flaws.push(Flaw::new("not_canonical", place, message));
            } else if survey.flaws.len() == before && !canonical::is_spelled(&written, bytes) {
                survey.flaws.push(difference_of(&written, bytes));
            }
            survey.run = Some((run, links, index));
        }
    }
}
