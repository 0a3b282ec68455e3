//! What was said on one command line holds for the next one: where to work, how to answer, who one is.

use serde_json::Value;

use crate::fixtures::{DRAFT, SOURCES, begun, essay};
use crate::world::World;

/// The commands that an answer offers.
pub fn next(answer: &Value) -> Vec<String> {
    answer["next"].as_array().unwrap().iter().map(|next| next.as_str().unwrap().to_owned()).collect()
}

/// The same of an answer in text.
fn told(stderr: &str) -> Vec<String> {
    stderr.lines().filter_map(|line| line.strip_prefix("Next: ")).map(str::to_owned).collect()
}

/// Runs the first of the commands that `wanted` fits.
fn paste(world: &World, next: &[String], wanted: &str) -> Value {
    let found =
        next.iter().find(|line| line.contains(wanted)).unwrap_or_else(|| panic!("{wanted}: {next:?}"));
    let said = world.ask(found.strip_prefix("gatewright ").unwrap());
    assert!(said.code <= 1, "{said:?}");
    said.json()
}

#[test]
fn an_agent_that_follows_what_is_offered_stays_an_agent() {
    let world = essay();
    let mut answer = world.json(0, "run start --workflow essay --slug robot --agent claude --actor Eve");
    answer = paste(&world, &next(&answer), "gate start");
    let packet = answer["packet"]["text"].as_str().unwrap().to_owned();
    assert!(packet.contains("gate finish --run") && packet.contains("--agent claude"), "{packet}");
    world.given("research/robot/sources.md", SOURCES);
    answer = paste(&world, &next(&answer), "gate check");
    answer = paste(&world, &next(&answer), "gate finish");
    assert_eq!(answer["status"], "PASS");
    answer = paste(&world, &next(&answer), "gate start --run");
    assert_eq!(answer["gate"], "G2");
    let actors: Vec<String> = world.run_json()["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| event["actor"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(actors, ["agent:Eve"; 4]);
    assert_eq!(world.attempt("G1", 1)["judge"], "agent:Eve");
}

#[test]
fn the_directory_and_the_way_of_answering_are_in_every_command_that_is_offered() {
    let world = essay();
    world.given("elsewhere/x", "").given("sub dir/x", "");
    for line in [
        "run start --workflow essay --slug robot",
        "run status",
        "gate start",
        "gate start G1",
        "gate packet",
        "gate check",
        "gate finish G3",
        "gate finish",
        "run list",
        "run show",
        "workflow list",
        "gate finish --run nosuch",
    ] {
        let said = world.ask(&format!("{line} -C 'sub dir' --json"));
        for next in next(&said.json()) {
            assert!(next.contains(" -C 'sub dir'") && next.contains(" --json"), "{line}: {next}");
        }
        let said = world.ask(&format!("{line} -C 'sub dir'"));
        let offered = told(&said.stderr);
        assert!(!offered.is_empty(), "{said:?}");
        for next in offered {
            assert!(next.contains(" -C 'sub dir'") && !next.contains("--json"), "{line}: {next}");
        }
    }
}

#[test]
fn a_hint_carries_the_directory_too() {
    let world = essay();
    world.given("sub/x", "").quietly("run start --workflow essay --slug robot");
    let said = world.ask("gate start G2 -C sub");
    assert!(said.stderr.contains("--override --reason \"<why>\" -C sub`"), "{said:?}");
}

#[test]
fn the_name_given_at_the_finish_stands_in_the_event() {
    let world = begun();
    world
        .quietly("gate start --agent claude")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish --agent bob")
        .quietly("gate start --agent claude")
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish --agent claude")
        .quietly("run complete --status CANCELED --reason enough --agent bob");
    let events = world.run_json()["events"].clone();
    assert_eq!(events[2]["agent"], "bob", "{events}");
    assert_eq!(events[4]["agent"], Value::Null, "the attempt says it: {events}");
    assert_eq!(events[5]["agent"], "bob", "{events}");
    assert_eq!(events[5]["actor"], "agent:Ada", "{events}");
    assert!(world.ask("run show --run latest").stdout.contains("agent:Ada, bob"), "shown");
    assert_eq!(world.ask("run start --workflow essay --slug x --agent 'a\u{1b}'").code, 2);
}

#[test]
fn what_is_offered_for_an_attempt_that_an_agent_opened_names_the_agent() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot --agent scribe")
        .quietly("gate start --agent scribe")
        .given("research/robot/sources.md", SOURCES);
    for (code, line) in [
        (0, "run status"),
        (0, "run show"),
        (0, "waiting"),
        (0, "gate check"),
        (0, "gate packet"),
        (3, "run resume"),
        (4, "gate start G1"),
        (4, "run complete"),
    ] {
        let answer = world.json(code, line);
        let work: Vec<String> = next(&answer)
            .into_iter()
            .filter(|line| line.contains("gate check") || line.contains("gate finish"))
            .collect();
        assert!(!work.is_empty(), "{line}: {answer}");
        assert!(work.iter().all(|line| line.contains(" --agent scribe")), "{line}: {answer}");
    }
    let answer = world.json(4, "run complete");
    assert!(answer["hints"][0].as_str().unwrap().contains("\"<why>\" --agent scribe"), "{answer}");
    let answer = world.json(0, "gate check --agent bob");
    assert!(next(&answer).iter().all(|line| line.contains("--agent bob")), "{answer}");
    let last = next(&world.json(0, "run status")).pop().unwrap();
    assert_eq!(world.ask(last.strip_prefix("gatewright ").unwrap()).code, 0);
    assert_eq!(world.attempt("G1", 1)["judge"], "agent:Ada");
}

#[test]
fn what_is_offered_for_an_attempt_that_a_person_opened_names_nobody() {
    let world = begun();
    world.quietly("gate start");
    for line in ["run status", "run show", "waiting"] {
        assert!(next(&world.json(0, line)).iter().all(|line| !line.contains("--agent")), "{line}");
    }
}

#[test]
fn whoever_was_named_is_named_in_what_follows_a_packet() {
    let world = essay();
    world.quietly("run start --workflow essay --slug robot");
    let started = world.json(0, "gate start --actor Eve");
    let packet = next(&started).into_iter().find(|line| line.contains("gate packet")).unwrap();
    assert!(packet.contains("--actor Eve"), "{packet}");
    let printed = paste(&world, &[packet], "gate packet");
    assert!(next(&printed).iter().all(|line| line.contains("--actor Eve")), "{printed}");
}
