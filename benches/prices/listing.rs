//! Listing 10,000 runs.

use std::path::PathBuf;

use super::measure::{Table, in_turn, peak_memory, timed};
use super::scene::Scene;

const RUNS: usize = 10_000;

/// `run list` over 10,000 runs of one attempt each against reading the same files with two threads.
pub fn list(table: &mut Table) {
    let scene = Scene::new("list", "out.md");
    std::fs::write(scene.dir().join("out.md"), "text\n").unwrap();
    scene.start_run();
    scene.must(&["gate", "start"]);
    scene.must(&["gate", "finish"]);
    let paths = copies(&scene);
    let ours = || timed(|| scene.must(&["run", "list"]));
    let (ours, reference) = in_turn(15, ours, || timed(|| read_all(&paths)));
    table.ratio("`run list` over 10,000 runs : reading the files with two threads", ours, reference, 1.5);
    table.memory("its memory", peak_memory(scene.gatewright(&["run", "list"])), 64);
}

/// Copies the only run under 10,000 ids; a list does not verify, so the digests need not fit.
fn copies(scene: &Scene) -> Vec<PathBuf> {
    let runs = scene.dir().join("runs");
    let first = std::fs::read_dir(&runs).unwrap().flatten().find(|entry| entry.path().is_dir()).unwrap();
    let id = first.file_name().into_string().unwrap();
    let text = std::fs::read_to_string(first.path().join("record/RUN.json")).unwrap();
    (0..RUNS)
        .map(|i| {
            let copy = format!("run_20260101T{i:09}Z_bench_{i:06}");
            let record = runs.join(&copy).join("record");
            std::fs::create_dir_all(&record).unwrap();
            let path = record.join("RUN.json");
            std::fs::write(&path, text.replace(&id, &copy)).unwrap();
            path
        })
        .collect()
}

fn read_all(paths: &[PathBuf]) {
    let read = |some: &[PathBuf]| some.iter().map(|path| std::fs::read(path).unwrap().len()).sum::<usize>();
    let (one, two) = paths.split_at(paths.len() / 2);
    let total = std::thread::scope(|scope| {
        let other = scope.spawn(|| read(two));
        read(one) + other.join().unwrap()
    });
    assert!(total > 0);
}
