//! People who decide: approvals and rejections, bound to bytes, signed.

use serde_json::{Value, json};
use ssh_key::LineEnding;

use crate::fixtures::{DRAFT, one_gate};
use crate::git::git;
use crate::people::{allow, code, key};
use crate::world::World;

/// One of every answer about decisions.
pub fn answers() -> Vec<Value> {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    let lines = [
        "waiting".to_owned(),
        "gate approve --message".to_owned(),
        format!("gate approve --key {ada}"),
        format!("gate reject --key {ada} --reason 'too short'"),
    ];
    lines.iter().map(|line| world.json(0, line)).collect()
}

/// A run whose only gate brings `draft.md` and wants an approval with these parameters; the work is done, by Eve in her account.
fn drafted(approval: Value) -> World {
    let world = World::new();
    let mut check = json!({"type": "approval", "id": "approved"});
    check.as_object_mut().unwrap().extend(approval.as_object().cloned().unwrap());
    let outputs = json!({"all_of": [{"path": "draft.md"}]});
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": outputs, "validations": [check]}).to_string(),
    );
    world.quietly("run start --workflow one --slug x");
    by_eve(&world, "gate start --actor Eve --agent scribe").given("draft.md", DRAFT);
    world
}

/// What Eve does in her own account; everything else is done in Ada's.
fn by_eve<'a>(world: &'a World, line: &str) -> &'a World {
    world
        .with_env("GATEWRIGHT_ACTOR", "Eve")
        .with_env("GATEWRIGHT_SEED_ACCOUNT", "eves")
        .quietly(line)
        .with_env("GATEWRIGHT_ACTOR", "Ada")
        .without_env("GATEWRIGHT_SEED_ACCOUNT")
}

#[test]
fn a_gate_waits_for_a_signature_and_passes_with_it() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.gw(3, "gate finish --agent scribe").gw(1, "gate check");
    let checked = world.json(1, "gate check --json");
    assert_eq!((&checked["status"], &checked["pass"]), (&"WAITING".into(), &false.into()));
    assert_eq!(world.run_json()["gates"][0]["status"], "RUNNING", "nothing was written");
    let made = world.json(0, &format!("gate approve --key {ada} --json"));
    assert_eq!(
        (&made["by"], &made["principal"]),
        (&"human:ada@example.org".into(), &"ada@example.org".into())
    );
    assert_eq!(code(&world, 4, &format!("gate approve --key {ada} --json")), "decided_already");
    let finished = world.json(0, "gate finish --agent scribe --json");
    assert_eq!(finished["status"], "PASS");
    let row =
        finished["validations"].as_array().unwrap().iter().find(|row| row["type"] == "approval").cloned();
    assert_eq!(row.unwrap()["approved_by"], json!(["ada@example.org"]));
    let events = world.run_json()["events"].clone();
    let decided =
        events.as_array().unwrap().iter().find(|event| event["type"] == "GATE_APPROVED").cloned().unwrap();
    assert_eq!(decided["actor"], "human:ada@example.org");
    assert!(decided["signature"].as_str().unwrap().starts_with("-----BEGIN SSH SIGNATURE-----"));
}

#[test]
fn an_approval_goes_stale_by_itself_when_an_output_changes() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world
        .quietly(&format!("gate approve --key {ada}"))
        .given("draft.md", format!("{DRAFT}\nMore.\n"))
        .gw(3, "gate finish")
        .quietly(&format!("gate approve --key {ada} --reason 'the addition is good'"))
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_rejection_fails_the_attempt_and_its_words_are_in_the_next_packet() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    assert_eq!(code(&world, 2, &format!("gate reject --key {ada} --json")), "reason_needed");
    world
        .quietly(&format!("gate reject --key {ada} --reason 'the second act is missing'"))
        .gw(1, "gate finish")
        .quietly("gate start --actor Eve");
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("ada@example.org rejected the outputs: the second act is missing"), "{packet}");
}

#[test]
fn agents_strangers_and_producers_do_not_approve() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    let eve = allow(&world, 2, "Eve", "");
    let stranger = world.config("stranger.key");
    std::fs::write(&stranger, key(9).to_openssh(LineEnding::LF).unwrap().as_str()).unwrap();
    let before = world.tree(".");
    assert_eq!(
        code(&world, 4, &format!("gate approve --key {} --json", stranger.display())),
        "signature_refused"
    );
    assert_eq!(code(&world, 4, &format!("gate approve --key {eve} --json")), "does_not_count");
    assert_eq!(code(&world, 4, &format!("gate approve --key {ada} --actor Eve --json")), "not_the_signer");
    assert_eq!(code(&world, 4, "gate approve --json"), "does_not_count", "a signature is asked for");
    let named = format!("gate approve --key {ada} --agent scribe --json");
    assert_eq!(code(&world, 4, &named), "agent_may_not_decide");
    world.with_env("AI_AGENT", "1");
    assert_eq!(code(&world, 4, &format!("gate approve --key {ada} --json")), "agent_may_not_decide");
    world.same_as(&before);
}

