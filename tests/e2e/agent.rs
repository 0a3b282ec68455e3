//! An agent that reads nothing but JSON and does what `next` says.

use crate::fixtures::{DRAFT, REVIEW, SOURCES, essay};

#[test]
fn an_agent_reaches_passed_by_json_alone() {
    let world = essay();
    let run = world.json(0, "run start --workflow essay --slug robot");
    let id = run["run_id"].as_str().unwrap().to_owned();
    let mut next = run["next"][0].as_str().unwrap().to_owned();
    for (gate, path, text) in [
        ("G1", "research/robot/sources.md", SOURCES),
        ("G2", "essays/robot/draft.md", DRAFT),
        ("G3", "essays/robot/review.md", REVIEW),
    ] {
        assert_eq!(next, format!("gatewright gate start --run {id} --gate {gate} --json"));
        let started = world.json(0, next.strip_prefix("gatewright ").unwrap());
        assert!(started["packet"]["text"].as_str().unwrap().contains(path), "{started}");
        world.given(path, text);
        let finish = started["next"].as_array().unwrap().last().unwrap().as_str().unwrap();
        let finished = world.json(0, finish.strip_prefix("gatewright ").unwrap());
        assert_eq!(finished["status"], "PASS", "{finished}");
        next = finished["next"][0].as_str().unwrap().to_owned();
    }
    assert_eq!(next, format!("gatewright run complete --run {id} --json"));
    let completed = world.json(0, next.strip_prefix("gatewright ").unwrap());
    assert_eq!(completed["status"], "PASSED");
    assert_eq!(world.json(0, "run list")["runs"][0]["status"], "PASSED");
}
