//! What a gate must bring: at every depth, by glob, as a directory, as one of several, in large numbers.

use serde_json::{Value, json};

use crate::fixtures::one_gate;
use crate::world::World;

fn started(contract: &Value, more: &str) -> World {
    let world = World::new();
    one_gate(&world, "", &contract.to_string());
    world.quietly(&format!("run start --workflow one --slug x {more}")).quietly("gate start");
    world
}

fn artifact<'a>(attempt: &'a Value, path: &str) -> &'a Value {
    let artifacts = attempt["artifacts"].as_array().unwrap();
    artifacts.iter().find(|row| row["path"] == path).unwrap_or_else(|| panic!("no {path}: {attempt}"))
}

#[test]
fn an_output_that_cannot_be_read_any_more_is_told_as_that_and_not_as_changed() {
    let contract =
        json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}, {"path": "b.md"}]}});
    let world = World::new();
    one_gate(&world, "", &contract.to_string());
    world.given("a.md", "old\n").quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("elsewhere.md", "new\n").remove("a.md");
    for name in ["a.md", "b.md"] {
        std::os::unix::fs::symlink("elsewhere.md", world.path(name)).unwrap();
    }
    world.gw(1, "gate finish").gw(0, "run show --gate G1 --attempt 1");
    let attempt = world.attempt("G1", 1);
    for name in ["a.md", "b.md"] {
        assert_eq!(artifact(&attempt, name)["change"], "unreadable");
        assert_eq!(artifact(&attempt, name)["exists"], true);
    }
    let audited = world.ask("audit --json").json().to_string();
    assert!(!audited.contains("facts.") && !audited.contains("verdict.differs"), "{audited}");
    insta::assert_snapshot!(world.told());
}

#[test]
fn one_of_several_alternatives_is_enough_and_all_that_are_there_are_hashed() {
    let contract = json!({"gate": "G1",
        "required_outputs": {"any_of": [{"path": "a.md"}, {"path": "b.md"}, {"path": "c.md"}]},
        "validations": [{"type": "contains_text", "target": "a.md", "patterns": ["yes"]}]});
    let world = started(&contract, "");
    world
        .gw(1, "gate finish")
        .gw(0, "gate start")
        .write("b.md", "yes\n")
        .write("c.md", "no\n")
        .gw(0, "gate finish");
    let attempt = world.attempt("G1", 2);
    assert_eq!(artifact(&attempt, "a.md")["exists"], false);
    assert!(
        artifact(&attempt, "b.md")["sha256"].is_string() && artifact(&attempt, "c.md")["sha256"].is_string()
    );
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_is_required_depends_on_the_depth() {
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": [
        {"path": "always.md"},
        {"path": "deep.md", "required_for_depth": ["deep"]},
        {"path": "not-quick.md", "optional_for_depth": ["quick"]},
        {"path": "never.md", "required": false},
        {"path": "revived.md", "required": false, "required_for_depth": ["standard", "deep"]}
    ]}});
    for (depth, missing) in [
        ("quick", vec![]),
        ("standard", vec!["not-quick.md", "revived.md"]),
        ("deep", vec!["deep.md", "not-quick.md", "revived.md"]),
    ] {
        let world = started(&contract, &format!("--depth {depth}"));
        world.given("always.md", "here\n");
        let finished = world.json(i32::from(!missing.is_empty()), "gate finish");
        let failed: Vec<&str> = finished["validations"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|row| row["pass"] == false)
            .map(|row| row["path"].as_str().unwrap())
            .collect();
        assert_eq!(failed, missing, "{depth}");
    }
}

#[test]
fn an_optional_output_is_hashed_when_it_is_there_and_missed_by_nobody() {
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": [
        {"path": "a.md"}, {"path": "notes.md", "required": false, "description": "whatever else"}]}});
    let world = started(&contract, "");
    world.write("a.md", "a\n").gw(0, "gate check").write("notes.md", "n\n").gw(0, "gate finish");
    assert!(artifact(&world.attempt("G1", 1), "notes.md")["sha256"].is_string());
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_glob_and_a_directory_are_outputs() {
    let contract = json!({"gate": "G1",
        "required_outputs": {"all_of": [{"path": "pages/*.md"}, {"path": "assets/{slug}"}]},
        "validations": [
            {"type": "min_file_count", "target": "assets/{slug}", "pattern": "*.svg", "thresholds": 2},
            {"type": "dir_exists", "target": "assets/{slug}"},
            {"type": "contains_text", "target": "pages/*.md", "patterns": ["end"]}]});
    let world = started(&contract, "");
    world
        .gw(1, "gate check")
        .write("pages/1.md", "the end\n")
        .write("pages/2.md", "to be continued\n")
        .write("assets/x/one.svg", "<svg/>\n")
        .gw(1, "gate check")
        .write("pages/2.md", "end\n")
        .write("assets/x/deep/two.svg", "<svg/>\n")
        .gw(1, "gate check")
        .write("assets/x/two.svg", "<svg/>\n")
        .gw(0, "gate finish")
        .write("assets/x/three.svg", "<svg/>\n")
        .gw(0, "run status");
    let attempt = world.attempt("G1", 1);
    assert_eq!(artifact(&attempt, "assets/x")["files"], 3);
    assert_eq!(artifact(&attempt, "pages/1.md")["template"], "pages/*.md");
    insta::assert_snapshot!(world.told());
}

