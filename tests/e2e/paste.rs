//! What is offered as the next command is accepted when it is pasted, and moves the run on.

use serde_json::json;

use crate::fixtures::{DRAFT, REVIEW, SOURCES, contract, draft_written, essay, one_gate, one_open};
use crate::sticky::next;
use crate::world::World;

/// Pastes everything that `line` offers, each into a world of its own, and says what was offered.
fn pasted(world: &World, line: &str) -> Vec<String> {
    let said = world.fork().ask(&format!("{line} --json"));
    let after = world.fork();
    assert_eq!(after.ask(line).code, said.code, "{line}");
    let offered = next(&said.json());
    for command in &offered {
        let answer = after.fork().ask(command.strip_prefix("gatewright ").unwrap());
        assert!(matches!(answer.code, 0 | 1), "`{line}` offers `{command}`: {answer:?}");
    }
    let id = world.runs().into_iter().next().map(|id| format!(" --run {id}")).unwrap_or_default();
    let plain = |command: &String| {
        command.replace(&id, "").replace(" --json", "").trim_start_matches("gatewright ").to_owned()
    };
    offered.iter().map(plain).collect()
}

#[test]
fn a_finish_says_which_gates_went_stale_and_offers_the_first_of_them() {
    let world = draft_written();
    world.quietly("gate finish").given("research/robot/sources.md", format!("{SOURCES}\n### Source 3\n"));
    assert_eq!(pasted(&world, "run status"), ["gate start --gate G1"]);
    world.quietly("gate start");
    assert_eq!(pasted(&world, "gate finish"), ["gate start --gate G2"]);
    let told = world.fork().ask("gate finish").stdout;
    assert!(told.contains("G2 is STALE: its input `research/robot/sources.md` has changed"), "{told}");
    let answer = world.json(0, "gate finish");
    assert_eq!((&answer["stale"][0]["gate"], &answer["stale"][1]), (&json!("G2"), &json!(null)));
}

#[test]
fn nothing_is_stale_after_a_finish_that_nobody_disturbed() {
    let world = draft_written();
    assert_eq!(pasted(&world, "gate finish"), ["gate start --gate G3"]);
    assert_eq!(world.json(0, "gate finish")["stale"], json!([]));
}

#[test]
fn what_is_pinned_anew_is_started_first() {
    let world = draft_written();
    world.quietly("gate finish");
    let other = world.read("contracts/essay/G1.contract.json").replace("enough", "more than enough");
    world.given("contracts/essay/G1.contract.json", other);
    assert_eq!(pasted(&world, "run repin --gate G1 --reason better"), ["gate start --gate G1"]);
    assert_eq!(pasted(&world, "run repin --gate G2 --reason same"), ["run status"]);
}

#[test]
fn an_open_attempt_is_checked_before_it_is_finished() {
    let world = draft_written();
    let open = ["gate check --gate G2", "gate packet --gate G2", "gate finish --gate G2"];
    for line in ["run status", "run show", "gate start", "gate start G2", "run complete"] {
        assert_eq!(pasted(&world, line), open, "{line}");
    }
}

#[test]
fn a_placeholder_is_no_reason() {
    let world = draft_written();
    for line in [
        "gate abandon --reason '<why>'",
        "gate fail --reason ' <your reason> '",
        "run complete --status CANCELED --reason '<why>'",
        "run repin --gate G1 --reason '<why>'",
        "gate start G3 --override --reason '<why>'",
    ] {
        let refused = world.json(2, line);
        assert_eq!(refused["code"], "bad_reason", "{refused}");
        assert!(refused["message"].as_str().unwrap().contains("placeholder"), "{refused}");
    }
    assert_eq!(world.json(2, "gate finish --actor '<name>'")["code"], "bad_actor");
    let hint = world.json(4, "gate start G2")["hints"][0].as_str().unwrap().to_owned();
    assert!(hint.contains("with your reason: `gatewright gate abandon"), "{hint}");
    world.quietly("gate abandon --reason 'a < b and c > d'");
}

#[test]
fn a_run_that_nothing_moves_on_says_how_it_is_given_up() {
    let world = one_open(r#""max_attempts": 1,"#, &contract("G1", "a.md", "# A"));
    world.given("a.md", "# A\n");
    world.quietly("gate finish").given("a.md", "# A\n\nand more\n");
    let answer = world.json(0, "run status");
    assert!(answer["hints"][0].as_str().unwrap().contains("--status CANCELED --reason"), "{answer}");
    assert_eq!(pasted(&world, "run status"), ["run show"]);
}

fn untrusted(blocking: bool) -> World {
    let world = World::new();
    world.given_script("agree.sh", "exit 0\n");
    let check = json!({"type": "command", "argv": ["./agree.sh"], "description": "ask the tool"});
    let contract = json!({"gate": "G1", "blocking": blocking, "validations": [check]});
    one_gate(&world, "", &contract.to_string());
    world.quietly("run start --workflow one --slug a").quietly("gate start");
    world
}

#[test]
fn a_command_that_nobody_trusts_leads_to_trust() {
    for blocking in [true, false] {
        let world = untrusted(blocking);
        let check = world.json(1, "gate check");
        assert_eq!(check["next"][0], "gatewright trust", "{check}");
        let finish = world.json(1, "gate finish");
        let offered = next(&finish);
        assert_eq!(offered[0], "gatewright trust", "{finish}");
        assert!(offered[1].contains("gate start --run"), "{finish}");
        world.quietly("trust --yes").quietly(offered[1].strip_prefix("gatewright ").unwrap());
        assert_eq!(world.json(0, "gate finish")["status"], "PASS");
    }
}

#[test]
fn whoever_may_not_judge_is_offered_what_he_may_do() {
    let world = one_open(r#""judges": ["Bob"],"#, &contract("G1", "a.md", "# A"));
    assert_eq!(pasted(&world, "gate check"), ["gate packet --gate G1", "gate check --gate G1"]);
    assert_eq!(pasted(&world, "gate finish"), ["run status"]);
    world.given("a.md", "# A\n");
    assert_eq!(pasted(&world, "gate check"), ["run status"]);
    let hint = world.json(1, "gate check")["hints"][0].as_str().unwrap().to_owned();
    assert!(hint.contains("--actor \"<name>\""), "{hint}");
}

#[test]
fn a_run_is_gone_through_by_pasting_alone() {
    let world = essay();
    let mut line = "run start --workflow essay --slug robot".to_owned();
    for text in [SOURCES, DRAFT, REVIEW] {
        let path = match text {
            SOURCES => "research/robot/sources.md",
            DRAFT => "essays/robot/draft.md",
            _ => "essays/robot/review.md",
        };
        assert_eq!(pasted(&world, &line).len(), 1, "{line}");
        world.quietly(&line).quietly("gate start").given(path, text);
        line = "gate finish".to_owned();
    }
    assert_eq!(pasted(&world, &line), ["run complete"]);
}

#[test]
fn an_unfinished_twin_is_resumed_in_the_same_way() {
    let world = essay();
    world.ask("run essay --slug robot");
    let refused = world.json(4, "run essay --slug robot --exec 'sh -c true' --agent it");
    let id = &world.runs()[0];
    let wanted = format!("gatewright run resume --run {id} --exec 'sh -c true' --agent it --json");
    assert_eq!(refused["next"][0], wanted);
}
