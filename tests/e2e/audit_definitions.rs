//! What an audit makes of definitions that nobody ever saw in the repository.

use crate::audit::rules;
use crate::audit_lost::lose;
use crate::fixtures::{contract, one_gate};
use crate::git::{begin, git};
use crate::world::World;

const STRICT: &str = "# Earned";

/// A repository whose contract asks for a heading, and a run that was begun while it said `then`; the definitions that are
/// committed lie there again.
fn begun_while(then: &str) -> World {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", STRICT));
    begin(&world);
    world.given("contracts/G1.json", then).given("a.md", "# No\n\ntext\n");
    world.quietly("run start --workflow one --slug robot").quietly("gate start").hours(1);
    world.quietly("gate finish");
    world
}

fn commit(world: &World) {
    git(world, "add --all");
    git(world, "commit --quiet --message=done");
}

#[test]
fn a_contract_that_was_weakened_only_while_the_run_began_does_not_let_its_gate_stand() {
    let world = begun_while(&contract("G1", "a.md", "# No"));
    assert_eq!(world.run_json()["gates"][0]["status"], "PASS");
    git(&world, "checkout --quiet contracts");
    for committed in [false, true] {
        if committed {
            commit(&world);
        }
        assert!(rules(&world, "").contains(&"pins.uncommitted".to_owned()), "{committed}");
        let required = world.ask("audit --require one/G1");
        assert!(required.stdout.contains("that it was judged by is in no commit"), "{required:?}");
        assert!(world.ask("gate verify --run latest").stdout.contains("is in no commit"));
    }
}

#[test]
fn a_contract_that_was_committed_once_or_lies_there_still_is_nothing_to_tell() {
    let weak = contract("G1", "a.md", "# No");
    let world = begun_while(&weak);
    commit(&world);
    world.given("contracts/G1.json", contract("G1", "a.md", STRICT));
    commit(&world);
    assert!(!rules(&world, "").contains(&"pins.uncommitted".to_owned()), "it was committed with the record");
    assert!(world.ask("audit --require one/G1").stdout.contains("required: G1 stands"));
    let world = begun_while(&weak);
    git(&world, "add runs a.md");
    git(&world, "commit --quiet --message=done");
    assert!(!rules(&world, "").contains(&"pins.uncommitted".to_owned()), "it lies there as it was pinned");
}

#[test]
fn a_gate_that_the_workflow_has_today_and_the_run_has_not_is_missed() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# No"));
    world.given("contracts/G2.json", contract("G2", "b.md", "# No"));
    let fewer = world.read("workflows/one.json");
    let whole = fewer.replace(
        "\"gates\": [",
        "\"gates\": [{\"gate\": \"G2\", \"contract\": \"contracts/G2.json\", \"needs\": []}, ",
    );
    world.given("workflows/one.json", &whole);
    begin(&world);
    world.given("workflows/one.json", &fewer).given("a.md", "# No\n\ntext\n");
    world.quietly("run start --workflow one --slug robot").quietly("gate start").hours(1);
    world.quietly("gate finish").quietly("run complete");
    assert!(
        !rules(&world, "--require one").contains(&"required.not_met".to_owned()),
        "it is what lies there"
    );
    git(&world, "checkout --quiet workflows");
    let missed = world.ask("audit --require one");
    assert!(missed.stdout.contains("the run has no such gate, and its workflow has it today"), "{missed:?}");
}

#[test]
fn where_a_version_of_the_contract_is_lost_nobody_says_that_its_gate_stands() {
    let world = begun_while(&contract("G1", "a.md", "# No"));
    commit(&world);
    world.given("contracts/G1.json", contract("G1", "a.md", STRICT));
    commit(&world);
    assert!(world.ask("audit --require one/G1").stdout.contains("required: G1 stands"));
    lose(&world, "HEAD~1:contracts/G1.json");
    let all = rules(&world, "--require one/G1");
    assert!(!all.contains(&"pins.uncommitted".to_owned()), "{all:?}");
    for rule in ["history.incomplete", "required.unknown"] {
        assert!(all.contains(&rule.to_owned()), "{all:?}");
    }
}
