//! Whom an audit blames where a record was dropped, by a commit or by a merge, and where somebody brought it back.

use serde_json::Value;

use crate::audit::{committed, record};
use crate::fixtures::DRAFT;
use crate::git::git;
use crate::world::World;

/// What the history is blamed for: rule and commit.
fn blamed(world: &World) -> Vec<(String, String)> {
    let answer = world.ask("audit --json").json();
    let all = answer["runs"].as_array().unwrap().iter().flat_map(|run| run["findings"].as_array().unwrap());
    let of_history = |found: &&Value| found["rule"].as_str().unwrap().starts_with("history.");
    let text = |found: &Value, member: &str| found[member].as_str().unwrap_or_default().to_owned();
    all.filter(of_history).map(|found| (text(found, "rule"), text(found, "commit"))).collect()
}

fn head(world: &World) -> String {
    git(world, "rev-parse HEAD").trim().to_owned()
}

/// Commits what lies there.
fn commit(world: &World, message: &str) -> String {
    git(world, "add --all");
    git(world, &format!("commit --quiet --message={message}"));
    head(world)
}

/// The second gate, opened and passed: two commits.
fn goes_on(world: &World) {
    world.quietly("gate start --gate G2").hours(1).given("essays/robot/draft.md", DRAFT);
    commit(world, "begun");
    world.quietly("gate finish --gate G2");
}

/// The record as it was at `commit`, with all its files.
fn bring_back(world: &World, commit: &str) {
    git(world, "rm -r --quiet --cached runs");
    std::fs::remove_dir_all(world.path("runs")).unwrap();
    git(world, &format!("checkout --quiet {commit} -- runs"));
    world.tampered();
}

#[test]
fn who_rewrote_a_record_is_blamed_and_not_who_brought_it_back() {
    let world = committed();
    let honest = head(&world);
    let path = record(&world, "RUN.json");
    world.tampered().given(&path, world.read(&path).replacen("claimed-human:Ada", "claimed-human:Eve", 1));
    let rewrote = commit(&world, "rewritten");
    bring_back(&world, &honest);
    commit(&world, "restored");
    assert_eq!(blamed(&world), [("history.rewritten".to_owned(), rewrote.clone())]);
    // Also where the work goes on from what was brought back, and over a sealed file.
    goes_on(&world);
    let sealed = record(&world, "gates/G1/attempt-1.json");
    let text = world.read(&sealed);
    world.given(&sealed, text.replacen("PASS", "FAIL", 1));
    let again = commit(&world, "forged");
    world.given(&sealed, text);
    commit(&world, "mended");
    let expected = [("history.rewritten".to_owned(), again), ("history.rewritten".to_owned(), rewrote)];
    assert_eq!(blamed(&world), expected);
}

#[test]
fn who_dropped_the_end_of_a_record_is_blamed_once_with_the_files_that_went_with_it() {
    let world = committed();
    let before = head(&world);
    goes_on(&world);
    let whole = head(&world);
    bring_back(&world, &before);
    let dropped = commit(&world, "dropped");
    assert_eq!(blamed(&world), [("history.truncated".to_owned(), dropped.clone())]);
    bring_back(&world, &whole);
    commit(&world, "restored");
    assert_eq!(blamed(&world), [("history.truncated".to_owned(), dropped)]);
}

#[test]
fn a_merge_that_keeps_the_shorter_record_is_blamed_once() {
    let world = committed();
    git(&world, "branch side");
    goes_on(&world);
    git(&world, "checkout --quiet side");
    world.given("notes.md", "on the side\n");
    commit(&world, "notes");
    git(&world, "merge --quiet --strategy=ours --no-edit main");
    let merge = head(&world);
    world.tampered();
    assert_eq!(blamed(&world), [("history.truncated".to_owned(), merge.clone())]);
    // What comes of it on the other branch is no second deed.
    git(&world, "checkout --quiet main");
    git(&world, "merge --quiet --no-ff --no-edit side");
    assert_eq!(blamed(&world), [("history.truncated".to_owned(), merge)]);
}

#[test]
fn a_merge_that_keeps_the_honest_record_is_not_blamed_for_what_the_other_side_did() {
    let world = committed();
    git(&world, "checkout --quiet -b side");
    let path = record(&world, "RUN.json");
    world.tampered().given(&path, world.read(&path).replacen("claimed-human:Ada", "claimed-human:Eve", 1));
    let rewrote = commit(&world, "rewritten");
    git(&world, "checkout --quiet main");
    goes_on(&world);
    git(&world, "merge --quiet --strategy=ours --no-edit side");
    assert_eq!(blamed(&world), [("history.rewritten".to_owned(), rewrote)]);
}

#[test]
fn a_record_that_was_deleted_and_brought_back_blames_who_deleted_it_alone() {
    let world = committed();
    let honest = head(&world);
    git(&world, "rm -r --quiet runs");
    let deleted = commit(&world, "deleted");
    world.tampered();
    git(&world, &format!("checkout --quiet {honest} -- runs"));
    commit(&world, "restored");
    goes_on(&world);
    assert_eq!(blamed(&world), [("history.deleted".to_owned(), deleted)]);
}

#[test]
fn a_merge_that_leaves_out_a_run_of_the_other_side_is_blamed_for_that_run_alone() {
    let world = committed();
    let first = world.runs()[0].clone();
    git(&world, "checkout --quiet -b side");
    world.quietly("run start --workflow essay --slug other");
    commit(&world, "another");
    git(&world, "checkout --quiet main");
    world.given("notes.md", "on the way\n");
    commit(&world, "notes");
    git(&world, "merge --quiet --strategy=ours --no-edit side");
    let merge = head(&world);
    world.tampered();
    assert_eq!(blamed(&world)[0], ("history.deleted".to_owned(), merge));
    let answer = world.ask("audit --json").json();
    for run in answer["runs"].as_array().unwrap() {
        let all = run["findings"].as_array().unwrap();
        let any = all.iter().any(|found| found["rule"] == "history.deleted");
        assert_eq!(any, run["run_id"] != first, "{run}");
    }
}

#[test]
fn a_branch_that_merges_honest_work_of_another_is_not_blamed() {
    let world = committed();
    git(&world, "checkout --quiet -b side");
    world.given("notes.md", "on the side\n");
    commit(&world, "notes");
    git(&world, "checkout --quiet main");
    goes_on(&world);
    git(&world, "checkout --quiet side");
    git(&world, "merge --quiet --no-edit main");
    assert_eq!(blamed(&world), Vec::<(String, String)>::new());
}
