//! A forged verdict on a directory: what is put into it afterwards does not hide it.

use serde_json::Value;

use crate::audited::{findings, found};
use crate::committed::git;
use crate::rewritten::forge_attempt;
use crate::scene::Scene;
use crate::support::definitions::{start_with, write_parts};
use crate::support::place::Place;

/// Asks for a directory of three texts.
const PARTS: &str = r#"{
  "gate": "G1",
  "required_outputs": { "all_of": [ { "path": "out/{slug}/parts" } ] },
  "validations": [
    { "type": "min_file_count", "target": "out/{slug}/parts", "pattern": "*.txt", "thresholds": { "quick": 3, "standard": 3, "deep": 3 } }
  ]
}
"#;

/// A run whose first gate passed with a directory of three texts, and says that it was judged by a warning.
fn forged() -> Scene {
    let place = Place::new();
    let run = start_with(&place, PARTS);
    place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
    write_parts(&place, 3);
    place.expect(0, 3, &["gate", "finish", "--gate", "G1"]);
    let scene = Scene { place, run };
    let honest = findings(&scene);
    let of_verdicts = |it: &&Value| it["rule"].as_str().unwrap().starts_with("verdict.");
    assert!(!honest.iter().any(|it| of_verdicts(&it)), "{honest:#?}");
    forge_attempt(&scene, 1, |attempt| {
        let row = attempt.validations.last_mut().unwrap();
        row.insert("state".to_owned(), "warn".into());
        row.insert("severity".to_owned(), "warning".into());
    });
    git(&scene, &["init", "--quiet"]);
    git(&scene, &["add", "-A"]);
    git(&scene, &["commit", "--quiet", "-m", "done"]);
    scene
}

#[test]
fn a_file_that_is_put_into_a_directory_afterwards_hides_no_forged_verdict() {
    let scene = forged();
    found(&findings(&scene), "verdict.differs");
    scene.place.write("out/essay/parts/untracked.md", "more\n");
    let all = findings(&scene);
    assert_eq!(found(&all, "verdict.differs")["attempt"], 1);
    // Nor does an event that is not committed yet.
    scene.place.expect(0, 4, &["gate", "start", "--gate", "G3"]);
    found(&findings(&scene), "verdict.differs");
    let said = scene.place.run(5, &["attest", "--run", &scene.run, "--output", "proof"]).told();
    assert!(said.contains("verdict.differs"), "{said}");
}
