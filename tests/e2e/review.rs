//! Reviews: a gate waits for one, takes it for these bytes only, and for one of somebody else only.

use serde_json::{Value, json};

use crate::fixtures::{DRAFT, one_gate};
use crate::world::World;

/// A run whose only gate brings `draft.md` and wants a review; the work is done, by Eve with an agent.
fn drafted() -> World {
    let world = World::new();
    let outputs = json!({"all_of": [{"path": "draft.md"}]});
    let checks = json!([
        {"type": "review", "target": "review.md", "id": "reviewed"},
        {"type": "command", "argv": ["sh", "agree.sh"]},
    ]);
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": outputs, "validations": checks}).to_string(),
    );
    world
        .given("agree.sh", "exit 0\n")
        .quietly("trust --yes")
        .with_env("GATEWRIGHT_SESSION", "s1")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start --actor Eve --agent scribe")
        .without_env("GATEWRIGHT_SESSION")
        .given("draft.md", DRAFT);
    world
}

/// A review of the outputs as `gate check` tells them.
fn reviewed(world: &World, by: &str, verdict: &str, findings: &str) {
    let checked: Value = world.ask("gate check --json").json();
    let outputs = checked["artifacts"].as_array().unwrap().iter();
    let lines: String = outputs
        .map(|it| format!("  {}: {}\n", it["path"].as_str().unwrap(), it["sha256"].as_str().unwrap()))
        .collect();
    let text = format!(
        "---\nverdict: {verdict}\nreviewer: {by}\nreviewed:\n{lines}findings:{findings}\n---\n\nI read it.\n"
    );
    world.given("review.md", text);
}

#[test]
fn a_gate_waits_for_a_review_and_passes_with_one_that_approves() {
    let world = drafted();
    world.gw(3, "gate finish --agent scribe").gw(1, "gate check");
    assert_eq!(world.json(1, "gate check --json")["status"], "WAITING");
    reviewed(&world, "Eve", "approve", " []");
    world.note("by whoever did the work").gw(3, "gate finish --agent scribe");
    reviewed(
        &world,
        "Grace",
        "approve",
        "\n  - severity: minor\n    text: it is short\n    evidence: draft.md:3",
    );
    world.given("draft.md", format!("{DRAFT}\nMore.\n")).note("of other bytes").gw(3, "gate finish");
    reviewed(
        &world,
        "Grace",
        "approve",
        "\n  - severity: minor\n    text: it is short\n    evidence: draft.md:3",
    );
    world.gw(0, "gate check").gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
    let looked = world.attempt("G1", 1)["looked_at"].to_string();
    assert!(looked.contains("review.md"), "the review stands in the record with its digest: {looked}");
}

#[test]
fn what_waits_for_a_review_is_no_longer_called_work_once_the_work_holds() {
    let world = drafted();
    let waits = || world.json(0, "waiting --json")["waiting"][0].clone();
    let (text, waited) = (world.read("draft.md"), waits());
    assert_eq!((&waited["for"], &waited["gate"]), (&json!("review"), &json!("G1")));
    assert_eq!(waited["why"], json!(["no review is there: `review.md` is missing"]));
    world.remove("draft.md");
    assert_eq!(waits()["for"], "work");
    world.given("draft.md", text);
    reviewed(&world, "Eve", "approve", " []");
    world.gw(0, "waiting").gw(0, "waiting --approvals");
    reviewed(&world, "Grace", "approve", " []");
    assert_eq!(waits()["for"], "work", "what is left is to finish it");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_review_that_objects_fails_the_attempt_and_its_findings_are_in_the_next_packet() {
    let world = drafted();
    let thin = "\n  - severity: major\n    text: the second act is missing\n    evidence: draft.md:3";
    reviewed(&world, "Grace", "changes_requested", thin);
    world.gw(1, "gate finish").quietly("gate start --actor Eve");
    insta::assert_snapshot!(world.told());
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("an open finding (major): `the second act is missing`"), "{packet}");
}

#[test]
fn a_review_by_whoever_opened_the_attempt_under_another_name_does_not_count() {
    let world = drafted();
    let refused = |by: &str| {
        reviewed(&world, by, "approve", " []");
        world.json(3, "gate finish --json")["causes"][0].as_str().unwrap().to_owned()
    };
    // Eve's word was typed on Ada's machine.
    for by in ["Ada", "ada@example.org", "human:ADA"] {
        assert!(refused(by).contains("the machine knew its user as `Ada`"), "{by}");
    }
    crate::git::git(&world, "init --quiet");
    crate::git::git(&world, "config user.email zoe@example.org");
    assert!(refused("Zoe").contains("the machine knew its user as `zoe@example.org`"));
    assert!(refused("eve@example.org").contains("the machine knew its user as `Eve`"));
    reviewed(&world, "Grace", "approve", " []");
    world.quietly("gate finish");
}

#[test]
fn a_review_in_the_session_of_the_work_or_of_an_agent_that_had_a_part_in_it_does_not_count() {
    let world = drafted();
    world.quietly("invocation record --agent helper --session s7");
    for (by, session) in [("helper", "s9"), ("Grace", "s1"), ("Grace", "s7")] {
        reviewed(&world, by, "approve", " []");
        let text = world.read("review.md").replace("reviewed:", &format!("session: {session}\nreviewed:"));
        world.given("review.md", text);
        assert_eq!(world.json(3, "gate finish --json")["code"], "waits_for_review", "{by} {session}");
    }
    assert_eq!(world.run_json()["gates"][0]["status"], "RUNNING");
}

#[test]
fn a_review_is_not_waived_and_a_pipeline_waits_for_it_without_doing_the_work_twice() {
    let world = drafted();
    let ada = crate::people::allow(&world, 1, "ada@example.org", "");
    let waive =
        format!("gate waive --check reviewed --until 2030-01-01 --reason 'no time' --key {ada} --json");
    assert_eq!(world.json(4, &waive)["code"], "not_waivable");
    world.given_script("work.sh", "echo more >> draft.md\n");
    assert_eq!(world.json(3, "run resume --exec ./work.sh --json")["outcome"], "WAITING");
    reviewed(&world, "Grace", "approve", " []");
    let text = world.read("draft.md");
    assert_eq!(world.json(0, "run resume --exec ./work.sh --json")["outcome"], "PASSED");
    assert_eq!(world.read("draft.md"), text, "it was not done again");
}
