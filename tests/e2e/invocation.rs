//! Agent calls: claims that stand in the record and decide nothing.

use crate::fixtures::{begun, contract, one_open, sources_open};

#[test]
fn an_agent_call_is_recorded_with_everything_that_is_said_about_it() {
    let world = begun();
    world
        .gw(4, "invocation record --gate G1")
        .quietly("gate start")
        .gw(
            0,
            "invocation record --agent scribe --model quill-3 --session s-17 --command scribe --command=--fast \
             --started-at 2027-01-15T08:00:30Z --finished-at 2027-01-15T08:01:00.5Z --status failure --exit-code 3 \
             --tokens-in 1200 --tokens-out 34 --cost '0.42 USD' --input notes.md --input sources.md \
             --output research/robot/sources.md",
        )
        .gw(0, "invocation record")
        .gw(0, "invocation record --exit-code 9 --dry-run")
        .gw(0, "run show");
    let calls = world.run_json()["invocations"].clone();
    assert_eq!(calls.as_array().unwrap().len(), 2, "a dry run records nothing");
    assert_eq!(calls[0]["duration_ms"], 30_500);
    assert_eq!(calls[1]["status"], serde_json::Value::Null, "nobody said how it ended");
    assert_eq!(calls[1]["duration_ms"], serde_json::Value::Null);
    world.show(&format!("runs/{}/record/RUN.json", world.runs()[0]));
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_call_that_ended_just_now_has_lasted_since_it_is_said_to_have_begun() {
    let world = sources_open();
    let begun = world.json(0, "invocation record --started-at 2027-01-15T08:00:00Z");
    assert_eq!(begun["invocation"]["duration_ms"], 120_000);
    let ended = world.json(0, "invocation record --finished-at 2027-01-15T08:00:00Z");
    assert_eq!(ended["invocation"]["duration_ms"], serde_json::Value::Null, "nobody said when it began");
}

#[test]
fn an_attempt_or_a_call_is_by_the_agent_that_was_named_and_by_nobody_else() {
    let world = one_open(r#""agent": "essay-editor","#, &contract("G1", "out.md", "## Out"));
    let call = world.json(0, "invocation record");
    assert_eq!(call["invocation"]["agent"], serde_json::Value::Null, "whom the workflow names said nothing");
    world.quietly("gate fail --reason 'by hand'").quietly("gate start --agent quill");
    world.quietly("gate fail --reason 'by quill'");
    let said = world.ask("run show").stdout;
    assert!(said.contains("attempt 1 FAIL (declared), 2027-"), "{said}");
    assert!(said.contains("opened by claimed-human:Ada, closed by claimed-human:Ada"), "{said}");
    assert!(said.contains("attempt 2 FAIL (declared) by quill, 2027-"), "{said}");
}

#[test]
fn what_cannot_be_true_of_a_call_is_refused() {
    let world = sources_open();
    world
        .gw(2, "invocation record --status fine")
        .gw(2, "invocation record --tokens-in -3")
        .gw(2, "invocation record --tokens-in many")
        .gw(2, "invocation record --exit-code often")
        .gw(2, "invocation record --started-at yesterday")
        .gw(2, "invocation record --started-at 2027-01-15T09:00:00Z --finished-at 2027-01-15T08:00:00Z")
        .gw(2, "invocation record --agent ''")
        .gw(2, "invocation record --cost 'AKIAIOSFODNN7EXAMPLE'")
        .gw(2, &format!("invocation record --model {}", "m".repeat(1001)))
        .gw(4, "invocation record --gate G2");
    assert_eq!(world.run_json()["invocations"].as_array().unwrap().len(), 0);
    insta::assert_snapshot!(world.told());
}
