//! `run export`: bundles that audit themselves elsewhere.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::ancestor;
use crate::fixtures::{DRAFT, SOURCES, ancestral, essay, one_gate, sources_passed};
use crate::git::{begin, git};
use crate::world::{Said, World};

/// A run made with the machine's own clock, committed with its outputs.
fn committed() -> World {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.real().quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish").quietly("gate start");
    world.given("essays/robot/draft.md", DRAFT).quietly("gate finish");
    world
}

/// Whether `sha256sum` and an audit find nothing wrong with the bundle at `dir`.
fn holds(world: &World, dir: &str, head: &Value) -> Result<(), String> {
    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "gatewright-bundle/SHA256SUMS"])
        .current_dir(world.path(dir))
        .output()
        .unwrap();
    if !sums.status.success() {
        return Err(String::from_utf8_lossy(&sums.stdout).into_owned());
    }
    let run = &world.runs()[0];
    let audited = audited(world, dir, &format!("{run} --expect-head {}", head.as_str().unwrap()));
    if audited.code == 0 { Ok(()) } else { Err(audited.stdout) }
}

fn audited(world: &World, dir: &str, arguments: &str) -> Said {
    world.ask(&format!("-C {dir} audit {arguments} --json"))
}

fn sha256(path: &Path) -> String {
    let output = Command::new("sha256sum").arg(path).output().unwrap();
    String::from_utf8_lossy(&output.stdout).split_whitespace().next().unwrap().to_owned()
}

#[test]
fn a_bundle_audits_itself_whatever_became_of_the_tree() {
    let world = committed();
    world.given("research/robot/sources.md", "rewritten\n");
    world.given("contracts/essay/G1.contract.json", "{}");
    world.remove("essays/robot/draft.md");
    let told = world.json(0, "run export latest --output ../bundle");
    assert_eq!(told["missing"], serde_json::json!([]));
    holds(&world, "../bundle", &told["head"]).unwrap();
    let answer = audited(&world, "../bundle", "").json();
    assert_eq!(
        (&answer["runs"][0]["level"], &answer["counts"]["errors"]),
        (&"L0".into(), &0.into()),
        "{answer}"
    );
    assert!(!answer.to_string().contains("pins.drifted"), "{answer}");
    let head = told["head"].as_str().unwrap();
    let answer = audited(&world, "../bundle", &format!("latest --expect-head {head}")).json();
    assert_eq!(answer["runs"][0]["level"], "L3");
    assert_eq!(std::fs::read_to_string(world.path("../bundle/gatewright-bundle/HEAD")).unwrap().trim(), head);
    assert_eq!(sha256(&world.path("../bundle/gatewright-bundle/SHA256SUMS")), told["sums_sha256"]);
    let names: Vec<&str> =
        told["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    for name in [
        "gatewright.json",
        "workflows/essay.json",
        "contracts/essay/G1.contract.json",
        "essays/robot/draft.md",
    ] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
}

#[test]
fn any_byte_that_is_changed_in_a_bundle_is_found() {
    let world = committed();
    let told = world.json(0, "run export latest --output ../bundle --history");
    let list = world.path("../bundle/gatewright-bundle/SHA256SUMS");
    let mut flipped = 0;
    for name in told["files"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()) {
        let path = world.path("../bundle").join(name);
        let bytes = std::fs::read(&path).unwrap();
        for at in [0, bytes.len() / 3, bytes.len() / 2, bytes.len().saturating_sub(1)] {
            for bit in [0x01, 0x20] {
                let mut changed = bytes.clone();
                changed[at] ^= bit;
                std::fs::write(&path, &changed).unwrap();
                // What `sha256sum` would overlook in its own list, such as a digit in another case, changes the digest that was printed.
                let found = holds(&world, "../bundle", &told["head"]).is_err()
                    || told["sums_sha256"] != sha256(&list);
                assert!(found, "{name}: byte {at}");
                flipped += 1;
            }
        }
        std::fs::write(&path, &bytes).unwrap();
    }
    assert!(flipped > 100, "{flipped}");
    holds(&world, "../bundle", &told["head"]).unwrap();
}

#[test]
fn the_same_record_gives_the_same_bytes_as_a_directory_and_as_one_file() {
    let world = committed();
    for name in ["a", "b", "a.tar", "b.tar"] {
        std::fs::create_dir_all(world.path(&format!("../{name}.d"))).unwrap();
        world.json(
            0,
            &format!(
                "run export latest --output ../{name}.d/bundle{}",
                if name.ends_with("tar") { ".tar" } else { "" }
            ),
        );
    }
    let bytes = |name: &str| std::fs::read(world.path(name)).unwrap();
    assert_eq!(bytes("../a.tar.d/bundle.tar"), bytes("../b.tar.d/bundle.tar"));
    let same = |one: &str, other: &str| {
        Command::new("diff").args(["-r", one, other]).current_dir(world.path("")).output().unwrap()
    };
    assert!(same("../a.d", "../b.d").status.success());
    let unpacked = Command::new("tar")
        .args(["-xf", "bundle.tar"])
        .current_dir(world.path("../a.tar.d"))
        .output()
        .unwrap();
    assert!(unpacked.status.success(), "{unpacked:?}");
    let differs = same("../a.d/bundle", "../a.tar.d/bundle");
    assert!(differs.status.success(), "{differs:?}");
}

