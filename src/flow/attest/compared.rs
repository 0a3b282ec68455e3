//! Proof held against what would be said of the same run here and at this moment.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::flow::attest::files::expanded;
use crate::flow::attest::in_toto;
use crate::flow::attest::signed::Allowed;
use crate::flow::attest::sound::Sound;
use crate::flow::attest::statements::said;
use crate::flow::attest::worth::Worth;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::attest::artifacts::Step;
use crate::format::attest::attempt::Attested;
use crate::format::attest::dsse::Envelope;
use crate::format::attest::keyid::Named;
use crate::format::attest::statement::payload;
use crate::format::attest::{bundle, dsse, gate_attempt, layout, link, sums};
use crate::model::dossier::outputs::Now;
use crate::model::failure::Failure;

/// What would be said here.
pub struct Compared<'a> {
    /// The payload of every statement, by the beginning of its files' names.
    statements: BTreeMap<String, Vec<u8>>,
    /// The list of each attempt's files, by the name of its file.
    lists: BTreeMap<String, Result<Vec<u8>, String>>,
    /// Why an attempt, by the beginning of its files' names, is not what lies here.
    changed: BTreeMap<String, String>,
    /// The steps of the run, or why there are none.
    steps: Result<Vec<Step>, String>,
    sound: &'a Sound,
}

impl<'a> Compared<'a> {
    /// Says all of it.
    ///
    /// # Errors
    /// As [`crate::flow::attest::attest`].
    pub fn with(
        site: &Site,
        machine: &Machine,
        sound: &'a Sound,
        all: &[Attested<'_>],
    ) -> Result<Compared<'a>, Failure> {
        let (mut statements, mut lists) = (BTreeMap::new(), BTreeMap::new());
        for attested in all {
            for said in said(attested, true)? {
                statements.insert(format!("{}.{}", attested.stem(), said.name), payload(attested, &said));
            }
            let list = expanded(site, machine, &attested.outputs)?;
            let list = list.map_err(|directory| format!("the files of `{directory}` are not known any more"));
            let list = list.and_then(|files| sums::spell(&files));
            lists.insert(format!("{}.SHA256SUMS", attested.stem()), list);
        }
        let steps = in_toto::steps(site, machine, sound, all).map_err(|failure| failure.to_string());
        Ok(Compared { statements, lists, changed: changed(sound), steps, sound })
    }

    /// What a file of the run is worth; `name` is its path below the run's directory.
    pub fn worth(&self, name: &str, bytes: &[u8], allowed: &Allowed) -> Worth {
        let judged = match name.rsplit_once('/') {
            Some(("in-toto", file)) if file == "root.layout" || file.ends_with(".link") => {
                self.of_layout(file, bytes, allowed).map(Some)
            }
            Some(_) => return Worth::Unknown,
            None if name == "attestations.intoto.jsonl" => self.lines(bytes, allowed).map(Some),
            None if name.ends_with(".SHA256SUMS") => self.list(name, bytes).map(|()| None),
            None => match (name.strip_suffix(".dsse.json"), name.strip_suffix(".sigstore.json")) {
                (Some(stem), _) => self.statement(Some(stem), Envelope::read(bytes), allowed).map(Some),
                (_, Some(stem)) => self.bundle(stem, bytes, allowed).map(Some),
                _ => return Worth::Unknown,
            },
        };
        judged.map_or_else(Worth::Refused, Worth::Good)
    }

    fn list(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
        self.unchanged(name)?;
        match self.lists.get(name) {
            Some(Ok(expected)) if expected == bytes => Ok(()),
            Some(Err(why)) => Err(why.clone()),
            _ => Err("it is not the list of the files of the attempt that its name says".to_owned()),
        }
    }

