//! What an audit makes of the signatures of people.

use serde_json::{Value, json};

use crate::audit::{found, rules};
use crate::fixtures::{DRAFT, one_gate, sources_open};
use crate::people::allow;
use crate::world::World;

fn about_people(world: &World) -> Vec<String> {
    rules(world, "").into_iter().filter(|rule| rule.starts_with("people.")).collect()
}

/// A run that was passed by an approval of whoever has Ada's key, who was allowed to sign as `principal` then.
fn approved(principal: &str) -> World {
    let world = World::new();
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "draft.md"}]},
        "validations": [{"type": "approval", "id": "approved"}],
    });
    one_gate(&world, "", &contract.to_string());
    let key = allow(&world, 1, principal, "");
    world
        .quietly("run start --workflow one --slug x")
        .with_env("GATEWRIGHT_ACTOR", "Eve")
        .with_env("GATEWRIGHT_SEED_ACCOUNT", "eves")
        .quietly("gate start --actor Eve --agent scribe")
        .with_env("GATEWRIGHT_ACTOR", "Ada")
        .without_env("GATEWRIGHT_SEED_ACCOUNT")
        .given("draft.md", DRAFT)
        .quietly(&format!("gate approve --key {key}"))
        .quietly("gate finish --agent scribe");
    world
}

fn signers(world: &World, text: &str) {
    std::fs::write(world.config("gatewright/allowed_signers"), text).unwrap();
}

#[test]
fn a_signature_of_whom_the_event_names_is_nothing_to_speak_of() {
    assert_eq!(about_people(&approved("ada@example.org")), Vec::<String>::new());
    let world = approved("Ada");
    signers(&world, "");
    allow(&world, 1, "ada@example.org", "");
    assert_eq!(about_people(&world), Vec::<String>::new(), "as records of earlier versions name her");
}

#[test]
fn a_signature_does_not_stand_for_another_signer_and_another_name_is_noted() {
    let world = approved("Bob");
    signers(&world, "");
    allow(&world, 1, "ada@example.org", "");
    assert_eq!(about_people(&world), ["people.other_name"]);
    allow(&world, 2, "bob@example.org", "");
    world.tampered();
    assert_eq!(about_people(&world), ["people.other_signer"]);
    let other = found(&world, "people.other_signer");
    assert_eq!((&other["expected"], &other["found"]), (&"bob@example.org".into(), &"ada@example.org".into()));
    assert!(other["field"].as_str().unwrap().ends_with("].signature"), "{other}");
}

#[test]
fn a_signature_by_a_key_that_nobody_knows_or_that_was_not_valid_then_is_told() {
    let world = approved("ada@example.org");
    signers(&world, "");
    assert_eq!(about_people(&world), ["people.unknown_signer"]);
    allow(&world, 1, "ada@example.org", "valid-before=\"20200101\"");
    world.tampered();
    assert_eq!(about_people(&world), ["people.bad_signature"]);
    signers(&world, "");
    allow(&world, 1, "ada@example.org", "namespaces=\"seal.gatewright\"");
    assert_eq!(about_people(&world), ["people.bad_signature"], "a key for another role");
}

#[test]
fn a_signature_by_nobody_who_is_known_does_not_stand_for_an_allowed_signer() {
    let world = approved("ada@example.org");
    signers(&world, "");
    allow(&world, 2, "ada@example.org", "");
    world.tampered();
    assert_eq!(about_people(&world), ["people.other_signer", "people.unknown_signer"]);
    assert_eq!(found(&world, "people.other_signer")["expected"], "ada@example.org");
    signers(&world, "");
    allow(&world, 2, "ada.lovelace@example.org", "");
    assert_eq!(about_people(&world), ["people.unknown_signer"], "somebody else is listed");
}

#[test]
fn a_gate_that_passed_by_the_word_of_nobody_knows_whom_does_not_stand_where_it_is_required() {
    let world = approved("ada@example.org");
    assert!(world.ask("gate verify G1 --run latest").stdout.contains("G1 stands"));
    signers(&world, "");
    for command in ["gate verify G1 --run latest", "audit --require one"] {
        let said = world.ask(command);
        assert!(said.stdout.contains("required.unknown"), "{said:?}");
        assert!(said.stdout.contains("the signature of `human:ada@example.org`"), "{said:?}");
    }
}

#[test]
fn the_signature_of_a_waiver_is_verified_as_well() {
    let world = sources_open();
    let ada = allow(&world, 1, "ada@example.org", "");
    world
        .given("research/robot/sources.md", "### Source 1\n")
        .quietly(&format!(
            "gate waive --check min_sources --until 2030-01-01 --reason 'it burned' --key {ada}"
        ))
        .quietly("gate finish");
    assert_eq!(about_people(&world), Vec::<String>::new());
    signers(&world, "");
    assert_eq!(about_people(&world), ["people.unknown_signer"]);
    allow(&world, 1, "ada@example.org", "valid-before=\"20200101\"");
    world.tampered();
    let bad: Value = found(&world, "people.bad_signature");
    assert_eq!((&bad["weight"], &bad["gate"]), (&"error".into(), &"G1".into()));
}
