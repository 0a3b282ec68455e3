//! Contracts under test: cases of files with the result that each check must have.

use serde_json::{Value, json};

use crate::fixtures::{SOURCES, essay};
use crate::world::World;

/// Where the cases of `essay` lie.
const TESTS: &str = "contracts/essay/tests";

/// Gives the case called `name` what it says and the files that it brings.
fn case(world: &World, name: &str, says: &Value, files: &[(&str, &str)]) {
    world.given(&format!("{TESTS}/{name}/case.json"), format!("{says:#}\n"));
    for (path, text) in files {
        world.given(&format!("{TESTS}/{name}/files/{path}"), text);
    }
}

/// `essay` with a good case of its first gate, and one that is missing a source.
fn tested() -> World {
    let world = essay();
    let good = json!({
        "description": "Two sources", "gate": "G1", "params": {"slug": "robot"},
        "expect": {"gate": "PASS", "checks": {"min_sources": "pass"}},
    });
    case(
        &world,
        "good",
        &good,
        &[("research/robot/sources.md", SOURCES), ("research/robot/notes.md", "Notes\n")],
    );
    let deep = json!({
        "description": "Two are too few at depth deep", "extends": "good", "depth": "deep",
        "expect": {"gate": "FAIL", "checks": {"min_sources": "fail"}},
    });
    case(&world, "deep", &deep, &[]);
    world
}

#[test]
fn a_case_extends_another_and_both_are_judged_like_a_run() {
    let world = tested();
    world.gw(0, "contract test").gw(1, "contract test --strict");
    let gone = json!({
        "extends": "good", "remove": ["research"],
        "expect": {"gate": "FAIL", "checks": {"file_exists research/robot/sources.md": "fail", "min_sources": "fail"}},
    });
    case(&world, "gone", &gone, &[]);
    world.note("a case that takes everything away").gw(0, "contract test --gate g1 --strict");
    insta::assert_snapshot!(world.told());
    let said = world.json(0, "contract test");
    assert_eq!((&said["cases"], &said["passed"], &said["failed"]), (&json!(3), &json!(3), &json!(0)));
    let suite = &said["workflows"][0];
    assert_eq!((&suite["asked"], suite["never_failing"].as_array().unwrap().len()), (&json!(6), 4));
    // The same rows as a run has.
    world.quietly("run start --workflow essay --slug robot --depth deep").quietly("gate start");
    world.given("research/robot/sources.md", SOURCES);
    let check = world.json(1, "gate check");
    let deep = suite["cases"].as_array().unwrap().iter().find(|it| it["case"] == "deep").unwrap();
    assert_eq!(deep["validations"], check["validations"]);
}

