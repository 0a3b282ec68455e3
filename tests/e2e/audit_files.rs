//! What an audit makes of files that something else has written, and of what it could not read.

use serde_json::json;

use crate::audit::{found, record, rules};
use crate::fixtures::{one_gate, sources_passed};
use crate::git::{begin, git};
use crate::world::World;

#[test]
fn a_record_whose_line_endings_were_converted_is_told_in_one_finding() {
    let world = sources_passed();
    for file in ["RUN.json", "gates/G1/attempt-1.json"] {
        let path = record(&world, file);
        world.tampered().given(&path, world.read(&path).replace('\n', "\r\n"));
    }
    assert_eq!(rules(&world, ""), ["form.line_endings", "history.incomplete"]);
    let answer = world.ask("audit --json").json();
    assert_eq!(answer["runs"][0]["level"], "none");
    let one = found(&world, "form.line_endings");
    assert_eq!((&one["expected"], &one["found"]), (&"LF".into(), &"CRLF".into()));
}

#[test]
fn some_lines_with_other_ends_are_an_edit_like_any_other() {
    let world = sources_passed();
    let path = record(&world, "RUN.json");
    world.tampered().given(&path, world.read(&path).replacen('\n', "\r\n", 3));
    let all = rules(&world, "");
    assert!(all.contains(&"form.not_canonical".to_owned()), "{all:?}");
}

#[test]
fn records_are_kept_from_being_converted_and_a_file_of_the_user_stays() {
    let world = sources_passed();
    let kept = world.read("runs/.gitattributes");
    assert!(kept.ends_with("* -text -ident -filter\n"), "{kept}");
    world.given("runs/.gitattributes", "mine\n").quietly("run start --workflow essay --slug other");
    assert_eq!(world.read("runs/.gitattributes"), "mine\n");
    world.given("runs/.gitattributes", &kept);
    begin(&world);
    git(&world, "config core.autocrlf true");
    git(&world, "rm -r --quiet --cached .");
    git(&world, "reset --quiet --hard");
    let all = rules(&world, "");
    assert!(!all.iter().any(|rule| rule.starts_with("form.") || rule.starts_with("chain.")), "{all:?}");
}

#[test]
fn rules_that_had_nothing_to_look_at_are_skipped_in_a_test_report() {
    let world = sources_passed();
    let case = |name: &str| {
        let report = world.ask("audit --format junit").stdout;
        let at = report.find(&format!("<testcase name=\"{name}\"")).unwrap();
        report[at..].lines().take(2).collect::<Vec<_>>().join("\n")
    };
    assert!(case("chain.broken").lines().next().unwrap().ends_with("/>"), "{}", case("chain.broken"));
    world.tampered().given(&record(&world, "RUN.json"), "{");
    assert!(case("chain.broken").contains("<skipped"), "{}", case("chain.broken"));
    assert!(case("form.unreadable").contains("<failure"), "{}", case("form.unreadable"));
}

#[test]
fn a_script_that_was_another_one_in_the_attempt_before_is_noted() {
    let world = World::new();
    let check = json!({"gate": "G1", "validations": [{"type": "command", "argv": ["sh", "tools/agree.sh"]}]});
    one_gate(&world, "", &check.to_string());
    world.given_script("tools/agree.sh", "exit 1\n").quietly("trust --yes");
    world.quietly("run start --workflow one --slug x").quietly("gate start").gw(1, "gate finish");
    world.quietly("gate start").gw(1, "gate finish");
    assert!(!rules(&world, "").contains(&"behaviour.other_script".to_owned()));
    world.given_script("tools/agree.sh", "exit 0\n").quietly("trust --yes");
    world.quietly("gate start").quietly("gate finish");
    let note = found(&world, "behaviour.other_script");
    assert_eq!((&note["attempt"], &note["weight"]), (&3.into(), &"note".into()));
    assert!(note["message"].as_str().unwrap().contains("tools/agree.sh"), "{note}");
}

#[test]
fn an_answer_has_one_form() {
    let world = sources_passed();
    for line in ["audit --format sarif", "audit latest --format junit", "gate verify --format github"] {
        let answer = world.json(2, line);
        assert_eq!(answer["code"], "two_forms", "{line}: {answer}");
    }
}
