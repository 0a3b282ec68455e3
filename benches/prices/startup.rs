//! Starting up, and the overhead of a small gate.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use super::measure::{GATEWRIGHT, Table, command, in_turn, run, timed};
use super::scene::Scene;

/// `--version` against `/bin/true`.
pub fn version(table: &mut Table) {
    let dir = std::env::temp_dir();
    let ours = || {
        timed(|| {
            let mut version = command(GATEWRIGHT, &dir);
            version.arg("--version");
            run(version);
        })
    };
    let (ours, reference) = in_turn(300, ours, || timed(|| run(command("/bin/true", &dir))));
    table.ratio("`--version` : `/bin/true`", ours, reference, 2.0);
}

/// `gate finish` with one small output against start-up and one durable write of two files.
pub fn finish(table: &mut Table) {
    let scene = Scene::new("finish", "out.md");
    let plain = scene.dir().join("plain");
    std::fs::create_dir_all(&plain).unwrap();
    let mut n = 0;
    let ours = || {
        n += 1;
        scene.run(&["run", "complete", "--status", "CANCELED", "--reason", "next"]);
        scene.start_run();
        scene.must(&["gate", "start"]);
        std::fs::write(scene.dir().join("out.md"), format!("text {n}\n")).unwrap();
        timed(|| scene.must(&["gate", "finish"]))
    };
    let reference = || {
        timed(|| {
            let mut version = command(GATEWRIGHT, scene.dir());
            version.arg("--version");
            run(version);
            durable(&plain, "one.json");
            durable(&plain, "two.json");
        })
    };
    let (ours, reference) = in_turn(60, ours, reference);
    table.ratio("`gate finish` : start-up + two durable files", ours, reference, 3.0);
}

/// Temporary file, write, fsync, rename, fsync of the directory.
fn durable(dir: &Path, name: &str) {
    let temporary = dir.join(format!(".{name}.tmp"));
    let mut file = File::create(&temporary).unwrap();
    file.write_all(&[b'x'; 2048]).unwrap();
    file.sync_all().unwrap();
    std::fs::rename(&temporary, dir.join(name)).unwrap();
    File::open(dir).unwrap().sync_all().unwrap();
}
