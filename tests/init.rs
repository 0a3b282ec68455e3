//! `init` as a user meets it: a working example, nothing overwritten, safe to repeat.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test says what went wrong by panicking"
)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use gatewright::flow::setup::starters::{STARTERS, Starter, StarterFile};

/// A directory of its own, removed at the end.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Place {
        let dir = std::env::temp_dir().join(format!("gatewright-init-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(&dir).unwrap();
        Place(dir)
    }

    fn init(&self, more: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_gatewright");
        Command::new(program).arg("-C").arg(&self.0).arg("init").args(more).output().unwrap()
    }

    fn run(&self, args: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_gatewright");
        Command::new(program).arg("-C").arg(&self.0).args(args).output().unwrap()
    }

    fn files(&self) -> Vec<String> {
        let mut found = vec![];
        walk(&self.0, &self.0, &mut found);
        found.sort();
        found
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn walk(top: &Path, dir: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(top, &path, found);
        } else {
            found.push(path.strip_prefix(top).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// What the template that is taken where nothing is said writes.
fn example() -> Vec<StarterFile> {
    STARTERS[0].files()
}

fn paths(starters: &[Starter]) -> Vec<String> {
    let files = starters.iter().flat_map(Starter::files);
    let mut paths: Vec<String> = files.map(|file| file.path.into_owned()).collect();
    paths.sort();
    paths.dedup();
    paths
}

fn expected() -> Vec<String> {
    paths(&STARTERS[..1])
}

/// Schemas are made anew, and spelled on one line.
fn is_schema(path: &str) -> bool {
    path.starts_with(".gatewright/")
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn init_writes_the_project_s_own_example_byte_for_byte() {
    let place = Place::new("writes");
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(place.files(), expected());
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in expected().iter().filter(|path| !is_schema(path)) {
        let (written, kept) = (std::fs::read(place.0.join(path)), std::fs::read(own.join(path)));
        assert_eq!(written.unwrap(), kept.unwrap(), "{path}");
    }
    assert!(stderr(&output).contains("Next: gatewright run visual-essay --slug the-word-robot"));
}

#[test]
fn every_file_of_the_templates_is_scaffolded() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut kept = vec!["gatewright.json".to_owned()];
    for dir in ["workflows", "contracts", "examples"] {
        walk(own, &own.join(dir), &mut kept);
    }
    let mut scaffolded = paths(STARTERS);
    scaffolded.retain(|path| !is_schema(path));
    // The essay that the project's own example record is about, and most of what tries the contracts. A case is handed out whole.
    let case =
        |path: &str| path.contains("/tests/").then(|| path.split('/').take(4).collect::<Vec<_>>().join("/"));
    let shown: Vec<String> = scaffolded.iter().filter_map(|path| case(path)).collect();
    let tries = |path: &str| case(path).is_some_and(|dir| !shown.contains(&dir));
    kept.retain(|path| !path.starts_with("examples/the-word-robot/") && !tries(path));
    kept.sort();
    assert_eq!(kept, scaffolded, "src/flow/starters.rs and the tree differ");
}

#[test]
fn the_contracts_of_every_template_are_tested_by_what_it_brings() {
    for starter in STARTERS {
        let place = Place::new(&format!("tested-{}", starter.name));
        assert_eq!(place.init(&["--template", starter.name]).status.code(), Some(0));
        let said = place.run(&["contract", "test", "--json"]);
        let answer: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
        assert_eq!(said.status.code(), Some(0), "{}: {answer}", starter.name);
        let gates: Vec<&str> = starter.files().iter().filter_map(|file| gate_of(&file.path)).collect();
        for gate in gates {
            let cases = answer["workflows"][0]["cases"].as_array().unwrap_or_else(|| panic!("{answer}"));
            let ends: Vec<&str> = cases
                .iter()
                .filter(|case| case["gate"] == gate)
                .map(|case| case["found"].as_str().unwrap())
                .collect();
            assert!(ends.contains(&"PASS") && ends.contains(&"FAIL"), "{} {gate}: {ends:?}", starter.name);
        }
    }
}

#[test]
fn of_the_template_with_which_most_begin_every_check_is_seen_failing() {
    let place = Place::new("strict");
    assert!(place.init(&[]).status.success());
    let said = place.run(&["contract", "test", "--strict"]);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}

#[test]
fn of_every_template_each_check_is_seen_failing_that_runs_nothing_and_asks_no_git() {
    let elsewhere = ["command", "git_clean", "git_committed", "only_paths_changed"];
    for starter in STARTERS {
        let place = Place::new(&format!("failing-{}", starter.name));
        assert_eq!(place.init(&["--template", starter.name]).status.code(), Some(0));
        let answer: serde_json::Value =
            serde_json::from_slice(&place.run(&["contract", "test", "--json"]).stdout).unwrap();
        for never in answer["workflows"][0]["never_failing"].as_array().unwrap() {
            let what = never["what"].as_str().unwrap();
            let kind = what.rsplit_once(": ").unwrap().1.split(' ').next().unwrap();
            assert!(elsewhere.contains(&kind), "{}: {never}", starter.name);
        }
    }
}

/// The gate whose contract a file is.
fn gate_of(path: &str) -> Option<&'static str> {
    let name = path.strip_suffix(".contract.json")?.rsplit('/').next()?;
    ["G1", "G2", "G3", "G4", "G5"].into_iter().find(|gate| *gate == name)
}

#[test]
fn only_the_scripted_agent_is_executable() {
    let place = Place::new("executable");
    place.init(&[]);
    for file in example() {
        let mode = std::fs::metadata(place.0.join(&*file.path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o100 != 0, file.program, "{}", file.path);
    }
}

#[test]
fn a_dry_run_names_the_files_and_writes_none() {
    let place = Place::new("dry");
    let output = place.init(&["--dry-run"]);
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), example().len());
    assert_eq!(place.files(), Vec::<String>::new());
}

#[test]
fn files_with_other_content_are_all_named_and_nothing_is_written() {
    let place = Place::new("taken");
    std::fs::create_dir(place.0.join("workflows")).unwrap();
    std::fs::create_dir(place.0.join("examples")).unwrap();
    std::fs::write(place.0.join("examples/scripted-agent.sh"), "mine").unwrap();
    std::fs::write(place.0.join("workflows/visual-essay.json"), "mine").unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(4));
    let said = stderr(&output);
    assert!(said.contains("`examples/scripted-agent.sh` exists with other content"), "{said}");
    assert!(said.contains("`workflows/visual-essay.json` exists with other content"), "{said}");
    assert_eq!(place.files(), ["examples/scripted-agent.sh", "workflows/visual-essay.json"]);
    assert_eq!(std::fs::read_to_string(place.0.join("workflows/visual-essay.json")).unwrap(), "mine");
}

#[test]
fn a_link_in_the_way_is_named_and_not_followed() {
    let place = Place::new("link");
    let outside = Place::new("outside");
    std::os::unix::fs::symlink(&outside.0, place.0.join("examples")).unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("symbolic link `examples`"), "{}", stderr(&output));
    assert_eq!(outside.files(), Vec::<String>::new());
    assert!(!place.0.join("gatewright.json").exists());
}

