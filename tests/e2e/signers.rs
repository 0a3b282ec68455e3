//! Whose a signed decision is: that of whoever holds the key, whatever name stands beside it.

use serde_json::{Value, json};

use crate::fixtures::{DRAFT, one_gate, sources_open};
use crate::git::git;
use crate::people::{allow, code};
use crate::world::World;

/// A run on Ada's machine, which git knows as hers; she has opened the only gate and done its work.
fn opened_by_ada(approval: Value) -> World {
    let world = World::new();
    let mut check = json!({"type": "approval", "id": "approved"});
    check.as_object_mut().unwrap().extend(approval.as_object().cloned().unwrap());
    let outputs = json!({"all_of": [{"path": "draft.md"}]});
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": outputs, "validations": [check]}).to_string(),
    );
    git(&world, "init -q");
    git(&world, "config user.name 'Countess'");
    git(&world, "config user.email Ada@example.org");
    world
        .without_env("GATEWRIGHT_ACTOR")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .given("draft.md", DRAFT);
    world
}

fn actors(world: &World, kind: &str) -> Vec<Value> {
    let events = world.run_json()["events"].as_array().unwrap().clone();
    events.iter().filter(|event| event["type"] == kind).map(|event| event["actor"].clone()).collect()
}

#[test]
fn nobody_approves_his_own_work_under_another_name() {
    let world = opened_by_ada(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    let before = world.tree(".");
    let line = format!("gate approve --key {ada}");
    let refused = world.json(4, &format!("{line} --json"));
    assert_eq!(refused["code"], "does_not_count");
    assert!(refused["causes"][0].as_str().unwrap().contains("Countess"), "{refused}");
    for actor in ["somebody", "bob@example.org", "ada@elsewhere.org"] {
        let refused = world.json(4, &format!("{line} --actor {actor} --json"));
        assert_eq!(refused["code"], "not_the_signer");
        assert!(refused["message"].as_str().unwrap().contains(actor), "{refused}");
    }
    for actor in ["Ada", "ADA@example.org"] {
        assert_eq!(code(&world, 4, &format!("{line} --actor {actor} --json")), "does_not_count", "{actor}");
    }
    let rejects = format!("gate reject --key {ada} --reason 'no' --json");
    assert_eq!(code(&world, 4, &rejects), "does_not_count");
    world.same_as(&before);
}

#[test]
fn every_principal_of_a_key_is_the_same_person() {
    let world = opened_by_ada(json!({}));
    let ada = allow(&world, 1, "ada@work.example,ada@example.org", "");
    assert_eq!(code(&world, 4, &format!("gate approve --key {ada} --json")), "does_not_count");
}

#[test]
fn a_name_that_is_the_principals_and_a_name_in_the_environment_are_known_as_well() {
    let world = opened_by_ada(json!({}));
    git(&world, "config user.email somebody@elsewhere.org");
    let named = allow(&world, 1, "countess@example.org", "");
    assert_eq!(code(&world, 4, &format!("gate approve --key {named} --json")), "does_not_count");
    let other = allow(&world, 2, "zoe@example.org", "");
    world.with_env("GATEWRIGHT_ACTOR", "zoe@example.org");
    assert_eq!(code(&world, 4, &format!("gate approve --key {other} --json")), "does_not_count");
    world
        .without_env("GATEWRIGHT_ACTOR")
        .quietly(&format!("gate approve --key {other}"))
        .quietly("gate finish");
}

#[test]
fn whoever_opened_an_attempt_is_known_by_the_names_that_the_machine_had_then() {
    let world = opened_by_ada(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    let approve = format!("gate approve --key {ada} --json");
    assert_eq!(
        world.attempt("G1", 1)["start"]["account"]["names"],
        json!(["Countess", "Ada@example.org"]),
        "the record keeps them"
    );
    git(&world, "config user.name Bob");
    git(&world, "config user.email bob@example.org");
    let refused = world.json(4, &approve);
    assert_eq!(refused["code"], "does_not_count", "git was told another name since");
    let told = world.gw(4, &format!("gate approve --key {ada}")).told();
    let key = told.split_whitespace().find(|word| word.ends_with("ada@example.org.key")).unwrap();
    insta::assert_snapshot!(told.replace(key, "<key>"));
    world.quietly("gate abandon --reason 'under another name'").quietly("gate start --actor zoe");
    assert_eq!(code(&world, 0, &format!("{approve} --dry-run")), "none", "nothing tells Bob from Ada here");
    git(&world, "config user.name Countess");
    git(&world, "config user.email ada@example.org");
    assert_eq!(code(&world, 4, &approve), "does_not_count", "the account is the one in which zoe began");
    for variable in ["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        git(&world, "config user.email bob@example.org");
        world.with_env(variable, "ada@example.org");
        assert_eq!(code(&world, 4, &approve), "does_not_count", "{variable}");
        world.without_env(variable);
    }
}

#[test]
fn an_approval_that_was_given_under_a_false_name_does_not_count_once_the_true_one_is_known() {
    let world = opened_by_ada(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly("gate abandon --reason 'under another name'");
    git(&world, "config user.name Bob");
    git(&world, "config user.email bob@example.org");
    world.quietly("gate start --actor zoe").quietly(&format!("gate approve --key {ada}"));
    git(&world, "config user.name Countess");
    git(&world, "config user.email ada@example.org");
    assert_eq!(code(&world, 3, "gate finish --json"), "waits_for_approval");
    assert_eq!(world.json(1, "gate check --json")["status"], "WAITING");
    let bob = allow(&world, 2, "cat@example.org", "");
    world.quietly(&format!("gate approve --key {bob}")).quietly("gate finish");
    let attempt = world.attempt("G1", 2);
    assert_eq!(attempt["judge_account"]["names"], json!(["Countess", "ada@example.org"]));
    assert_eq!(attempt["start"]["account"]["id"], attempt["judge_account"]["id"]);
    let audited = world.ask("audit --json").json().to_string();
    assert!(!audited.contains("verdict."), "{audited}");
}

#[test]
fn a_decision_is_recorded_as_that_of_its_signer() {
    let world = opened_by_ada(json!({}));
    let bob = allow(&world, 2, "bob@example.org", "");
    let made = world.json(0, &format!("gate approve --key {bob} --actor Bob --json"));
    assert_eq!(
        (&made["by"], &made["principal"]),
        (&"human:bob@example.org".into(), &"bob@example.org".into())
    );
    assert_eq!(actors(&world, "GATE_APPROVED"), ["human:bob@example.org"]);
    world.gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn two_signers_on_one_machine_are_two_people() {
    let world = opened_by_ada(json!({"quorum": 2}));
    let (bob, cat) = (allow(&world, 2, "bob@example.org", ""), allow(&world, 3, "cat@example.org", ""));
    world
        .quietly(&format!("gate approve --key {bob}"))
        .gw(3, "gate finish")
        .quietly(&format!("gate approve --key {cat}"));
    assert_eq!(code(&world, 4, &format!("gate approve --key {bob} --json")), "decided_already");
    assert_eq!(world.json(0, "gate finish --json")["status"], "PASS");
}

#[test]
fn where_the_contract_lets_the_producer_approve_he_does_under_his_own_name() {
    let world = opened_by_ada(json!({"by_producer": true}));
    let ada = allow(&world, 1, "ada@example.org", "");
    assert_eq!(code(&world, 4, &format!("gate approve --key {ada} --actor bob --json")), "not_the_signer");
    world.quietly(&format!("gate approve --key {ada}")).quietly("gate finish");
}

#[test]
fn a_word_without_a_signature_is_not_that_of_another_when_the_machine_knows_both_names_as_one() {
    let world = opened_by_ada(json!({"method": "terminal"}));
    for actor in ["Countess", "ada@example.org", "Bob"] {
        let refused = world.json(4, &format!("gate approve --dry-run --actor {actor} --json"));
        assert_eq!(refused["code"], "does_not_count", "{actor}");
    }
    git(&world, "config user.name Bob");
    git(&world, "config user.email bob@example.org");
    let refused = world.json(4, "gate approve --dry-run --actor Cat --json");
    assert!(refused["causes"][0].as_str().unwrap().contains("the word of Cat is not signed"), "{refused}");
    world.with_env("GATEWRIGHT_SEED_ACCOUNT", "bobs");
    assert_eq!(code(&world, 0, "gate approve --dry-run --json"), "none", "somebody else's account");
}

#[test]
fn a_signed_waiver_and_a_seal_are_their_signers() {
    let world = sources_open();
    let bob = allow(&world, 2, "bob@example.org", "");
    world.given("research/robot/sources.md", "### Source 1\n");
    let waive = format!("gate waive --check min_sources --until 2030-01-01 --reason 'it burned' --key {bob}");
    assert_eq!(code(&world, 4, &format!("{waive} --actor Cat --json")), "not_the_signer");
    assert_eq!(world.json(0, &format!("{waive} --json"))["by"], "human:bob@example.org");
    assert_eq!(actors(&world, "GATE_CHECK_WAIVED"), ["human:bob@example.org"]);
    let seal = format!("run seal --key {bob}");
    assert_eq!(code(&world, 4, &format!("{seal} --actor Cat --json")), "not_the_signer");
    world.quietly(&format!("{seal} --actor Bob"));
}

#[test]
fn only_judges_waive_and_a_signature_says_who_is_one() {
    let world = World::new();
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "draft.md"}]},
        "validations": [{"type": "word_count", "target": "draft.md", "thresholds": 100_000}],
    });
    let judges = r#""judges": ["bob@example.org", "Cat"],"#;
    one_gate(&world, judges, &contract.to_string());
    world.quietly("run start --workflow one --slug x").quietly("gate start").given("draft.md", DRAFT);
    let keys = [(1, "ada@example.org"), (2, "bob@example.org"), (3, "cat@example.org")];
    let [ada, bob, cat] = keys.map(|(seed, name)| allow(&world, seed, name, ""));
    let line = |key: &str| {
        format!(
            "gate waive --check word_count --until 2030-01-01 --reason 'short' --dry-run --json --key {key}"
        )
    };
    assert_eq!(code(&world, 4, &line(&ada)), "may_not_judge");
    assert_eq!(code(&world, 4, &format!("{} --actor Cat", line(&ada))), "not_the_signer");
    world.with_env("GATEWRIGHT_ACTOR", "Cat");
    assert_eq!(code(&world, 4, &line(&ada)), "may_not_judge", "the key says who it is, not the environment");
    assert_eq!(code(&world, 0, &line(&bob)), "none");
    assert_eq!(code(&world, 0, &format!("{} --actor Cat", line(&cat))), "none");
}
