//! What an audit makes of the ancestor's attempts, which stand in RUN.json and in files of their own, and of calls that were typed.

use serde_json::Value;

use crate::fixtures::{SOURCES, ancestral, essay, sources_open};
use crate::world::World;

const RECORD: &str = "orchestration/runs/run_20260102T030405678Z_old-letter_a1b2c3/record";

fn of_rule(world: &World, rule: &str) -> Vec<Value> {
    let answer = world.ask("audit --json").json();
    let all = answer["runs"].as_array().unwrap().iter().flat_map(|run| run["findings"].as_array().unwrap());
    all.filter(|found| found["rule"] == rule).cloned().collect()
}

#[test]
fn an_attempt_of_the_ancestor_that_says_something_else_than_run_json_is_told_with_its_member() {
    let world = ancestral();
    assert_eq!(of_rule(&world, "facts.other_attempt"), Vec::<Value>::new());
    let path = format!("{RECORD}/gates/G1/attempt-1.json");
    let honest = world.read(&path);
    world.given(&path, honest.replacen("\"FAIL\"", "\"PASS\"", 1));
    let found = of_rule(&world, "facts.other_attempt");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["file"], &found[0]["field"]), (&path.clone().into(), &"status".into()));
    assert_eq!((&found[0]["expected"], &found[0]["found"]), (&"\"FAIL\"".into(), &"\"PASS\"".into()));
    assert_eq!(
        (&found[0]["gate"], &found[0]["attempt"], &found[0]["weight"]),
        (&"G1".into(), &1.into(), &"error".into())
    );
    world.given(&path, "[]\n");
    assert!(
        of_rule(&world, "facts.other_attempt")[0]["message"].as_str().unwrap().contains("cannot be read")
    );
    world.given(&path, honest);
    assert_eq!(of_rule(&world, "facts.other_attempt"), Vec::<Value>::new());
}

#[test]
fn a_failed_attempt_that_was_taken_out_of_the_ancestor_s_run_json_is_missed_there() {
    let world = ancestral();
    let path = format!("{RECORD}/RUN.json");
    let mut run: Value = serde_json::from_str(&world.read(&path)).unwrap();
    run["gates"][0]["attempts"].as_array_mut().unwrap().remove(0);
    world.given(&path, run.to_string());
    let found = of_rule(&world, "facts.other_attempt");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["file"], format!("{RECORD}/gates/G1/attempt-1.json"));
    assert!(found[0]["message"].as_str().unwrap().contains("no entry"), "{found:?}");
}

#[test]
fn a_call_that_was_added_to_run_json_after_the_attempt_s_file_is_honest_and_shows_no_time() {
    let world = ancestral();
    let path = format!("{RECORD}/RUN.json");
    assert_eq!(of_rule(&world, "behaviour.no_time").len(), 1);
    let mut run: Value = serde_json::from_str(&world.read(&path)).unwrap();
    run["gates"][0]["attempts"][0]["invocation_ids"] = serde_json::json!(["inv_1767323170000_x9y8"]);
    world.given(&path, run.to_string());
    assert_eq!(of_rule(&world, "facts.other_attempt"), Vec::<Value>::new());
    assert_eq!(of_rule(&world, "behaviour.no_time").len(), 1, "somebody typed it");
    let outside = of_rule(&world, "behaviour.call_outside");
    assert_eq!(outside.len(), 1, "{outside:?}");
    assert_eq!(outside[0]["attempt"], 1, "it began while the other attempt was open");
}

#[test]
fn a_call_that_was_typed_between_start_and_finish_shows_no_time_and_one_that_was_run_does() {
    let typed = sources_open();
    typed.given("research/robot/sources.md", SOURCES);
    typed.real();
    typed.quietly("gate abandon --reason again").quietly("gate start");
    let call = "invocation record --agent writer --started-at 2001-01-01T00:00:00.000Z";
    typed.quietly(call).quietly("gate finish");
    let outside = of_rule(&typed, "behaviour.call_outside");
    assert_eq!(outside.len(), 1, "{outside:?}");
    assert!(outside[0]["message"].as_str().unwrap().contains("began before the attempt did"), "{outside:?}");
    assert_eq!(outside[0]["weight"], "warning");
}

#[test]
fn an_attempt_in_which_gatewright_ran_a_quick_command_shows_its_time() {
    let world = essay();
    world
        .given_script(
            "agent.sh",
            "mkdir -p research/robot\nprintf '### Source 1\\n### Source 2\\n' > research/robot/sources.md\n",
        )
        .real();
    world.ask("run essay --slug robot --exec ./agent.sh");
    let attempt = world.attempt("G1", 1);
    assert_eq!(
        (&attempt["status"], attempt["invocation_ids"].as_array().unwrap().len()),
        (&"PASS".into(), 1)
    );
    let of_first =
        |rule: &str| of_rule(&world, rule).into_iter().filter(|found| found["gate"] == "G1").count();
    assert_eq!((of_first("behaviour.no_time"), of_first("behaviour.call_outside")), (0, 0));
}
