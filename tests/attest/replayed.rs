//! What gatewright itself says to proof: good as it was exported; refused with a byte changed, or as proof of another gate or another run.

use std::path::{Path, PathBuf};

use gatewright::flow::attest::signed::Allowed;
use gatewright::format::attest::bundle;
use gatewright::format::attest::dsse::Envelope;
use gatewright::format::attest::keyid::Named;
use gatewright::format::signature::role::{ATTEST, DECISION, SEAL};
use gatewright::format::signature::{signers, verify};
use gatewright::model::time::Timestamp;
use serde_json::{Value, json};

use crate::scene::{Scene, key};
use crate::verifiers::hold;

/// Lets Ada sign as `ada@example.org`, with these options.
fn allow(scene: &Scene, options: &str) {
    let dir = scene.place.home().join("config/gatewright");
    std::fs::create_dir_all(&dir).unwrap();
    let public = key(1).public_key().to_openssh().unwrap();
    std::fs::write(dir.join("allowed_signers"), format!("ada@example.org {options} {public}\n")).unwrap();
}

fn verified(scene: &Scene, code: i32) -> Value {
    let proof = scene.proof();
    scene.expect(code, &["attest", "--verify", proof.to_str().unwrap(), "--json"]).json()
}

fn refused(answer: &Value) -> Vec<String> {
    let files = answer["files"].as_array().unwrap().iter();
    let refused = files.filter(|file| file["worth"] == "refused");
    refused.map(|file| file["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()).collect()
}

#[test]
fn what_was_exported_is_good_and_says_whose_it_is() {
    let scene = Scene::new("walks");
    scene.export();
    allow(&scene, "namespaces=\"attest.gatewright\"");
    let answer = verified(&scene, 0);
    let files = answer["files"].as_array().unwrap();
    assert!(files.len() > 35, "{answer}");
    for file in files {
        let list = file["path"].as_str().unwrap().ends_with("SHA256SUMS");
        let by = if list { json!(null) } else { json!("ada@example.org") };
        assert_eq!((&file["worth"], &file["signed_by"]), (&json!("good"), &by), "{file}");
    }
    assert_eq!(answer["missing"], json!([]));
    // The run goes on; what was said of its closed attempts stays as it was.
    scene.expect(0, &["gate", "reopen", "--gate", "G2", "--reason", "more", "--run", &scene.run]);
    let later = verified(&scene, 1);
    assert!(refused(&later).iter().all(|name| name == "root.layout" || name.ends_with(".link")), "{later}");
}

#[test]
fn proof_by_a_key_that_nobody_allows_for_this_does_not_count() {
    let scene = Scene::new("walks");
    scene.export();
    for (options, why) in [
        ("namespaces=\"seal.gatewright\"", "may not sign in the namespace"),
        ("valid-before=\"20200101\"", "no longer valid"),
    ] {
        allow(&scene, options);
        let answer = verified(&scene, 1).to_string();
        assert!(answer.contains(why), "{answer}");
    }
    std::fs::write(scene.place.home().join("config/gatewright/allowed_signers"), "").unwrap();
    let answer = verified(&scene, 1);
    assert!(answer.to_string().contains("none of an allowed signer"), "{answer}");
}

/// Whose a file is, or why it does not count.
type Judge<'a> = &'a dyn Fn(&[u8]) -> Result<String, String>;

#[test]
fn every_changed_byte_of_an_envelope_and_of_a_bundle_is_refused() {
    let scene = Scene::new("walks");
    scene.export();
    let public = key(1).public_key().to_openssh().unwrap();
    let signers = signers::read(&format!("ada@example.org {public}\n")).signers;
    let allowed = Allowed::of(Ok(signers), Timestamp::from_millis(1_800_000_000_000).unwrap());
    let all = |named: &Named| named.all().map(str::to_owned).to_vec();
    let one = |named: &Named| vec![named.openssh.clone()];
    let envelope = |bytes: &[u8]| Envelope::read(bytes).and_then(|read| allowed.signer(&read, all));
    let bundle = |bytes: &[u8]| bundle::read(bytes).and_then(|read| allowed.signer(&read, one));
    let judges: [(&str, Judge<'_>); 2] =
        [("G1.attempt-3.svr.dsse.json", &envelope), ("G1.attempt-3.svr.sigstore.json", &bundle)];
    for (name, judge) in judges {
        let text = std::fs::read(scene.of_run(name)).unwrap();
        assert_eq!(judge(&text).as_deref(), Ok("ada@example.org"));
        for (at, mask) in (0..text.len()).flat_map(|at| [1u8, 2, 4, 8, 32, 128].map(|mask| (at, mask))) {
            let mut changed = text.clone();
            changed[at] ^= mask;
            assert!(judge(&changed).is_err(), "{name}: byte {at} ^ {mask}");
        }
    }
}

#[test]
fn a_changed_byte_of_a_file_of_proof_is_refused_by_the_program() {
    let scene = Scene::new("walks");
    scene.export();
    allow(&scene, "");
    for name in
        ["G1.attempt-3.svr.dsse.json", "G2.attempt-1.gate-attempt.sigstore.json", "G1.attempt-3.SHA256SUMS"]
    {
        let text = std::fs::read(scene.of_run(name)).unwrap();
        for at in (0..text.len()).step_by(text.len() / 8) {
            let mut changed = text.clone();
            changed[at] ^= 1;
            assert_eq!(worth(&scene, name, &changed), "refused", "{name}: byte {at}");
        }
        assert_eq!(worth(&scene, name, &text), "good");
    }
}

fn worth(scene: &Scene, name: &str, bytes: &[u8]) -> String {
    std::fs::write(scene.of_run(name), bytes).unwrap();
    let proof = scene.proof();
    let answer = scene.run(&["attest", "--verify", proof.to_str().unwrap(), "--json"]).json();
    let files = answer["files"].as_array().unwrap().iter();
    let file = files.clone().find(|file| file["path"].as_str().unwrap().ends_with(name));
    file.unwrap_or_else(|| panic!("{answer}"))["worth"].as_str().unwrap().to_owned()
}

#[test]
fn proof_of_another_gate_attempt_or_run_is_refused() {
    let (scene, same) = (Scene::new("walks"), Scene::new("walks"));
    for scene in [&scene, &same] {
        scene.export();
    }
    allow(&scene, "");
    let copy = |from: PathBuf, to: &str| std::fs::copy(from, scene.of_run(to)).map(drop).unwrap();
    let link = |scene: &Scene, gate: &str| -> PathBuf {
        let entries = std::fs::read_dir(scene.of_run("in-toto")).unwrap().map(|entry| entry.unwrap().path());
        let begins = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with(gate);
        entries.into_iter().find(|path| begins(path)).unwrap()
    };
    for end in ["dsse.json", "sigstore.json"] {
        // Of another gate, of a failed attempt, of another run of the same files, each signed by the same key.
        copy(scene.of_run(&format!("G2.attempt-1.svr.{end}")), &format!("G1.attempt-3.svr.{end}"));
        copy(
            scene.of_run(&format!("G1.attempt-3.gate-attempt.{end}")),
            &format!("G1.attempt-1.gate-attempt.{end}"),
        );
        copy(
            same.of_run(&format!("G2.attempt-1.test-result.{end}")),
            &format!("G2.attempt-1.test-result.{end}"),
        );
    }
    copy(scene.of_run("G2.attempt-1.SHA256SUMS"), "G1.attempt-3.SHA256SUMS");
    std::fs::copy(link(&scene, "G1"), link(&scene, "G2")).unwrap();
    copy(same.of_run("in-toto/root.layout"), "in-toto/root.layout");
    copy(same.of_run("attestations.intoto.jsonl"), "attestations.intoto.jsonl");
    let told = refused(&verified(&scene, 1));
    let link = link(&scene, "G2").file_name().unwrap().to_str().unwrap().to_owned();
    let mut expected = vec![
        "G1.attempt-1.gate-attempt.dsse.json",
        "G1.attempt-1.gate-attempt.sigstore.json",
        "G1.attempt-3.SHA256SUMS",
        "G1.attempt-3.svr.dsse.json",
        "G1.attempt-3.svr.sigstore.json",
        "G2.attempt-1.test-result.dsse.json",
        "G2.attempt-1.test-result.sigstore.json",
        "attestations.intoto.jsonl",
        link.as_str(),
        "root.layout",
    ];
    expected.sort_unstable();
    let mut told: Vec<&str> = told.iter().map(String::as_str).collect();
    told.sort_unstable();
    assert_eq!(told, expected);
    // A whole run's proof, where there is no such run.
    let moved = scene.proof().join(&same.run);
    std::fs::create_dir(&moved).unwrap();
    std::fs::copy(same.of_run("G1.attempt-3.svr.dsse.json"), moved.join("G1.attempt-3.svr.dsse.json"))
        .unwrap();
    let answer = verified(&scene, 1).to_string();
    assert!(answer.contains("nothing here that it could be held against"), "{answer}");
}

#[test]
fn proof_of_files_that_have_changed_since_is_refused() {
    let scene = Scene::new("walks");
    let git = |args: &[&str]| {
        let mut git = scene.command("git");
        git.args(["-c", "user.name=ada", "-c", "user.email=ada@example.org"]).args(args);
        assert!(git.output().unwrap().status.success(), "{args:?}");
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "A run"]);
    scene.export();
    allow(&scene, "");
    verified(&scene, 0);
    scene.place.write("out/essay/draft.md", "A robot stops.\n");
    let told = refused(&verified(&scene, 1));
    assert!(
        told.contains(&"G1.attempt-3.svr.dsse.json".to_owned()) && told.contains(&"root.layout".to_owned()),
        "{told:?}"
    );
    assert!(!told.contains(&"G2.attempt-1.svr.dsse.json".to_owned()), "{told:?}");
}

#[test]
fn a_seal_and_a_decision_are_no_signatures_of_an_envelope() {
    use base64ct::Encoding;
    let scene = Scene::new("walks");
    scene.export();
    allow(&scene, "");
    let name = "G1.attempt-3.svr.dsse.json";
    let file = scene.of_run(name);
    let envelope: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let payload = base64ct::Base64::decode_vec(envelope["payload"].as_str().unwrap()).unwrap();
    let mut asks = vec![];
    // Ada seals, or decides about, bytes that look like a statement: over the payload, and over what an envelope signs.
    let framed = gatewright::format::attest::dsse::to_be_signed(&payload);
    for (at, (namespace, bytes)) in [
        ("seal.gatewright", &payload),
        ("seal.gatewright", &framed),
        ("decision.gatewright", &framed),
        ("attest.gatewright", &framed),
    ]
    .into_iter()
    .enumerate()
    {
        let signature = key(1).sign(namespace, ssh_key::HashAlg::Sha512, bytes).unwrap();
        let raw = base64ct::Base64::encode_string(signature.signature_bytes());
        let text = std::fs::read_to_string(&file).unwrap();
        let own = envelope["signatures"][0]["sig"].as_str().unwrap();
        let forged = text.replace(own, &raw);
        assert_eq!(worth(&scene, name, forged.as_bytes()), "refused", "{namespace}");
        std::fs::write(&file, text).unwrap();
        let copy = scene.place.path().join(format!("forged-{at}"));
        std::fs::write(&copy, forged).unwrap();
        asks.push((json!({ "ask": "dsse", "file": copy, "pem": scene.pem() }), false));
    }
    hold(asks);
}

#[test]
fn a_seal_over_the_words_of_a_decision_is_no_decision() {
    let text = key(1).to_openssh(ssh_key::LineEnding::LF).unwrap();
    let public = key(1).public_key().to_openssh().unwrap();
    let signers = signers::read(&format!("ada@example.org {public}\n")).signers;
    let at = Timestamp::from_millis(1_800_000_000_000).unwrap();
    let words = "gatewright decision 1\n";
    let signed = |role| verify::sign(&text, role, words.as_bytes()).unwrap();
    let decided = |armour: &str| verify::signer_of(armour, words, &signers, at);
    assert_eq!(decided(&signed(&DECISION)).as_deref(), Ok("ada@example.org"));
    for role in [&SEAL, &ATTEST] {
        assert!(decided(&signed(role)).unwrap_err().contains(role.namespace));
    }
}
