//! Checks that somebody waives: who may, for how long, what may not be waived, and that nobody can take it for a PASS.

use serde_json::{Value, json};

use crate::fixtures::{SOURCES, begun, one_gate};
use crate::people::{allow, code};
use crate::world::World;

const THIN: &str = "# Sources\n\n### Source 1\n\nA letter.\n";

/// One of every answer about waivers.
pub fn answers() -> Vec<Value> {
    let (world, ada) = thin();
    ["--message".to_owned(), format!("--key {ada}")]
        .map(|how| {
            world.json(0, &format!("gate waive --check min_sources --until 2030-01-01 --reason 'lost' {how}"))
        })
        .to_vec()
}

/// A run whose first gate is open, by an agent, and brings one source where two are asked for; and Ada's key.
fn thin() -> (World, String) {
    let world = begun();
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly("gate start --actor Eve --agent scribe").given("research/robot/sources.md", THIN);
    (world, ada)
}

fn waive(ada: &str, more: &str) -> String {
    format!("gate waive --check min_sources --key {ada} --reason 'the archive burned down' {more}")
}

#[test]
fn a_gate_that_holds_but_for_a_waived_check_is_waived_and_never_pass() {
    let (world, ada) = thin();
    world
        .gw(1, "gate check --agent scribe")
        .quietly(&waive(&ada, "--until 2030-01-01"))
        .gw(0, "gate check --agent scribe")
        .gw(0, "gate finish --agent scribe")
        .gw(0, "run status")
        .gw(0, "run show")
        .gw(0, "run list")
        .gw(4, "gate start G1")
        .note("it satisfies needs")
        .gw(0, "gate start G2");
    insta::assert_snapshot!(world.told());
    let record = world.run_json();
    assert_eq!(
        (&record["gates"][0]["status"], &record["gates"][0]["attempts"][0]["status"]),
        (&json!("WAIVED"), &json!("WAIVED"))
    );
    let kinds: Vec<&Value> =
        record["events"].as_array().unwrap().iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds[2..4], [&json!("GATE_CHECK_WAIVED"), &json!("GATE_WAIVED")]);
    let attempt = world.attempt("G1", 1);
    assert_eq!(attempt["status"], "WAIVED");
    assert!(!attempt.to_string().contains("PASS"), "{attempt}");
}

#[test]
fn the_row_says_who_waived_it_why_and_until_when() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2030-01-01T12:00:00+01:00"));
    let finished = world.json(0, "gate finish --agent scribe --json");
    assert_eq!(
        (&finished["status"], &finished["cause"], &finished["failure_reason"]),
        (&json!("WAIVED"), &Value::Null, &Value::Null)
    );
    let rows = finished["validations"].as_array().unwrap();
    let row = rows.iter().find(|row| row["type"] == "min_sources").unwrap();
    assert_eq!((&row["state"], &row["pass"], &row["count"]), (&json!("waived"), &json!(false), &json!(1)));
    assert!(row["findings"][0]["message"].as_str().is_some(), "what did not hold stands there still: {row}");
    let waived = &row["waived"];
    assert_eq!(waived["by"], "human:ada@example.org");
    assert_eq!(waived["principal"], "ada@example.org");
    assert_eq!(waived["until"], "2030-01-01T11:00:00.000Z");
    assert_eq!(waived["reason"], "the archive burned down");
}

#[test]
fn a_run_with_a_waived_gate_is_completed_as_passed_and_says_which_gate_was_waived() {
    let (world, ada) = thin();
    world
        .quietly(&waive(&ada, "--until 2030-01-01"))
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/draft.md", crate::fixtures::DRAFT)
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/review.md", crate::fixtures::REVIEW)
        .quietly("gate finish")
        .gw(0, "run complete")
        .gw(0, "run status --run latest");
    insta::assert_snapshot!(world.told());
    let gates = world.run_json()["gates"].clone();
    let states: Vec<&Value> = gates.as_array().unwrap().iter().map(|gate| &gate["status"]).collect();
    assert_eq!(states, ["WAIVED", "PASS", "PASS"]);
}

#[test]
fn a_waiver_that_nothing_needed_leaves_a_pass() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2030-01-01")).given("research/robot/sources.md", SOURCES);
    assert_eq!(world.json(0, "gate check --json")["status"], "PASS");
    assert_eq!(world.json(0, "gate finish --json")["status"], "PASS");
}

