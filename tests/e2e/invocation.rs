//! Agent calls: claims that stand in the record and decide nothing.

use crate::fixtures::essay;

#[test]
fn an_agent_call_is_recorded_with_everything_that_is_said_about_it() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot")
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
fn what_cannot_be_true_of_a_call_is_refused() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
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
