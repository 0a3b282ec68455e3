//! Workflows, contracts and `gatewright.json` from arbitrary bytes: refused with a place, never a panic.
#![no_main]

use gatewright::format::definition::{read_config, read_contract, read_own_check, read_workflow};
use gatewright::model::path::RepoPath;
use gatewright::rules::known::KnownVariables;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = RepoPath::new("workflows/x.json").expect("a plain path");
    let failures = [
        read_workflow(&file, bytes, &|_| true).err(),
        read_contract(&file, bytes, &KnownVariables::always(), &|_| Ok(Some(bytes.to_vec()))).err(),
        read_config(&file, bytes).err(),
        read_own_check(&file, &file, bytes).err(),
    ];
    for failure in failures.into_iter().flatten() {
        assert!(!failure.message.is_empty());
        assert!(failure.problems.iter().all(|problem| problem.line > 0 && problem.column > 0));
    }
});