#[test]
fn an_interrupted_init_is_completed_by_running_it_again() {
    let place = Place::new("again");
    place.init(&[]);
    std::fs::remove_file(place.0.join("gatewright.json")).unwrap();
    std::fs::write(place.0.join("workflows/.gatewright-tmp-0000"), "half").unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(place.files(), expected());
}

#[test]
fn the_answer_for_programs_says_what_became_of_each_file() {
    let place = Place::new("json");
    place.init(&[]);
    std::fs::remove_file(place.0.join("gatewright.json")).unwrap();
    let output = place.init(&["--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["kind"], "init");
    let status = |path: &str| {
        let files = answer["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap()["status"].clone()
    };
    assert_eq!(status("gatewright.json"), "wrote");
    assert_eq!(status("workflows/README.md"), "present");
    assert!(output.stderr.is_empty());
}

#[test]
fn what_several_templates_share_is_kept_as_it_is() {
    let place = Place::new("shared");
    let own = "{ \"git\": { \"commit\": \"record\" } }";
    std::fs::write(place.0.join("gatewright.json"), own).unwrap();
    let output = place.init(&["--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let files = answer["files"].as_array().unwrap();
    assert_eq!(files.iter().find(|file| file["path"] == "gatewright.json").unwrap()["status"], "kept");
    assert_eq!(std::fs::read_to_string(place.0.join("gatewright.json")).unwrap(), own);
}

#[test]
fn a_repository_that_keeps_its_workflows_elsewhere_is_told_so_and_nothing_is_written() {
    let place = Place::new("elsewhere");
    std::fs::write(place.0.join("gatewright.json"), "{ \"workflows\": \"flows\" }").unwrap();
    let output = place.init(&[]);
    assert_eq!(output.status.code(), Some(4));
    assert!(stderr(&output).contains("has `flows` in place of `workflows`"), "{}", stderr(&output));
    assert_eq!(place.files(), ["gatewright.json"]);
}

#[test]
fn every_template_can_be_written_beside_every_other() {
    let place = Place::new("beside");
    for starter in STARTERS {
        let output = place.init(&["--template", starter.name]);
        assert_eq!(output.status.code(), Some(0), "{}: {}", starter.name, stderr(&output));
    }
    assert_eq!(place.files(), paths(STARTERS));
}

#[test]
fn the_templates_are_listed_and_an_unknown_one_is_refused() {
    let place = Place::new("list");
    let output = place.init(&["--list-templates", "--json"]);
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let listed: Vec<&str> =
        answer["templates"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(listed, STARTERS.iter().map(|it| it.name).collect::<Vec<_>>());
    let output = place.init(&["--template", "novel"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("visual-essay"), "{}", stderr(&output));
    assert_eq!(place.files(), Vec::<String>::new());
}

#[test]
fn every_definition_names_a_schema_that_was_written_beside_it() {
    let place = Place::new("schema");
    for starter in STARTERS {
        place.init(&["--template", starter.name]);
    }
    let mut named = 0;
    // What a case is made of is work that is judged elsewhere, and no definition.
    let is_work = |path: &str| path.contains("/tests/") && path.contains("/files/");
    for path in
        place.files().iter().filter(|path| path.ends_with(".json") && !is_schema(path) && !is_work(path))
    {
        let file = place.0.join(path);
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        let schema = file.parent().unwrap().join(value["$schema"].as_str().unwrap_or("nothing"));
        let schema: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&schema).unwrap_or_else(|_| panic!("{path}"))).unwrap();
        let valid =
            jsonschema::draft202012::new(&schema).unwrap().validate(&value).map_err(|why| why.to_string());
        assert_eq!(valid, Ok(()), "{path}");
        named += 1;
    }
    assert!(named > STARTERS.len(), "{named}");
}

#[test]
fn schemas_of_another_version_are_replaced_when_asked() {
    let place = Place::new("replaced");
    place.init(&[]);
    let contract = place.0.join(".gatewright/schemas/contract.schema.json");
    let made = std::fs::read(&contract).unwrap();
    std::fs::write(&contract, "{}").unwrap();
    let write = |more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        command.arg("-C").arg(&place.0).args(["schema", "--write", "--json"]).args(more);
        let answer: serde_json::Value = serde_json::from_slice(&command.output().unwrap().stdout).unwrap();
        answer["files"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["status"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(write(&["--dry-run"]).contains(&"would replace".to_owned()));
    assert_eq!(std::fs::read(&contract).unwrap(), b"{}");
    assert!(write(&[]).contains(&"replaced".to_owned()));
    assert_eq!(std::fs::read(&contract).unwrap(), made);
    assert!(write(&[]).iter().all(|status| status == "present"));
}
