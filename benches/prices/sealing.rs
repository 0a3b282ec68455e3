//! What signatures cost an audit.

use std::time::Duration;

use super::measure::{Table, in_turn, run, timed};
use super::scene::Scene;

const RUNS: usize = 1_000;

/// `audit` of 1,000 runs with a seal each, less the same audit without the seals.
pub fn sealing(table: &mut Table) {
    let scene = Scene::new("sealing", "out.md");
    let key = scene.dir().join(".ssh-key");
    let mut keygen = super::measure::command("ssh-keygen", scene.dir());
    keygen.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key);
    run(keygen);
    let public = std::fs::read_to_string(key.with_extension("pub")).unwrap();
    let config =
        scene.dir().parent().unwrap().join(format!("gatewright-bench-config-{}", std::process::id()));
    std::fs::create_dir_all(config.join("gatewright")).unwrap();
    std::fs::write(config.join("gatewright/allowed_signers"), format!("bench@example.org {public}")).unwrap();
    let with_signers = |args: &[&str]| {
        let mut command = scene.gatewright(args);
        command.env("XDG_CONFIG_HOME", &config);
        assert!(command.status().unwrap().success(), "{args:?}");
    };
    for _ in 0..RUNS {
        scene.start_run();
        scene.must(&["run", "complete", "--status", "CANCELED", "--reason", "sealed as it is"]);
        with_signers(&["run", "seal", "--run", "latest", "--key", key.to_str().unwrap()]);
    }
    let audits = || timed(|| with_signers(&["audit"]));
    let (with, without) = in_turn(9, audits, || {
        rename(&scene, "seals", "../logs/seals");
        let time = audits();
        rename(&scene, "../logs/seals", "seals");
        time
    });
    table.within(
        "`audit` of 1,000 sealed runs, less that without the seals",
        with.saturating_sub(without),
        Duration::from_millis(100),
    );
    std::fs::remove_dir_all(config).unwrap();
}

/// Moves something of every record elsewhere.
fn rename(scene: &Scene, from: &str, to: &str) {
    for entry in std::fs::read_dir(scene.dir().join("runs")).unwrap().flatten() {
        let record = entry.path().join("record");
        if record.is_dir() {
            std::fs::rename(record.join(from), record.join(to)).unwrap();
        }
    }
}
