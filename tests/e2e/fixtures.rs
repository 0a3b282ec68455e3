//! Workflows that stories begin with.

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
