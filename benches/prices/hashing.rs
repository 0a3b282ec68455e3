//! Hashing many small files and one huge one.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use super::measure::{Table, children_cpu, command, in_turn, peak_memory, run, timed};
use super::scene::Scene;

const FILES: usize = 10_000;

/// `gate check` over a directory of 10,000 files of 4 KiB against `sha256sum` over the same, and in processor time
/// against `in-toto-record` where that is installed.
pub fn many(table: &mut Table) {
    let scene = Scene::new("many", "data");
    let names: Vec<String> = (0..FILES).map(|i| format!("data/{:02}/{i:05}", i % 100)).collect();
    for (i, name) in names.iter().enumerate() {
        let path = scene.dir().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, format!("{i:08}").repeat(512)).unwrap();
    }
    scene.start_run();
    let ours = || timed(|| scene.must(&["gate", "check", "G1"]));
    let reference = || {
        timed(|| {
            let mut sums = command("sha256sum", scene.dir());
            sums.args(&names);
            run(sums);
        })
    };
    let (wall, sums) = in_turn(15, ours, reference);
    table.ratio("10,000 files of 4 KiB, `gate check` : `sha256sum`", wall, sums, 0.45);
    if let Some(in_toto) = in_toto_cpu(&scene) {
        let before = children_cpu();
        for _ in 0..5 {
            scene.must(&["gate", "check", "G1"]);
        }
        let ours = (children_cpu() - before) / 5;
        table.ratio("the same in processor time : `in-toto-record` start + stop", ours, in_toto, 1.0 / 6.0);
    }
}

/// Processor time of `in-toto-record start` and `stop` over the same files; `None` when it is not installed.
fn in_toto_cpu(scene: &Scene) -> Option<Duration> {
    let key = scene.dir().join("key.pem");
    let mut openssl = command("openssl", scene.dir());
    openssl.args(["genpkey", "-algorithm", "ed25519", "-out"]).arg(&key);
    run(openssl);
    let before = children_cpu();
    for verb in ["start", "stop"] {
        let mut record = command("in-toto-record", scene.dir());
        record.args([verb, "--step-name", "bench", "--signing-key"]).arg(&key);
        record.args([if verb == "start" { "--materials" } else { "--products" }, "data"]);
        if !record.status().ok()?.success() {
            return None;
        }
    }
    Some(children_cpu() - before)
}

/// `gate check` over one file of 1 GiB against `openssl dgst -sha256`, and its memory.
pub fn one(table: &mut Table) {
    let scene = Scene::new("one", "big.bin");
    let mut file = File::create(scene.dir().join("big.bin")).unwrap();
    let block: Vec<u8> = (0..1 << 20).map(|i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    for _ in 0..1024 {
        file.write_all(&block).unwrap();
    }
    file.sync_all().unwrap();
    drop(file);
    scene.start_run();
    let ours = || timed(|| scene.must(&["gate", "check", "G1"]));
    let reference = || {
        timed(|| {
            let mut digest = command("openssl", scene.dir());
            digest.args(["dgst", "-sha256", "big.bin"]);
            run(digest);
        })
    };
    let (ours, reference) = in_turn(7, ours, reference);
    table.ratio("one file of 1 GiB, `gate check` : `openssl dgst -sha256`", ours, reference, 1.05);
    table.memory("its memory", peak_memory(scene.gatewright(&["gate", "check", "G1"])), 64);
}
