//! What is offered next works: behind a check of a gate without an open attempt, and where a gate's attempts are used up.

use crate::fixtures::{DRAFT, SOURCES, begun, contract, one_gate, one_open};
use crate::sticky::next;
use crate::world::World;

#[test]
fn a_check_of_a_gate_whose_needs_are_not_met_says_so_and_offers_what_can_be_done() {
    let world = begun();
    world.given("essays/robot/draft.md", DRAFT);
    let run = world.runs().remove(0);
    let said = world.json(1, "gate check G2");
    assert_eq!((&said["pass"], &said["refused"]), (&false.into(), &"needs_not_met".into()), "{said}");
    assert_eq!(next(&said), [format!("gatewright gate start --run {run} --gate G1 --json")]);
    assert!(said["hints"][0].as_str().unwrap().contains("--gate G2 --override"), "{said}");
    let told = world.ask("gate check G2").stdout;
    assert!(told.contains("gate G1 is NOT_STARTED"), "{told}");
    // What fails leads no further either, and what may be started does.
    world.given("essays/robot/draft.md", "# Draft\n");
    let said = world.json(1, "gate check G2");
    assert_eq!(next(&said), [format!("gatewright gate start --run {run} --gate G1 --json")]);
    world.given("research/robot/sources.md", SOURCES);
    let said = world.json(0, "gate check G1");
    assert_eq!(next(&said), [format!("gatewright gate start --run {run} --gate G1 --json")]);
}

#[test]
fn whoever_works_on_a_gate_that_may_not_be_started_is_offered_what_a_check_of_it_offers() {
    let world = begun();
    let run = world.runs().remove(0);
    let first = [format!("gatewright gate start --run {run} --gate G1 --json")];
    let lines = [
        "finish",
        "fail --reason no",
        "abandon --reason no",
        "approve",
        "reject --reason no",
        "waive --check contains_headings --reason no --until 2099-01-01",
        "packet",
    ];
    for line in lines {
        let said = world.json(4, &format!("gate {line} --gate G2"));
        assert_eq!(next(&said), first, "{line}: {said}");
        let said = world.json(4, &format!("gate {line} --gate G1"));
        assert_eq!(next(&said), first, "{line}: {said}");
    }
    // An attempt is open elsewhere: that is what is gone on with.
    world.quietly("gate start");
    for line in lines {
        let said = world.json(4, &format!("gate {line} --gate G2"));
        assert_eq!(next(&said), next(&world.json(1, "gate check --gate G2")), "{line}: {said}");
    }
}

#[test]
fn a_check_of_a_gate_that_passed_or_of_a_completed_run_offers_what_the_run_offers() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    world.given("a.md", "# A\n").quietly("gate finish");
    let run = world.runs().remove(0);
    let said = world.json(0, "gate check G1");
    assert_eq!(next(&said), [format!("gatewright run complete --run {run} --json")]);
    world.quietly("run complete");
    let said = world.json(0, &format!("gate check G1 --run {run}"));
    assert_eq!(next(&said), [format!("gatewright run show --run {run} --json")]);
}

#[test]
fn a_pipeline_whose_gate_may_not_be_tried_again_offers_no_further_attempt() {
    let world = World::new();
    one_gate(&world, r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    let said = world.json(1, "run one --slug x --exec true");
    let run = world.runs().remove(0);
    assert_eq!(next(&said), [format!("gatewright run complete --run {run} --json")]);
    let said = world.json(4, "run resume");
    assert_eq!(said["code"], "stuck", "{said}");
    assert_eq!(next(&said), [format!("gatewright run complete --run {run} --json")]);
}

#[test]
fn a_limit_of_one_attempt_is_told_as_once() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world.json(1, "gate finish");
    let said = world.json(4, "gate start G1");
    assert!(said["message"].as_str().unwrap().contains("was tried once, which is its limit"), "{said}");
}

#[test]
fn what_a_list_and_a_refused_init_offer_works() {
    let world = World::new();
    let said = world.json(0, "trust --list");
    assert_eq!(next(&said), ["gatewright trust --dry-run --json"]);
    let planned = world.json(0, "init --dry-run");
    let paths = planned["files"].as_array().unwrap().iter().map(|file| file["path"].as_str().unwrap());
    let path = paths.into_iter().find(|path| path.starts_with("workflows/")).unwrap();
    world.given(path, "mine\n");
    let said = world.json(4, "init");
    assert_eq!(said["code"], "files_exist", "{said}");
    assert_eq!(next(&said).len(), 1);
    world.json(0, next(&said)[0].trim_start_matches("gatewright "));
}
