//! Whether the newest run is meant where a newer one was deleted: nobody is told of an older one as if it were the newest.

use crate::audit::rules;
use crate::fixtures::{contract, one_gate};
use crate::git::{begin, git};
use crate::world::World;

/// A good run, and a newer one that failed, both committed.
fn good_and_bad() -> (World, String, String) {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.real();
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("a.md", "# A\n").quietly("gate finish").quietly("run complete");
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.quietly("gate fail --reason 'it is bad'").quietly("run complete --status FAILED");
    git(&world, "add --all");
    git(&world, "commit --quiet --allow-empty --message=done");
    let [good, bad] = world.runs().try_into().unwrap();
    (world, good, bad)
}

/// What every command says that takes the newest run by itself.
fn refused(world: &World, good: &str, bad: &str) {
    for line in ["gate verify --run latest", "gate verify", "audit latest"] {
        let said = world.ask(line);
        assert!(said.code == 1 && said.stdout.contains("required.newer_gone"), "{line}: {said:?}");
        assert!(said.stdout.contains(bad), "{line}: {said:?}");
    }
    let next = world.ask("gate verify --run latest").stderr;
    assert!(next.contains("Next: gatewright audit\n"), "{next}");
    let said = world.ask("attest --run latest --format sums");
    assert!(said.code == 4 && said.stderr.contains(bad), "{said:?}");
    assert_eq!(world.ask("attest --format sums --json").json()["code"], "not_the_newest");
    // Whoever names the run means it.
    for line in [format!("gate verify --run {good}"), format!("attest --run {good} --format sums")] {
        assert_eq!(world.ask(&line).code, 0, "{line}");
    }
    assert!(!rules(world, good).contains(&"required.newer_gone".to_owned()));
}

#[test]
fn the_newest_run_is_not_an_older_one_because_a_newer_was_deleted() {
    let (world, good, bad) = good_and_bad();
    assert_eq!(world.ask("gate verify --run latest").code, 1);
    assert!(!rules(&world, "latest").contains(&"required.newer_gone".to_owned()), "it is there");
    world.tampered();
    std::fs::remove_dir_all(world.path(&format!("runs/{bad}"))).unwrap();
    refused(&world, &good, &bad);
    git(&world, "commit --quiet --all --message=tidy");
    refused(&world, &good, &bad);
    let answer = world.json(1, "audit latest");
    let findings = answer["runs"][0]["findings"].as_array().unwrap();
    let gone = findings.iter().find(|found| found["rule"] == "required.newer_gone").unwrap();
    assert_eq!(gone["commit"], git(&world, "rev-parse HEAD").trim());
    assert_eq!(answer["runs"][0]["level"], "L1", "nothing is wrong with the older one: {answer}");
}

#[test]
fn a_newer_run_that_was_left_where_runs_are_no_longer_looked_for_is_missed() {
    let (world, good, bad) = good_and_bad();
    world.tampered();
    std::fs::create_dir(world.path("moved")).unwrap();
    git(&world, &format!("mv runs/{good} moved/{good}"));
    world.given("gatewright.json", r#"{"runs": "moved"}"#);
    git(&world, "commit --quiet --all --message=moved");
    let said = world.ask("gate verify --run latest");
    assert!(
        said.code == 1 && said.stdout.contains(&format!("the newest run is not this one: {bad}")),
        "{said:?}"
    );
    assert_eq!(world.ask(&format!("gate verify --run {good}")).code, 0);
}

#[test]
fn a_newer_run_whose_directory_was_renamed_is_missed_also_where_nothing_was_committed() {
    let (world, good, bad) = good_and_bad();
    world.tampered();
    std::fs::rename(world.path(&format!("runs/{bad}")), world.path("runs/old")).unwrap();
    for git in [true, false] {
        if !git {
            std::fs::remove_dir_all(world.path(".git")).unwrap();
        }
        let said = world.ask("gate verify --run latest");
        assert!(said.code == 1 && said.stdout.contains(&format!("{bad} lies in `runs/old`")), "{said:?}");
        assert_eq!(world.ask(&format!("gate verify --run {good}")).code, 0);
        assert_eq!(world.ask("attest --format sums --json").json()["code"], "not_the_newest");
    }
}

#[test]
fn an_older_run_that_was_deleted_is_told_by_the_audit_of_all_alone() {
    let (world, good, _) = good_and_bad();
    world.tampered();
    git(&world, &format!("rm -r --quiet runs/{good}"));
    git(&world, "commit --quiet --message=tidy");
    assert!(!rules(&world, "latest").contains(&"required.newer_gone".to_owned()));
    assert!(rules(&world, "").contains(&"history.deleted".to_owned()));
}

#[test]
fn where_all_runs_were_deleted_the_newest_of_them_is_told_of() {
    let (world, good, bad) = good_and_bad();
    world.tampered();
    std::fs::remove_dir_all(world.path("runs")).unwrap();
    for rule in ["history.contradicted", "history.deleted"] {
        for line in ["audit", "audit latest", "gate verify", "gate verify --run latest"] {
            let said = world.ask(line);
            assert!(
                said.code == 1 && said.stdout.contains(rule) && said.stdout.contains(&bad),
                "{line}: {said:?}"
            );
        }
        assert!(world.ask("audit").stdout.contains(&good));
        assert!(world.ask("gate verify").stdout.contains("required.unknown"));
        for (form, failure) in [("sarif", "\"ruleId\""), ("junit", "<failure"), ("github", "::error")] {
            for line in ["audit latest", "gate verify"] {
                let said = world.ask(&format!("{line} --format {form}"));
                assert!(said.code == 1 && said.stdout.contains(failure), "{line} {form}: {said:?}");
                assert!(said.stdout.contains(rule), "{line} {form}: {said:?}");
            }
        }
        git(&world, "commit --quiet --all --allow-empty --message=tidy");
    }
}
