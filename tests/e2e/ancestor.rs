//! The ancestor's layout, its definitions unchanged, and its records.

use std::path::{Path, PathBuf};

use crate::fixtures::{ancestral, contract, copied};
use crate::world::World;

const LAYOUT: &str = r#"{
  "workflows": "orchestration/workflows",
  "contracts": "orchestration/gates/contracts",
  "runs": "orchestration/runs"
}
"#;

/// The ancestor's own files, where somebody has put them beside the project.
fn samples() -> Option<PathBuf> {
    let project = Path::new(env!("CARGO_MANIFEST_DIR"));
    let found = project.ancestors().map(|above| above.join("shared/real-records")).find(|dir| dir.is_dir());
    if found.is_none() {
        println!("skipped: the ancestor's files are not beside the project");
    }
    found
}

/// A world with the ancestor's layout and its own files at their places.
fn world(samples: &Path) -> World {
    let world = World::new();
    world.given("gatewright.json", LAYOUT);
    for (from, to) in [
        ("workflows", "orchestration/workflows"),
        ("contracts", "orchestration/gates/contracts"),
        ("runs", "orchestration/runs"),
    ] {
        copied(&world, &samples.join(from), to);
    }
    world
}

#[test]
fn the_ancestor_s_layout_works_through_the_configuration() {
    let world = World::new();
    world
        .given("gatewright.json", LAYOUT)
        .given(
            "orchestration/workflows/old.json",
            r#"{"workflow": "old", "version": "local-dev", "gates": [
              {"gate": "G1", "contract": "orchestration/gates/contracts/G1.contract.json", "prompt_template": "G1"}]}"#,
        )
        .given("orchestration/gates/contracts/G1.contract.json", contract("G1", "{artifact_path}/a.md", "# A"))
        .gw(0, "workflow list")
        .quietly("run start --workflow old --slug x --artifact-path src/x")
        .quietly("gate start")
        .write("src/x/a.md", "# A\n")
        .gw(0, "gate finish")
        .gw(0, "run complete");
    assert!(world.path("orchestration/runs").is_dir() && !world.path("runs").exists());
    insta::assert_snapshot!(world.told());
}

#[test]
fn the_ancestor_s_definitions_run_unchanged() {
    let Some(samples) = samples() else { return };
    let world = world(&samples);
    world
        .given_script(
            "agent.sh",
            r##"
research=src/app/essays/robot/research
specs=orchestration/skills/visual-essay-invocation/specs
mkdir -p "$research" "$specs"
case "$GATEWRIGHT_GATE" in
G1) echo '# Intake' > "$research/INTAKE.md" ;;
G2)
  for name in SYNTHESIS FIGURES QUOTES TIMELINE VISUALS; do echo "# $name" > "$research/$name.md"; done
  for n in 1 2 3 4 5 6 7 8; do printf '### Source %s\n' "$n"; done > "$research/CITATIONS.md" ;;
G3) for n in 1 2 3 4 5 6; do printf '## Layer %s: it\n\n' "$n"; done > "$specs/robot.md" ;;
esac
"##,
        )
        .quietly("workflow lint visual-essay");
    let passed =
        world.json(0, "run visual-essay --slug robot --artifact-path src/app/essays/robot --exec ./agent.sh");
    assert_eq!(passed["status"], "PASSED", "{passed}");
}

#[test]
fn the_ancestor_s_records_are_listed_and_shown_and_never_continued() {
    let Some(samples) = samples() else { return };
    let world = world(&samples);
    let before = world.tree("orchestration/runs");
    let runs = world.json(0, "run list");
    let runs = runs["runs"].as_array().unwrap();
    assert!(runs.len() >= 6, "{runs:?}");
    for run in runs {
        assert_eq!(run["format"], 0, "{run}");
        let id = run["run_id"].as_str().unwrap();
        let shown = world.json(0, &format!("run show {id}"));
        assert_eq!(shown["record_format"], 0);
        assert_eq!(world.ask(&format!("run status {id}")).code, 0);
        for line in [
            format!("gate start --run {id} --gate G1"),
            format!("gate finish --run {id} --gate G1"),
            format!("gate check --run {id} --gate G1"),
            format!("run complete --run {id}"),
            format!("run resume --run {id}"),
            format!("run repin --run {id} --gate G1 --reason x"),
        ] {
            let said = world.ask(&line);
            assert_eq!(said.code, 4, "{said:?}");
            assert!(said.stderr.contains("ancestor"), "{said:?}");
        }
    }
    assert_eq!(world.ask("gate start").code, 4, "no run of ours is open");
    assert_eq!(before, world.tree("orchestration/runs"), "nothing of theirs is touched");
}

#[test]
fn a_record_of_the_ancestor_says_what_it_is() {
    let world = ancestral();
    world
        .gw(0, "run list")
        .gw(0, "run show latest")
        .gw(0, "run status latest")
        .gw(4, "gate start --run latest --gate G1")
        .gw(4, "gate finish --run latest --gate G1")
        .gw(4, "run complete --run latest")
        .gw(4, "run resume --run latest");
    insta::assert_snapshot!(world.told());
}

/// The ancestor's own records in a world of their own; `None` where they are not beside the project.
pub fn records() -> Option<World> {
    let world = world(&samples()?);
    world.tampered();
    Some(world)
}
