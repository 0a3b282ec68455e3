//! Workflows, contracts, cases, `gatewright.json`, and checks of a repository's own.

use std::collections::BTreeMap;
use std::time::Duration;

use gatewright::format::definition::{
    read_case, read_config, read_contract, read_own_check, read_own_sample, read_workflow,
};
use gatewright::model::failure::Failure;
use gatewright::model::own_check::OwnCheck;
use gatewright::model::path::{RepoPath, is_treacherous};
use gatewright::rules::checks::own::printed::printed;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::secrets::find_token;

use super::file;

/// What every failure of a reader of definitions is like.
fn well_said(failure: &Failure, lines: usize) {
    assert!(!failure.message.is_empty() && !failure.problems.is_empty(), "{failure:?}");
    for problem in &failure.problems {
        assert!(problem.line >= 1 && problem.line <= lines && problem.column >= 1, "{problem:?}");
        assert!(!problem.message.is_empty() && !problem.message.chars().any(is_treacherous), "{problem:?}");
    }
}

fn lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// `case.json`.
pub fn cases(bytes: &[u8]) {
    if let Err(failure) = read_case(&file("contracts/w/tests/a/case.json"), bytes) {
        well_said(&failure, lines(bytes));
    }
}

/// A workflow, a contract that extends itself, `gatewright.json`.
pub fn definitions(bytes: &[u8]) {
    let file = file("workflows/x.json");
    let failures = [
        read_workflow(&file, bytes, &|_| true).err(),
        read_contract(&file, bytes, &KnownVariables::always(), &|_| Ok(Some(bytes.to_vec()))).err(),
        read_config(&file, bytes).err(),
    ];
    for failure in failures.iter().flatten() {
        well_said(failure, lines(bytes));
    }
}

/// A contract that extends others: the parts of `bytes` between NUL bytes are the contract, and the files `0.json`, `1.json` …
pub fn extends(bytes: &[u8]) {
    let parts: Vec<&[u8]> = bytes.split(|byte| *byte == 0).collect();
    let fetch = |path: &RepoPath| -> Result<Option<Vec<u8>>, Failure> {
        let at = path.as_str().strip_suffix(".json").and_then(|name| name.parse::<usize>().ok());
        Ok(at.and_then(|at| parts.get(at + 1)).map(|part| part.to_vec()))
    };
    if let Err(failure) = read_contract(&file("c.json"), parts[0], &KnownVariables::always(), &fetch) {
        well_said(&failure, parts.iter().map(|part| lines(part)).max().unwrap_or(1));
    }
}

/// What a check of the repository's own says of itself, its samples, a contract that asks for it, and what its program prints.
pub fn own_checks(bytes: &[u8]) {
    let (folder, declaration) = (file("checks/a"), file("checks/a/check.json"));
    let check = match read_own_check(&folder, &declaration, bytes) {
        Ok(check) => check,
        Err(failure) => {
            well_said(&failure, lines(bytes));
            plain(folder)
        }
    };
    for must_pass in [true, false] {
        if let Err(failure) = read_own_sample(&declaration, Some(bytes), &check, must_pass) {
            well_said(&failure, lines(bytes));
        }
    }
    for finding in printed(&String::from_utf8_lossy(bytes)).findings {
        assert_eq!(find_token(&finding.message), None, "a finding holds no token");
        assert!(!finding.message.chars().any(is_treacherous), "a finding drives no terminal");
    }
}

/// A check with a parameter, for samples whose own declaration cannot be read.
fn plain(folder: RepoPath) -> OwnCheck {
    let params =
        r#"{"type": "object", "properties": {"most": {"type": "integer"}}, "additionalProperties": false}"#;
    OwnCheck {
        name: "a".to_owned(),
        version: 1,
        description: "it asks".to_owned(),
        argv: vec!["true".to_owned()],
        params: serde_json::from_str(params).ok(),
        timeout: Duration::from_secs(1),
        takes_target: true,
        folder,
        files: BTreeMap::new(),
    }
}