#[test]
fn a_waiver_is_over_when_its_time_is_and_holds_for_one_attempt_only() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2027-01-20"));
    assert_eq!(world.json(0, "gate check --json")["status"], "WAIVED");
    world.hours(24 * 30).gw(1, "gate finish");
    world.quietly("gate start --agent scribe --actor Eve").quietly(&waive(&ada, "--until 2030-01-01"));
    world.quietly("gate abandon --reason 'once more'").quietly("gate start --agent scribe --actor Eve");
    assert_eq!(world.json(1, "gate check --json")["status"], "FAIL", "it was of the attempt before");
    let over = waive(&ada, "--until 2027-01-14 --json");
    assert_eq!(code(&world, 2, &over), "already_over");
}

#[test]
fn a_gate_that_rests_on_a_waiver_is_stale_once_that_is_over_and_has_to_be_done_again() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2027-01-20")).quietly("gate finish").hours(24 * 30);
    world.gw(0, "run status").gw(4, "gate start G2").quietly("gate start G1 --actor Eve");
    insta::assert_snapshot!(world.told());
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("was waived until 2027-01-21T00:00:00.000Z: that is over"), "{packet}");
    world.quietly(&waive(&ada, "--until 2030-01-01"));
    assert_eq!(world.json(0, "gate finish --json")["status"], "WAIVED");
    assert_eq!(world.json(0, "run status --json")["gates"][0]["stale"], json!([]));
}

#[test]
fn a_run_is_not_completed_on_a_waiver_that_is_over_and_one_that_was_completed_before_stays_as_it_is() {
    let (world, ada) = thin();
    world
        .quietly(&waive(&ada, "--until 2027-01-20"))
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/draft.md", crate::fixtures::DRAFT)
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/review.md", crate::fixtures::REVIEW)
        .quietly("gate finish");
    let late = world.fork();
    world.quietly("run complete").hours(24 * 30);
    let over = |world: &World| world.ask("audit --json").stdout.contains("behaviour.waiver_over");
    assert!(!over(&world), "it counted when the run was completed");
    assert_eq!(world.json(0, "run status --run latest --json")["status"], "PASSED");
    late.hours(24 * 30).gw(4, "run complete");
    assert!(over(&late));
    insta::assert_snapshot!(late.told());
}

#[test]
fn a_waived_gate_is_stale_when_an_output_changes_and_its_packet_says_what_was_waived() {
    let (world, ada) = thin();
    world
        .quietly(&waive(&ada, "--until 2030-01-01"))
        .quietly("gate finish")
        .given("research/robot/sources.md", format!("{THIN}\nMore of it.\n"))
        .gw(0, "run status")
        .quietly("gate start G1 --agent scribe --actor Eve");
    let packet = world.ask("gate packet").stdout;
    assert!(packet.contains("waived in the attempt before (WAIVED)"), "{packet}");
    assert!(packet.contains("- min_sources (waived):"), "{packet}");
    insta::assert_snapshot!(world.told());
    world.gw(1, "gate finish");
}

#[test]
fn agents_strangers_and_the_nameless_waive_nothing() {
    let (world, ada) = thin();
    let stranger = world.config("stranger.key");
    std::fs::write(&stranger, crate::people::key(9).to_openssh(ssh_key::LineEnding::LF).unwrap().as_str())
        .unwrap();
    let before = world.tree(".");
    let with = |key: &str, more: &str| waive(key, &format!("--until 2030-01-01 --json {more}"));
    assert_eq!(code(&world, 4, &with(stranger.to_str().unwrap(), "")), "signature_refused");
    assert_eq!(code(&world, 4, &with(&ada, "--actor unknown")), "not_the_signer");
    for sign in ["AI_AGENT", "CI", "GATEWRIGHT_AGENT"] {
        let world = world.fork();
        world.with_env(sign, "1");
        assert_eq!(code(&world, 4, &with(&ada, "")), "agent_may_not_waive", "{sign}");
    }
    assert_eq!(code(&world, 4, &with(&ada, "--agent scribe")), "agent_may_not_waive");
    let word = "gate waive --check min_sources --reason 'why not' --until 2030-01-01 --json";
    assert_eq!(
        code(&world, 4, &format!("{word} --actor Eve")),
        "may_not_waive",
        "it may be the agent itself"
    );
    assert_eq!(code(&world, 4, &format!("{word} --actor Eve --dry-run")), "may_not_waive");
    for name in ["", "--actor Bob", "--actor Ada"] {
        let line = format!("{word} --dry-run {name}");
        assert_eq!(
            code(&world, 4, &line),
            "may_not_waive",
            "in the agent's account it may be the agent: {name}"
        );
    }
    world.with_env("GATEWRIGHT_ACTOR", "Bob").with_env("GATEWRIGHT_SEED_ACCOUNT", "bobs");
    world.with_env("GIT_CONFIG_GLOBAL", "/dev/null");
    assert_eq!(code(&world, 2, word), "not_decided", "a word is given at a terminal");
    assert_eq!(code(&world, 0, &format!("{word} --dry-run")), "none", "somebody else's account");
    world.same_as(&before);
}

