//! Records of released versions: the ones of this version are made again byte for byte, those of all versions are read.
//!
//! `GATEWRIGHT_ACCEPT=1 cargo test --features seeded --test e2e golden` writes the records of this version; records of
//! other versions are never touched.

use std::path::{Path, PathBuf};

use crate::fixtures::{DRAFT, REVIEW, SOURCES, contract, essay};
use crate::world::World;

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/seeded")
}

/// A run that passed, with everything that a passing run can hold.
fn passed() -> World {
    let world = essay();
    world
        .given("prompts/essay.md", "Write about the word robot.\n")
        .quietly("run start --workflow essay --slug robot --depth quick --prompt-file prompts/essay.md")
        .quietly("gate start");
    assert_eq!(world.ask("gate finish").code, 1);
    world
        .quietly("gate start --agent scribe")
        .given("research/robot/sources.md", SOURCES)
        .quietly("invocation record --model quill --tokens-in 5 --tokens-out 7 --cost '0.01 USD' --input prompts/essay.md")
        .quietly("gate finish")
        .quietly("gate start G3 --override --reason 'the review comes first'")
        .quietly("gate abandon --reason 'it does not'")
        .quietly("gate start G2")
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish");
    world.hours(-48);
    world.quietly("gate start G3").given("essays/robot/review.md", REVIEW).quietly("gate finish");
    world.quietly("run complete");
    world
}

/// A run that was given up, with many outputs, a timeout and definitions pinned anew.
fn canceled() -> World {
    let world = World::new();
    let many =
        |path: &str| format!(r#"{{"gate": "G1", "required_outputs": {{"all_of": [{{"path": "{path}"}}]}}}}"#);
    world
        .given(
            "workflows/pages.json",
            r#"{"workflow": "pages", "params": {"lang": {"default": "en"}}, "gates": [
  {"gate": "G1", "contract": "contracts/G1.json", "timeout": "2h"},
  {"gate": "G2", "contract": "contracts/G2.json", "max_attempts": 2}
]}
"#,
        )
        .given("contracts/G1.json", many("pages/{lang}/*.md"))
        .given("contracts/G2.json", contract("G2", "index.md", "# Index"))
        .quietly("run start --workflow pages --slug site --artifact-path out")
        .quietly("gate start")
        .hours(3);
    assert_eq!(world.ask("gate finish").code, 1);
    pages(&world);
    world
        .quietly("gate start")
        .quietly("gate finish")
        .given("contracts/G1.json", many("pages/**/*.md"))
        .quietly("run repin --gate G1 --reason 'pages lie deeper'")
        .quietly("gate start G1")
        .quietly("gate finish")
        .quietly("gate start G2")
        .quietly("gate fail --reason 'no index'")
        .quietly("run complete --status canceled --reason 'nobody reads it'");
    world
}

/// Too many outputs to be kept; they are made again where they are needed.
fn pages(world: &World) {
    for n in 0..101 {
        world.given(&format!("pages/en/{n:03}.md"), format!("# Page {n}\n"));
    }
}

type Story = (&'static str, fn() -> World);

const STORIES: [Story; 2] = [("passed", passed), ("canceled", canceled)];

/// What is kept of a world: definitions, few outputs and the record, without logs.
fn files(world: &World) -> Vec<(String, Vec<u8>)> {
    let kept = |path: &str| !path.contains("/logs/") && !path.starts_with("pages/");
    world.tree("").into_iter().filter(|(path, _)| kept(path)).collect()
}

fn read(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(dir)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            (path, std::fs::read(entry.path()).unwrap())
        })
        .collect();
    files.sort();
    files
}

#[test]
fn the_records_of_this_version_are_made_again_byte_for_byte() {
    let accept = std::env::var_os("GATEWRIGHT_ACCEPT").is_some();
    for (name, story) in STORIES {
        let world = story();
        let dir = kept().join(env!("CARGO_PKG_VERSION")).join(name);
        if accept {
            let _ = std::fs::remove_dir_all(&dir);
            for (path, bytes) in files(&world) {
                std::fs::create_dir_all(dir.join(&path).parent().unwrap()).unwrap();
                std::fs::write(dir.join(&path), bytes).unwrap();
            }
        }
        if files(&world)
            .iter()
            .any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("\"read_guard\": \"stat\""))
        {
            println!(
                "skipped: this file system grants no read leases, so that the record says something else"
            );
            continue;
        }
        let (made, golden) = (files(&world), read(&dir));
        let differs: Vec<&str> = made
            .iter()
            .filter(|file| !golden.contains(file))
            .chain(golden.iter().filter(|file| !made.contains(file)))
            .map(|(path, _)| path.as_str())
            .collect();
        assert!(
            differs.is_empty(),
            "`{name}` is no longer made as it was: {differs:?}\nIf that is meant, `GATEWRIGHT_ACCEPT=1 cargo test \
             --features seeded --test e2e golden` writes it anew. A released version's record is never written anew: \
             then the format has changed and needs another number."
        );
    }
}

#[test]
fn the_records_of_every_version_are_listed_shown_and_verified() {
    let mut seen = 0;
    for version in std::fs::read_dir(kept()).unwrap() {
        for (name, _) in STORIES {
            let world = World::new();
            for (path, bytes) in read(&version.as_ref().unwrap().path().join(name)) {
                world.given(&path, bytes);
            }
            pages(&world);
            world.gw(0, "run list").gw(0, "run show").gw(0, "run status");
            let status = world.json(0, "run status");
            assert_eq!(status["status"], name.to_uppercase());
            assert!(
                status["gates"].as_array().unwrap().iter().all(|gate| gate["status"] != "STALE"),
                "{status}"
            );
            insta::assert_snapshot!(name, world.told());
            seen += 1;
        }
    }
    assert!(seen >= 2, "no golden record was found");
}
