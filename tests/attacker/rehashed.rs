//! A record whose every digest is computed anew after an edit, as far as anybody could who knows how.

use std::collections::BTreeMap;

use gatewright::format::canonical;
use gatewright::format::record::strict::Record;
use gatewright::format::record::survey::survey;
use gatewright::model::digest::Digest;
use serde_json::{Value, json};

use crate::edits::spelled;

/// The files of a record by their paths below it.
pub type Files = BTreeMap<String, Vec<u8>>;

const RUN_JSON: &str = "RUN.json";

/// The same record with this text in the place of one of its files, and every digest that speaks of it anew; what follows from the
/// events is made from them where they can be followed.
pub fn rehashed(files: &Files, edited: &str, text: &str) -> Files {
    let mut files = files.clone();
    let before: Value = serde_json::from_slice(&files[RUN_JSON]).unwrap();
    files.insert(edited.to_owned(), text.as_bytes().to_vec());
    if edited.ends_with(".sha256") {
        name_list(&mut files, edited);
    }
    let Ok(mut run) = serde_json::from_slice::<Value>(&files[RUN_JSON]) else { return files };
    index(&mut files, &before, &run);
    for (path, bytes) in
        files.iter().filter(|(path, _)| path.contains("/attempt-") && path.ends_with(".json"))
    {
        seal(&mut run, path, bytes);
    }
    chain(&mut run);
    let text = spelled(&run);
    let survey = survey(text.as_bytes());
    let whole = survey.run.and_then(|(run, links, index)| Record { run, links, index }.spell().ok());
    files.insert(RUN_JSON.to_owned(), whole.unwrap_or_else(|| text.into_bytes()));
    files
}

/// The attempt that names a list names its new digest.
fn name_list(files: &mut Files, list: &str) {
    let (dir, name) = list.rsplit_once('/').unwrap();
    let digest = Digest::of(&files[list]).to_string();
    let attempt = format!("{dir}/{}.json", name.split('.').next().unwrap());
    let mut value: Value = serde_json::from_slice(&files[&attempt]).unwrap();
    let mut rename = |manifest: &mut Value| {
        if manifest["file"] == name {
            manifest["sha256"] = json!(digest);
        }
    };
    for member in ["manifest", "looked_at_manifest"] {
        value.get_mut(member).into_iter().for_each(&mut rename);
    }
    for member in ["before_manifest", "inputs_manifest"] {
        value["start"].get_mut(member).into_iter().for_each(&mut rename);
    }
    files.insert(attempt, spelled(&value).into_bytes());
}

/// The attempt that was closed last seals the index.
fn index(files: &mut Files, before: &Value, run: &Value) {
    let of =
        |run: &Value| json!({"artifacts_index": run["artifacts_index"], "validations": run["validations"]});
    if of(before) == of(run) {
        return;
    }
    let Some((gate, attempt)) = last_closed(before) else { return };
    let path = format!("gates/{gate}/attempt-{attempt}.json");
    let Some(Ok(mut value)) = files.get(&path).map(|bytes| serde_json::from_slice::<Value>(bytes)) else {
        return;
    };
    let Ok(digest) = canonical::digest(&of(run)) else { return };
    value["index_sha256"] = json!(digest);
    files.insert(path, spelled(&value).into_bytes());
}

fn last_closed(run: &Value) -> Option<(String, u64)> {
    let closed = run["events"].as_array()?.iter().rev().find(|event| event.get("sha256").is_some())?;
    Some((closed["gate"].as_str()?.to_owned(), closed["attempt"].as_u64()?))
}

/// The events of an attempt speak of its file as it is.
fn seal(run: &mut Value, path: &str, bytes: &[u8]) {
    let mut parts = path.split('/').skip(1);
    let gate = parts.next().unwrap().to_owned();
    let number = parts.next().unwrap().trim_start_matches("attempt-").trim_end_matches(".json");
    let number: u64 = number.parse().unwrap();
    let start = serde_json::from_slice::<Value>(bytes)
        .ok()
        .and_then(|file| canonical::digest(file.get("start")?).ok());
    for event in run["events"].as_array_mut().into_iter().flatten() {
        if event["gate"] != gate.as_str() || event["attempt"] != number {
            continue;
        }
        if event.get("sha256").is_some() {
            event["sha256"] = json!(Digest::of(bytes));
        }
        if let (Some(_), Some(start)) = (event.get("start"), start) {
            event["start"] = json!(start);
        }
    }
}

fn chain(run: &mut Value) {
    let mut prev = Digest::ZERO;
    for event in run["events"].as_array_mut().into_iter().flatten() {
        let Some(members) = event.as_object_mut() else { continue };
        members.insert("prev".to_owned(), json!(prev));
        let digest = members.remove("digest");
        let made = canonical::digest(&members).unwrap_or(Digest::ZERO);
        if digest.is_some() {
            members.insert("digest".to_owned(), json!(made));
        }
        prev = made;
    }
    if let Some(run) = run.as_object_mut()
        && run.contains_key("head")
    {
        run.insert("head".to_owned(), json!(prev));
    }
}
