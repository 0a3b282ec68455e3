//! The files of the corpus, and what every failure of a reader must be like.

use std::path::{Path, PathBuf};

use gatewright::format::definition::{read_config, read_contract, read_workflow};
use gatewright::model::failure::{Failure, Kind};
use gatewright::model::path::{RepoPath, is_treacherous};
use gatewright::rules::known::KnownVariables;

/// Which reader a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Workflow,
    Contract,
    Config,
}

/// A file of the corpus.
#[derive(Debug, Clone)]
pub struct Sample {
    pub reader: Reader,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl Sample {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }

    /// Where the reader is told that the file lies.
    pub fn file(&self) -> RepoPath {
        RepoPath::new(&format!("definitions/{}", self.name)).unwrap()
    }

    /// Reads `bytes` in the place of this file's own.
    pub fn read(&self, bytes: &[u8]) -> Result<(), Failure> {
        let known = KnownVariables::always().and(["audience".to_owned()]);
        match self.reader {
            Reader::Workflow => {
                read_workflow(&self.file(), bytes, &|path| path.as_str().contains("intake")).map(|_| ())
            }
            Reader::Contract => read_contract(&self.file(), bytes, &known, &neighbour).map(|_| ()),
            Reader::Config => read_config(&self.file(), bytes).map(|_| ()),
        }
    }
}

/// Another contract of the corpus, whatever directory it is said to lie in.
fn neighbour(path: &RepoPath) -> Result<Option<Vec<u8>>, Failure> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/definitions");
    let found = ["good", "bad"].map(|which| root.join(which).join("contracts").join(path.file_name()));
    Ok(found.iter().find_map(|file| std::fs::read(file).ok()))
}

/// The files below `good` or `bad`, sorted by name.
pub fn samples(which: &str) -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/definitions").join(which);
    let mut samples = vec![];
    for (folder, reader) in
        [("workflows", Reader::Workflow), ("contracts", Reader::Contract), ("configs", Reader::Config)]
    {
        let mut paths: Vec<PathBuf> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        samples.extend(paths.into_iter().map(|path| Sample {
            reader,
            name: path.file_name().unwrap().to_str().unwrap().to_owned(),
            bytes: std::fs::read(&path).unwrap(),
        }));
    }
    samples
}

/// What a person and a program can rely on in every failure of a reader.
pub fn assert_well_said(failure: &Failure, file: &RepoPath, bytes: &[u8]) {
    assert_eq!((failure.kind, failure.code), (Kind::Usage, "bad_definition"), "{failure:?}");
    let report = failure.report.as_deref().unwrap_or_default();
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    assert!((1..=50).contains(&failure.problems.len()), "{report}");
    for problem in &failure.problems {
        assert!((1..=lines).contains(&problem.line), "{problem:?}");
        let place = format!("--> {file}:{}:{}\n", problem.line, problem.column);
        assert!(format!("{report}\n").contains(&place), "{place} is not in\n{report}");
        assert!(!problem.message.is_empty() && !problem.message.ends_with('.'), "{problem:?}");
        let said = problem.hints.iter().chain([&problem.message]);
        assert!(said.clone().all(|text| !text.chars().any(is_treacherous)), "{problem:?}");
    }
    assert!(!report.chars().any(|c| c != '\n' && is_treacherous(c)), "{report:?}");
}

#[test]
fn every_good_file_loads() {
    let samples = samples("good");
    assert_eq!(samples.len(), 10);
    for sample in samples {
        if let Err(failure) = sample.read(&sample.bytes) {
            panic!("{}: {failure}\n{}", sample.name, failure.report.as_deref().unwrap_or_default());
        }
    }
}