    fn lines(&self, bytes: &[u8], allowed: &Allowed) -> Result<String, String> {
        let mut principal = Err("it is empty".to_owned());
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            principal = Ok(self.statement(None, Envelope::read(line), allowed)?);
        }
        principal
    }

    fn bundle(&self, stem: &str, bytes: &[u8], allowed: &Allowed) -> Result<String, String> {
        let envelope = bundle::read(bytes)?;
        let principal = allowed.signer(&envelope, |named| vec![named.openssh.clone()])?;
        self.said(Some(stem), &envelope.payload).map(|()| principal)
    }

    fn statement(
        &self,
        stem: Option<&str>,
        envelope: Result<Envelope, String>,
        allowed: &Allowed,
    ) -> Result<String, String> {
        let envelope = envelope?;
        let principal = allowed.signer(&envelope, all_names)?;
        self.said(stem, &envelope.payload).map(|()| principal)
    }

    /// Whether the payload is what would be said here under that name, or under any.
    fn said(&self, stem: Option<&str>, payload: &[u8]) -> Result<(), String> {
        let is_it = |expected: &[u8]| expected == payload || self.but_for_its_time(expected, payload);
        let found = match stem {
            Some(stem) => self.statements.get_key_value(stem).filter(|(_, expected)| is_it(expected)),
            None => self.statements.iter().find(|(_, expected)| is_it(expected)),
        };
        let Some((stem, _)) = found else {
            return Err("it is not what the record says here of the attempt that its name says".to_owned());
        };
        self.unchanged(stem)
    }

    /// Our own statement also says what assured the record, and how far the run had come, when it was made. The chain has to have been there.
    fn but_for_its_time(&self, expected: &[u8], payload: &[u8]) -> bool {
        let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).ok();
        let (Some(mut expected), Some(found)) = (read(expected), read(payload)) else { return false };
        if expected["predicateType"] != gate_attempt::TYPE {
            return false;
        }
        let (predicate, record) = (&found["predicate"], &found["predicate"]["record"]);
        let events = record["events"].as_u64().and_then(|events| usize::try_from(events).ok());
        let link = events.and_then(|events| self.sound.links().get(events.checked_sub(1)?));
        if link.is_none_or(|link| record["head"] != link.digest.to_string()) {
            return false;
        }
        expected["predicate"]["assurance"] = predicate["assurance"].clone();
        expected["predicate"]["record"]["head"] = record["head"].clone();
        expected["predicate"]["record"]["events"] = record["events"].clone();
        dsse::payload(&expected) == payload
    }

    fn of_layout(&self, file: &str, bytes: &[u8], allowed: &Allowed) -> Result<String, String> {
        let envelope = Envelope::read(bytes)?;
        let principal = allowed.signer(&envelope, all_names)?;
        let steps = self.steps.as_ref().map_err(Clone::clone)?;
        if let Some(why) = self.changed.values().next() {
            return Err(why.clone());
        }
        let python = envelope.signatures.first().map_or("", |(keyid, _)| keyid);
        let is_it = match file {
            "root.layout" => self.is_layout(&envelope, steps, allowed),
            _ => steps.iter().any(|step| {
                link::file_name(&step.gate, python) == file && link::payload(step) == envelope.payload
            }),
        };
        match is_it {
            true => Ok(principal),
            false => Err("it is not what the record says here of the gate that its name says".to_owned()),
        }
    }

    /// Until when it is believed, whoever signed it has chosen.
    fn is_layout(&self, envelope: &Envelope, steps: &[Step], allowed: &Allowed) -> bool {
        let found: Value = serde_json::from_slice(&envelope.payload).unwrap_or_default();
        let (Some(expires), Some(key)) = (found["expires"].as_str(), allowed.named(envelope)) else {
            return false;
        };
        let readme = in_toto::readme(&self.sound.dossier.run);
        layout::payload(steps, key, expires, &readme) == envelope.payload
    }

    fn unchanged(&self, name: &str) -> Result<(), String> {
        let changed = self.changed.iter().find(|(stem, _)| name.starts_with(&format!("{stem}.")));
        changed.map_or(Ok(()), |(_, why)| Err(why.clone()))
    }
}

fn all_names(named: &Named) -> Vec<String> {
    named.all().map(str::to_owned).to_vec()
}

/// The attempts by which gates are met, of which an output is not what it was. What failed is no claim about the files.
fn changed(sound: &Sound) -> BTreeMap<String, String> {
    let outputs = sound.dossier.outputs.iter();
    let other = outputs.filter(|output| output.now != Now::Bytes(output.recorded));
    let stem = |output: &crate::model::dossier::outputs::Output| {
        format!("{}.attempt-{}", output.gate, output.attempt)
    };
    other
        .map(|output| {
            (stem(output), format!("`{}` is not what was attested: it has changed since", output.path))
        })
        .collect()
}