#[test]
fn the_word_of_a_person_needs_a_terminal() {
    let world = drafted(json!({"method": "terminal"}));
    assert_eq!(code(&world, 2, "gate approve --json"), "not_decided");
    assert_eq!(code(&world, 2, "gate approve"), "not_decided");
    world.gw(3, "gate finish");
}

#[test]
fn keys_count_only_while_they_are_valid_and_for_what_they_may_sign() {
    for (options, why) in [
        ("valid-before=\"20200101\"", "no longer valid"),
        ("valid-after=\"20990101Z\"", "not valid yet"),
        ("namespaces=\"git,file\"", "may not sign in the namespace"),
    ] {
        let world = drafted(json!({}));
        let ada = allow(&world, 1, "ada@example.org", options);
        let refused = world.json(4, &format!("gate approve --key {ada} --json"));
        assert_eq!(refused["code"], "signature_refused");
        assert!(refused["message"].as_str().unwrap().contains(why), "{refused}");
    }
    let world = drafted(json!({}));
    let ada = allow(
        &world,
        1,
        "ada@example.org",
        "namespaces=\"git,decision.gatewright\",valid-before=\"20990101\"",
    );
    world.quietly(&format!("gate approve --key {ada}")).gw(0, "gate finish");
}

#[test]
fn a_signature_of_ssh_keygen_over_the_printed_message_counts() {
    let world = drafted(json!({}));
    allow(&world, 1, "ada@example.org", "");
    let message = world.ask("gate approve --message --reason 'well done'").stdout;
    let signature = key(1).sign("decision.gatewright", ssh_key::HashAlg::Sha512, message.as_bytes()).unwrap();
    let file = world.config("decision.sig");
    std::fs::write(&file, signature.to_pem(LineEnding::LF).unwrap()).unwrap();
    let line =
        |reason: &str| format!("gate approve --signature {} --reason '{reason}' --json", file.display());
    assert_eq!(
        code(&world, 4, &line("well done indeed")),
        "signature_refused",
        "the words are signed as well"
    );
    assert_eq!(code(&world, 4, &line("well done").replace("approve", "reject")), "signature_refused");
    world.json(0, &line("well done"));
    world.gw(0, "gate finish");
}

#[test]
fn a_decision_that_is_moved_or_edited_in_the_record_is_refused() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("gate approve --key {ada} --reason 'good'"));
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let honest = world.read(&path);
    for (from, to) in
        [("\"good\"", "\"very good\""), ("GATE_APPROVED", "GATE_REJECTED"), ("human:ada@", "human:bob@")]
    {
        world.given(&path, honest.replace(from, to));
        assert_eq!(code(&world, 4, "gate finish --json"), "edited_event", "{from}");
    }
    world.given(&path, honest).gw(0, "gate finish");
}

#[test]
fn allowed_signers_in_the_repository_allow_nobody() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    let list = std::fs::read_to_string(world.config("gatewright/allowed_signers")).unwrap();
    world.given(".config/gatewright/allowed_signers", list);
    world.with_env("XDG_CONFIG_HOME", world.path(".config").to_str().unwrap());
    let refused = world.json(4, &format!("gate approve --key {ada} --json"));
    assert!(refused["message"].as_str().unwrap().contains("lie in the repository"), "{refused}");
}

#[test]
fn a_gate_without_an_approval_check_or_without_outputs_has_nothing_to_decide() {
    let world = drafted(json!({}));
    world.remove("draft.md");
    assert_eq!(code(&world, 4, "gate approve --json"), "nothing_to_decide");
    assert_eq!(
        code(&world, 1, "gate finish --json"),
        "none",
        "it fails for the missing output, it does not wait"
    );
    let world = crate::fixtures::sources_open();
    assert_eq!(code(&world, 4, "gate approve --json"), "no_approval_asked");
}

#[test]
fn a_pipeline_waits_for_the_approval_and_does_not_do_the_work_twice() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.given_script("work.sh", "echo more >> draft.md\n");
    let waits = world.json(3, "run resume --exec ./work.sh --json");
    assert_eq!(waits["outcome"], "WAITING");
    let text = world.read("draft.md");
    world.quietly(&format!("gate approve --key {ada}"));
    let done = world.json(0, "run resume --exec ./work.sh --json");
    assert_eq!(done["outcome"], "PASSED");
    assert_eq!(world.read("draft.md"), text, "it was not done again");
}

