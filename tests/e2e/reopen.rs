//! Taking up again: a gate that was pushed back, a run that was completed.

use crate::fixtures::{DRAFT, REVIEW, SOURCES, begun, contract, draft_passed, one_open, sources_passed};

#[test]
fn a_gate_is_pushed_back_with_feedback_and_what_needs_it_is_stale_until_it_passes_again() {
    let world = draft_passed();
    world
        .gw(0, "gate reopen --gate G1 --reason 'the letter is forged: find another source'")
        .gw(0, "run status")
        .gw(4, "gate start G3")
        .gw(0, "gate start")
        .gw(0, "run status")
        .given("research/robot/sources.md", "### Source 1\n")
        .gw(1, "gate finish")
        .gw(0, "gate start")
        .note("the feedback stays until the gate passes")
        .gw(0, "gate packet")
        .given("research/robot/sources.md", SOURCES.replace("letter", "diary"))
        .gw(0, "gate finish")
        .gw(0, "gate start G2")
        .given("essays/robot/draft.md", DRAFT.replace("play", "diary"))
        .gw(0, "gate finish")
        .gw(0, "run show");
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_needs_a_reopened_gate_stands_again_when_that_passes_as_it_was() {
    let world = draft_passed();
    world
        .quietly("gate reopen --gate G1 --reason 'look again'")
        .quietly("gate start")
        .quietly("gate finish")
        .gw(0, "run status");
    let status = world.json(0, "run status --json");
    assert_eq!(status["gates"][1]["status"], "PASS");
    assert!(!world.ask("gate packet --gate G1").stdout.is_empty());
}

#[test]
fn a_gate_whose_need_was_reopened_meanwhile_does_not_pass() {
    let world = sources_passed();
    world
        .quietly("gate start")
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate reopen --gate G1 --reason 'one of them is invented'")
        .gw(4, "gate finish --gate G2")
        .quietly("gate start G1")
        .quietly("gate finish G1")
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn finishing_a_gate_is_not_offered_while_it_would_be_refused() {
    let world = sources_passed();
    world.quietly("gate start").given("essays/robot/draft.md", DRAFT);
    let offered = |line: &str| world.json(0, line)["next"].to_string();
    assert!(offered("run status --json").contains("gate finish"));
    let next = offered("gate reopen --gate G1 --reason 'one of them is invented' --json");
    assert!(!next.contains("gate finish") && next.contains("gate start"), "{next}");
    let next = offered("run status --json");
    assert!(!next.contains("gate finish") && next.contains("gate check"), "{next}");
}

#[test]
fn only_what_has_passed_is_pushed_back_and_only_for_a_reason() {
    let world = begun();
    world
        .gw(4, "gate reopen --gate G1 --reason 'no'")
        .gw(2, "gate reopen --gate G1")
        .gw(2, "gate reopen --reason 'no'")
        .gw(2, "gate reopen --gate G1 --reason ' '")
        .gw(2, "gate reopen --gate G9 --reason 'no'")
        .quietly("gate start")
        .gw(4, "gate reopen --gate G1 --reason 'no'")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .gw(4, &format!("gate reopen --gate G1 --reason 'no' --expect-head {}", "0".repeat(64)))
        .gw(0, "gate reopen --gate g1 --reason 'why not' --dry-run")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_gate_that_was_pushed_back_may_be_tried_as_often_as_at_first() {
    let world = one_open(r#""max_attempts": 2,"#, &contract("G1", "a.md", "# A"));
    world
        .given("a.md", "# A\n")
        .quietly("gate finish")
        .quietly("gate reopen --gate G1 --reason 'longer'")
        .quietly("gate start");
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("This is attempt 2 of at most 3 at gate G1"), "{packet}");
    world
        .quietly("gate fail --reason 'no time'")
        .quietly("gate start")
        .quietly("gate fail --reason 'no time'");
    assert_eq!(world.json(4, "gate start --gate G1")["code"], "attempt_limit");
}

#[test]
fn a_completed_run_is_taken_up_again_only_by_name_and_for_a_reason() {
    let world = draft_passed();
    world
        .quietly("gate start")
        .given("essays/robot/review.md", REVIEW)
        .quietly("gate finish")
        .gw(4, "run reopen --run latest --reason 'too early'")
        .quietly("run complete")
        .gw(2, "run reopen --reason 'too early'")
        .gw(2, "run reopen --run latest")
        .gw(4, "gate reopen --run latest --gate G3 --reason 'too kind'")
        .gw(0, "run reopen --run latest --reason 'the review was too kind' --dry-run")
        .gw(0, "run reopen --run latest --reason 'the review was too kind'")
        .gw(0, "gate reopen --gate G3 --reason 'be harder'")
        .gw(4, "run complete")
        .gw(0, "gate start")
        .given("essays/robot/review.md", REVIEW.replace("Good", "Poor"))
        .gw(0, "gate finish")
        .gw(0, "run complete")
        .gw(0, "run show")
        .gw(0, "run list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_agent_that_pushes_a_gate_back_is_named() {
    let world = sources_passed();
    let answer = world.json(0, "gate reopen --gate G1 --reason 'not enough' --agent critic --json");
    assert_eq!(answer["status"], "REOPENED");
    let events = world.run_json()["events"].clone();
    let last = events.as_array().and_then(|events| events.last()).cloned().unwrap_or_default();
    assert_eq!((&last["type"], &last["agent"]), (&"GATE_REOPENED".into(), &"critic".into()));
    assert!(last["actor"].as_str().is_some_and(|actor| actor.starts_with("agent:")), "{last}");
    assert_eq!(world.run_json()["gates"][0]["status"], "REOPENED");
}

#[test]
fn a_run_that_is_taken_up_again_allows_the_attempts_anew_of_what_had_not_passed() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world
        .quietly("gate fail --reason 'no time'")
        .quietly("run complete")
        .quietly("run reopen --run latest --reason 'there is time now'")
        .gw(0, "gate start");
}

#[test]
fn a_reopened_gate_s_packet_has_no_section_without_content() {
    let world = sources_passed();
    world.quietly("gate reopen --gate G1 --reason 'not enough'").quietly("gate start");
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("not enough") && !packet.contains("counts no longer"), "{packet}");
}

#[test]
fn an_agent_that_takes_a_run_up_again_gives_itself_no_further_attempts() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world
        .quietly("gate fail --reason 'no time'")
        .quietly("run complete")
        .quietly("run reopen --run latest --reason 'once more' --agent scribe");
    assert_eq!(world.json(4, "gate start --gate G1")["code"], "attempt_limit");
}
