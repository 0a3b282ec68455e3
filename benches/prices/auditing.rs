//! Auditing many runs.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use super::measure::{Table, in_turn, peak_memory, run, timed};
use super::scene::Scene;

const RUNS: usize = 1_000;
const OUTPUTS: usize = 10;

/// The word that makes this program the reference.
pub const HASH_ALL: &str = "--hash-records";

/// `audit` over 1,000 runs with 10 outputs each against a program that reads and hashes the same files with two threads.
pub fn audit(table: &mut Table) {
    let scene = Scene::new("audit", "out/{slug}/*.md");
    for i in 0..RUNS {
        let slug = format!("run-{i:04}");
        scene.must(&["run", "start", "--workflow", "bench", "--slug", &slug]);
        scene.must(&["gate", "start"]);
        let dir = scene.dir().join("out").join(&slug);
        std::fs::create_dir_all(&dir).unwrap();
        for output in 0..OUTPUTS {
            let text = format!("# Output {output} of {slug}\n\n{}", "words and words\n".repeat(250));
            std::fs::write(dir.join(format!("{output}.md")), text).unwrap();
        }
        scene.must(&["gate", "finish"]);
        scene.must(&["run", "complete"]);
    }
    let ours = || timed(|| scene.must(&["audit"]));
    let reference = || {
        timed(|| {
            let mut reader = Command::new(std::env::current_exe().unwrap());
            reader.arg(HASH_ALL).arg(scene.dir());
            run(reader);
        })
    };
    let (ours, reference) = in_turn(5, ours, reference);
    table.ratio(
        "`audit` of 1,000 runs with 10 outputs each : reading and hashing records and outputs with two threads",
        ours,
        reference,
        2.0,
    );
    table.memory("its memory", peak_memory(scene.gatewright(&["audit"])), 64);
}

/// The reference, a program of its own like ours: finds every file of the records and the outputs and hashes it, with two threads.
pub fn hash_all(root: &Path) {
    let mut paths: Vec<PathBuf> = vec![];
    for below in ["runs", "out"] {
        let entries = walkdir::WalkDir::new(root.join(below)).into_iter().flatten();
        let files = entries.filter(|entry| {
            entry.file_type().is_file() && !entry.path().to_string_lossy().contains("/logs/")
        });
        paths.extend(files.map(walkdir::DirEntry::into_path));
    }
    let hash = |some: &[PathBuf]| {
        let mut bytes = vec![];
        for path in some {
            bytes.clear();
            std::fs::File::open(path).unwrap().read_to_end(&mut bytes).unwrap();
            std::hint::black_box(Sha256::digest(&bytes));
        }
    };
    let (one, two) = paths.split_at(paths.len() / 2);
    std::thread::scope(|scope| {
        scope.spawn(|| hash(two));
        hash(one);
    });
}
