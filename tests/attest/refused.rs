//! What is not attested, and what is not overwritten.

use crate::scene::Scene;
use crate::support::place::PROGRAM;

fn attest(scene: &Scene, code: i32) -> String {
    let proof = scene.proof();
    let args = ["attest", "--key", &scene.key("ada"), "--output", proof.to_str().unwrap()];
    let done = scene.expect(code, &args);
    if code != 0 {
        assert!(!proof.exists(), "something was written");
    }
    done.stderr
}

#[test]
fn a_record_that_was_edited_is_not_attested_and_the_finding_is_named() {
    let scene = Scene::new("walks");
    let path = format!("runs/{}/record/gates/G1/attempt-3.json", scene.run);
    let text = scene.place.read(&path).replacen("\"state\": \"pass\"", "\"state\": \"warn\"", 1);
    scene.place.write(&path, text);
    let told = attest(&scene, 4);
    assert!(told.contains("chain.broken_seal") && told.contains(&path), "{told}");
}

#[test]
fn an_output_that_was_edited_after_it_was_recorded_is_not_attested() {
    let scene = Scene::new("walks");
    scene.place.write("out/essay/draft.md", "A robot stops.\n");
    let told = attest(&scene, 4);
    assert!(told.contains("outputs.drifted"), "{told}");
}

#[test]
fn a_seeded_record_is_not_attested() {
    let scene = Scene::new("walks");
    let args = ["run", "start", "--workflow", "demo", "--slug", "seeded"];
    let run = scene.place.expect(0, 1, &args).stdout.trim().to_owned();
    let proof = scene.proof();
    let done =
        scene.expect(4, &["attest", &run, "--key", &scene.key("ada"), "--output", proof.to_str().unwrap()]);
    assert!(done.stderr.contains("chain.seeded"), "{}", done.told());
}

#[test]
fn an_open_attempt_and_one_that_there_is_not_are_told_apart() {
    let scene = Scene::new("walks");
    scene.expect(0, &["gate", "reopen", "--gate", "G2", "--reason", "more", "--run", &scene.run]);
    scene.expect(0, &["gate", "start", "--gate", "G2", "--run", &scene.run]);
    let ask = |attempt: &str, code: i32| {
        let args = ["attest", "--gate", "G2", "--attempt", attempt, "--format", "sums"];
        scene.expect(code, &args).stderr
    };
    assert!(ask("2", 4).contains("is open"));
    assert!(ask("3", 2).contains("no such attempt"));
    ask("1", 0);
}

#[test]
fn proof_is_written_once_and_never_over_anything_else() {
    let scene = Scene::new("walks");
    let first = attest(&scene, 0);
    assert!(first.contains("rests on L0"), "{first}");
    let again =
        scene.run(&["attest", "--key", &scene.key("ada"), "--output", scene.proof().to_str().unwrap()]);
    assert!(again.stdout.lines().all(|line| line.starts_with("present ")), "{}", again.told());
    let file = scene.of_run("G2.attempt-1.svr.dsse.json");
    std::fs::write(&file, "something else\n").unwrap();
    let refused = scene.expect(
        4,
        &["attest", "--key", &scene.key("ada"), "--output", scene.proof().to_str().unwrap(), "--slsa"],
    );
    assert!(refused.stderr.contains("G2.attempt-1.svr.dsse.json"), "{}", refused.told());
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "something else\n");
    assert!(scene.files(".slsa-vsa.dsse.json").is_empty(), "half of it was written");
}

#[test]
fn nothing_is_written_where_the_runs_are_and_nothing_without_a_key() {
    let scene = Scene::new("walks");
    let place = format!("runs/{}/record/proof", scene.run);
    let done = scene.expect(2, &["attest", "--key", &scene.key("ada"), "--output", &place]);
    assert!(done.stderr.contains("where the runs are"), "{}", done.told());
    let done = scene.expect(2, &["attest", "--output", "proof"]);
    assert!(done.stderr.contains("--key"), "{}", done.told());
    let dry = ["attest", "--key", &scene.key("ada"), "--output", "proof", "--dry-run"];
    assert!(scene.expect(0, &dry).stdout.lines().all(|line| line.starts_with("would write ")));
    assert!(!scene.place.repo().join("proof").exists());
}

#[test]
fn a_key_that_only_an_agent_has_signs_the_same_bytes() {
    let scene = Scene::new("walks");
    if std::process::Command::new("ssh-agent").arg("-h").output().is_err() {
        println!("left out: ssh-agent is not here");
        return;
    }
    scene.export();
    let public = scene.place.home().join("ada.pub");
    std::fs::write(&public, crate::scene::key(1).public_key().to_openssh().unwrap()).unwrap();
    let socket = scene.place.path().join("agent");
    let mut agent = std::process::Command::new("ssh-agent");
    let mut agent =
        agent.arg("-D").arg("-a").arg(&socket).stdout(std::process::Stdio::null()).spawn().unwrap();
    while !socket.exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    private(&scene.key("ada"));
    let added =
        scene.command("ssh-add").arg("-q").arg(scene.key("ada")).env("SSH_AUTH_SOCK", &socket).status();
    let mut attest = scene.command(PROGRAM);
    attest.env("SSH_AUTH_SOCK", &socket);
    attest.args(["attest", "--slsa", "--key"]).arg(&public).arg("--output").arg(scene.proof());
    let done = crate::support::place::finish(&mut attest);
    agent.kill().unwrap();
    agent.wait().unwrap();
    assert!(added.unwrap().success());
    assert_eq!(done.code(), Some(0), "{}", done.told());
    assert!(done.stdout.lines().all(|line| line.starts_with("present ")), "{}", done.told());
}

fn private(file: &str) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600)).unwrap();
}
