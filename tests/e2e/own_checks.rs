//! Checks that a repository brings itself: what they are told, what is made of their answers, and that nobody passes by
//! rewriting one.

use serde_json::{Value, json};

use crate::fixtures::one_gate;
use crate::world::World;

/// The blocks of the guide's section, each by the file that the line before it names.
fn of_the_guide() -> Vec<(String, String)> {
    let guide = include_str!("../../docs/guide.md");
    let (_, section) = guide.split_once("## Checks of your own\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let block = regex::Regex::new(r"(?s)`([^`\s]+\.[a-z]+)`:\n\n```[a-z]*\n(.*?)```").unwrap();
    let placed = |name: &str| {
        let name = name.strip_prefix("checks/no-shouting/").unwrap_or(name);
        format!("checks/no-shouting/{name}")
    };
    let found = block.captures_iter(section);
    let files: Vec<_> = found.map(|found| (placed(&found[1]), found[2].to_owned())).collect();
    assert_eq!(files.len(), 5, "the guide's check has five files");
    files
}

/// The program of the guide's check: more than `most` lines in capitals only are too many.
fn no_shouting() -> String {
    of_the_guide().into_iter().find(|(name, _)| name.ends_with("run.sh")).unwrap().1
}

fn definition() -> Value {
    json!({
        "check": "no-shouting",
        "version": 2,
        "description": "no line is written in capitals only",
        "argv": ["sh", "checks/no-shouting/run.sh"],
        "params": {
            "type": "object",
            "properties": {"most": {"type": "integer", "minimum": 0}},
            "additionalProperties": false,
        },
    })
}

/// A repository with the check and a gate that asks for it.
fn with(definition: &Value, script: &str, asked: &Value) -> World {
    let world = World::new();
    world
        .given("checks/no-shouting/check.json", definition.to_string())
        .given("checks/no-shouting/run.sh", script)
        .given("checks/no-shouting/samples/pass/quiet/files/a.md", "A quiet line.\n")
        .given("checks/no-shouting/samples/fail/loud/files/a.md", "Hello.\nLISTEN TO ME!\n")
        .given("checks/no-shouting/samples/fail/loud/sample.json", r#"{"finds": "shouted"}"#);
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "essay.md"}]},
        "validations": [asked],
    });
    one_gate(&world, "", &contract.to_string());
    world
}

fn usual() -> World {
    with(
        &definition(),
        &no_shouting(),
        &json!({"type": "checks/no-shouting", "target": "all_required", "most": 1, "description": "for the ears"}),
    )
}

fn started(world: &World) -> &World {
    world.quietly("trust --yes").quietly("run start --workflow one --slug x").quietly("gate start")
}

fn row(world: &World, attempt: u32) -> Value {
    let rows = world.attempt("G1", attempt)["validations"].clone();
    rows.as_array().unwrap().iter().find(|row| row["type"] == "checks/no-shouting").unwrap().clone()
}

#[test]
fn the_check_in_the_guide_works_as_it_stands() {
    let world = World::new();
    for (name, text) in of_the_guide() {
        world.given(&name, text);
    }
    let asked = r#"{"gate": "G1", "validations": [{"type": "checks/no-shouting", "target": "a.md", "most": 1, "id": "quiet"}]}"#;
    one_gate(&world, "", asked);
    world.quietly("trust --yes").quietly("checks --test").quietly("run start --workflow one --slug x");
    world.quietly("gate start").given("a.md", "A\nB\n").json(1, "gate check");
    world.given("a.md", "A\nb\n").quietly("gate finish");
}

#[test]
fn a_check_of_the_repository_s_own_from_its_samples_to_the_record() {
    let world = usual();
    world
        .gw(0, "checks checks/no-shouting")
        .gw(1, "checks --test")
        .gw(0, "trust --dry-run")
        .gw(0, "trust --yes")
        .gw(0, "checks --test")
        .gw(0, "contract explain")
        .quietly("run start --workflow one --slug x")
        .gw(0, "gate start")
        .write("essay.md", "Hello.\nLISTEN!\nNOW!\n")
        .gw(1, "gate check")
        .gw(1, "gate finish")
        .quietly("gate start")
        .write("essay.md", "Hello.\nLISTEN!\n")
        .gw(0, "gate finish")
        .gw(0, "trust --list");
    let (failed, passed) = (row(&world, 1), row(&world, 2));
    assert_eq!(failed["findings"].as_array().unwrap().len(), 2, "{failed}");
    assert_eq!(passed["version"], 2);
    assert_eq!(passed["params"], json!({"most": 1}));
    assert_eq!(passed["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(passed["files"][1]["path"], "checks/no-shouting/run.sh");
    let pins = world.run_json()["events"][0]["pins"].to_string();
    assert!(pins.contains("checks/no-shouting/run.sh"), "{pins}");
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_a_check_is_told_depends_on_nothing_but_parameters_and_files() {
    let world =
        with(&definition(), "cat >&2\n", &json!({"type": "checks/no-shouting", "target": "docs", "most": 3}));
    started(&world);
    world.given("essay.md", "x").given("docs/b.md", "b").given("docs/a/a.md", "a").quietly("gate finish");
    let told: Value =
        serde_json::from_str(row(&world, 1)["stderr"].as_str().unwrap().trim_end_matches("\\n")).unwrap();
    let file = |path: &str, text: &str| json!({"path": path, "sha256": gatewright::model::digest::Digest::of(text.as_bytes()), "size": text.len()});
    assert_eq!(
        told,
        json!({
            "format": 1,
            "check": "checks/no-shouting",
            "version": 2,
            "depth": "standard",
            "params": {"most": 3},
            "targets": [file("docs/a/a.md", "a"), file("docs/b.md", "b")],
        })
    );
}

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
fn a_missing_target_fails_and_the_program_is_not_asked() {
    let world = with(&definition(), "exit 0", &json!({"type": "checks/no-shouting", "target": "gone/*.md"}));
    started(&world);
    world.given("essay.md", "Hello.").gw(1, "gate finish");
    assert_eq!(row(&world, 1)["state"], "fail");
    insta::assert_snapshot!(world.told());
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

#[test]
fn a_check_that_changes_itself_while_it_runs_is_refused() {
    let world = with(
        &definition(),
        "echo x > checks/no-shouting/new.sh; rm checks/no-shouting/new.sh; exit 0",
        &json!({"type": "checks/no-shouting", "target": "essay.md"}),
    );
    started(&world);
    world.given("essay.md", "Hello.").gw(4, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_changed_check_is_pinned_anew_by_repin_alone() {
    let world = usual();
    started(&world);
    world
        .given("essay.md", "ONE\nTWO\nTHREE\n")
        .quietly("gate abandon --reason again")
        .given("checks/no-shouting/run.sh", "exit 0\n")
        .gw(0, "run show")
        .quietly("trust --yes")
        .quietly("gate start")
        .gw(1, "gate finish")
        .gw(0, "run repin --gate G1 --reason 'the check was wrong'")
        .gw(0, "gate start")
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_file_more_or_less_in_the_directory_is_reported_and_can_be_pinned() {
    let world = usual();
    world.given("checks/no-shouting/lib/words.sh", "LOUD=1\n");
    started(&world);
    world
        .given("essay.md", "Hello.\n")
        .quietly("gate abandon --reason again")
        .remove("checks/no-shouting/lib/words.sh")
        .gw(0, "run show")
        .quietly("trust --yes")
        .gw(0, "run repin --gate G1 --reason 'it was of no use'")
        .gw(4, "run repin --gate G1 --reason 'once more'")
        .gw(0, "run show")
        .write("checks/no-shouting/more.sh", "")
        .gw(0, "run show");
    world.remove("checks/no-shouting/more.sh").quietly("gate start").quietly("gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn samples_that_are_not_as_they_must_be_are_told() {
    let world = usual();
    world
        .given("checks/no-shouting/samples/pass/loud/files/a.md", "LOUD\n")
        .given(
            "checks/no-shouting/samples/pass/loud/sample.json",
            r#"{"description": "one is allowed", "params": {"most": 1}}"#,
        )
        .given("checks/no-shouting/samples/pass/wrong/files/a.md", "LOUD\n")
        .given("checks/no-shouting/samples/fail/quiet/files/a.md", "quiet\n")
        .given("checks/no-shouting/samples/fail/other/files/a.md", "LOUD\n")
        .given("checks/no-shouting/samples/fail/other/sample.json", r#"{"finds": "whispered"}"#)
        .quietly("trust --yes")
        .gw(1, "checks --test")
        .gw(1, "checks no-shouting --test --json")
        .gw(2, "checks nosuch --test")
        .gw(2, "checks checks/no-shoutin");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_check_without_a_sample_that_must_fail_is_no_check() {
    let world = usual();
    std::fs::remove_dir_all(world.path("checks/no-shouting/samples/fail")).unwrap();
    world
        .gw(2, "workflow lint")
        .gw(2, "run start --workflow one --slug x")
        .gw(2, "checks --test")
        .gw(2, "trust --yes");
    let listed = world.json(0, "checks")["own"].clone();
    assert_eq!(listed[0]["name"], "checks/no-shouting");
    assert_eq!(listed[0]["error"]["code"], "missing_sample");
    assert!(
        world.ask("checks").stdout.contains("cannot be read: the check `checks/no-shouting` has no sample")
    );
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_a_contract_asks_of_a_check_is_held_against_its_schema() {
    for (name, asked) in [
        ("unknown", json!({"type": "checks/no-shoutin", "target": "essay.md"})),
        ("misspelt", json!({"type": "checks/no-shouting", "target": "essay.md", "mots": 1})),
        ("invalid", json!({"type": "checks/no-shouting", "target": "essay.md", "most": -1})),
        ("no target", json!({"type": "checks/no-shouting"})),
    ] {
        let world = with(&definition(), &no_shouting(), &asked);
        world.note(name).gw(2, "run start --workflow one --slug x");
        insta::assert_snapshot!(format!("own_check_{}", name.replace(' ', "_")), world.told());
    }
}

#[test]
fn the_directory_of_checks_may_lie_elsewhere() {
    let world = World::new();
    world
        .given("gatewright.json", r#"{"checks": "tools/checks"}"#)
        .given(
            "tools/checks/true/check.json",
            r#"{"check": "true", "version": 1, "description": "nothing", "target": "none", "argv": ["sh", "tools/checks/true/x.sh"]}"#,
        )
        .given("tools/checks/true/x.sh", "test ! -e bad\n")
        .given("tools/checks/true/samples/pass/a/files/good", "")
        .given("tools/checks/true/samples/fail/a/files/bad", "");
    one_gate(&world, "", r#"{"gate": "G1", "validations": [{"type": "checks/true"}]}"#);
    world.quietly("trust --yes").quietly("checks --test").quietly("run start --workflow one --slug x");
    world.quietly("gate start").quietly("gate finish");
    assert_eq!(world.attempt("G1", 1)["validations"][0]["state"], "pass");
}

#[test]
fn a_case_of_a_contract_runs_a_check_as_it_is_trusted() {
    let world = usual();
    let case = |text: &str| {
        world
            .given("contracts/one/tests/a/case.json", text)
            .given("contracts/one/tests/a/files/essay.md", "A\nB\nC\n");
    };
    case(
        r#"{"gate": "G1", "commands": true, "expect": {"gate": "FAIL", "checks": {"checks/no-shouting": "fail"}}}"#,
    );
    world.gw(1, "contract test").quietly("trust --yes").gw(0, "contract test");
    world.given("contracts/one/tests/a/files/checks/no-shouting/json.py", "").gw(1, "contract test");
    insta::assert_snapshot!(world.told());
}
