//! The commands that change something, each in the situations that make it write differently.

use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};

use crate::scenario::Case;
use crate::support::definitions::{START, define, start, write_draft, write_parts};
use crate::support::place::Place;
use crate::support::record;

const G1_START: &[&str] = &["gate", "start", "--gate", "G1"];
const G1_FINISH: &[&str] = &["gate", "finish", "--gate", "G1"];
const G1_FAIL: &[&str] = &["gate", "fail", "--gate", "G1", "--reason", "no time"];
const G1_ABANDON: &[&str] = &["gate", "abandon", "--gate", "G1", "--reason", "no use"];
const G2_START: &[&str] = &["gate", "start", "--gate", "G2"];
const G2_FINISH: &[&str] = &["gate", "finish", "--gate", "G2"];
const G2_FAIL: &[&str] = &["gate", "fail", "--gate", "G2", "--reason", "wrong parts"];
const G3_START: &[&str] = &["gate", "start", "--gate", "G3"];
const REPIN: &[&str] = &["run", "repin", "--gate", "G1", "--reason", "it asks for less"];
const REOPEN: &[&str] = &["gate", "reopen", "--gate", "G1", "--reason", "another source"];
const APPROVE: &[&str] = &["gate", "approve", "--gate", "G1", "--key", "ada.key", "--actor", "Ada"];
const WAIVE: &[&str] = &[
    "gate",
    "waive",
    "--gate",
    "G1",
    "--check",
    "contains_text",
    "--reason",
    "no robots",
    "--until",
    "2099-01-01",
    "--key",
    "ada.key",
    "--actor",
    "Ada",
];
const SEAL: &[&str] = &["run", "seal", "--run", "latest", "--key", "ada.key", "--actor", "Ada"];
const REOPEN_RUN: &[&str] = &["run", "reopen", "--run", "latest", "--reason", "wanted after all"];
const INVOCATION: &[&str] =
    &["invocation", "record", "--gate", "G1", "--agent", "writer", "--exit-code", "0"];
const COMPLETE: &[&str] = &["run", "complete", "--run", "latest"];
const CANCEL: &[&str] =
    &["run", "complete", "--run", "latest", "--status", "CANCELED", "--reason", "not wanted"];

/// Every case.
pub fn all() -> Vec<Case> {
    vec![
        case("run start", define, START, G1_START),
        case("run start over a leftover", with_leftovers, START, G1_START),
        case("gate start", started, G1_START, G1_FAIL),
        case("gate start again", failed_with_parts, G2_START, G2_FAIL),
        case("gate start over a leftover", with_unnamed_attempt, G1_START, G1_FAIL),
        case("gate start with a long prompt", started_with_long_prompt, G1_START, G1_FAIL),
        case("gate finish", drafted, G1_FINISH, G3_START),
        Case { code: 1, ..case("gate finish failing", opened, G1_FINISH, G1_START) },
        case("gate finish with parts", parted, G2_FINISH, G3_START),
        case("gate fail", drafted, G1_FAIL, G1_START),
        case("gate abandon", opened, G1_ABANDON, G3_START),
        case("gate abandon over a leftover", with_unsealed_attempt, G2_FAIL, G2_START),
        case("run repin", edited, REPIN, G1_START),
        case("gate reopen", passed, REOPEN, G1_START),
        case("gate approve", awaited, APPROVE, G1_FINISH),
        case("gate waive", thin, WAIVE, G1_FINISH),
        case("gate finish with a waiver", waived, G1_FINISH, G3_START),
        case("run seal", sealable, SEAL, G1_FINISH),
        case("run reopen", canceled, REOPEN_RUN, G1_START),
        case("invocation record", opened, INVOCATION, G1_FAIL),
        case("run complete", passed, COMPLETE, &[]),
        case("run complete canceled", started, CANCEL, &[]),
        Case { again: 0, ..case("init", |_| {}, &["init"], &["init"]) },
        Case { again: 0, fixed: true, ..case("trust", commanded, &["trust", "--yes"], &["trust", "--yes"]) },
    ]
}

fn case(name: &'static str, prepare: fn(&Place), args: &[&'static str], next: &[&'static str]) -> Case {
    Case {
        name,
        prepare,
        args: [args, &["--json"]].concat(),
        code: 0,
        again: 4,
        fixed: false,
        next: next.to_vec(),
    }
}

/// A run was started.
fn started(place: &Place) {
    start(place);
}

/// Attempt 1 of gate G1 is open.
fn opened(place: &Place) {
    started(place);
    place.expect(0, 2, G1_START);
}

/// And the work is done.
fn drafted(place: &Place) {
    opened(place);
    write_draft(place);
}

