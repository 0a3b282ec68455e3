//! What an audit makes of packets: rendered again from the pins they come to their digests, whatever the story was.

use serde_json::Value;

use crate::audit::{found, record, rules};
use crate::fixtures::{DRAFT, SOURCES, contract, draft_passed, essay, one_gate, sources_passed};
use crate::world::World;

/// The rules about packets that found something.
fn about_packets(world: &World) -> Vec<String> {
    rules(world, "").into_iter().filter(|rule| rule.contains("packet")).collect()
}

#[test]
fn the_packets_of_a_stale_gate_and_of_what_needs_it_are_rendered_again() {
    let world = draft_passed();
    world
        .given("research/robot/sources.md", format!("{SOURCES}\n### Source 3\n"))
        .quietly("gate start")
        .quietly("gate finish")
        .quietly("gate start G2")
        .given("essays/robot/draft.md", "nothing\n")
        .gw(1, "gate finish")
        .quietly("gate start G2")
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish")
        .quietly("gate reopen --gate G1 --reason 'the letter is forged'")
        .quietly("gate start");
    assert_eq!(about_packets(&world), Vec::<String>::new());
}

#[test]
fn a_packet_that_an_agent_was_named_in_is_rendered_again() {
    for agent in ["", "--agent writer", "--agent other"] {
        let world = World::new();
        one_gate(&world, r#""agent": "writer","#, &contract("G1", "a.md", "# A"));
        world.quietly("run start --workflow one --slug x").quietly(&format!("gate start {agent}"));
        assert_eq!(about_packets(&world), Vec::<String>::new(), "{agent}");
    }
}

#[test]
fn the_template_of_a_user_is_rendered_again_as_it_was_pinned_whatever_lies_there_today() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    world
        .given("workflows/one/G1.md.j2", "{{ slug }} at attempt {{ attempt }}\n")
        .quietly("run start --workflow one --slug robot")
        .quietly("gate start")
        .gw(1, "gate finish")
        .quietly("gate start")
        .given("workflows/one/G1.md.j2", "{{ nothing }}\n");
    assert_eq!(about_packets(&world), Vec::<String>::new());
}

#[test]
fn a_template_that_was_exchanged_among_the_pins_is_never_rendered() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    world
        .given("workflows/one/G1.md.j2", "{{ slug }}\n")
        .quietly("run start --workflow one --slug robot")
        .quietly("gate start");
    let pins = world.run_json()["events"][0]["pins"].clone();
    let template = pins.as_array().unwrap().iter().find(|pin| pin["kind"] == "template").unwrap();
    let copy = record(&world, &format!("pins/{}", template["sha256"].as_str().unwrap()));
    world.tampered().given(&copy, "{{ depth }}\n");
    assert_eq!(found(&world, "pins.bad_copy")["file"], copy);
    let packet = found(&world, "pins.packet_not_rendered");
    assert_eq!(
        (packet["weight"].as_str(), packet["field"].as_str()),
        (Some("not_enforced"), Some("start.packet"))
    );
}

#[test]
fn a_packet_whose_definitions_are_gone_is_said_not_to_be_rendered_again() {
    let world = sources_passed();
    assert_eq!(about_packets(&world), Vec::<String>::new());
    let pins: Value = world.run_json()["events"][0]["pins"].clone();
    for pin in pins.as_array().unwrap() {
        world.tampered().remove(&record(&world, &format!("pins/{}", pin["sha256"].as_str().unwrap())));
    }
    assert_eq!(found(&world, "pins.packet_not_rendered")["attempt"], 1);
}

#[test]
fn a_repinned_gate_is_told_by_the_definitions_of_then() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .quietly("gate fail --reason 'the contract is wrong'")
        .given("contracts/essay/G1.contract.json", contract("G1", "research/{slug}/list.md", "# Sources"))
        .quietly("run repin --gate G1 --reason 'another file'")
        .quietly("gate start");
    assert_eq!(about_packets(&world), Vec::<String>::new());
}
