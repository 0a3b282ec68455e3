//! The workflow that the tests run: three gates, small outputs, one gate with very many.

use crate::support::place::Place;

const WORKFLOW: &str = r#"{
  "workflow": "demo",
  "version": "1",
  "description": "Three gates with small outputs",
  "gates": [
    { "gate": "G1", "name": "Draft", "description": "Writes the draft", "contract": "contracts/demo/G1.contract.json" },
    { "gate": "G2", "name": "Parts", "description": "Writes many parts", "contract": "contracts/demo/G2.contract.json" },
    { "gate": "G3", "name": "Notes", "description": "Writes notes", "contract": "contracts/demo/G3.contract.json", "needs": [] }
  ]
}
"#;

const G1: &str = r#"{
  "gate": "G1",
  "name": "Draft",
  "required_outputs": { "all_of": [
    { "path": "out/{slug}/draft.md", "description": "The draft" },
    { "path": "out/{slug}/sources.md", "description": "Its sources", "required": false }
  ] },
  "validations": [
    { "type": "file_exists", "target": "all_required", "description": "The draft is there" },
    { "type": "contains_text", "target": "out/{slug}/draft.md", "patterns": ["robot"], "description": "It speaks of robots" }
  ]
}
"#;

const G2: &str = r#"{
  "gate": "G2",
  "name": "Parts",
  "required_outputs": { "all_of": [ { "path": "out/{slug}/parts/*.txt", "description": "The parts" } ] },
  "validations": []
}
"#;

const G3: &str = r#"{
  "gate": "G3",
  "name": "Notes",
  "blocking": false,
  "required_outputs": { "all_of": [ { "path": "out/{slug}/notes.md", "description": "Notes" } ] },
  "validations": []
}
"#;

/// Writes the definitions into the repository of `place`.
pub fn define(place: &Place) {
    place.write("gatewright.json", "{}\n");
    place.write("workflows/demo.json", WORKFLOW);
    for (name, contract) in [("G1", G1), ("G2", G2), ("G3", G3)] {
        place.write(&format!("contracts/demo/{name}.contract.json"), contract);
    }
    place.write("prompt.md", "Write an essay on the word robot.\n");
}

/// The arguments that start the run.
pub const START: &[&str] =
    &["run", "start", "--workflow", "demo", "--slug", "essay", "--prompt-file", "prompt.md"];

/// Defines the workflow and starts a run of it at step 1; its id.
pub fn start(place: &Place) -> String {
    define(place);
    place.expect(0, 1, START).stdout.trim().to_owned()
}

/// The same where gate G1 has this contract.
pub fn start_with(place: &Place, contract: &str) -> String {
    define(place);
    place.write("contracts/demo/G1.contract.json", contract);
    place.expect(0, 1, START).stdout.trim().to_owned()
}

/// Writes what gate G1 asks for.
pub fn write_draft(place: &Place) {
    place.write("out/essay/draft.md", "The word robot is from 1920.\n");
}

/// Writes `count` parts, which gate G2 asks for.
pub fn write_parts(place: &Place, count: u32) {
    for number in 0..count {
        place.write(&format!("out/essay/parts/{number:03}.txt"), format!("part {number}\n"));
    }
}
