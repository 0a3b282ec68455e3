//! Every template of `init`: it lints clean, and its good work passes gate by gate, as git and trusted commands
//! see it.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

mod support;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use gatewright::flow::setup::starters::STARTERS;
use serde_json::Value;

use crate::support::place::{PROGRAM, Place};
use crate::support::tree::{Entry, Tree};

/// The files of a tree by their path.
type Files = BTreeMap<String, Vec<u8>>;

/// The cases of a workflow, as they lie in the tree.
struct Cases {
    workflow: &'static str,
    cases: BTreeMap<String, Value>,
}

impl Cases {
    fn of(workflow: &'static str) -> Cases {
        let mut cases = BTreeMap::new();
        for entry in std::fs::read_dir(Cases::dir(workflow)).unwrap() {
            let entry = entry.unwrap();
            let case = std::fs::read(entry.path().join("case.json")).unwrap();
            cases.insert(entry.file_name().into_string().unwrap(), serde_json::from_slice(&case).unwrap());
        }
        Cases { workflow, cases }
    }

    fn dir(workflow: &str) -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("contracts").join(workflow).join("tests")
    }

    /// A member of a case, or of the nearest one that it extends.
    fn get(&self, name: &str, key: &str) -> Option<&Value> {
        let case = &self.cases[name];
        case.get(key).or_else(|| self.get(case["extends"].as_str()?, key))
    }

    fn text(&self, name: &str, key: &str) -> Option<&str> {
        self.get(name, key).and_then(Value::as_str)
    }

    /// The files of a case.
    fn files(&self, name: &str) -> Files {
        let case = &self.cases[name];
        let mut files = case["extends"].as_str().map(|it| self.files(it)).unwrap_or_default();
        for gone in case["remove"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            files.retain(|path, _| path != gone && !path.starts_with(&format!("{gone}/")));
        }
        let top = Cases::dir(self.workflow).join(name).join("files");
        let own = if top.exists() { Tree::read(&top) } else { Tree::default() };
        files.extend(own.0.into_iter().filter_map(|(path, entry)| match entry {
            Entry::File(bytes) => Some((path, bytes)),
            Entry::Dir => None,
        }));
        files
    }

    fn before(&self, name: &str) -> Files {
        self.text(name, "before").map(|it| self.files(it)).unwrap_or_default()
    }

    /// The cases that pass, a gate each, in the order of the gates.
    fn good(&self) -> Vec<&str> {
        let passes = |name: &&String| self.cases[*name]["expect"]["gate"] == "PASS";
        let whole =
            |name: &&String| self.cases[*name].get("before").is_some() || self.get(name, "before").is_none();
        let mut good: Vec<&str> =
            self.cases.keys().filter(passes).filter(whole).map(String::as_str).collect();
        good.sort_by_key(|name| self.text(name, "gate").unwrap().to_owned());
        good
    }

    /// The arguments that begin its run, without those parameters that `but` names.
    fn start(&self, name: &str, but: &[&str]) -> Vec<String> {
        let mut args: Vec<String> =
            ["run", "start", "--json", "--workflow", self.workflow].map(str::to_owned).to_vec();
        args.extend(["--depth".to_owned(), self.text(name, "depth").unwrap().to_owned()]);
        for (key, value) in self.get(name, "params").unwrap().as_object().unwrap() {
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            match key.as_str() {
                "slug" => args.extend(["--slug".to_owned(), value]),
                key if but.contains(&key) => {}
                key => args.extend(["--param".to_owned(), format!("{key}={value}")]),
            }
        }
        args
    }
}

fn lay(place: &Place, files: &Files, before: &Files) {
    for gone in before.keys().filter(|path| !files.contains_key(*path)) {
        std::fs::remove_file(place.repo().join(gone)).unwrap();
    }
    files.iter().for_each(|(path, bytes)| place.write(path, bytes));
}

/// Runs `gatewright` on the machine's clock and gives its answer; it must end with one of these codes.
fn ask<S: AsRef<str>>(place: &Place, codes: &[i32], args: &[S]) -> Value {
    let mut command = Command::new(PROGRAM);
    command.current_dir(place.repo()).env_clear().stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", place.home());
    command.env("GIT_CONFIG_NOSYSTEM", "1").env("GATEWRIGHT_ACTOR", "Tester");
    let output = command.args(args.iter().map(AsRef::as_ref)).output().unwrap();
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let args: Vec<&str> = args.iter().map(AsRef::as_ref).collect();
    assert!(codes.contains(&output.status.code().unwrap()), "{}: {said}{complained}", args.join(" "));
    serde_json::from_str(&said).unwrap_or(Value::Null)
}

fn scaffolded(workflow: &str) -> Place {
    let place = Place::new();
    ask(&place, &[0], &["init", "--template", workflow, "--json"]);
    place
}

fn git(place: &Place, line: &str) {
    let name = ["-c", "user.name=Tester", "-c", "user.email=tester@localhost"];
    let done = Command::new("git").arg("-C").arg(place.repo()).args(name).args(line.split(' ')).output();
    let done = done.unwrap();
    assert!(done.status.success(), "git {line}: {}", String::from_utf8_lossy(&done.stderr));
}

