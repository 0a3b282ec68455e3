//! Listing 10,000 runs.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{Table, in_turn, peak_memory, run, timed};
use super::scene::Scene;

const RUNS: usize = 10_000;

/// The word that makes this program the reference.
pub const READ_ALL: &str = "--read-all";

/// `run list` over 10,000 runs of one attempt each against a program that finds and reads the same files with two threads.
pub fn list(table: &mut Table) {
    let scene = Scene::new("list", "out.md");
    std::fs::write(scene.dir().join("out.md"), "text\n").unwrap();
    scene.start_run();
    scene.must(&["gate", "start"]);
    scene.must(&["gate", "finish"]);
    copies(&scene);
    let ours = || timed(|| scene.must(&["run", "list"]));
    let reference = || {
        timed(|| {
            let mut reader = Command::new(std::env::current_exe().unwrap());
            reader.arg(READ_ALL).arg(scene.dir().join("runs"));
            run(reader);
        })
    };
    let (ours, reference) = in_turn(15, ours, reference);
    table.ratio(
        "`run list` over 10,000 runs : finding and reading the files with two threads",
        ours,
        reference,
        1.5,
    );
    table.memory("its memory", peak_memory(scene.gatewright(&["run", "list"])), 64);
}

/// Copies the only run under 10,000 ids; a list does not verify, so the digests need not fit.
fn copies(scene: &Scene) {
    let runs = scene.dir().join("runs");
    let first = std::fs::read_dir(&runs).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap();
    let id = first.file_name().into_string().unwrap();
    let text = std::fs::read_to_string(first.path().join("record/RUN.json")).unwrap();
    for i in 0..RUNS {
        let copy = format!("run_20260101T{i:09}Z_bench_{i:06}");
        let record = runs.join(&copy).join("record");
        std::fs::create_dir_all(&record).unwrap();
        std::fs::write(record.join("RUN.json"), text.replace(&id, &copy)).unwrap();
    }
}

/// The reference, a program of its own like ours: finds every RUN.json below `runs` and reads it, with two threads.
pub fn read_all(runs: &Path) {
    let entries = std::fs::read_dir(runs).unwrap().flatten().filter(|it| it.file_type().unwrap().is_dir());
    let paths: Vec<PathBuf> = entries.map(|dir| dir.path().join("record/RUN.json")).collect();
    let read = |some: &[PathBuf]| some.iter().map(|path| std::fs::read(path).unwrap().len()).sum::<usize>();
    let (one, two) = paths.split_at(paths.len() / 2);
    let total = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(two));
        read(one) + other.join().unwrap()
    });
    assert!(total > 0);
}