#[test]
fn what_is_not_as_expected_is_told_in_full() {
    let world = tested();
    let says = |expect: Value| json!({"extends": "good", "expect": expect});
    case(
        &world,
        "too-hopeful",
        &says(json!({"gate": "PASS"})),
        &[("research/robot/sources.md", "# Sources\n")],
    );
    let other = json!({"gate": "FAIL", "checks": {"file_exists research/robot/sources.md": "fail"}});
    case(&world, "for-another-reason", &says(other), &[("research/robot/sources.md", "")]);
    let place = json!({"gate": "PASS", "checks": {"min_sources research/sources.md": "pass"}});
    case(&world, "misplaced", &says(place), &[]);
    world.gw(1, "contract test");
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_was_found_is_kept_and_a_difference_fails() {
    let world = tested();
    world
        .gw(0, &format!("contract test --accept {TESTS}/deep"))
        .show(&format!("{TESTS}/deep/findings.txt"))
        .gw(0, "contract test");
    let contract = world.read("contracts/essay/G1.contract.json").replace("\"deep\": 4", "\"deep\": 5");
    world
        .write("contracts/essay/G1.contract.json", contract)
        .gw(1, "contract test")
        .gw(0, "contract test --accept")
        .gw(0, "contract test");
    insta::assert_snapshot!(world.told());
    // What is not as expected is never accepted.
    case(&world, "wrong", &json!({"extends": "good", "depth": "deep", "expect": {"gate": "PASS"}}), &[]);
    world.gw(1, "contract test --accept");
    assert!(!world.path(&format!("{TESTS}/wrong/findings.txt")).exists());
}

#[test]
fn only_what_is_accepted_is_written_and_nothing_stays_behind() {
    let world = tested();
    let temporary = world.path("../temporary");
    std::fs::create_dir(&temporary).unwrap();
    world.with_env("TMPDIR", temporary.to_str().unwrap());
    let before = world.tree("");
    world.gw(0, "contract test").same_as(&before);
    world.gw(0, "contract test --json").same_as(&before);
    assert_eq!(std::fs::read_dir(&temporary).unwrap().count(), 0);
    world.with_env("TMPDIR", temporary.join("gone").to_str().unwrap());
    let said = world.ask("contract test");
    assert_eq!(said.code, 5, "{said:?}");
    assert!(said.stderr.contains("temporary"), "{said:?}");
}

#[test]
fn what_was_there_before_the_work_is_another_case() {
    let world = World::new();
    crate::fixtures::one_gate(
        &world,
        "",
        &json!({"gate": "G1", "validations": [
            {"type": "changed_since_start", "target": "a.md"},
            {"type": "unchanged", "target": "given.md"},
        ]})
        .to_string(),
    );
    let put = |name: &str, says: Value, files: &[(&str, &str)]| {
        world.given(&format!("contracts/one/tests/{name}/case.json"), says.to_string());
        for (path, text) in files {
            world.given(&format!("contracts/one/tests/{name}/files/{path}"), text);
        }
    };
    let checks =
        |changed: &str, unchanged: &str| json!({"changed_since_start": changed, "unchanged": unchanged});
    put(
        "untouched",
        json!({"gate": "G1", "params": {"slug": "x"}, "before": "untouched",
            "expect": {"gate": "FAIL", "checks": checks("fail", "pass")}}),
        &[("a.md", "old\n"), ("given.md", "given\n")],
    );
    put(
        "done",
        json!({"extends": "untouched", "expect": {"gate": "PASS", "checks": checks("pass", "pass")}}),
        &[("a.md", "new\n")],
    );
    put(
        "too-much",
        json!({"extends": "done", "expect": {"gate": "FAIL", "checks": checks("pass", "fail")}}),
        &[("given.md", "taken\n")],
    );
    world.gw(0, "contract test --strict");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_command_runs_only_where_the_case_says_so_and_the_user_trusts_it() {
    let world = World::new();
    let command = json!({"type": "command", "argv": ["tools/agree.sh", "{slug}"], "id": "agreed"});
    crate::fixtures::one_gate(&world, "", &json!({"gate": "G1", "validations": [command]}).to_string());
    world.given_script("tools/agree.sh", "touch ran-here; test -f \"$1.md\"\n");
    let put = |name: &str, says: Value| {
        world.given(&format!("contracts/one/tests/{name}/case.json"), says.to_string())
    };
    let expect = |gate: &str, state: &str| json!({"gate": gate, "checks": {"agreed": state}});
    put("silent", json!({"gate": "G1", "params": {"slug": "x"}, "expect": expect("FAIL", "not_enforced")}));
    put("agreed", json!({"extends": "silent", "commands": true, "expect": expect("PASS", "pass")}));
    world.given("contracts/one/tests/agreed/files/x.md", "x");
    put("not-agreed", json!({"extends": "agreed", "remove": ["x.md"], "expect": expect("FAIL", "fail")}));
    put("own-program", json!({"extends": "agreed", "expect": expect("FAIL", "not_enforced")}));
    world.given("contracts/one/tests/own-program/files/tools/agree.sh", "#!/bin/sh\nexit 0\n");
    world.gw(1, "contract test").quietly("trust --yes").gw(0, "contract test --strict --accept");
    world
        .show("contracts/one/tests/silent/findings.txt")
        .show("contracts/one/tests/own-program/findings.txt");
    insta::assert_snapshot!(world.told());
    assert!(!world.path("ran-here").exists());
}

#[test]
fn without_a_case_nothing_was_tested() {
    let world = essay();
    world.gw(2, "contract test");
    case(
        &world,
        "good",
        &json!({"gate": "G1", "params": {"slug": "x"}, "expect": {"gate": "PASS"}}),
        &[("research/x/sources.md", SOURCES)],
    );
    world.gw(2, "contract test --gate G2").gw(2, "contract test contracts/essay/tests/god");
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_mistake_of_a_case_is_told_with_its_place_before_any_is_judged() {
    let good = tested();
    let expect = json!({"gate": "PASS"});
    let failing = |checks: Value| json!({"extends": "good", "expect": {"gate": "FAIL", "checks": checks}});
    for (what, says) in [
        ("no expectation", json!({"gate": "G1"})),
        (
            "nothing that could fail",
            json!({"extends": "good", "expect": {"gate": "FAIL", "checks": {"min_sources": "pass"}}}),
        ),
        ("a FAIL without a reason", json!({"extends": "good", "expect": {"gate": "FAIL"}})),
        (
            "a PASS that fails",
            json!({"extends": "good", "expect": {"gate": "PASS", "checks": {"min_sources": "fail"}}}),
        ),
        ("an unknown key", json!({"extend": "good", "expect": expect})),
        ("an unknown state", failing(json!({"min_sources": "failed"}))),
        ("an unknown check", failing(json!({"min_source": "fail"}))),
        ("an unknown case", json!({"extends": "god", "expect": expect})),
        ("an unknown case before", json!({"extends": "good", "before": "god", "expect": expect})),
        ("an unknown gate", json!({"extends": "good", "gate": "G7", "expect": expect})),
        ("no gate", json!({"params": {"slug": "x"}, "expect": expect})),
        ("an unknown parameter", json!({"extends": "good", "params": {"slugg": "x"}, "expect": expect})),
        ("a missing parameter", json!({"gate": "G1", "expect": expect})),
        (
            "a parameter that leaves the tree",
            json!({"extends": "good", "params": {"slug": ".."}, "expect": expect}),
        ),
        ("an unknown depth", json!({"extends": "good", "depth": "deeper", "expect": expect})),
        ("itself", json!({"extends": "wrong", "expect": expect})),
        ("a name that leaves the tree", json!({"extends": "../good", "expect": expect})),
        (
            "a removal that leaves the tree",
            json!({"extends": "good", "remove": ["../../secret"], "expect": expect}),
        ),
        (
            "a removal of nothing",
            json!({"extends": "good", "remove": ["research/robot/source.md"], "expect": expect}),
        ),
        (
            "a removal without a base",
            json!({"gate": "G1", "remove": ["a"], "params": {"slug": "x"}, "expect": expect}),
        ),
    ] {
        let world = good.fork();
        case(&world, "wrong", &says, &[]);
        let answer = world.json(2, "contract test");
        let problem = &answer["problems"][0];
        assert_eq!(problem["file"], json!("contracts/essay/tests/wrong/case.json"), "{what}: {answer}");
        assert!(problem["line"].is_u64() && problem["column"].is_u64(), "{what}: {answer}");
        assert!(
            answer["next"][0].as_str().unwrap().starts_with("gatewright schema case"),
            "{what}: {answer}"
        );
        world.gw(2, "contract test");
        insta::assert_snapshot!(format!("wrong_{}", what.replace(' ', "_")), world.told());
    }
}

#[test]
fn two_checks_of_one_type_must_be_told_apart() {
    let world = tested();
    let contract = world.read("contracts/essay/G1.contract.json");
    let twice = contract.replace("\"validations\": [", "\"validations\": [{\"type\": \"min_sources\", \"target\": \"research/{slug}/notes.md\", \"thresholds\": 0},");
    world.given("contracts/essay/G1.contract.json", twice);
    let answer = world.json(2, "contract test");
    assert_eq!(answer["problems"][0]["code"], "ambiguous_check", "{answer}");
}

#[test]
fn the_cases_of_a_circle_are_all_named() {
    let world = essay();
    for (one, other) in [("a", "b"), ("b", "c"), ("c", "a")] {
        case(&world, one, &json!({"extends": other, "expect": {"gate": "PASS"}}), &[]);
    }
    let answer = world.json(2, "contract test");
    let codes: Vec<&Value> = answer["problems"].as_array().unwrap().iter().map(|it| &it["code"]).collect();
    assert_eq!(codes, ["circle"; 3], "{answer}");
}

/// What is done to the case `good`, and what is said of it.
type Harm = (&'static str, fn(&World), &'static str);

/// The files of the case `good`.
fn files(world: &World) -> std::path::PathBuf {
    world.path(&format!("{TESTS}/good/files"))
}

fn harms() -> Vec<Harm> {
    use std::os::unix::fs::symlink;
    vec![
        ("a link to a file", |it| symlink("/etc/passwd", files(it).join("passwd")).unwrap(), "symbolic link"),
        ("a link to a directory", |it| symlink("/etc", files(it).join("etc")).unwrap(), "symbolic link"),
        (
            "files that are a link",
            |it| {
                std::fs::remove_dir_all(files(it)).unwrap();
                symlink("/etc", files(it)).unwrap();
            },
            "symbolic link",
        ),
        (
            "a case that is a link",
            |it| symlink("good", it.path(&format!("{TESTS}/linked"))).unwrap(),
            "symbolic link",
        ),
        (
            "a pipe",
            |it| {
                let made = std::process::Command::new("mkfifo").arg(files(it).join("pipe")).status();
                assert!(made.unwrap().success());
            },
            "named pipe",
        ),
        (
            "a giant",
            |it| std::fs::File::create(files(it).join("giant")).unwrap().set_len(1 << 40).unwrap(),
            "more than the 16777216",
        ),
        (
            "a deep tree",
            |it| std::fs::create_dir_all(files(it).join("d/".repeat(60))).unwrap(),
            "nested deeper than 32",
        ),
        (
            "a treacherous name",
            |it| std::fs::write(files(it).join("a\u{202e}b"), "").unwrap(),
            r"a\xe2\x80\xaeb",
        ),
        (
            "a case without its file",
            |it| std::fs::create_dir(it.path(&format!("{TESTS}/empty"))).unwrap(),
            "has no `case.json`",
        ),
    ]
}

#[test]
fn what_a_case_brings_is_refused_when_it_is_no_plain_file_of_moderate_size() {
    let good = tested();
    for (what, harm, said) in harms() {
        let world = good.fork();
        harm(&world);
        let began = std::time::Instant::now();
        let answer = world.ask("contract test");
        assert_eq!(answer.code, 2, "{what}: {answer:?}");
        assert!(answer.stderr.contains(said), "{what}: {answer:?}");
        assert!(began.elapsed().as_secs() < 5, "{what} takes {:?}", began.elapsed());
    }
}

#[test]
fn a_hostile_case_file_is_refused_quickly() {
    let good = tested();
    for (what, text) in [
        ("deep", "[".repeat(100_000)),
        ("large", format!("{{\"description\": \"{}\"}}", "x".repeat(2_000_000))),
        ("twice", r#"{"expect": {"gate": "PASS"}, "expect": {"gate": "FAIL"}}"#.to_owned()),
        ("escapes", "{\"description\": \"\u{1b}[31m\", \"expect\": {\"gate\": \"PASS\"}}".to_owned()),
        (
            "many",
            format!(
                "{{\"extends\": \"good\", \"remove\": [{}\"a\"], \"expect\": {{\"gate\": \"PASS\"}}}}",
                "\"a\",".repeat(5_000)
            ),
        ),
        ("nothing", String::new()),
    ] {
        let world = good.fork();
        world.given(&format!("{TESTS}/hostile/case.json"), text);
        let said = world.ask("contract test");
        assert_eq!(said.code, 2, "{what}: {said:?}");
        assert!(said.stderr.contains("hostile/case.json"), "{what}: {said:?}");
    }
}

#[test]
fn files_of_a_case_that_stand_in_each_other_s_way_are_told() {
    let world = tested();
    let says = json!({"extends": "good", "expect": {"gate": "PASS"}});
    case(&world, "both", &says, &[("research", "a file where the extended case has a directory\n")]);
    let said = world.json(2, "contract test");
    assert_eq!(said["code"], "bad_fixture", "{said}");
}

#[test]
fn a_text_of_findings_that_is_none_is_refused_and_a_link_is_not_followed() {
    let world = tested();
    world.given(&format!("{TESTS}/good/findings.txt"), b"\xff\xfe");
    assert_eq!(world.json(2, "contract test")["code"], "bad_case");
    let file = world.path(&format!("{TESTS}/good/findings.txt"));
    std::fs::remove_file(&file).unwrap();
    world.given("mine.txt", "mine\n");
    std::os::unix::fs::symlink(world.path("mine.txt"), &file).unwrap();
    assert_eq!(world.ask("contract test --accept").code, 2);
    assert_eq!(world.read("mine.txt"), "mine\n");
}
