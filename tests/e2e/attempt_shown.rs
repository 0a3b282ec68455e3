//! One attempt in full, as `run show --attempt` tells it.

use crate::ancestor;
use crate::fixtures::{SOURCES, ancestral, begun, essay, one_gate, sources_open, sources_passed};
use crate::world::World;

#[test]
fn an_attempt_is_shown_with_everything_that_its_file_holds() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", "### Source 1\n")
        .gw(0, "run show --attempt 1");
    world
        .quietly("invocation record --agent scribe --model large --exit-code 0")
        .hours(1)
        .gw(1, "gate finish")
        .gw(0, "run show --gate g1")
        .quietly("gate start --agent scribe")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .quietly("gate start")
        .gw(0, "run show --gate G1")
        .gw(0, "run show --gate G2 --attempt 1");
    insta::assert_snapshot!(world.told());
    let shown = world.json(0, "run show --gate G1 --attempt 1");
    assert_eq!((&shown["kind"], &shown["attempt"]["status"]), (&"run_attempt".into(), &"FAIL".into()));
    assert_eq!(shown["attempt"]["validations"][1]["count"], 1, "{shown}");
    assert_eq!(shown["pins"][1]["path"], "contracts/essay/G1.contract.json");
    assert_eq!(
        (shown["events"].as_array().map(Vec::len), &shown["invocations"][0]["model"]),
        (Some(3), &"large".into())
    );
}

#[test]
fn which_attempt_is_meant_has_to_be_said_where_several_gates_were_tried() {
    let world = begun();
    world.gw(4, "run show --attempt 1");
    world
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .quietly("gate start");
    world
        .gw(2, "run show --attempt 1")
        .gw(2, "run show --gate G1 --attempt 2")
        .gw(2, "run show --gate G3")
        .gw(2, "run show --gate G9")
        .gw(2, "run show --gate G1 --attempt 0")
        .gw(2, "run show --gate G1 --all");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_attempt_whose_file_was_edited_is_refused_with_its_place() {
    let world = sources_passed();
    let path = format!("runs/{}/record/gates/G1/attempt-1.json", world.runs()[0]);
    let edited = world.read(&path).replace("\"pass\": true", "\"pass\": false");
    world.tampered().given(&path, edited);
    let said = world.ask("run show --attempt 1");
    assert!(said.code == 4 && said.stderr.contains("was edited after it was sealed"), "{said:?}");
}

#[test]
fn what_people_decided_and_waived_is_shown_with_the_attempt() {
    let world = sources_open();
    let ada = crate::people::allow(&world, 1, "ada@example.org", "");
    world
        .given("research/robot/sources.md", "### Source 1\n")
        .quietly(&format!(
            "gate waive --check min_sources --until 2030-01-01 --reason 'it burned' --key {ada}"
        ))
        .quietly("gate finish");
    let said = world.ask("run show --attempt 1").stdout;
    for part in [
        "G1: min_sources waived by human:ada@example.org until",
        "it burned",
        "attempt 1 of 1: WAIVED",
        "GATE_CHECK_WAIVED",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
    assert_eq!(world.json(0, "run show --attempt 1")["waivers"][0]["check"], "min_sources");
}

#[test]
fn of_many_outputs_every_one_is_listed_with_its_digest() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out/*.txt"}]}}"#);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    for i in 0..101 {
        world.given(&format!("out/{i}.txt"), format!("{i}\n"));
    }
    world.quietly("gate finish");
    let said = world.ask("run show --attempt 1").stdout;
    assert_eq!(said.lines().filter(|line| line.contains("  out/")).count(), 101, "{said}");
    assert_eq!(world.json(0, "run show --attempt 1")["outputs"].as_array().map(Vec::len), Some(101));
}

#[test]
fn an_attempt_of_the_ancestor_is_shown_as_it_told_of_it() {
    let world = ancestral();
    world.gw(0, "run show latest --gate G1").gw(2, "run show latest --gate G1 --attempt 77");
    insta::assert_snapshot!(world.told());
    world.json(0, "run show latest --gate G1");
    let Some(world) = ancestor::records() else { return };
    for run in world.json(0, "run list")["runs"].as_array().unwrap() {
        let id = run["run_id"].as_str().unwrap();
        for gate in world.json(0, &format!("run show {id}"))["gates"].as_array().unwrap() {
            for attempt in gate["attempts"].as_array().unwrap() {
                let (gate, number) = (gate["gate"].as_str().unwrap(), &attempt["attempt"]);
                let shown = world.json(0, &format!("run show {id} --gate {gate} --attempt {number}"));
                assert_eq!((&shown["status"], &shown["attempt"]), (&attempt["status"], number));
            }
        }
    }
}