#[test]
fn an_agent_that_waives_is_told_whose_word_a_waiver_is_and_what_it_can_do() {
    let (world, _) = thin();
    let line = "gate waive --check min_sources --reason 'why not' --until 2030-01-01";
    world.gw(4, &format!("{line} --agent scribe"));
    world.with_env("AI_AGENT", "1").gw(4, line);
    insta::assert_snapshot!(world.told());
}

#[test]
fn whoever_works_alone_waives_under_a_name_of_their_own_and_under_no_other() {
    let world = begun();
    world.quietly("gate start --actor Eve").given("research/robot/sources.md", THIN);
    let word = "gate waive --check min_sources --reason 'why not' --until 2030-01-01 --json --dry-run";
    assert_eq!(code(&world, 0, &format!("{word} --actor Eve")), "none");
    let refused = world.json(4, &format!("{word} --actor Bob"));
    assert_eq!(refused["code"], "may_not_waive");
    assert_eq!(
        refused["causes"][0],
        "the word of Bob is not signed and given in the account in which Eve opened the attempt"
    );
}

#[test]
fn whoever_may_not_judge_the_gate_waives_none_of_its_checks() {
    let world = World::new();
    one_gate(&world, r#""judges": ["Grace"],"#, &crate::fixtures::contract("G1", "a.md", "# A"));
    let ada = allow(&world, 1, "ada@example.org", "");
    world.quietly("run start --workflow one --slug x").quietly("gate start").given("a.md", "# B\n");
    let line = |key: &str| {
        format!("gate waive --check contains_headings --until 2030-01-01 --reason 'no' --key {key} --json")
    };
    assert_eq!(code(&world, 4, &line(&ada)), "may_not_judge");
    assert_eq!(code(&world, 4, &format!("{} --actor Grace", line(&ada))), "not_the_signer");
    let grace = allow(&world, 2, "grace@example.org", "");
    world.quietly(&format!("{} --actor Grace", line(&grace)));
}

#[test]
fn approvals_outputs_and_warnings_are_not_waived_and_names_that_mean_no_check_are_refused_with_those_that_do()
{
    let world = World::new();
    let checks = json!([
        {"type": "approval", "id": "approved"},
        {"type": "file_exists", "target": "draft.md", "id": "there"},
        {"type": "word_count", "target": "draft.md", "thresholds": 10, "severity": "warning"},
        {"type": "contains_text", "target": "draft.md", "patterns": ["robot"]},
        {"type": "contains_text", "target": "notes.md", "patterns": ["robot"]},
        {"type": "contains_headings", "target": "draft.md", "required_headings": ["# A"], "id": "form"},
    ]);
    let outputs = json!({"all_of": [{"path": "draft.md"}]});
    one_gate(
        &world,
        "",
        &json!({"gate": "G1", "required_outputs": outputs, "validations": checks}).to_string(),
    );
    let ada = allow(&world, 1, "ada@example.org", "");
    world.given("ada.key", std::fs::read(ada).unwrap());
    world
        .quietly("run start --workflow one --slug x")
        .gw(4, "gate waive --check form --reason x --until 2030-01-01");
    world
        .quietly("gate start --actor Eve --agent scribe")
        .given("draft.md", "# B\n")
        .given("notes.md", "None.\n");
    let with = |check: &str| {
        format!("gate waive --check '{check}' --reason 'not now' --until 2030-01-01 --key ada.key")
    };
    for check in ["approved", "approval", "there", "word_count"] {
        world.gw(4, &with(check));
    }
    for check in ["forms", "contains_text", "G1"] {
        world.gw(2, &with(check));
    }
    world
        .gw(2, &with("form").replace("2030-01-01", "soon"))
        .gw(2, &with("form").replace("not now", "<why>"))
        .quietly(&with("form"))
        .gw(4, &with("form"))
        .quietly(&with("contains_text draft.md"))
        .gw(1, "gate check")
        .quietly(&with("contains_text notes.md"))
        .note("what is left is the approval, which nobody waives")
        .gw(3, "gate finish --agent scribe");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_missing_output_is_not_waived_with_the_checks_that_look_at_it() {
    let (world, ada) = thin();
    world.remove("research/robot/sources.md").quietly(&waive(&ada, "--until 2030-01-01"));
    let finished = world.json(1, "gate finish --json");
    assert_eq!(finished["status"], "FAIL");
}

#[test]
fn a_check_behind_a_waived_one_is_still_run() {
    let world = World::new();
    let checks = json!([
        {"type": "contains_text", "target": "a.md", "patterns": ["robot"], "id": "words"},
        {"type": "command", "argv": ["sh", "agree.sh"], "id": "agrees"},
    ]);
    one_gate(&world, "", &json!({"gate": "G1", "validations": checks}).to_string());
    let ada = allow(&world, 1, "ada@example.org", "");
    world
        .given("agree.sh", "exit 1\n")
        .given("a.md", "Nothing.\n")
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start --actor Eve --agent scribe")
        .quietly(&format!("gate waive --check words --until 2030-01-01 --reason 'later' --key {ada}"));
    let finished = world.json(1, "gate finish --json");
    let states: Vec<&Value> =
        finished["validations"].as_array().unwrap().iter().map(|row| &row["state"]).collect();
    assert_eq!(states, ["waived", "fail"]);
}

#[test]
fn a_waiver_is_rehearsed_without_a_trace_and_given_by_a_signature_over_the_printed_message() {
    let (world, ada) = thin();
    let before = world.tree(".");
    world.quietly(&waive(&ada, "--until 2030-01-01 --dry-run"));
    world.same_as(&before);
    let line = |how: &str| {
        format!("gate waive --check min_sources --until 2030-01-01 --reason 'the archive burned down' {how}")
    };
    let message = world.ask(&line("--message")).stdout;
    insta::assert_snapshot!(message);
    let hash = ssh_key::HashAlg::Sha512;
    let signature = crate::people::key(1).sign("decision.gatewright", hash, message.as_bytes()).unwrap();
    let file = world.config("waiver.sig");
    std::fs::write(&file, signature.to_pem(ssh_key::LineEnding::LF).unwrap()).unwrap();
    let signed = |line: &str| format!("{line}--signature {} --json", file.display());
    assert_eq!(code(&world, 4, &signed(&line("").replace("2030", "2031"))), "signature_refused");
    assert_eq!(code(&world, 4, &signed(&line("").replace("burned", "fell"))), "signature_refused");
    world.json(0, &signed(&line("")));
    assert_eq!(code(&world, 4, &signed(&line(""))), "signature_refused", "it was given once");
    world.gw(0, "gate finish");
}

#[test]
fn a_signed_waiver_counts_no_longer_when_its_key_does_not() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2030-01-01"));
    std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
    world.gw(1, "gate finish");
}

#[test]
fn a_waiver_that_is_edited_in_the_record_is_refused() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2030-01-01"));
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let honest = world.read(&path);
    for (from, to) in
        [("burned down", "is closed"), ("\"min_sources\"", "\"file_exists\""), ("2030-01-02T", "2039-01-02T")]
    {
        world.given(&path, honest.replacen(from, to, 1));
        assert_eq!(code(&world, 4, "gate finish --json"), "edited_event", "{from}");
    }
    world.given(&path, honest).gw(0, "gate finish");
}

#[test]
fn a_pipeline_goes_on_behind_a_waived_gate() {
    let (world, ada) = thin();
    world.quietly(&waive(&ada, "--until 2030-01-01"));
    world.given_script("work.sh", "mkdir -p essays/robot; printf '# Draft\\n\\n## Argument\\n' > essays/robot/draft.md; printf '# Review\\n\\n## Verdict\\n' > essays/robot/review.md\n");
    let done = world.json(0, "run resume --exec ./work.sh --json");
    assert_eq!(done["outcome"], "PASSED");
    let steps: Vec<&Value> = done["gates"].as_array().unwrap().iter().map(|step| &step["status"]).collect();
    assert_eq!(steps, ["WAIVED", "PASS", "PASS"]);
}
