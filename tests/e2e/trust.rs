//! Commands that a repository brings run only after somebody trusted them as they are.

use serde_json::json;

use crate::fixtures::{contract, one_gate};
use crate::pipeline::AGENT;
use crate::world::World;

fn with_executor() -> World {
    let world = World::new();
    world.given_script("tools/work.sh", AGENT).given_script("tools/agree.sh", "exit 0\n");
    one_gate(
        &world,
        r#""executor": {"command": {"argv": ["tools/work.sh", "{slug}"]}},"#,
        &contract("G1", "research/robot/sources.md", "### Source 1"),
    );
    world
}

fn with_check(argv: &serde_json::Value, more: serde_json::Value) -> World {
    let world = World::new();
    let mut check = json!({"type": "command", "argv": argv, "description": "ask the tool"});
    check.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    one_gate(&world, "", &json!({"gate": "G1", "validations": [check]}).to_string());
    world
}

#[test]
fn an_executor_of_the_repository_is_refused_until_it_is_trusted_as_it_is_now() {
    let world = with_executor();
    world
        .gw(4, "run one --slug robot")
        .gw(4, "run status")
        .quietly("run start --workflow one --slug robot")
        .gw(4, "run resume")
        .gw(0, "run status")
        .gw(2, "trust")
        .gw_with(2, "trust", "y\n")
        .gw(2, "trust --json")
        .gw(0, "trust --dry-run")
        .gw(4, "run resume")
        .gw(0, "trust --yes")
        .gw(0, "trust")
        .gw(0, "run resume")
        .write("tools/work.sh", "#!/bin/sh\necho changed\n")
        .gw(4, "run one --slug robot")
        .gw(0, "trust --dry-run")
        .gw(0, "trust --list");
    assert!(world.path("../state").read_dir().unwrap().next().is_some(), "trust is kept with the user");
    insta::assert_snapshot!(world.told());
}

