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
    git(world, "commit --quiet --allow-empty --message=done");
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

/// A run that was begun and passed while the committed contract said `then`, and `now` is what the last commit says.
fn judged_between(then: &str, now: &str) -> World {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", STRICT));
    begin(&world);
    world.given("contracts/G1.json", then).given("a.md", "# No\n\n# Earned\n\ntext\n");
    commit(&world);
    world.quietly("run start --workflow one --slug robot").quietly("gate start").hours(1);
    world.quietly("gate finish");
    commit(&world);
    world.given("contracts/G1.json", now);
    commit(&world);
    world
}

#[test]
fn a_contract_that_one_commit_weakened_and_another_put_back_does_not_let_its_gate_stand() {
    let (weak, strict) = (contract("G1", "a.md", "# No"), contract("G1", "a.md", STRICT));
    let spelled_otherwise = strict.replace("what gate G1 brings", "brought").replace("  ", "    ");
    let lenient = strict.replacen('{', "{\"blocking\": false,", 1);
    for (then, now) in [(&weak, &strict), (&weak, &spelled_otherwise), (&lenient, &strict)] {
        let world = judged_between(then, now);
        let said = world.ask("audit latest").stdout;
        let names = git(&world, "log --format=%H -- contracts");
        let names: Vec<&str> = names.lines().map(|name| &name[..12]).collect();
        let line =
            said.lines().find(|line| line.contains("pins.put_back")).unwrap_or_else(|| panic!("{said}"));
        let both = format!("commit {} brought it, and commit {} put another", names[1], names[0]);
        assert!(line.contains(&both), "{line}");
        for required in ["audit --require one/G1", "gate verify G1"] {
            let said = world.ask(required);
            assert!(said.code == 1 && said.stdout.contains("required: G1 STALE"), "{required}: {said:?}");
            assert!(said.stdout.contains("is asked again today"), "{said:?}");
        }
    }
    // Nor does it help to put it back under another name.
    let world = judged_between(&weak, &weak);
    git(&world, "mv contracts/G1.json contracts/first.json");
    let workflow = world.read("workflows/one.json").replace("contracts/G1.json", "contracts/first.json");
    world.given("contracts/first.json", &strict).given("workflows/one.json", workflow);
    commit(&world);
    assert!(rules(&world, "").contains(&"pins.put_back".to_owned()));
    // What lies there need not be committed yet.
    let world = judged_between(&weak, &weak.replacen('{', "{\"notes\": \"x\",", 1));
    assert!(!rules(&world, "").contains(&"pins.put_back".to_owned()));
    world.given("contracts/G1.json", &strict);
    assert!(rules(&world, "").contains(&"pins.put_back".to_owned()));
}

#[test]
fn a_contract_that_was_developed_further_lets_its_gate_stand_and_is_named_where_that_is_required() {
    let (second, third) = (contract("G1", "a.md", "# No"), contract("G1", "a.md", "# Third"));
    let world = judged_between(&second, &third);
    assert!(!rules(&world, "").contains(&"pins.put_back".to_owned()));
    assert!(rules(&world, "").contains(&"pins.drifted".to_owned()));
    for required in ["audit --require one/G1", "gate verify G1"] {
        let said = world.ask(required).stdout;
        let commit = &git(&world, "rev-parse HEAD")[..12];
        assert!(said.contains("required: G1 stands") && said.contains("required.redefined"), "{said}");
        assert!(said.contains(&format!("commit {commit} put another in its place")), "{said}");
    }
    // Words that only people read are no other demand.
    let world = judged_between(&second, &second.replace("what gate G1 brings", "brought"));
    let all = rules(&world, "--require one/G1");
    assert!(!all.contains(&"required.redefined".to_owned()), "{all:?}");
    assert!(all.contains(&"pins.drifted".to_owned()), "{all:?}");
}

#[test]
fn a_contract_that_was_committed_once_or_lies_there_still_is_not_called_uncommitted() {
    let weak = contract("G1", "a.md", "# No");
    let world = begun_while(&weak);
    commit(&world);
    world.given("contracts/G1.json", contract("G1", "a.md", STRICT));
    commit(&world);
    let all = rules(&world, "");
    assert!(!all.contains(&"pins.uncommitted".to_owned()), "it was committed with the record");
    assert!(all.contains(&"pins.put_back".to_owned()), "and put back since");
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
    world.given("contracts/G1.json", contract("G1", "a.md", "# Another"));
    commit(&world);
    assert!(world.ask("audit --require one/G1").stdout.contains("required: G1 stands"));
    lose(&world, "HEAD~1:contracts/G1.json");
    let all = rules(&world, "--require one/G1");
    assert!(!all.contains(&"pins.uncommitted".to_owned()), "{all:?}");
    for rule in ["history.incomplete", "required.unknown"] {
        assert!(all.contains(&rule.to_owned()), "{all:?}");
    }
}

#[test]
fn an_older_contract_that_was_brought_back_only_while_the_run_began_is_told_and_a_newer_one_that_came_later_is_not()
 {
    let (easy, strict) = (contract("G1", "a.md", "# No"), contract("G1", "a.md", STRICT));
    for brought_back in [true, false] {
        let world = World::new();
        one_gate(&world, "", &easy);
        begin(&world);
        world.given("a.md", "# No\n\ntext\n").real();
        if brought_back {
            world.given("contracts/G1.json", &strict);
            commit(&world);
            git(&world, "checkout --quiet HEAD~1 -- contracts");
        }
        world.quietly("run start --workflow one --slug robot");
        if brought_back {
            git(&world, "checkout --quiet HEAD -- contracts");
        }
        world.quietly("gate start").quietly("gate finish");
        world.given("contracts/G1.json", &strict);
        commit(&world);
        let all = rules(&world, "--require one/G1");
        assert_eq!(all.contains(&"pins.older".to_owned()), brought_back, "{all:?}");
        assert!(all.contains(&"required.redefined".to_owned()), "{all:?}");
        assert!(!all.contains(&"pins.put_back".to_owned()), "{all:?}");
    }
}