#[test]
fn more_than_a_hundred_outputs_are_listed_in_a_sealed_file_beside_the_attempt() {
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "many/*.txt"}]}});
    let world = started(&contract, "");
    for n in 0..150 {
        world.given(&format!("many/{n:03}.txt"), format!("{n}\n"));
    }
    world.gw(0, "gate finish").gw(0, "run show");
    let attempt = world.attempt("G1", 1);
    let list = attempt["manifest"]["file"].as_str().unwrap();
    let run = &world.runs()[0];
    let place = format!("runs/{run}/record/gates/G1/{list}");
    let lines = world.read(&place);
    assert_eq!((lines.lines().count(), &attempt["manifest"]["entries"]), (150, &json!(150)));
    assert!(lines.lines().map(|line| &line[66..]).is_sorted(), "sorted by path");
    assert!(world.read(&format!("runs/{run}/record/gates/G1/attempt-1.json")).len() < 4096);
    world.given("many/077.txt", "changed\n");
    let status = world.json(0, "run status");
    assert_eq!(status["gates"][0]["status"], "STALE");
    assert!(status["gates"][0]["stale"][0].as_str().unwrap().contains("many/077.txt"), "{status}");
    world.given("many/077.txt", "77\n").given(&place, lines.replacen('0', "1", 1)).tampered();
    world.gw(4, "run status");
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_output_says_what_became_of_it() {
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": [
        {"path": "created.md"}, {"path": "changed.md"}, {"path": "unchanged.md"}, {"path": "missing.md"}]}});
    let world = World::new();
    one_gate(&world, "", &contract.to_string());
    world
        .given("changed.md", "old\n")
        .given("unchanged.md", "same\n")
        .given("missing.md", "soon gone\n")
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .given("created.md", "new\n")
        .given("changed.md", "new\n")
        .remove("missing.md");
    let finished = world.json(1, "gate finish");
    for word in ["created", "changed", "unchanged", "missing"] {
        assert_eq!(artifact(&finished, &format!("{word}.md"))["change"], word);
    }
    let before = world.attempt("G1", 1)["start"]["before"].as_array().unwrap().len();
    assert_eq!(before, 3, "what was there before the work");
}

#[test]
fn a_file_where_a_directory_should_be_is_named() {
    let world = World::new();
    one_gate(
        &world,
        "",
        r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "e/auto/x.md"}], "any_of": [{"path": "e/y.md"}]}}"#,
    );
    world.given("e", "a file\n").quietly("run start --workflow one --slug a").quietly("gate start");
    let rows = world.json(1, "gate check")["validations"].clone();
    for row in rows.as_array().unwrap() {
        let finding = &row["findings"][0];
        assert_eq!(
            finding["hint"], "`e` is a file, so nothing can lie below it: make it a directory",
            "{row}"
        );
    }
    assert_eq!(rows.as_array().unwrap().len(), 2);
}

#[test]
fn a_match_of_a_glob_that_could_not_be_read_is_judged_again_as_that() {
    let texts = json!([{"type": "contains_text", "target": "out/{slug}/*.md", "patterns": ["yes"]}]);
    for validations in [json!([]), texts] {
        let contract = json!({"gate": "G1", "validations": validations,
            "required_outputs": {"all_of": [{"path": "out/{slug}/*.md"}, {"path": "one.md"}]}});
        let world = started(&contract, "");
        world.given("one.md", "1\n").given("out/x/a.md", "yes\n").given("elsewhere.md", "yes\n");
        let verdicts = || -> Vec<String> {
            let found = crate::audit::rules(&world, "--notes").into_iter();
            found.filter(|rule| rule.starts_with("verdict.")).collect()
        };
        for (n, odd) in (1..).zip([
            "ln -s ../../elsewhere.md out/x/b.md",
            "mkfifo out/x/b.md",
            "ln -s ../../elsewhere.md out/x/b.md; mkfifo out/x/c.md",
            "rm one.md; ln -s elsewhere.md one.md; mkfifo out/x/c.md",
        ]) {
            world.shell(odd);
            world.hours(1).gw(1, "gate finish");
            let attempt = world.attempt("G1", n);
            assert!(attempt["artifacts"].to_string().contains("unreadable"), "{odd}: {attempt}");
            assert_eq!(verdicts(), Vec::<String>::new(), "{odd}");
            world.shell("rm -f out/x/b.md out/x/c.md one.md; echo 1 >one.md");
            world.quietly("gate start");
        }
        world.hours(1).gw(0, "gate finish");
        assert_eq!(verdicts(), Vec::<String>::new());
        let verified = world.ask("gate verify G1").stdout;
        assert!(verified.contains("required: G1 stands"), "{verified}");
    }
}

#[test]
fn a_match_that_only_a_check_names_and_that_could_not_be_read_accuses_nobody() {
    for severity in ["error", "warning"] {
        let contract = json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "one.md"}]}, "validations": [
            {"type": "contains_text", "target": "notes/*.md", "patterns": ["yes"], "severity": severity}]});
        let world = started(&contract, "");
        world.given("one.md", "1\n").given("notes/a.md", "yes\n").given("elsewhere.md", "yes\n");
        for odd in [
            "ln -s ../elsewhere.md notes/b.md",
            "mkfifo notes/b.md",
            "ln -s ../elsewhere.md notes/b.md; mkfifo notes/c.md",
        ] {
            world.shell(odd);
            world.hours(1).gw(i32::from(severity == "error"), "gate finish");
            let found = crate::audit::rules(&world, "--notes").into_iter();
            let verdicts: Vec<String> = found.filter(|rule| rule.starts_with("verdict.")).collect();
            assert_eq!(verdicts, Vec::<String>::new(), "{severity} {odd}");
            world.shell("rm -f notes/b.md notes/c.md");
            if severity == "warning" {
                world.quietly("gate reopen --gate G1 --reason again");
            }
            world.quietly("gate start");
        }
    }
}
