//! The contracts that we ship are under test themselves, through the library and through the program: nothing in them is
//! suspicious, every case holds, every check was seen failing, and a check that is taken away is missed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright::exec::process::launch::Launcher;
use gatewright::exec::process::spec::Stop;
use gatewright::flow::contract::lint::unused;
use gatewright::flow::contract::suite::{Ask, Never, run_loaded};
use gatewright::flow::contract::test::Kept;
use gatewright::flow::definitions::{Definitions, names};
use gatewright::flow::machine::{Machine, Seat, WebDoor};
use gatewright::flow::site::Site;
use gatewright::format::definition::{read_contract_of, read_workflow};
use gatewright::model::digest::Digest;
use gatewright::model::path::RepoPath;
use gatewright::model::pin::PinnedFile;
use gatewright::model::pin::{Pin, PinKind};
use gatewright::rules::environment::Environment;
use gatewright::rules::known::KnownVariables;
use gatewright::rules::lint::{Weight, lint};
use gatewright::rules::places::Places;
use gatewright::store::progress::Silent;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_gatewright");

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn machine() -> Machine<'static> {
    Machine {
        launcher: Launcher::at(PathBuf::from(PROGRAM)),
        env: Environment::default(),
        git_env: Environment::default(),
        seat: Seat::default(),
        signers: None,
        stop: Stop::default(),
        progress: &Silent,
        places: Places::default(),
        web: WebDoor::default(),
    }
}

/// The workflows and contracts; templates are left aside, which only the program renders.
fn definitions(site: &Site) -> Vec<Definitions> {
    let read = |kind: PinKind, path: &RepoPath| {
        let bytes = site.root.read_small(path, 1 << 20).unwrap().unwrap();
        PinnedFile { pin: Pin { kind, path: path.clone(), sha256: Digest::of(&bytes) }, bytes }
    };
    let whole = |name: String| {
        let path = RepoPath::new(&format!("workflows/{name}.json")).unwrap();
        let mut files = vec![read(PinKind::Workflow, &path)];
        let workflow = read_workflow(&path, &files[0].bytes, &|_| true).unwrap();
        let mut contracts = std::collections::BTreeMap::new();
        for gate in &workflow.gates {
            let file = read(PinKind::Contract, &gate.contract);
            let known = KnownVariables::of(&workflow);
            contracts.insert(
                gate.id.clone(),
                read_contract_of(&gate.id, &gate.contract, &file.bytes, &known, &|_| Ok(None)).unwrap(),
            );
            files.push(file);
        }
        Definitions { workflow, contracts, files, unknown_values: Default::default() }
    };
    names(site).unwrap().into_iter().map(whole).collect()
}

/// Commands and git are not asked where a case is judged; `tests/templates.rs` goes through whole runs with them.
fn asks_a_program(asked: &str) -> bool {
    ["command", "git_clean", "git_committed", "only_paths_changed"].iter().any(|it| asked.contains(it))
}

#[test]
fn every_case_holds_with_its_findings_and_every_check_was_seen_failing() {
    let site = Site::open(&project()).unwrap();
    let ask = Ask { workflows: names(&site).unwrap(), gate: None, paths: vec![], accept: false };
    let suites = run_loaded(&site, &machine(), &ask, &std::env::temp_dir(), definitions(&site)).unwrap();
    assert!(!suites.is_empty());
    for suite in suites {
        assert!(suite.cases.len() > suite.asked.unwrap(), "{}: fewer cases than checks", suite.workflow);
        let never = suite.never_failing.iter().filter(|it| !asks_a_program(&it.what));
        assert_eq!(never.collect::<Vec<_>>(), [] as [&Never; 0], "{}", suite.workflow);
        for case in suite.cases {
            assert_eq!(case.tested.unmet, [""; 0], "{}", case.dir);
            assert_eq!(case.tested.kept, Kept::Same, "{}", case.dir);
        }
    }
}

#[test]
fn nothing_is_suspicious() {
    let site = Site::open(&project()).unwrap();
    let all = definitions(&site);
    let remarks = all.iter().flat_map(|found| lint(&found.workflow, &found.contracts));
    assert_eq!(remarks.filter(|remark| remark.weight > Weight::Note).collect::<Vec<_>>(), []);
    assert_eq!(unused(&site, &all).unwrap(), []);
}

#[test]
fn a_check_that_is_taken_away_or_weakened_is_missed_by_the_cases() {
    let copy = tempfile::tempdir().unwrap();
    for name in ["workflows", "contracts", "gatewright.json"] {
        let status = Command::new("cp").arg("-r").arg(project().join(name)).arg(copy.path()).status();
        assert!(status.unwrap().success());
    }
    let test = |what: &str| {
        let said = program(copy.path(), &["contract", "test"]);
        assert_eq!(
            said.status.code() == Some(0),
            what.is_empty(),
            "{what}\n{}",
            String::from_utf8_lossy(&said.stdout)
        );
    };
    test("");
    let mut tried = 0;
    for gate in ["G1", "G2", "G3"] {
        let path = copy.path().join(format!("contracts/visual-essay/{gate}.contract.json"));
        let text = std::fs::read_to_string(&path).unwrap();
        let whole: Value = serde_json::from_str(&text).unwrap();
        for (index, check) in whole["validations"].as_array().unwrap().iter().enumerate() {
            // What `file_exists` asks of the outputs they ask by themselves.
            if check["type"] == "file_exists" {
                continue;
            }
            let mut without = whole.clone();
            without["validations"].as_array_mut().unwrap().remove(index);
            let mut weaker = whole.clone();
            weaker["validations"][index]["severity"] = "warning".into();
            for (what, changed) in [("without", without), ("weaker", weaker)] {
                if changed == whole {
                    continue;
                }
                std::fs::write(&path, changed.to_string()).unwrap();
                test(&format!("{gate} {what} check {index}"));
                tried += 1;
            }
        }
        std::fs::write(&path, text).unwrap();
    }
    assert!(tried > 20, "only {tried} changes were tried");
}

#[test]
fn the_program_says_the_same() {
    for args in [&["contract", "test"][..], &["contract", "lint", "--strict"]] {
        let said = program(&project(), args);
        assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stdout));
    }
}

fn program(dir: &Path, args: &[&str]) -> Output {
    Command::new(PROGRAM).arg("-C").arg(dir).args(args).output().unwrap()
}
