//! Statements, in envelopes: what is said of which attempt, and that the verifiers in Python read and accept it.

use serde_json::{Value, json};

use crate::scene::Scene;
use crate::verifiers::hold;

#[test]
fn every_statement_is_accepted_and_with_another_key_none_is() {
    let scene = Scene::new("walks");
    scene.export();
    let eve = scene.place.path().join("eve");
    scene.expect(
        0,
        &["attest", "--key", &scene.key("eve"), "--output", eve.to_str().unwrap(), "--format", "dsse"],
    );
    let names = scene.files(".dsse.json");
    // Ours and provenance for all four attempts, test-result and summary for the three that were judged, svr for the two that passed.
    assert_eq!(names.len(), 4 + 4 + 3 + 3 + 2, "{names:?}");
    let ask = |name: &str, pem| json!({ "ask": "statement", "file": scene.of_run(name), "pem": pem });
    let good = names.iter().map(|name| (ask(name, scene.pem()), true));
    let other = names.iter().map(|name| (ask(name, eve.join("key.pem")), false));
    hold(good.chain(other).collect());
}

#[test]
fn the_lines_of_a_run_are_its_envelopes() {
    let scene = Scene::new("walks");
    scene.export();
    let lines = std::fs::read_to_string(scene.of_run("attestations.intoto.jsonl")).unwrap();
    let mut lines: Vec<String> = lines.lines().map(|line| format!("{line}\n")).collect();
    let names = scene.files(".dsse.json");
    let mut envelopes: Vec<String> =
        names.iter().map(|name| std::fs::read_to_string(scene.of_run(name)).unwrap()).collect();
    lines.sort();
    envelopes.sort();
    assert_eq!(lines, envelopes);
}

#[test]
fn a_failed_attempt_is_attested_as_one_and_only_a_pass_has_a_summary_of_it() {
    let scene = Scene::new("walks");
    scene.export();
    let failed = scene.said("G1.attempt-1.test-result.dsse.json");
    assert_eq!(failed["predicate"]["result"], "FAILED");
    assert_eq!(
        failed["predicate"]["failedTests"],
        json!(["file_exists out/essay/parts", "robot out/essay/draft.md"])
    );
    let warned = scene.said("G2.attempt-1.test-result.dsse.json");
    assert_eq!(warned["predicate"]["result"], "WARNED");
    assert_eq!(scene.files(".svr.dsse.json"), ["G1.attempt-3.svr.dsse.json", "G2.attempt-1.svr.dsse.json"]);
    let given_up = scene.said("G1.attempt-2.gate-attempt.dsse.json");
    assert_eq!(given_up["predicate"]["status"], "ABANDONED");
    assert!(!scene.of_run("G1.attempt-2.test-result.dsse.json").exists());
    // Nothing came of it, and a statement has to have a subject.
    assert!(given_up["subject"][0]["name"].as_str().unwrap().ends_with("gates/G1/attempt-2.json"));
}

#[test]
fn an_attempt_is_said_with_its_place_in_the_chain_and_on_what_it_rests() {
    let scene = Scene::new("walks");
    scene.export();
    let said = scene.said("G1.attempt-3.gate-attempt.dsse.json");
    let subjects: Vec<&str> =
        said["subject"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(subjects, ["out/essay/draft.md", "out/essay/parts"]);
    assert!(said["subject"][1]["digest"]["dirHash"].is_string(), "{said}");
    let told = &said["predicate"];
    let path = format!("runs/{}/record/RUN.json", scene.run);
    let record: Value = serde_json::from_str(&scene.place.read(&path)).unwrap();
    let events = record["events"].as_array().unwrap();
    let of = |kind: &str, attempt: u64| {
        let found = events
            .iter()
            .find(|event| event["type"] == kind && event["gate"] == "G1" && event["attempt"] == attempt);
        found.unwrap_or_else(|| panic!("{kind}: {record}"))["digest"].clone()
    };
    assert_eq!(told["nonce"], of("GATE_STARTED", 3));
    assert_eq!(told["record"]["closedBy"], of("GATE_PASSED", 3));
    assert_eq!(told["record"]["head"], events.last().unwrap()["digest"]);
    let before =
        std::fs::read(scene.place.repo().join(format!("runs/{}/record/gates/G1/attempt-2.json", scene.run)));
    assert_eq!(told["record"]["previousAttempt"], sha256(&before.unwrap()));
    assert_eq!(told["assurance"]["level"], "L0");
    assert_eq!(told["run"]["seeded"], false);
    assert_eq!(
        (&told["declared"]["producer"], &told["witnessed"]["signedBy"]),
        (&json!("claimed-human:Tester"), &json!([]))
    );
    let schema = jsonschema::validator_for(&gatewright::format::attest::gate_attempt::schema()).unwrap();
    for name in scene.files(".gate-attempt.dsse.json") {
        assert!(schema.is_valid(&scene.said(&name)["predicate"]), "{name}");
    }
}

/// SHA-256 in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    gatewright::model::digest::Digest::of(bytes).to_string()
}

#[test]
fn more_outputs_than_verifiers_take_are_said_as_their_list() {
    let scene = Scene::new("walks");
    let contract = r#"{ "gate": "G1", "required_outputs": { "all_of": [ { "path": "many/*.txt", "description": "Many" } ] } }"#;
    scene.place.write("contracts/many/G1.contract.json", contract);
    let workflow = r#"{ "workflow": "many", "gates": [ { "gate": "G1", "contract": "contracts/many/G1.contract.json" } ] }"#;
    scene.place.write("workflows/many.json", workflow);
    let run =
        scene.expect(0, &["run", "start", "--workflow", "many", "--slug", "many"]).stdout.trim().to_owned();
    scene.expect(0, &["gate", "start", "--run", &run]);
    for number in 0..1030 {
        scene.place.write(&format!("many/{number:04}.txt"), format!("{number}\n"));
    }
    scene.expect(0, &["gate", "finish", "--run", &run]);
    let scene = Scene { run, ..scene };
    let (key, proof) = (scene.key("ada"), scene.proof());
    scene.expect(0, &["attest", &scene.run, "--key", &key, "--output", proof.to_str().unwrap()]);
    let said = scene.said("G1.attempt-1.svr.dsse.json");
    let list = std::fs::read(scene.of_run("G1.attempt-1.SHA256SUMS")).unwrap();
    let sha256 = sha256(&list);
    let record = format!("runs/{}/record/gates/G1/attempt-1", scene.run);
    assert_eq!(
        said["subject"],
        json!([
            { "name": format!("{record}.json#outputs"), "digest": { "dirHash": sha256, "sha256": sha256 } },
            { "name": format!("{record}.artifacts.sha256"), "digest": { "sha256": sha256 } },
        ])
    );
    let file = scene.of_run("G1.attempt-1.svr.dsse.json");
    hold(vec![(json!({ "ask": "statement", "file": file, "pem": scene.pem() }), true)]);
}
