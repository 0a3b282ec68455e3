//! The workflow that is run at the terminal: a note to be written, then a build that a command checks.

use crate::support::place::Place;
use crate::terminal::Terminal;

const WORKFLOW: &str = r#"{
  "workflow": "tour",
  "version": "1",
  "gates": [
    { "gate": "G1", "name": "Note", "description": "Write the note", "contract": "contracts/tour/G1.contract.json" },
    { "gate": "G2", "name": "Build", "description": "Build it", "contract": "contracts/tour/G2.contract.json" }
  ]
}
"#;

const G1: &str = r###"{
  "gate": "G1",
  "name": "Note",
  "required_outputs": { "all_of": [
    { "path": "out/{slug}/note.md", "description": "The note" },
    { "path": "out/{slug}/parts/*.txt", "description": "Its parts", "required": false }
  ] },
  "validations": [
    { "type": "contains_headings", "target": "out/{slug}/note.md", "required_headings": ["## Why"], "description": "It says why" }
  ]
}
"###;

const G2: &str = r#"{
  "gate": "G2",
  "name": "Build",
  "required_outputs": { "all_of": [ { "path": "build.log", "description": "What was built" } ] },
  "validations": [ { "type": "command", "argv": ["./check.sh"], "description": "The build is sound" } ]
}
"#;

/// Leaves a mark each time it runs, and waits for the file `go`; deaf to being asked to end where there is a file `deaf`.
const CHECK: &str =
    "#!/bin/sh\n[ -e deaf ] && trap '' TERM\necho ran >>marks\nwhile [ ! -e go ]; do sleep 0.05; done\n";

/// A note that passes.
pub const NOTE: &str = "# Note\n\n## Why\n\nBecause.\n";

/// The arguments that run it.
pub const RUN: &str = "run tour --slug trip";

/// A place with the workflow, its command trusted.
pub fn place() -> Place {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    place.write("workflows/tour.json", WORKFLOW);
    place.write("contracts/tour/G1.contract.json", G1);
    place.write("contracts/tour/G2.contract.json", G2);
    place.write("check.sh", CHECK);
    let program = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(place.repo().join("check.sh"), program).unwrap();
    place.expect(0, 0, &["trust", "--yes"]);
    place
}

/// The workflow running at a terminal of the usual size, its first gate shown.
pub fn begun(place: &Place) -> Terminal {
    let terminal = Terminal::run(place, RUN, &[], (80, 24));
    terminal.until(&["G1 Note, attempt 1", "1 output missing"]);
    terminal
}

/// The same with the first gate passed and the outputs of the second brought: only its command is left to be run.
pub fn built(place: &Place) -> Terminal {
    let terminal = begun(place);
    noted(place, &terminal);
    terminal.press(&["f"]);
    terminal.until(&["G2 Build, attempt 1"]);
    place.write("build.log", "built\n");
    terminal.until(&["1 command runs at finish."]);
    terminal
}

/// Somebody writes the note, and the terminal shows that it would pass.
pub fn noted(place: &Place, terminal: &Terminal) {
    place.write("out/trip/note.md", NOTE);
    terminal.until(&["Nothing keeps it from passing so far."]);
}

/// The status of the only run, as programs read it.
pub fn status(place: &Place) -> serde_json::Value {
    place.expect(0, 0, &["run", "status", "--json"]).json()
}

/// The last attempt of a gate, as it is recorded.
pub fn attempt(place: &Place, gate: &str, number: u32) -> serde_json::Value {
    let run = status(place)["run_id"].as_str().unwrap().to_owned();
    let path = format!("runs/{run}/record/gates/{gate}/attempt-{number}.json");
    serde_json::from_str(&place.read(&path)).unwrap()
}
