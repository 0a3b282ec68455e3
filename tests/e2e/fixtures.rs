//! What stories begin with: workflows, runs on their way, files of others.

use std::path::Path;

use crate::world::World;

/// A gate that brings one file and wants a heading in it.
pub fn contract(gate: &str, path: &str, heading: &str) -> String {
    format!(
        r#"{{
  "gate": "{gate}",
  "required_outputs": {{"all_of": [{{"path": "{path}", "description": "what gate {gate} brings"}}]}},
  "validations": [
    {{"type": "contains_headings", "target": "{path}", "required_headings": ["{heading}"]}}
  ]
}}
"#
    )
}

/// A workflow of one gate with this contract; `gate` holds further keys of the gate, each followed by a comma.
pub fn one_gate(world: &World, gate: &str, contract: &str) {
    world
        .given(
            "workflows/one.json",
            format!(
                r#"{{"workflow": "one", "gates": [{{{gate} "gate": "G1", "contract": "contracts/G1.json"}}]}}"#
            ),
        )
        .given("contracts/G1.json", contract);
}

/// A run of a workflow of one gate with this contract, the gate open; `gate` as for [`one_gate`].
pub fn one_open(gate: &str, contract: &str) -> World {
    let world = World::new();
    one_gate(&world, gate, contract);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world
}

/// `essay`: sources, a draft that needs them, a review that needs the draft.
pub fn essay() -> World {
    let world = World::new();
    world
        .given(
            "workflows/essay.json",
            r#"{
  "workflow": "essay",
  "version": "2",
  "description": "An essay from sources to review",
  "gates": [
    {"gate": "G1", "name": "Sources", "description": "Collect what is known", "contract": "contracts/essay/G1.contract.json"},
    {"gate": "G2", "name": "Draft", "contract": "contracts/essay/G2.contract.json"},
    {"gate": "G3", "name": "Review", "contract": "contracts/essay/G3.contract.json"}
  ]
}
"#,
        )
        .given(
            "contracts/essay/G1.contract.json",
            r#"{
  "gate": "G1",
  "name": "Sources",
  "required_outputs": {"all_of": [{"path": "research/{slug}/sources.md", "description": "sources, one heading each"}]},
  "validations": [
    {
      "type": "min_sources",
      "target": "research/{slug}/sources.md",
      "thresholds": {"quick": 1, "standard": 2, "deep": 4},
      "description": "enough to write from"
    }
  ]
}
"#,
        )
        .given("contracts/essay/G2.contract.json", contract("G2", "essays/{slug}/draft.md", "## Argument"))
        .given("contracts/essay/G3.contract.json", contract("G3", "essays/{slug}/review.md", "## Verdict"));
    world
}

/// What gate G1 of `essay` wants at depth standard.
pub const SOURCES: &str = "# Sources\n\n### Source 1\n\nA letter.\n\n### Source 2\n\nA play.\n";
/// What gate G2 wants.
pub const DRAFT: &str = "# Draft\n\n## Argument\n\nIt was a play before it was a machine.\n";
/// What gate G3 wants.
pub const REVIEW: &str = "# Review\n\n## Verdict\n\nGood.\n";

/// A run of `essay` in which nothing was done yet.
pub fn begun() -> World {
    let world = essay();
    world.quietly("run start --workflow essay --slug robot");
    world
}

/// A run of `essay` whose first gate is open, and has brought nothing.
pub fn sources_open() -> World {
    let world = begun();
    world.quietly("gate start");
    world
}

/// A run of `essay` whose first gate has passed.
pub fn sources_passed() -> World {
    let world = sources_open();
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
    world
}

/// A run of `essay` whose first gate has passed, and whose second is open with its work done.
pub fn draft_written() -> World {
    let world = sources_passed();
    world.quietly("gate start").given("essays/robot/draft.md", DRAFT);
    world
}

/// A run of `essay` whose first two gates have passed.
pub fn draft_passed() -> World {
    let world = draft_written();
    world.quietly("gate finish");
    world
}

/// Every file below `from`, wherever that is, at the same place below `to` of the repository; `""` is its root.
pub fn copied(world: &World, from: &Path, to: &str) {
    for entry in walkdir::WalkDir::new(from).into_iter().map(Result::unwrap) {
        if entry.file_type().is_file() {
            let below = Path::new(to).join(entry.path().strip_prefix(from).unwrap());
            world.given(below.to_str().unwrap(), std::fs::read(entry.path()).unwrap());
        }
    }
}

/// A repository with a record that the ancestor left.
pub fn ancestral() -> World {
    let world = World::new();
    copied(&world, &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/v0"), "");
    world
}
