//! What an audit makes of files that commits name and git does not have, as in a partial clone or a damaged one: gates that rest on them stand for nobody.

use serde_json::json;

use crate::audit::{committed, found, record, rules};
use crate::audit_lost::lose;
use crate::audit_put_back::{all_of, between, checked, first, standing};
use crate::audit_stored::out;
use crate::fixtures::{DRAFT, contract, one_gate};
use crate::git::{begin, git};
use crate::world::World;

fn is_unknown(world: &World, gate: &str) {
    assert_eq!(standing(world, gate), ["unknown"]);
    let verified = world.ask(&format!("gate verify {gate} --run latest"));
    assert!(verified.code == 1 && verified.stdout.contains("required.unknown"), "{verified:?}");
}

#[test]
fn a_lost_version_of_a_record_lets_no_gate_stand() {
    let world = committed();
    world.quietly("gate start --gate G2").hours(1).given("essays/robot/draft.md", DRAFT);
    world.quietly("gate finish --gate G2");
    assert_eq!(standing(&world, "G1"), ["stands"]);
    git(&world, "config uploadpack.allowFilter true");
    let top = world.path("");
    for (how, unknown) in [("--filter=blob:none", true), ("--depth=1", false), ("--depth=2", false)] {
        git(&world, &format!("clone --quiet {how} file://{} ../clone{how}", top.display()));
        let clone = world.path(&format!("../clone{how}"));
        let said = world.ask(&format!("audit --require essay/G1 -C {}", clone.display())).stdout;
        assert_eq!(said.contains("required.unknown"), unknown, "{how}: {said}");
    }
    lose(&world, &format!("HEAD~1:{}", record(&world, "RUN.json")));
    is_unknown(&world, "G1");
}

#[test]
fn a_lost_version_of_gatewright_json_may_have_named_another_directory_of_runs() {
    let world = committed();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}, "defaults": {}}"#);
    git(&world, "commit --quiet --all --message=config");
    assert_eq!(standing(&world, "G1"), ["stands"]);
    lose(&world, "HEAD~1:gatewright.json");
    is_unknown(&world, "G1");
    assert!(found(&world, "history.incomplete")["message"].as_str().unwrap().contains("gatewright.json"));
}

#[test]
fn what_a_lost_version_of_a_contract_asked_cannot_be_said() {
    const FIRST: &str = "contracts/G1.json";
    const BASE: &str = "contracts/base.json";
    let asks = |heading: &str| {
        first(json!({"required_outputs": all_of("a.md"), "validations": [checked("earned", heading)]}))
    };
    let (strict, easy) = (asks("# Earned"), asks("# No"));
    let extends = first(json!({"extends": BASE}));
    let cases = [
        (vec![(FIRST, strict.as_str())], (FIRST, easy.as_str()), (FIRST, strict.as_str()), FIRST),
        // The base is nothing that the run pinned.
        (vec![(FIRST, &extends), (BASE, &strict)], (FIRST, &easy), (FIRST, &extends), BASE),
    ];
    for (before, then, now, lost) in cases {
        let world = between(&before, &[then], &[now]);
        assert_eq!(standing(&world, "G1"), ["fallen"], "{lost}");
        lose(&world, &format!("HEAD:{lost}"));
        is_unknown(&world, "G1");
        // It rests on the other one.
        is_unknown(&world, "G2");
        let incomplete = found(&world, "history.incomplete");
        assert!(incomplete["message"].as_str().unwrap().contains(lost), "{incomplete}");
    }
}

#[test]
fn an_output_whose_committed_bytes_git_does_not_have_may_be_anything() {
    let file = committed();
    let directory = out(|world| {
        world.given("out/c.txt", "c\n").given("out/d/e.txt", "e\n");
    });
    let cases = [(&file, "HEAD:research/robot/sources.md"), (&directory, "HEAD:out/d/e.txt")];
    for (world, lost) in cases {
        assert_eq!(standing(world, "G1"), ["stands"]);
        lose(world, lost);
        assert!(rules(world, "").contains(&"outputs.not_compared".to_owned()), "{lost}");
        is_unknown(world, "G1");
    }
    let at = directory.ask("audit --at HEAD --require one").stdout;
    assert!(at.contains("required.unknown") && !at.contains("required.fallen"), "{at}");
    lose(&directory, "HEAD:out/d");
    is_unknown(&directory, "G1");
}

/// What `attest` answers.
fn attested(world: &World, to: &str) -> (i32, String) {
    let to = world.path(&format!("../{to}"));
    let said = world.ask(&format!("attest --format sums --json --output {}", to.display()));
    (said.code, said.json()["message"].as_str().unwrap_or_default().to_owned())
}

#[test]
fn nothing_is_attested_of_what_does_not_stand_for_what_was_asked() {
    const FIRST: &str = "contracts/G1.json";
    let asks = |heading: &str| {
        first(json!({"required_outputs": all_of("a.md"), "validations": [checked("earned", heading)]}))
    };
    let (strict, easy) = (asks("# Earned"), asks("# No"));
    let world = between(&[(FIRST, &strict)], &[(FIRST, &easy)], &[(FIRST, &easy)]);
    assert_eq!(attested(&world, "before").0, 0);
    let world = between(&[(FIRST, &strict)], &[(FIRST, &easy)], &[(FIRST, &strict)]);
    let (code, said) = attested(&world, "back");
    assert!(code == 4 && said.contains("G1") && said.contains("asked again today"), "{code} {said}");
    lose(&world, &format!("HEAD:{FIRST}"));
    let (code, said) = attested(&world, "lost");
    assert!(code == 4 && said.contains("G1") && said.contains("every version"), "{code} {said}");
}

#[test]
fn nothing_is_attested_of_a_record_of_which_a_version_is_lost() {
    let world = World::new();
    world.by_the_real_clock();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    begin(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    git(&world, "add --all");
    git(&world, "commit --quiet --message=begun");
    world.given("a.md", "# A\n").quietly("gate finish");
    git(&world, "add --all");
    git(&world, "commit --quiet --message=done");
    assert_eq!(attested(&world, "before").0, 0);
    lose(&world, &format!("HEAD~1:{}", record(&world, "RUN.json")));
    let (code, said) = attested(&world, "after");
    assert!(code == 4 && said.contains("git does not give both versions"), "{code} {said}");
}

#[test]
fn nothing_is_attested_of_an_output_whose_committed_bytes_git_does_not_have() {
    let world = World::new();
    world.by_the_real_clock();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    begin(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("a.md", "# A\n").quietly("gate finish");
    git(&world, "add --all");
    git(&world, "commit --quiet --message=done");
    let attest = |to: &str| {
        world.ask(&format!(
            "attest --format sums --json --output {}",
            world.path(&format!("../{to}")).display()
        ))
    };
    assert_eq!(attest("before").code, 0);
    lose(&world, "HEAD:a.md");
    let said = attest("after");
    assert_eq!((said.code, &said.json()["code"]), (4, &"record_not_sound".into()), "{said:?}");
    assert!(said.json()["message"].as_str().unwrap().contains("`a.md` was not compared"), "{said:?}");
}
