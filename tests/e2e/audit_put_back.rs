//! What an audit makes of definitions that asked less only while a run went by them: by what was in effect, not by how it was written.

use serde_json::{Value, json};

use crate::audit::rules;
use crate::fixtures::contract;
use crate::git::{begin, git};
use crate::world::World;

const WORKFLOW: &str = "workflows/two.json";
const FIRST: &str = "contracts/G1.json";

/// A workflow of two gates, the second of which needs the first where its order says so.
fn workflow(ids: [&str; 2]) -> String {
    let gate = |id: &str| json!({"gate": id, "contract": format!("contracts/{id}.json")});
    json!({"workflow": "two", "gates": ids.map(gate)}).to_string()
}

/// What lies at a path.
pub type Text<'a> = (&'a str, &'a str);

/// A repository of two gates that bring `a.md` and `b.md`, with `more` files, committed.
fn repository(more: &[Text<'_>]) -> World {
    let world = World::new();
    world.given(WORKFLOW, workflow(["G1", "G2"])).given(FIRST, contract("G1", "a.md", "# Earned"));
    world.given("contracts/G2.json", contract("G2", "b.md", "# B"));
    given(&world, more);
    world.real();
    begin(&world);
    world
}

fn given(world: &World, files: &[Text<'_>]) {
    for (path, text) in files {
        world.given(path, text);
    }
}

fn commit(world: &World) {
    git(world, "add --all");
    git(world, "commit --quiet --allow-empty --message=next");
}

/// A run by what lies there, in which both gates were finished as far as they could be, committed.
fn run(world: &World) {
    world.given("a.md", "# No\n\ntext\n").given("b.md", "# B\n\ntext\n");
    world.quietly("run start --workflow two --slug x");
    for gate in ["G1", "G2"] {
        world.ask(&format!("gate start {gate}"));
        world.ask(&format!("gate finish {gate}"));
    }
}

/// The first version of some files, that by which the run went, and the last, each committed.
pub fn between(first: &[Text<'_>], then: &[Text<'_>], now: &[Text<'_>]) -> World {
    let world = repository(first);
    given(&world, then);
    commit(&world);
    run(&world);
    commit(&world);
    given(&world, now);
    commit(&world);
    world
}

pub fn standing(world: &World, gates: &str) -> Vec<String> {
    let answer = world.ask(&format!("gate verify {gates} --run latest --json")).json();
    let gates = answer["gates"].as_array().unwrap().iter();
    gates.map(|gate| gate["standing"].as_str().unwrap().to_owned()).collect()
}

fn put_back(world: &World) -> bool {
    rules(world, "").contains(&"pins.put_back".to_owned())
}

fn lenient(text: &str) -> String {
    text.replacen('{', "{\"blocking\": false,", 1)
}

pub fn checked(id: &str, heading: &str) -> Value {
    json!({"id": id, "type": "contains_headings", "target": "a.md", "required_headings": [heading]})
}

/// A contract of the first gate with these members.
pub fn first(members: Value) -> String {
    let mut whole = json!({"gate": "G1"});
    whole.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    whole.to_string()
}

pub fn all_of(path: &str) -> Value {
    json!({"all_of": [{"path": path}]})
}

#[test]
fn an_override_that_was_there_only_for_the_run_does_not_let_its_gate_stand() {
    let base =
        first(json!({"required_outputs": all_of("a.md"), "validations": [checked("earned", "# Earned")]}));
    let plain = first(json!({"extends": "contracts/base.json"}));
    let easier = first(json!({"extends": "contracts/base.json", "validations": [checked("earned", "# No")]}));
    let strict = [("contracts/base.json", base.as_str()), (FIRST, plain.as_str())];
    let world = between(&strict, &[(FIRST, &easier)], &[(FIRST, &plain)]);
    assert!(put_back(&world));
    assert_eq!(standing(&world, "G1"), ["fallen"]);
    assert_eq!(standing(&world, "G2"), ["fallen"], "it needs the other one");
    let said = world.ask("audit latest").stdout;
    let line = said.lines().find(|line| line.contains("pins.put_back")).unwrap();
    assert!(line.contains("# Earned") && line.contains("put another in its place"), "{line}");
    // Whoever keeps the easier one has developed it further.
    let world = between(&strict, &[(FIRST, &easier)], &[(FIRST, &easier.replace("# No", "# Another"))]);
    assert!(!put_back(&world));
    assert_eq!(standing(&world, "G1 G2"), ["stands", "stands"]);
}

#[test]
fn an_alternative_that_was_there_only_for_the_run_does_not_let_its_gate_stand() {
    let asks = |paths: &[&str]| {
        let paths: Vec<Value> = paths.iter().map(|path| json!({"path": path})).collect();
        first(json!({"required_outputs": {"any_of": paths}}))
    };
    let (strict, easier) = (asks(&["c.md"]), asks(&["a.md", "c.md"]));
    let world = between(&[(FIRST, &strict)], &[(FIRST, &easier)], &[(FIRST, &strict)]);
    assert!(put_back(&world));
    assert_eq!(standing(&world, "G1"), ["fallen"]);
    let world =
        between(&[(FIRST, &strict)], &[(FIRST, &easier)], &[(FIRST, &asks(&["a.md", "c.md", "d.md"]))]);
    assert!(!put_back(&world));
    assert_eq!(standing(&world, "G1"), ["stands"]);
}

#[test]
fn a_branch_that_knows_nothing_of_what_was_asked_before_is_no_way_around_it() {
    let strict = contract("G1", "a.md", "# Earned");
    let world = repository(&[]);
    git(&world, "checkout --quiet --orphan side");
    given(&world, &[(FIRST, &strict.replace("# Earned", "# No"))]);
    commit(&world);
    run(&world);
    commit(&world);
    git(&world, "checkout --quiet main");
    git(&world, "merge --quiet --allow-unrelated-histories --strategy-option=ours --message=merged side");
    assert_eq!(world.read(FIRST), strict);
    assert!(put_back(&world));
    assert_eq!(standing(&world, "G1"), ["fallen"]);
}

#[test]
fn what_another_branch_came_to_ask_meanwhile_was_not_asked_before() {
    let (easy, strict) = (contract("G1", "a.md", "# No"), contract("G1", "a.md", "# Earned"));
    let world = repository(&[(FIRST, &easy)]);
    git(&world, "checkout --quiet -b side");
    given(&world, &[(FIRST, &easy.replace("what gate G1 brings", "brought"))]);
    commit(&world);
    run(&world);
    commit(&world);
    git(&world, "checkout --quiet main");
    given(&world, &[(FIRST, &strict)]);
    commit(&world);
    git(&world, "merge --quiet --strategy-option=ours --message=merged side");
    given(&world, &[(FIRST, &strict)]);
    commit(&world);
    assert!(!put_back(&world));
    assert_eq!(standing(&world, "G1"), ["stands"]);
}

#[test]
fn a_check_that_only_lay_elsewhere_for_a_while_was_asked_all_the_time() {
    let base = first(json!({"required_outputs": all_of("a.md"), "validations": [checked("any", "# No")]}));
    let extends = first(json!({"extends": "contracts/base.json"}));
    let then = [("contracts/base.json", base.as_str()), (FIRST, extends.as_str())];
    let world = between(&[(FIRST, &base)], &then, &[(FIRST, &base)]);
    assert!(!put_back(&world));
    assert_eq!(standing(&world, "G1"), ["stands"]);
}

#[test]
fn a_condition_that_does_not_hold_in_the_run_takes_a_check_out_of_it_as_well() {
    let asks = |when: Option<&str>| {
        let mut check = checked("earned", "# Earned");
        if let Some(depth) = when {
            check["when"] = json!({"depth": [depth]});
        }
        first(json!({"required_outputs": all_of("a.md"), "validations": [check, checked("any", "# No")]}))
    };
    let world = between(&[(FIRST, &asks(None))], &[(FIRST, &asks(Some("deep")))], &[(FIRST, &asks(None))]);
    assert!(put_back(&world));
    assert_eq!(standing(&world, "G1"), ["fallen"]);
}

#[test]
fn a_default_that_took_a_check_out_only_for_the_run_does_not_let_its_gate_stand() {
    let mut check = checked("earned", "# Earned");
    check["when"] = json!({"params": {"strict": true}});
    let strict = first(json!({"required_outputs": all_of("a.md"), "validations": [check]}));
    let with = |default: bool| {
        let mut whole: Value = serde_json::from_str(&workflow(["G1", "G2"])).unwrap();
        whole["params"] = json!({"strict": {"type": "boolean", "default": default}});
        whole.to_string()
    };
    let (usual, easier) = (with(true), with(false));
    let world =
        between(&[(FIRST, &strict), (WORKFLOW, &usual)], &[(WORKFLOW, &easier)], &[(WORKFLOW, &usual)]);
    assert!(put_back(&world));
    assert_eq!(standing(&world, "G1"), ["fallen"]);
}

#[test]
fn a_gate_that_failed_and_blocked_nobody_only_for_the_run_is_not_met_nor_what_needs_it() {
    let strict = contract("G1", "a.md", "# Earned");
    let easier = lenient(&strict);
    let world = between(&[], &[(FIRST, &easier)], &[(FIRST, &strict)]);
    assert_eq!(world.run_json()["gates"][0]["status"], "FAIL");
    assert_eq!(world.run_json()["gates"][1]["status"], "PASS");
    assert!(put_back(&world));
    assert_eq!(standing(&world, ""), ["not_met", "fallen"]);
    assert_eq!(standing(&world, "G2"), ["fallen"]);
    let said = world.ask("gate verify --run latest").stdout;
    assert!(said.contains("and its contract did not let others go on before, and does not today"), "{said}");
    // Nor where no commit holds it.
    let world = repository(&[]);
    given(&world, &[(FIRST, &easier)]);
    run(&world);
    given(&world, &[(FIRST, &strict)]);
    commit(&world);
    assert!(rules(&world, "").contains(&"pins.uncommitted".to_owned()));
    assert_eq!(standing(&world, ""), ["not_met", "fallen"]);
    // One that was never tried is no better.
    let world = repository(&[]);
    given(&world, &[(FIRST, &easier)]);
    commit(&world);
    world.quietly("run start --workflow two --slug x");
    given(&world, &[(FIRST, &strict)]);
    commit(&world);
    assert_eq!(standing(&world, ""), ["not_met", "not_met"]);
}

#[test]
fn a_gate_that_blocks_nobody_or_blocks_only_since_a_later_version_is_still_only_named() {
    let easier = lenient(&contract("G1", "a.md", "# Earned"));
    for today in [&easier, &contract("G1", "a.md", "# Earned"), &lenient(&contract("G1", "a.md", "# More"))] {
        let world = between(&[(FIRST, &easier)], &[], &[(FIRST, today)]);
        assert!(!put_back(&world));
        assert_eq!(standing(&world, ""), ["not_blocking", "stands"], "{today}");
    }
}

#[test]
fn a_workflow_that_is_in_no_commit_says_nothing_of_whether_a_contract_blocks() {
    let strict = contract("G1", "a.md", "# Earned");
    let easier = lenient(&strict);
    let odd = workflow(["G1", "G2"]).replacen('{', "{ ", 1);
    for (first, is_now) in [(&easier, "not_blocking"), (&strict, "not_met")] {
        let world = repository(&[(FIRST, first)]);
        given(&world, &[(FIRST, &easier)]);
        commit(&world);
        given(&world, &[(WORKFLOW, &odd)]);
        run(&world);
        given(&world, &[(WORKFLOW, &workflow(["G1", "G2"])), (FIRST, &strict)]);
        commit(&world);
        assert_eq!(standing(&world, ""), [is_now, "fallen"], "{first}");
    }
}

#[test]
fn a_gate_that_needed_another_before_and_does_today_does_not_stand_without_it() {
    let (usual, other) = (workflow(["G1", "G2"]), workflow(["G2", "G1"]));
    let alone = workflow(["G1", "G2"]).replace(r#"{"gate":"G1","contract":"contracts/G1.json"},"#, "");
    assert!(!alone.contains("G1.json"), "{alone}");
    for then in [&other, &alone] {
        let world = between(&[], &[(WORKFLOW, then)], &[(WORKFLOW, &usual)]);
        assert!(put_back(&world), "{then}");
        assert_eq!(standing(&world, "G2"), ["fallen"], "{then}");
    }
}
