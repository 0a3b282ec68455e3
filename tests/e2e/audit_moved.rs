//! What an audit makes of runs whose directory was moved: the record is followed, and held against what it was.

use serde_json::Value;

use crate::audit_history::calls_of_git;
use crate::fixtures::{DRAFT, SOURCES, essay};
use crate::git::{begin, git};
use crate::world::World;

const OUTPUT: &str = "research/robot/sources.md";

/// A run whose first gate was failed, committed, and the same run as somebody would have it: with a PASS.
pub fn failed_and_forged() -> (World, World) {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start").hours(1);
    let forged = world.fork();
    forged.given(OUTPUT, SOURCES).quietly("gate finish");
    world.quietly("gate fail --reason 'no letters'");
    world.tampered();
    (world, forged)
}

/// Commits everything that lies there.
fn commit(world: &World) -> String {
    git(world, "add --all");
    git(world, "commit --quiet --allow-empty --message=work");
    git(world, "rev-parse HEAD").trim().to_owned()
}

fn says(world: &World, runs: &str) {
    world.given("gatewright.json", format!(r#"{{"runs": "{runs}"}}"#));
}

/// Puts the record and the output of `other` in the place of what lies in `runs`.
pub fn swap(world: &World, other: &World, runs: &str) {
    let run = &other.runs()[0];
    let to = world.path(&format!("{runs}/{run}/record"));
    std::fs::remove_dir_all(&to).unwrap();
    let from = other.path(&format!("runs/{run}/record"));
    world.shell(&format!("cp -a {} {}", from.display(), to.display()));
    world.given(OUTPUT, SOURCES);
}

fn audited(world: &World) -> (Value, Vec<(String, String)>) {
    let run = world.ask("audit --json").json()["runs"][0].clone();
    let findings = run["findings"].as_array().unwrap().iter();
    let text = |found: &Value, member: &str| found[member].as_str().unwrap_or_default().to_owned();
    let told = findings.map(|found| (text(found, "rule"), text(found, "commit")));
    let told = told.filter(|(rule, _)| rule.starts_with("history.")).collect();
    (run, told)
}

/// Blamed are these, beside notes of moves; the record rests on nothing.
fn blamed(world: &World, rule: &str, commit: &str) {
    let (run, told) = audited(world);
    let of_rule: Vec<_> = told.iter().filter(|(found, _)| found == rule).collect();
    assert!(!of_rule.is_empty() && of_rule.iter().all(|(_, by)| by == commit), "{commit}: {told:?}");
    assert_eq!(run["level"], "none", "{run}");
}

#[test]
fn a_record_that_was_exchanged_while_its_directory_was_moved_is_rewritten() {
    let (world, forged) = failed_and_forged();
    git(&world, "mv runs elsewhere");
    swap(&world, &forged, "elsewhere");
    says(&world, "elsewhere");
    let moved = commit(&world);
    blamed(&world, "history.rewritten", &moved);
    // Moving it back changes nothing of that.
    git(&world, "mv elsewhere runs");
    says(&world, "runs");
    commit(&world);
    blamed(&world, "history.rewritten", &moved);
}

#[test]
fn a_record_that_was_copied_first_and_exchanged_in_the_copy_is_rewritten() {
    for copied_honestly in [false, true] {
        for old_stays in [false, true] {
            let (world, forged) = failed_and_forged();
            world.shell("cp -a runs elsewhere");
            if !copied_honestly {
                swap(&world, &forged, "elsewhere");
            }
            let copied = commit(&world);
            let mut by = copied;
            if copied_honestly {
                swap(&world, &forged, "elsewhere");
                by = commit(&world);
            }
            says(&world, "elsewhere");
            commit(&world);
            if !old_stays {
                git(&world, "rm -r --quiet --force runs");
                commit(&world);
            }
            let (run, told) = audited(&world);
            assert!(told.contains(&("history.rewritten".to_owned(), by.clone())), "{by} {told:?}");
            assert_eq!(run["level"], "none", "{run}");
        }
    }
}

#[test]
fn a_copy_from_before_the_last_events_is_no_way_back() {
    let (world, _) = failed_and_forged();
    world.shell("cp -a runs elsewhere");
    git(&world, "add --all");
    commit(&world);
    world.quietly("gate start").hours(1).quietly("gate fail --reason 'still none'");
    commit(&world);
    says(&world, "elsewhere");
    let by = commit(&world);
    blamed(&world, "history.truncated", &by);
    // Nor where gatewright.json could not be read in between.
    git(&world, "reset --quiet --hard HEAD~1");
    world.given("gatewright.json", "{");
    commit(&world);
    says(&world, "elsewhere");
    let by = commit(&world);
    blamed(&world, "history.truncated", &by);
    git(&world, "reset --quiet --hard HEAD~1");
    // Nor where it says so only in the working tree.
    git(&world, "reset --quiet --hard HEAD~1");
    says(&world, "elsewhere");
    let (run, told) = audited(&world);
    assert!(told.iter().any(|(rule, _)| rule == "history.truncated"), "{told:?}");
    assert_eq!(run["level"], "none");
}

#[test]
fn a_file_that_is_lost_on_the_way_is_deleted() {
    let (world, _) = failed_and_forged();
    let run = world.runs()[0].clone();
    git(&world, "mv runs elsewhere");
    git(&world, &format!("rm --quiet --force elsewhere/{run}/record/gates/G1/attempt-1.json"));
    says(&world, "elsewhere");
    let moved = commit(&world);
    blamed(&world, "history.deleted", &moved);
}

#[test]
fn a_directory_that_was_moved_and_moved_back_with_its_records_is_noted() {
    let (world, _) = failed_and_forged();
    let check = |expected: &[(&str, &str)]| {
        let (run, told) = audited(&world);
        let expected: Vec<(String, String)> =
            expected.iter().map(|(rule, by)| ((*rule).to_owned(), (*by).to_owned())).collect();
        assert_eq!(told, expected, "{run}");
        assert_eq!(run["level"], "L1", "{run}");
        let notes = run["findings"].as_array().unwrap();
        assert!(notes.iter().all(|it| it["rule"] != "history.moved" || it["weight"] == "note"));
    };
    check(&[]);
    git(&world, "mv runs elsewhere");
    says(&world, "elsewhere");
    let away = commit(&world);
    check(&[("history.moved", &away)]);
    // First the files, then the word, and work in between.
    git(&world, "mv elsewhere runs");
    let back = commit(&world);
    says(&world, "runs");
    commit(&world);
    check(&[("history.moved", &back), ("history.moved", &away)]);
    let (run, _) = audited(&world);
    let found = run["findings"].as_array().unwrap().iter().find(|it| it["rule"] == "history.moved").unwrap();
    assert!(found["message"].as_str().unwrap().contains("from `elsewhere` to `runs`"), "{found}");
    // Work goes on in the moved record.
    world.quietly("gate start").hours(1).given(OUTPUT, SOURCES).quietly("gate finish");
    world.quietly("gate start").hours(1).given("essays/robot/draft.md", DRAFT).quietly("gate finish");
    commit(&world);
    check(&[("history.moved", &back), ("history.moved", &away)]);
}

#[test]
fn a_branch_that_goes_on_in_the_old_directory_merges_without_blame() {
    let (world, _) = failed_and_forged();
    git(&world, "checkout --quiet -b side");
    world.quietly("gate start").hours(1).given(OUTPUT, SOURCES).quietly("gate finish");
    git(&world, "checkout --quiet main");
    git(&world, "mv runs elsewhere");
    says(&world, "elsewhere");
    commit(&world);
    git(&world, "-c merge.directoryRenames=true merge --quiet --no-edit side");
    let (run, told) = audited(&world);
    assert!(told.iter().all(|(rule, _)| rule == "history.moved"), "{told:?}");
    assert_eq!(run["level"], "L1", "{run}");
}

#[test]
fn git_is_called_as_often_however_long_work_goes_on_after_a_move() {
    let (world, _) = failed_and_forged();
    git(&world, "mv runs elsewhere");
    says(&world, "elsewhere");
    commit(&world);
    let calls = calls_of_git(&world);
    for _ in 0..3 {
        world.quietly("gate start").hours(1).quietly("gate fail --reason 'no letters'");
        commit(&world);
    }
    assert_eq!(calls_of_git(&world), calls);
}