/// The worst state of each result by its name.
fn states(answer: &Value) -> BTreeMap<String, String> {
    let rank = |state: &str| ["pass", "warn", "not_enforced", "fail"].iter().position(|it| *it == state);
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    for row in answer["validations"].as_array().unwrap() {
        let name = row["id"].as_str().unwrap_or_else(|| panic!("a result has no id: {row}")).to_owned();
        let state = row["state"].as_str().unwrap().to_owned();
        if found.get(&name).is_none_or(|before| rank(before) < rank(&state)) {
            found.insert(name, state);
        }
    }
    found
}

#[test]
fn every_template_lints_without_a_warning() {
    for starter in STARTERS {
        let place = scaffolded(starter.name);
        let answer = ask(&place, &[0], &["workflow", "lint", "--json"]);
        assert!(!answer.to_string().contains("\"weight\":\"warning\""), "{answer}");
    }
}

#[test]
fn the_command_that_is_offered_first_begins_a_run() {
    for starter in STARTERS {
        let place = scaffolded(starter.name);
        let words: Vec<&str> = starter.first.split(' ').skip(1).chain(["--dry-run", "--json"]).collect();
        ask(&place, &[0], &words);
    }
}

/// Goes through all gates with good work, as git and trusted commands see it, to a run that has passed.
fn whole_run(workflow: &'static str, tests: &[(&str, &str)]) {
    let cases = Cases::of(workflow);
    let good = cases.good();
    let place = scaffolded(workflow);
    let mut laid = cases.before(good[0]);
    lay(&place, &laid, &Files::new());
    tests.iter().for_each(|(path, text)| place.write(path, text));
    git(&place, "init --quiet");
    git(&place, "add --all");
    git(&place, "commit --quiet --message begin");
    ask(&place, &[0], &["trust", "--yes", "--json"]);
    let mut start = cases.start(good[0], &["proof", "git"]);
    if workflow != "research-report" {
        start.extend(["--param", "runner=shell"].map(str::to_owned));
    }
    ask(&place, &[0], &start);
    for name in good {
        ask(&place, &[0], &["gate", "start", "--json"]);
        let files = cases.files(name);
        lay(&place, &files, &laid);
        laid = files;
        git(&place, "add --all");
        git(&place, "commit --quiet --message work");
        let answer = ask(&place, &[0, 1], &["gate", "finish", "--json"]);
        assert_eq!(answer["status"], "PASS", "{name}: {answer}");
        assert!(states(&answer).values().all(|state| state == "pass"), "{name}: {answer}");
    }
    assert_eq!(ask(&place, &[0], &["run", "complete", "--json"])["status"], "PASSED");
}

#[test]
fn a_feature_can_be_carried_from_the_wish_to_a_run_that_passed() {
    whole_run("feature", &[]);
}

#[test]
fn a_bug_can_be_carried_from_a_failing_test_to_a_run_that_passed() {
    whole_run("bugfix", &[]);
}

#[test]
fn a_report_can_be_carried_from_the_question_to_a_run_that_passed() {
    whole_run("research-report", &[]);
}

#[test]
fn a_release_can_be_carried_from_its_scope_to_a_run_that_passed() {
    whole_run("release", &[("tests/whole.sh", "true\n")]);
}

#[test]
fn tests_that_could_not_be_run_are_not_taken_for_tests_that_failed() {
    let place = scaffolded("bugfix");
    let run = |args: &[&str]| {
        let mut command = Command::new("sh");
        command.current_dir(place.repo()).arg("workflows/run-tests.sh").args(args);
        command.output().unwrap().status.code()
    };
    assert_eq!(run(&[]), Some(2), "nothing says how tests are run");
    assert_eq!(run(&["shell"]), Some(2), "there are none");
    place.write("tests/good.sh", "true\n");
    assert_eq!(run(&["shell"]), Some(0));
    assert_eq!(run(&["shell", "bad.sh"]), Some(2), "it is not there");
    place.write("tests/bad.sh", "false\n");
    assert_eq!(run(&["shell", "bad.sh"]), Some(1));
    assert_eq!(run(&["shell", "good.sh"]), Some(0));
    assert_eq!(run(&["shell"]), Some(1));
    place.write("package.json", "{}");
    assert_eq!(run(&["auto"]), Some(2), "a package without tests");
}

#[test]
fn a_command_that_nobody_trusted_keeps_the_gate_from_passing_and_says_how_to_trust_it() {
    let cases = Cases::of("bugfix");
    let place = scaffolded("bugfix");
    lay(&place, &cases.before("reproduce"), &Files::new());
    let mut start = cases.start("reproduce", &["proof"]);
    start.extend(["--param", "runner=shell"].map(str::to_owned));
    ask(&place, &[0], &start);
    ask(&place, &[0], &["gate", "start", "--json"]);
    lay(&place, &cases.files("reproduce"), &Files::new());
    let answer = ask(&place, &[1], &["gate", "check", "--json"]);
    assert_eq!(states(&answer)["fails"], "not_enforced", "{answer}");
    assert!(answer.to_string().contains("gatewright trust"), "{answer}");
    ask(&place, &[0], &["trust", "--yes", "--json"]);
    assert_eq!(states(&ask(&place, &[0], &["gate", "check", "--json"]))["fails"], "pass");
}
