//! Nobody passes by rewriting a check of the repository's own, by what lies beside it, or by what it prints.

use serde_json::{Value, json};

use crate::own_fixtures::{definition, row, started, usual, with};
use crate::world::World;

#[test]
fn every_answer_but_silence_and_nought_is_no_pass() {
    for (script, state, says) in [
        ("exit 0", "pass", ""),
        ("echo; exit 0", "pass", ""),
        ("echo '{\"message\": \"x\"}'; exit 0", "not_enforced", "exited with 0, which says that all is well"),
        ("echo fine; exit 0", "not_enforced", "exited with 0, which says that all is well"),
        ("exit 1", "fail", "failed and does not say why"),
        ("echo '{\"message\": \"too loud\"}'; exit 1", "fail", "too loud"),
        ("echo 'too loud'; exit 1", "fail", "printed a line that is no finding"),
        ("echo 'no table' >&2; exit 2", "not_enforced", "is not set up right: `no table`"),
        ("echo 'no network' >&2; exit 77", "not_enforced", "cannot be made here: `no network`"),
        ("exit 3", "not_enforced", "exited with 3, which is none of"),
        ("kill -9 $$", "not_enforced", "exited with 137, which is none of"),
        ("sleep 20", "not_enforced", "was ended after 1 second"),
    ] {
        let mut definition = definition();
        definition["timeout"] = json!("1s");
        let world = with(&definition, script, &json!({"type": "checks/no-shouting", "target": "essay.md"}));
        started(&world);
        world.given("essay.md", "Hello.");
        let said = world.ask("gate finish --json").json();
        let rows = said["validations"].as_array().unwrap().clone();
        let row = rows.iter().find(|row| row["type"] == "checks/no-shouting").unwrap();
        assert_eq!(row["state"], state, "{script}: {row}");
        assert!(row["findings"].to_string().contains(says), "{script}: {row}");
        assert_eq!(said["status"] == "PASS", state == "pass", "{script}: {said}");
    }
}

#[test]
fn whoever_rewrites_the_check_its_helper_or_what_lies_beside_them_does_not_pass() {
    let helper = "checks/no-shouting/lib/words.sh";
    for (what, path, text) in [
        ("the program", "checks/no-shouting/run.sh", "exit 0\n"),
        (
            "the definition",
            "checks/no-shouting/check.json",
            r#"{"check": "no-shouting", "version": 3, "description": "x", "argv": ["true"]}"#,
        ),
        ("a helper", helper, "exit 0\n"),
        ("a file more", "checks/no-shouting/json.py", "import sys; sys.exit(0)\n"),
    ] {
        let world = usual();
        world.given(helper, "LOUD=1\n");
        started(&world);
        world.given("essay.md", "ONE\nTWO\nTHREE\n").given(path, text);
        let rows = |said: &Value| said["validations"].as_array().unwrap().last().unwrap().clone();
        let untrusted = rows(&world.json(1, "gate check"));
        assert_eq!(untrusted["state"], "not_enforced", "{what}: {untrusted}");
        assert!(untrusted["findings"].to_string().contains("has changed since"), "{what}: {untrusted}");
        // Somebody trusts what is there now without looking: the run still knows what it pinned.
        let trusted = world.ask("trust --yes");
        assert!(trusted.code == 0 || what == "the definition", "{what}: {trusted:?}");
        let pinned = rows(&world.json(1, "gate finish"));
        assert_eq!(pinned["state"], "not_enforced", "{what}: {pinned}");
        assert_eq!(world.attempt("G1", 1)["status"], "FAIL", "{what}");
    }
}

#[test]
fn whoever_puts_a_link_or_a_pipe_in_the_place_of_a_check_does_not_pass() {
    let run = |world: &World, command: &str| {
        let done =
            std::process::Command::new("sh").arg("-c").arg(command).current_dir(world.path("")).status();
        assert!(done.unwrap().success(), "{command}");
    };
    for (what, command) in [
        (
            "the program is a link",
            "mv checks/no-shouting/run.sh ../kept.sh; ln -s ../../../kept.sh checks/no-shouting/run.sh",
        ),
        ("the directory is a link", "mv checks/no-shouting ../kept; ln -s ../../kept checks/no-shouting"),
        ("the directory of all checks is a link", "mv checks ../kept; ln -s ../kept checks"),
        ("the program is a pipe", "rm checks/no-shouting/run.sh; mkfifo checks/no-shouting/run.sh"),
        ("the program is gone", "rm checks/no-shouting/run.sh"),
        ("all of it is gone", "rm -r checks/no-shouting"),
    ] {
        let world = usual();
        started(&world);
        world.given("essay.md", "Hello.\n");
        run(&world, command);
        let said = world.json(1, "gate finish");
        let row = said["validations"].as_array().unwrap().last().unwrap();
        assert_eq!(row["state"], "not_enforced", "{what}: {row}");
        assert_eq!(world.attempt("G1", 1)["status"], "FAIL", "{what}");
    }
}

#[test]
fn samples_are_no_part_of_a_verdict() {
    let world = usual();
    started(&world);
    world
        .given("essay.md", "Hello.\n")
        .given("checks/no-shouting/samples/fail/loud/files/a.md", "quiet\n")
        .given("checks/no-shouting/samples/pass/run.sh", "exit 0\n")
        .quietly("gate finish");
    assert_eq!(row(&world, 1)["state"], "pass");
    world.gw(1, "checks --test");
}

#[test]
fn what_a_check_prints_reaches_neither_terminal_nor_record_as_it_stands() {
    let world = with(
        &definition(),
        r#"printf '{"message": "\\u001b[2J \\u202e %s%s", "path": "essay.md"}\n' ghp_ 0123456789abcdefghijABCDEFGHIJ012345
printf '\033[31mred\n' >&2
exit 1
"#,
        &json!({"type": "checks/no-shouting", "target": "essay.md"}),
    );
    started(&world);
    world.given("essay.md", "Hello.").gw(1, "gate finish");
    let row = row(&world, 1).to_string();
    assert!(row.contains(r"\\u{1b}[2J"), "{row}");
    assert!(row.contains(r"\\u{1b}[31mred"), "{row}");
    assert!(!row.contains("0123456789abc") && !row.contains('\u{1b}'), "{row}");
    assert!(!world.told().contains("0123456789abc") && !world.told().contains('\u{1b}'), "{}", world.told());
}

#[test]
fn a_check_that_reads_nothing_or_much_is_as_good() {
    for script in ["exit 0", "cat > /dev/null", "head -c 10 > /dev/null"] {
        let world =
            with(&definition(), script, &json!({"type": "checks/no-shouting", "target": "many/*.md"}));
        started(&world);
        world.given("essay.md", "Hello.");
        // More than a pipe holds.
        for n in 0..1_500 {
            world.given(&format!("many/{n}.md"), "x");
        }
        world.quietly("gate finish");
    }
}