/// Gate G1 has passed, attempt 1 of gate G2 is open and wrote more outputs than an attempt's file holds.
fn parted(place: &Place) {
    drafted(place);
    place.expect(0, 3, G1_FINISH);
    place.expect(0, 4, G2_START);
    write_parts(place, 101);
}

/// That attempt has failed.
fn failed_with_parts(place: &Place) {
    parted(place);
    place.expect(0, 5, G2_FAIL);
}

/// All gates have passed.
fn passed(place: &Place) {
    parted(place);
    place.expect(0, 5, G2_FINISH);
    place.expect(0, 6, G3_START);
    place.write("out/essay/notes.md", "Notes\n");
    place.expect(0, 7, &["gate", "finish", "--gate", "G3"]);
}

/// Ada has a key and may sign.
fn with_key(place: &Place) {
    let key = PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[1; 32])), "").unwrap();
    let signers = place.home().join(".config/gatewright/allowed_signers");
    std::fs::create_dir_all(signers.parent().unwrap()).unwrap();
    std::fs::write(signers, format!("ada@example.org {}\n", key.public_key().to_openssh().unwrap())).unwrap();
    place.write("ada.key", key.to_openssh(LineEnding::LF).unwrap().as_bytes());
}

/// Attempt 1 of gate G1 is open with its work done, and Ada may sign.
fn sealable(place: &Place) {
    with_key(place);
    drafted(place);
}

/// Attempt 1 of gate G1 is open, and its draft lacks what a check asks for.
fn thin(place: &Place) {
    with_key(place);
    opened(place);
    place.write("out/essay/draft.md", "Nothing yet.\n");
}

/// That check is waived.
fn waived(place: &Place) {
    thin(place);
    place.expect(0, 3, WAIVE);
}

/// Attempt 1 of gate G1 is open, its work done, and its contract asks for an approval.
fn awaited(place: &Place) {
    with_key(place);
    define(place);
    let contract = place.read("contracts/demo/G1.contract.json");
    let asks = contract.replace("\"validations\": [", "\"validations\": [\n    { \"type\": \"approval\" },");
    place.write("contracts/demo/G1.contract.json", asks);
    place.expect(0, 1, START);
    place.expect(0, 2, G1_START);
    write_draft(place);
}

/// The run was completed before anything was done.
fn canceled(place: &Place) {
    started(place);
    place.expect(0, 2, CANCEL);
}

/// The contract of gate G1 asks for less than the pinned one.
fn edited(place: &Place) {
    started(place);
    let contract = place.read("contracts/demo/G1.contract.json").replace("robot", "word");
    place.write("contracts/demo/G1.contract.json", contract);
}

/// A `run start` that was killed has left its temporary directory; another run is there.
fn with_leftovers(place: &Place) {
    started(place);
    for path in ["record/pins/abc", "record/RUN.json", "logs/lock"] {
        place.write(&format!("runs/.gatewright-tmp-1234/{path}"), "half");
    }
}

/// A `gate start` that was killed before its commit point has left its attempt's file, and one of another writer.
fn with_unnamed_attempt(place: &Place) {
    let run = start(place);
    let json = format!("runs/{run}/record/RUN.json");
    let before = place.read(&json);
    place.expect(0, 2, G1_START);
    place.write(&json, before);
    place.write(&format!("runs/{run}/record/.gatewright-tmp-1"), "half");
    place.write(&format!("runs/{run}/record/pins/.gatewright-tmp-2"), "half");
    place.write(&format!("runs/{run}/logs/gates/G1/.gatewright-tmp-3"), "half");
}

/// A `gate finish` that was killed before its commit point has left its attempt's file and manifest.
fn with_unsealed_attempt(place: &Place) {
    parted(place);
    let run = record::runs(&place.repo()).remove(0);
    let json = format!("runs/{run}/record/RUN.json");
    let before = place.read(&json);
    place.expect(0, 5, G2_FINISH);
    place.write(&json, before);
    place.write(&format!("runs/{run}/record/gates/G2/.gatewright-tmp-1"), "half");
}

/// The packet is too long to be kept in the record.
fn started_with_long_prompt(place: &Place) {
    define(place);
    place.write("prompt.md", "Write about robots. ".repeat(5000));
    place.expect(0, 1, START);
}

/// The workflow brings a command.
fn commanded(place: &Place) {
    define(place);
    place.write("work.sh", "#!/bin/sh\n");
    let workflow = place.read("workflows/demo.json").replace(
        r#""needs": []"#,
        r#""needs": [], "executor": { "command": { "argv": ["sh", "work.sh"] } }"#,
    );
    place.write("workflows/demo.json", workflow);
}
