//! A thousand checks over a thousand small files.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::measure::{Table, command, in_turn, run, timed};
use super::scene::Scene;

const FILES: usize = 1_000;

/// The word that makes this program the reference.
pub const HASH_ALL: &str = "--hash-all";

/// `gate check` with 1,000 checks over 1,000 files of 4 KiB Markdown against `sha256sum` over the same, as where files are only hashed;
/// and against a program of ours that does nothing else with as many threads, which is the least that it could ever cost.
pub fn checks(table: &mut Table) {
    let scene = Scene::new("checks", "pages/*.md");
    let pages = scene.dir().join("pages");
    std::fs::create_dir_all(&pages).unwrap();
    for at in 0..FILES {
        std::fs::write(pages.join(format!("{at:04}.md")), page(at)).unwrap();
    }
    let contract = json!({
        "gate": "G1",
        "required_outputs": { "all_of": [{ "path": "pages/*.md" }] },
        "validations": (0..FILES).map(check).collect::<Vec<_>>(),
    });
    std::fs::write(scene.dir().join("contracts/G1.contract.json"), contract.to_string()).unwrap();
    scene.start_run();
    let ours = || timed(|| scene.must(&["gate", "check", "G1"]));
    let names: Vec<String> = (0..FILES).map(|at| format!("pages/{at:04}.md")).collect();
    let sums = || {
        timed(|| {
            let mut sums = command("sha256sum", scene.dir());
            sums.args(&names);
            run(sums);
        })
    };
    let least = || {
        timed(|| {
            let mut hasher = Command::new(std::env::current_exe().unwrap());
            hasher.arg(HASH_ALL).arg(&pages);
            run(hasher);
        })
    };
    let (wall, reference) = in_turn(25, ours, sums);
    table.ratio("1,000 checks over 1,000 files of 4 KiB, `gate check` : `sha256sum`", wall, reference, 2.0);
    let (wall, least) = in_turn(15, ours, least);
    table.noted("the same : finding, reading and hashing them with two threads, nothing else", wall, least);
}

/// A page of 4 KiB with front matter, headings, sources, links and a task.
fn page(at: usize) -> String {
    let mut text = format!(
        "---\nstatus: PASS\nscore: {}\n---\n\n# Page {at}\n\n## Findings\n\nSee [the next](./{:04}.md).\n\n",
        8 + at % 3,
        (at + 1) % FILES
    );
    for source in 0..3 {
        text.push_str(&format!("### Source {source}\n\nhttps://example.org/{at}/{source} says so.\n\n"));
    }
    text.push_str("## Tasks\n\n- [x] read it again\n\n## Text\n\n");
    let sentence = format!("Page {at} has *words* and `code` and says what was found, line by line.\n");
    while text.len() + sentence.len() <= 4096 {
        text.push_str(&sentence);
    }
    let missing = 4095 - text.len().min(4095);
    text + &" ".repeat(missing) + "\n"
}

/// One check of each page, of ten types in turn.
fn check(at: usize) -> Value {
    let target = format!("pages/{at:04}.md");
    match at % 10 {
        0 => {
            json!({ "type": "contains_headings", "target": target, "required_headings": ["## Findings", "## Tasks"] })
        }
        1 => {
            json!({ "type": "contains_text", "target": target, "patterns": ["what was found"], "scope": "text" })
        }
        2 => json!({ "type": "not_contains", "target": target, "pattern": "[DRAFT]" }),
        3 => json!({ "type": "min_sources", "target": target, "thresholds": 3 }),
        4 => json!({ "type": "placeholder_free", "target": target }),
        5 => json!({ "type": "word_count", "target": target, "thresholds": 100 }),
        6 => json!({ "type": "frontmatter_status", "target": target, "checks": { "score": { "min": 8 } } }),
        7 => json!({ "type": "links", "target": target }),
        8 => json!({ "type": "checklist", "target": target }),
        _ => json!({ "type": "regex_match", "target": target, "regex": format!("Page {at} has") }),
    }
}

/// The reference, a program of its own like ours: finds every file in `dir`, reads it and hashes it, with all threads.
pub fn hash_all(dir: &Path) {
    let paths: Vec<PathBuf> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    let hash = |some: &[PathBuf]| {
        some.iter().map(|path| u64::from(Sha256::digest(std::fs::read(path).unwrap())[0])).sum::<u64>()
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = paths.chunks(paths.len().div_ceil(threads));
    let total: u64 = std::thread::scope(|scope| {
        let workers: Vec<_> = parts.map(|part| scope.spawn(move || hash(part))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    assert!(total > 0);
}
