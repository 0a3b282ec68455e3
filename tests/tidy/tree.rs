//! The files of the project, as git would commit them.

use std::path::{Path, PathBuf};

/// Where the project lies.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A file: its path from the project's root, and its text.
pub struct File {
    pub path: String,
    pub text: String,
}

/// Every text file below `dir`, sorted.
pub fn files(dir: &str) -> Vec<File> {
    let mut found = vec![];
    walk(&root().join(dir), &mut found);
    found.sort();
    found
        .into_iter()
        .filter_map(|path| {
            let text = String::from_utf8(std::fs::read(&path).unwrap()).ok()?;
            let path = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            Some(File { path, text })
        })
        .collect()
}

/// Every Rust file of program, tests and benchmarks.
pub fn rust() -> Vec<File> {
    let all = ["src", "tests", "benches"].into_iter().flat_map(files);
    all.filter(|file| file.path.ends_with(".rs")).collect()
}

/// Every file that people wrote: not the records of runs, not golden records, not what git ignores.
pub fn written() -> Vec<File> {
    let all = files("");
    all.into_iter()
        .filter(|file| {
            !["runs/", "tests/golden/", "Cargo.lock"].iter().any(|skip| file.path.starts_with(skip))
        })
        .collect()
}

/// The text of one file.
pub fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if matches!(name.as_str(), ".git" | "target" | "mutants.out") || name.ends_with(".snap.new") {
            continue;
        }
        // What fuzzing leaves behind comes and goes, and git ignores it.
        if dir.ends_with("fuzz") && matches!(name.as_str(), "corpus" | "artifacts" | "Cargo.lock") {
            continue;
        }
        if path.is_symlink() {
            continue;
        }
        if path.is_dir() {
            walk(&path, found);
        } else {
            found.push(path);
        }
    }
}