#[test]
fn while_a_definition_is_wrong_nobody_knows_what_it_brings_and_nothing_is_trusted() {
    let world = with_executor();
    world
        .given("workflows/two.json", r#"{"workflow": "two", "version": "1", "gates": []}"#)
        .gw(2, "trust")
        .gw(2, "trust --dry-run")
        .gw(2, "trust --yes");
    let said = world.json(2, "trust --yes");
    assert_eq!(said["commands"][0]["standing"], "not trusted");
    assert_eq!(said["unreadable"][0]["workflow"], "two");
    assert_eq!(said["unreadable"][0]["error"]["problems"][0]["file"], "workflows/two.json");
    world.gw(4, "run one --slug robot").gw(0, "trust one --yes").quietly("run one --slug robot --new");
    let broken = World::new();
    one_gate(&broken, "", "{}");
    broken.gw(2, "trust");
    insta::assert_snapshot!(world.told() + &broken.told());
}

#[test]
fn trust_can_be_taken_back() {
    let world = with_executor();
    world.quietly("trust --yes");
    let trusted = world.json(0, "trust --list");
    let digest = trusted["commands"][0]["digest"].as_str().unwrap().to_owned();
    world
        .gw(0, &format!("trust --revoke {digest} --dry-run"))
        .gw(0, &format!("trust --revoke {digest}"))
        .gw(2, &format!("trust --revoke {digest}"))
        .gw(2, "trust --revoke abc")
        .gw(4, "run one --slug robot")
        .gw(2, "trust nosuch")
        .gw(0, "trust one --yes");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_that_the_user_typed_needs_no_trust() {
    let world = with_executor();
    world.gw(0, "run one --slug robot --exec ./tools/work.sh");
}

#[test]
fn without_a_place_to_keep_trust_nothing_is_trusted() {
    let world = with_executor();
    world.without_env("HOME").without_env("XDG_STATE_HOME");
    world.gw(5, "trust --yes").gw(4, "run one --slug robot");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_check_that_is_not_trusted_could_not_run_and_fails_the_gate() {
    let world = with_check(&json!(["tools/agree.sh"]), json!({}));
    world
        .given_script("tools/agree.sh", "exit 0\n")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(1, "gate check")
        .gw(1, "gate finish")
        .quietly("trust --yes")
        .quietly("gate start")
        .gw(0, "gate check")
        .gw(0, "gate finish");
    let rows = world.attempt("G1", 1)["validations"].clone();
    assert_eq!(rows[0]["state"], "not_enforced");
    assert_eq!(rows[0]["pass"], false);
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_check_judges_the_exit_code_and_what_is_printed() {
    let world = with_check(
        &json!(["tools/count.sh", "{slug}"]),
        json!({"expect_exit": 3, "stdout_matches": "^[0-9]+ of x$"}),
    );
    world
        .given_script("tools/count.sh", "cat count.txt; exit $(cat code.txt)\n")
        .given("count.txt", "many of x\n")
        .given("code.txt", "3\n")
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(1, "gate check")
        .write("count.txt", "17 of x\n")
        .write("code.txt", "0\n")
        .gw(1, "gate check")
        .write("code.txt", "3\n")
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_check_that_takes_too_long_is_ended_and_fails() {
    let world = with_check(&json!(["sleep", "60"]), json!({"timeout_seconds": 1}));
    let begun = std::time::Instant::now();
    world
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(1, "gate finish");
    assert!(begun.elapsed().as_secs() < 20, "it was waited for");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_check_whose_program_is_missing_could_not_run() {
    let world = with_check(&json!(["no-such-program-anywhere"]), json!({}));
    world
        .quietly("trust --yes")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn children_get_no_input_and_only_the_environment_that_is_allowed() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "seen.txt", "# Seen"));
    let script = "env | cut -d= -f1 | sort > names.txt; env > values.txt; printf '# Seen\\n' > seen.txt\n";
    world.given_script("spy.sh", script).quietly("run one --slug x --exec ./spy.sh");
    assert!(!world.read("values.txt").contains(crate::world::CANARY), "a secret of the environment leaks");
    let names = world.read("names.txt");
    for wanted in ["CI", "GATEWRIGHT_GATE", "GATEWRIGHT_RUN", "GIT_TERMINAL_PROMPT", "HOME", "PATH"] {
        assert!(names.lines().any(|name| name == wanted), "no {wanted}: {names}");
    }
    assert!(!names.contains("SOME_TOKEN"), "{names}");
}

#[test]
fn what_the_caller_left_open_does_not_reach_a_command() {
    let world =
        with_check(&json!(["sh", "-c", "test -e /proc/self/fd/9 && echo open || echo closed"]), json!({}));
    world.quietly("trust --yes").quietly("run start --workflow one --slug x").quietly("gate start");
    let line = format!("exec 9</dev/null; exec {} gate finish", env!("CARGO_BIN_EXE_gatewright"));
    let ended = std::process::Command::new("sh")
        .args(["-c", &line])
        .current_dir(world.path("."))
        .env("HOME", world.path("../home"))
        .env("XDG_STATE_HOME", world.path("../state"))
        .status();
    assert!(ended.unwrap().success());
    assert_eq!(world.attempt("G1", 1)["validations"][0]["stdout"], "closed\\n");
}

#[test]
fn an_agent_does_not_say_which_commands_are_trusted() {
    let world = World::new();
    let check = r#"{"gate": "G1", "validations": [{"type": "command", "argv": ["sh", "tools/agree.sh"]}]}"#;
    one_gate(&world, "", check);
    world.given_script("tools/agree.sh", "exit 0\n").with_env("CLAUDECODE", "1");
    assert_eq!(world.json(4, "trust --yes")["code"], "agent_may_not_trust");
    world.json(0, "trust --list");
    world.json(0, "trust --dry-run");
    world.without_env("CLAUDECODE");
    world.json(0, "trust --yes");
}

#[test]
fn a_pipeline_that_stops_for_want_of_trust_offers_it_first() {
    let world = with_check(&json!(["tools/agree.sh"]), json!({}));
    world.given_script("tools/agree.sh", "exit 0\n").given("count.txt", "x\n");
    let said = world.json(1, "run one --slug x --exec true");
    assert_eq!(said["next"][0], "gatewright trust", "{said}");
    assert!(said["next"][1].as_str().unwrap().starts_with("gatewright run resume"), "{said}");
}

#[test]
fn trust_waits_for_another_process_and_says_so() {
    let world = with_executor();
    world.quietly("trust --yes").given_script("tools/work.sh", "exit 0\n");
    let ledger = world.path("../state/gatewright/trust");
    let held = std::fs::File::open(&ledger).unwrap();
    held.lock().unwrap();
    let waits = std::thread::spawn(move || {
        std::thread::sleep(std::time::Duration::from_millis(700));
        held.unlock().unwrap();
    });
    let said = world.ask("trust --yes");
    waits.join().unwrap();
    assert_eq!(said.code, 0, "{said:?}");
    assert!(said.stderr.contains("waiting for another process"), "{said:?}");
}

#[test]
fn a_record_that_a_trusted_command_edits_is_not_written_over() {
    let edit = r#"sed -i 's/"slug": "x"/"slug": "y"/' runs/*/record/RUN.json"#;
    let world = with_check(&json!(["tools/edit.sh"]), json!({}));
    world.given_script("tools/edit.sh", &format!("{edit}\n"));
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("trust --yes");
    world.tampered();
    let said = world.ask("gate finish --json");
    assert_eq!((said.code, &said.json()["code"]), (4, &"edited_meanwhile".into()), "{said:?}");
    // What was written there is there for whoever audits.
    let found = world.audited();
    assert!(found.contains(&"chain.broken".to_owned()), "{found:?}");
    assert_eq!(world.ask("gate finish").code, 4);
}

#[test]
fn what_lies_beside_the_record_and_a_trusted_command_edits_is_not_gone_on_from() {
    for edit in [
        "rm runs/*/record/gates/G1/attempt-1.json",
        "sed -i s/ABANDONED/PASS/ runs/*/record/gates/G1/attempt-1.json",
        "for pin in runs/*/record/pins/*; do rm $pin; break; done",
        "echo more >>$(ls runs/*/record/pins/* | head -1)",
        "echo mine >$(dirname runs/*/record/pins)/pins/mine",
    ] {
        let world = with_check(&json!(["tools/edit.sh"]), json!({}));
        world
            .given_script("tools/edit.sh", "true\n")
            .given("gatewright.json", r#"{"git": {"commit": "record"}}"#);
        crate::git::begin(&world);
        world.quietly("run start --workflow one --slug x").quietly("gate start");
        world.quietly("gate abandon --reason again").quietly("gate start");
        world.given_script("tools/edit.sh", &format!("{edit}\n")).quietly("trust --yes");
        let (run, head) = (world.run_json(), crate::git::git(&world, "rev-parse HEAD"));
        world.tampered().shell("cp -a runs ../kept");
        let said = world.ask("gate finish --json");
        assert_eq!((said.code, &said.json()["code"]), (4, &"edited_meanwhile".into()), "{edit}: {said:?}");
        assert_eq!((world.run_json(), crate::git::git(&world, "rev-parse HEAD")), (run, head), "{edit}");
        // What was there is brought back, and the attempt is still open.
        world.shell("rm -r runs; cp -a ../kept runs");
        world
            .given_script("tools/edit.sh", "touch runs/*/record/gates/G1/attempt-1.json\n")
            .quietly("trust --yes");
        world.gw(0, "gate finish");
    }
}

#[test]
fn seals_and_files_that_nothing_names_are_no_part_of_what_a_trusted_command_leaves_to_be_committed() {
    for edit in [
        "rm runs/*/record/seals/*",
        "echo more >>$(ls runs/*/record/seals/*)",
        "cp runs/*/record/gates/G1/attempt-1.json $(dirname runs/*/record/gates)/gates/G1/attempt-9.json",
        "mkdir $(dirname runs/*/record/gates)/gates/G9; echo x >$(dirname runs/*/record/gates)/gates/G9/x",
        "echo x >$(dirname runs/*/record/gates)/x",
    ] {
        let world = with_check(&json!(["tools/edit.sh"]), json!({}));
        world
            .given_script("tools/edit.sh", "true\n")
            .given("gatewright.json", r#"{"git": {"commit": "record"}}"#);
        crate::git::begin(&world);
        world.quietly("run start --workflow one --slug x").quietly("gate start");
        let ada = crate::people::allow(&world, 1, "ada@example.org", "");
        world.quietly(&format!("run seal --key {ada}"));
        world.given_script("tools/edit.sh", &format!("{edit}\n")).quietly("trust --yes");
        let (run, head) = (world.run_json(), crate::git::git(&world, "rev-parse HEAD"));
        world.tampered();
        let said = world.ask("gate finish --json");
        assert_eq!((said.code, &said.json()["code"]), (4, &"edited_meanwhile".into()), "{edit}: {said:?}");
        assert_eq!((world.run_json(), crate::git::git(&world, "rev-parse HEAD")), (run, head), "{edit}");
    }
}
