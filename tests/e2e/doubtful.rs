//! Records that tell nothing, and parts of records that no longer count: neither is passed over.

use std::os::unix::fs::symlink;

use crate::fixtures::{contract, one_gate, one_open};
use crate::world::World;

/// Two open runs; RUN.json of the first was edited.
fn one_of_two_edited() -> World {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug x").quietly("run start --workflow one --slug y");
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let edited = world.read(&path).replacen("\"status\": \"QUEUED\"", "\"status\": \"PASSED\"", 1);
    world.given(&path, edited).note("somebody edits the status of the first run").tampered();
    world
}

#[test]
fn a_run_that_may_be_open_makes_the_only_open_one_doubtful() {
    let world = one_of_two_edited();
    world
        .gw(4, "gate start")
        .gw(4, "gate start --json")
        .gw(0, "run status")
        .gw(0, &format!("gate start --run {}", world.runs()[1]));
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_list_never_leaves_out_a_record_that_was_edited() {
    let world = one_of_two_edited();
    world
        .gw(0, "run list --status passed")
        .gw(0, "run list --workflow another")
        .gw(0, "run list --status queued --json");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_run_of_which_only_run_json_is_gone_is_missed() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world.gw(1, "gate finish");
    world.remove(&format!("runs/{}/record/RUN.json", world.runs()[0])).tampered();
    world
        .gw(0, "run list")
        .gw(4, "gate start")
        .gw(4, "run show --run latest")
        .gw(4, "run complete --run latest")
        .gw(4, "run one --slug x --exec true")
        .gw(0, "run one --slug y --exec true --dry-run");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_run_of_which_git_left_only_the_logs_is_none() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    std::fs::remove_dir_all(world.path(&format!("runs/{}/record", world.runs()[0]))).unwrap();
    world.note("git checkout takes the record away").gw(0, "run list").gw(4, "gate start");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_link_in_the_place_of_a_run_is_told() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    let run = world.runs()[0].clone();
    std::fs::rename(world.path(&format!("runs/{run}")), world.path("../beside")).unwrap();
    symlink("../../beside", world.path(&format!("runs/{run}"))).unwrap();
    world.tampered().note("the run is a link now").gw(0, "run list").gw(4, "gate finish").gw(1, "audit");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_contract_that_was_judged_by_is_kept_after_another_was_pinned() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    world.quietly("gate abandon --reason wait");
    let repinned = |heading: &str| {
        world.given("contracts/G1.json", contract("G1", "a.md", heading));
        world.quietly("run repin --gate G1 --reason changed");
    };
    repinned("# B");
    world.quietly("gate start").given("a.md", "# B\n").quietly("gate finish");
    repinned("# C");
    world.note("a clock that repeats is the only error").gw(1, "audit");
    let second = &world.run_json()["events"][3]["pins"];
    let pins = second.as_array().unwrap().iter();
    let mut pin =
        pins.filter(|pin| pin["kind"] == "contract").map(|pin| pin["sha256"].as_str().unwrap().to_owned());
    let copy = format!("runs/{}/record/pins/{}", world.runs()[0], pin.next_back().unwrap());
    let bytes = world.read(&copy);
    world.tampered().remove(&copy).gw(4, "run status").gw(1, "audit");
    world.write(&copy, "{}\n").gw(4, "run status").gw(1, "audit");
    world.write(&copy, bytes).gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_list_beside_an_attempt_is_verified_by_the_next_command() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "o/*.md"}]}}"#);
    let each = |text: &str| {
        for at in 0..101 {
            world.given(&format!("o/{at:03}.md"), format!("{at} {text}\n"));
        }
    };
    each("before");
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    each("after");
    world.quietly("gate finish").tampered();
    let below = format!("runs/{}/record/gates/G1/attempt-1", world.runs()[0]);
    for list in ["before", "artifacts"] {
        let path = format!("{below}.{list}.sha256");
        let honest = world.read(&path);
        let shorter: String = honest.split_inclusive('\n').skip(50).collect();
        world.write(&path, shorter).gw(4, "run status").gw(4, "run complete");
        world.remove(&path).gw(4, "run complete").given(&path, honest);
    }
    world.gw(0, "run complete");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_list_of_what_waits_says_what_it_could_not_look_at() {
    let world = one_open("", &contract("G1", "a.md", "# A"));
    world.quietly("run start --workflow one --slug y").tampered();
    let [one, other] = world.runs().try_into().unwrap();
    world.given(&format!("runs/{other}/record/RUN.json"), "{\n");
    let said = world.ask("waiting");
    assert!(said.code == 4 && said.stdout.contains(&one), "{said:?}");
    assert!(said.stderr.contains(&format!("{other} cannot be read")), "{said:?}");
    world.given(&format!("runs/{one}/record/RUN.json"), "{\n");
    let said = world.ask("waiting");
    assert!(said.code == 4 && said.stderr.contains("nothing else is known to wait"), "{said:?}");
    assert_eq!(world.json(4, "waiting")["unreadable"].as_array().unwrap().len(), 2);
}
