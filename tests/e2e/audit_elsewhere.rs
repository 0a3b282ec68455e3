//! What an audit makes of definitions in directories that gatewright.json named only for a while: a gate was asked at each commit what the directory
//! asked that was named there.

use serde_json::json;

use crate::audit::rules;
use crate::audit_put_back::{all_of, checked, first, standing};
use crate::git::{begin, git};
use crate::world::World;

fn commit(world: &World) {
    git(world, "add --all");
    git(world, "commit --quiet --allow-empty --message=next");
}

fn workflow(contracts: &str) -> String {
    json!({"workflow": "two", "gates": [{"gate": "G1", "contract": format!("{contracts}/G1.json")}]})
        .to_string()
}

fn asks(heading: &str) -> String {
    first(json!({"required_outputs": all_of("a.md"), "validations": [checked("earned", heading)]}))
}

/// A strict workflow, and a run by an easy one that `says` brings and `back` takes away again.
fn between(says: impl Fn(&World), back: impl Fn(&World)) -> World {
    let world = World::new();
    world.given("workflows/two.json", workflow("contracts")).given("contracts/G1.json", asks("# Earned"));
    world.given("gatewright.json", "{}\n").real();
    begin(&world);
    says(&world);
    commit(&world);
    world.given("a.md", "# No\n\ntext\n");
    world.quietly("run start --workflow two --slug x").quietly("gate start").quietly("gate finish");
    commit(&world);
    back(&world);
    commit(&world);
    world
}

fn easier_elsewhere(world: &World) {
    world.given("wf2/two.json", workflow("wf2/contracts")).given("wf2/contracts/G1.json", asks("# No"));
    world.given("gatewright.json", r#"{"workflows": "wf2"}"#);
}

#[test]
fn a_directory_of_easier_workflows_that_was_named_only_for_the_run_does_not_let_its_gate_stand() {
    let stays = |world: &World| {
        world.given("gatewright.json", "{}\n");
    };
    let goes = |world: &World| {
        stays(world);
        world.shell("rm -r wf2");
    };
    let named: [&dyn Fn(&World); 2] = [&stays, &goes];
    for back in named {
        let world = between(easier_elsewhere, back);
        assert!(rules(&world, "").contains(&"pins.put_back".to_owned()));
        assert_eq!(standing(&world, "G1"), ["fallen"]);
    }
}

#[test]
fn a_directory_of_workflows_that_was_there_before_it_was_named_is_none_that_was_asked() {
    // What was asked first is the easy one; what lay beside it was never asked of anybody.
    let world = World::new();
    world.given("workflows/two.json", workflow("contracts")).given("contracts/G1.json", asks("# No"));
    world.given("gatewright.json", "{}\n").real();
    begin(&world);
    world.given("wf2/two.json", workflow("wf2/contracts")).given("wf2/contracts/G1.json", asks("# Earned"));
    commit(&world);
    world.given("a.md", "# No\n\ntext\n");
    world.quietly("run start --workflow two --slug x").quietly("gate start").quietly("gate finish");
    commit(&world);
    world.given("gatewright.json", r#"{"workflows": "wf2"}"#);
    commit(&world);
    assert!(!rules(&world, "").contains(&"pins.put_back".to_owned()));
    assert_eq!(standing(&world, "G1"), ["stands"]);
}
