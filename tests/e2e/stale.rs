//! A pass goes stale when what it stood for changes, and nothing that leans on it counts meanwhile.

use crate::fixtures::{DRAFT, SOURCES, draft_passed};

#[test]
fn an_output_edited_after_the_pass_makes_its_gate_and_its_followers_stale() {
    let world = draft_passed();
    world
        .write("research/robot/sources.md", format!("{SOURCES}\n### Source 3\n"))
        .gw(0, "run status")
        .gw(4, "gate start G3")
        .gw(4, "gate start G2")
        .gw(0, "run list")
        .gw(0, "gate start")
        .gw(0, "gate finish")
        .gw(0, "run status")
        .gw(0, "gate start G2")
        .gw(0, "gate finish")
        .gw(0, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_output_that_is_put_back_is_no_longer_stale() {
    let world = draft_passed();
    world.given("essays/robot/draft.md", "gone\n");
    assert_eq!(world.json(0, "run status")["gates"][1]["status"], "STALE");
    assert_eq!(world.run_json()["gates"][1]["status"], "PASS", "it is never stored");
    world.given("essays/robot/draft.md", DRAFT);
    assert_eq!(world.json(0, "run status")["gates"][1]["status"], "PASS");
}

#[test]
fn a_run_with_a_stale_gate_is_not_completed_as_passed() {
    let world = draft_passed();
    world
        .quietly("gate start")
        .given("essays/robot/review.md", "## Verdict\n")
        .quietly("gate finish")
        .remove("essays/robot/draft.md")
        .gw(4, "run complete")
        .gw(4, "run complete --status PASSED")
        .gw(0, "run show");
    insta::assert_snapshot!(world.told());
}

#[test]
fn the_pipeline_does_stale_gates_again() {
    let world = draft_passed();
    world
        .given_script("agent.sh", crate::pipeline::AGENT)
        .write("research/robot/sources.md", "nothing\n")
        .gw(0, "run resume --exec ./agent.sh");
    insta::assert_snapshot!(world.told());
}
