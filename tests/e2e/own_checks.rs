//! Checks that a repository brings itself: what they are told, what is made of their answers, how they are pinned and tried.

use serde_json::{Value, json};

use crate::fixtures::one_gate;
use crate::own_fixtures::{definition, no_shouting, of_the_guide, row, started, usual, with};
use crate::world::World;

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
fn a_missing_target_fails_and_the_program_is_not_asked() {
    let world = with(&definition(), "exit 0", &json!({"type": "checks/no-shouting", "target": "gone/*.md"}));
    started(&world);
    world.given("essay.md", "Hello.").gw(1, "gate finish");
    assert_eq!(row(&world, 1)["state"], "fail");
    insta::assert_snapshot!(world.told());
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
