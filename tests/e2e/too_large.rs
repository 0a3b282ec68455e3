//! A record that could not be read again is never written.

use serde_json::json;

use crate::fixtures::one_open;
use crate::world::World;

/// An attempt whose rows take more than can be read: 200 files, and 25 checks of each that describe themselves in 16,000 letters.
fn large() -> World {
    let check = json!({"type": "contains_text", "target": "out/*.md", "patterns": ["x"], "description": "a".repeat(16_000)});
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "out/*.md"}]},
        "validations": vec![check; 25],
    });
    let world = one_open("", &contract.to_string());
    for at in 0..200 {
        world.write(&format!("out/{at}.md"), "x\n");
    }
    world
}

#[test]
fn what_could_not_be_read_again_is_refused_before_anything_is_written_and_the_attempt_can_be_given_up() {
    let world = large();
    let before = world.tree("");
    let said = world.ask("gate finish --json");
    assert_eq!((said.code, said.json()["code"].as_str()), (4, Some("record_too_large")), "{}", said.stderr);
    world.same_as(&before);
    world.quietly("run status").quietly("gate abandon --reason 'too much'").quietly("run status");
}
