//! `run timeline`: the events of a run, replayed.

use serde_json::Value;

use crate::ancestor;
use crate::fixtures::{DRAFT, SOURCES, ancestral, essay, sources_passed};

#[test]
fn a_timeline_tells_what_happened_and_where_it_left_run_and_gate() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start --agent scribe")
        .quietly("invocation record --agent scribe --exit-code 0")
        .hours(50)
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .quietly("gate start");
    world.hours(-5).given("essays/robot/draft.md", DRAFT).quietly("gate finish");
    world
        .quietly(&format!(
            "gate reopen --gate G1 --reason '{}'",
            "more of the letters, and the plays as well; ".repeat(4).trim()
        ))
        .quietly("run complete --status CANCELED --reason 'enough of it'")
        .gw(0, "run timeline");
    let told = world.told();
    insta::assert_snapshot!(told);
    let said = world.ask("run timeline").stdout;
    assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    let answer = world.json(0, "run timeline");
    let events = answer["events"].as_array().unwrap();
    let of = |name: &str| events.iter().map(|event| event[name].clone()).collect::<Vec<Value>>();
    assert_eq!(of("run_status")[..2], ["QUEUED", "RUNNING"]);
    assert_eq!(of("gate_status")[1..4], ["RUNNING", "RUNNING", "PASS"]);
    assert_eq!((&events[5]["clamped"], &events[5]["since_ms"]), (&true.into(), &0.into()));
    assert_eq!(answer["head"], events.last().unwrap()["head"]);
    let record = world.run_json();
    let digests: Vec<&Value> =
        record["events"].as_array().unwrap().iter().map(|event| &event["digest"]).collect();
    assert_eq!(of("head").iter().collect::<Vec<_>>(), digests);
}

#[test]
fn every_head_of_a_timeline_was_printed_by_the_command_that_made_it() {
    let world = essay();
    let heads: Vec<Value> = [
        "run start --workflow essay --slug robot",
        "gate start --gate G1",
        "gate fail --gate G1 --reason 'no library'",
    ]
    .map(|line| world.json(0, line)["head"].clone())
    .into();
    let told = world.json(0, "run timeline");
    let found: Vec<Value> =
        told["events"].as_array().unwrap().iter().map(|event| event["head"].clone()).collect();
    assert_eq!(found, heads);
}

#[test]
fn a_record_that_was_edited_is_not_replayed() {
    let world = sources_passed();
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let edited = world.read(&path).replacen("claimed-human:Ada", "claimed-human:Eve", 1);
    world.tampered().given(&path, edited);
    let said = world.ask("run timeline");
    assert!(said.code == 4 && said.stderr.contains("`events[0].digest`"), "{said:?}");
    assert_eq!(world.ask("run timeline run_x").code, 2);
}

#[test]
fn a_timeline_of_the_ancestor_is_what_it_wrote_down() {
    let world = ancestral();
    world.gw(0, "run timeline latest");
    insta::assert_snapshot!(world.told());
    assert_eq!(world.json(0, "run timeline latest")["kind"], "run_timeline_v0");
    let Some(world) = ancestor::records() else { return };
    for run in world.json(0, "run list")["runs"].as_array().unwrap() {
        let id = run["run_id"].as_str().unwrap();
        let told = world.json(0, &format!("run timeline {id}"));
        assert!(!told["events"].as_array().unwrap().is_empty(), "{told}");
        let said = world.ask(&format!("run timeline {id}")).stdout;
        assert!(said.lines().all(|line| line.chars().count() <= 100), "{said}");
    }
}