#[test]
fn what_waits_for_a_person_is_listed_over_all_runs() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world
        .quietly("run start --workflow one --slug other")
        .gw(0, "waiting")
        .gw(0, "waiting --approvals")
        .quietly(&format!("gate approve --run {} --key {ada}", world.runs()[0]))
        .gw(0, "waiting --approvals");
    let tail = format!("runs/{}/record/RUN.json", world.runs()[1]);
    world.tampered().given(&tail, world.read(&tail).replace("other", "another")).gw(4, "waiting --json");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_signature_that_was_given_once_is_not_given_again() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world
        .quietly(&format!("gate approve --key {ada}"))
        .quietly(&format!("gate reject --key {ada} --reason 'I was wrong'"));
    let events = world.run_json()["events"].clone();
    let first =
        events.as_array().unwrap().iter().find(|event| event["type"] == "GATE_APPROVED").cloned().unwrap();
    let file = world.config("old.sig");
    std::fs::write(&file, first["signature"].as_str().unwrap()).unwrap();
    let again = format!("gate approve --signature {} --json", file.display());
    assert_eq!(code(&world, 4, &again), "signature_refused");
    world.gw(1, "gate finish");
}

/// The rules of an audit that speak against the verdict or its people.
fn accused(world: &World) -> Vec<String> {
    let answer = world.ask("audit --json").json();
    let findings = answer["runs"][0]["findings"].as_array().unwrap().iter();
    let rules = findings.map(|found| found["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| rule.starts_with("verdict.") || rule == "chain.unsigned_human").collect()
}

#[test]
fn an_audit_hears_again_who_approved_and_says_when_nobody_here_knows_the_key() {
    let world = drafted(json!({}));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly(&format!("gate approve --key {ada}")).quietly("gate finish");
    assert_eq!(accused(&world), [""; 0]);
    std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
    assert_eq!(accused(&world), ["verdict.not_judged"]);
    std::fs::remove_file(world.config("gatewright/allowed_signers")).unwrap();
    assert_eq!(accused(&world), ["verdict.not_judged"]);
}

#[test]
fn what_is_decided_about_is_shown_with_its_difference_from_the_attempt_before_where_git_has_that() {
    let world = World::new();
    let outputs = json!({"all_of": [{"path": "draft.md"}, {"path": "data.bin"}, {"path": "notes.md"}]});
    let checks = json!([{"type": "approval", "id": "approved"}]);
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": outputs, "validations": checks}).to_string(),
    );
    git(&world, "init -q");
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly("run start --workflow one --slug x");
    by_eve(&world, "gate start --actor Eve")
        .given("draft.md", "# Robots\n\nThey were invented.\nFor a play.\n")
        .given("data.bin", b"\xff\x01\x02")
        .given("notes.md", "One.\n");
    git(&world, "add -A");
    git(&world, "-c user.name=Ada -c user.email=a@example.org commit -qm work");
    let token = format!("{}{}", "AKIA", "IOSFODNN7EXAMPLE");
    world.quietly(&format!("gate reject --key {ada} --reason 'by whom?'")).gw(1, "gate finish --actor Eve");
    by_eve(&world, "gate start --actor Eve")
        .given(
            "draft.md",
            format!("# Robots\n\nThey were invented by \u{1b}[31mČapek.\nFor a play.\n{token}\n"),
        )
        .given("data.bin", b"\xff\x01\x03");
    let made = world.json(0, &format!("gate approve --key {ada} --json --dry-run"));
    assert!(!made.to_string().contains(&token), "{made}");
    let differences = made["differences"].as_array().unwrap();
    assert_eq!(differences.len(), 2, "what is unchanged differs in nothing: {made}");
    let lines = differences[0]["lines"].as_array().unwrap();
    assert!(lines.contains(&json!("- They were invented.")), "{lines:?}");
    assert_eq!(differences[1]["unknown"], "it is too long, or no text, so no lines are shown");
    world.gw(0, &format!("gate approve --key {ada} --dry-run"));
    git(&world, "add -A");
    git(&world, "-c user.name=Ada -c user.email=a@example.org commit -qm more");
    let gone = world.json(0, &format!("gate approve --key {ada} --json --dry-run"));
    assert_eq!(
        gone["differences"][0]["unknown"],
        "the commit that is checked out does not have its earlier bytes"
    );
    let told = world.told();
    let key = told.split_whitespace().find(|word| word.ends_with("ada@example.org.key")).unwrap();
    insta::assert_snapshot!(told.replace(key, "<key>"));
}