#[test]
fn with_its_history_a_clone_of_the_bundle_is_held_against_that() {
    let world = committed();
    let told = world.json(0, "run export latest --output ../bundle --history");
    let cloned = git(&world, "clone --quiet ../bundle/gatewright-bundle/history.bundle ../clone");
    assert_eq!(cloned, "");
    let answer = audited(&world, "../clone", "").json();
    assert_eq!(
        (&answer["runs"][0]["level"], &answer["counts"]["errors"]),
        (&"L1".into(), &0.into()),
        "{answer}"
    );
    let readme = std::fs::read_to_string(world.path("../bundle/gatewright-bundle/README.txt")).unwrap();
    assert!(readme.contains("git clone gatewright-bundle/history.bundle repository\n"), "{readme}");
    assert!(readme.contains(told["head"].as_str().unwrap()), "{readme}");
    let said =
        essay().quietly("run start --workflow essay --slug x").ask("run export --output ../b --history");
    assert!(said.code == 2 && said.stderr.contains("no git repository"), "{said:?}");
}

#[test]
fn what_cannot_be_had_is_named_and_nothing_is_written_unless_that_is_allowed() {
    let world = sources_passed();
    world
        .given("research/robot/sources.md", "rewritten\n")
        .gw(1, "run export --output ../bundle")
        .gw(0, "run export --output ../bundle --dry-run --allow-missing")
        .gw(0, "run export --output ../bundle --allow-missing")
        .gw(4, "run export --output ../bundle --allow-missing")
        .gw(2, "run export --output runs/bundle")
        .gw(2, "run export --output ..")
        .gw(5, "run export --output ../no/such/bundle --allow-missing");
    insta::assert_snapshot!(world.told());
    let readme = std::fs::read_to_string(world.path("../bundle/gatewright-bundle/README.txt")).unwrap();
    assert!(
        readme.contains("Recorded, and not here:") && readme.contains("research/robot/sources.md"),
        "{readme}"
    );
    assert!(!world.path("../bundle/research").exists());
    std::fs::write(world.path("../file.tar"), "mine").unwrap();
    assert_eq!(world.ask("run export --output ../file.tar --allow-missing").code, 4);
    assert_eq!(std::fs::read(world.path("../file.tar")).unwrap(), b"mine");
}

#[test]
fn an_output_that_is_a_directory_comes_along_from_the_tree_and_from_git() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "pages/"}]}}"#);
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.real().quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("pages/a/one.md", "1\n").given("pages/two ü.md", "2\n").quietly("gate finish");
    let told = world.json(0, "run export latest --output ../tree");
    holds(&world, "../tree", &told["head"]).unwrap();
    world.given("pages/two ü.md", "3\n").remove("pages/a/one.md");
    let told = world.json(0, "run export latest --output ../git");
    holds(&world, "../git", &told["head"]).unwrap();
    assert_eq!(std::fs::read(world.path("../git/pages/two ü.md")).unwrap(), b"2\n");
}

#[test]
fn an_output_in_the_place_of_the_bundle_s_own_files_cannot_be_had() {
    let world = World::new();
    let contract = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out/*.txt"}, {"path": "gatewright-bundle/HEAD"}]}}"#;
    one_gate(&world, "", contract);
    world.real().quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("out/a b.txt", "x\n").given("out/-n.txt", "x\n").given("gatewright-bundle/HEAD", "mine\n");
    let finished = world.ask("gate finish");
    assert_eq!(finished.code, 0, "{finished:?}");
    let told = world.json(1, "run export --output ../bundle");
    let paths: Vec<&str> =
        told["missing"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    assert!(paths.contains(&"gatewright-bundle/HEAD") && !world.path("../bundle").exists(), "{told}");
    world.json(0, "run export --output ../bundle --allow-missing");
    assert_ne!(std::fs::read(world.path("../bundle/gatewright-bundle/HEAD")).unwrap(), b"mine\n");
}

#[test]
fn a_record_that_was_edited_is_not_exported() {
    let world = sources_passed();
    let path = format!("runs/{}/record/gates/G1/attempt-1.json", world.runs()[0]);
    let edited = world.read(&path).replace("\"pass\": true", "\"pass\": false");
    world.tampered().given(&path, edited);
    assert_eq!(world.ask("run export --output ../bundle").code, 4);
    assert!(!world.path("../bundle").exists());
}

#[test]
fn a_record_of_the_ancestor_is_exported_with_what_can_be_had() {
    let world = ancestral();
    let told = world.json(0, "run export latest --output ../bundle --allow-missing");
    assert_eq!(told["head"], Value::Null);
    assert_eq!(audited(&world, "../bundle", "").json()["counts"]["runs"], 1);
    let Some(world) = ancestor::records() else { return };
    for (i, run) in world.json(0, "run list")["runs"].as_array().unwrap().iter().enumerate() {
        let id = run["run_id"].as_str().unwrap();
        let told = world.json(0, &format!("run export {id} --output ../bundle{i} --allow-missing"));
        let files = told["files"].as_array().unwrap();
        assert!(files.iter().any(|file| file.as_str().unwrap().ends_with("RUN.json")), "{told}");
        let sums = Command::new("sha256sum")
            .args(["--check", "--strict", "--quiet", "gatewright-bundle/SHA256SUMS"])
            .current_dir(world.path(&format!("../bundle{i}")))
            .status();
        assert!(sums.unwrap().success());
    }
}
