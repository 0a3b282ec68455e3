//! What an audit finds out about records that somebody who knows how has made anew.

use serde_json::Value;

use crate::committed::{committed, git};
use crate::edits::spelled;
use crate::rehashed::{Files, rehashed};
use crate::rewritten::{forge_actor, forge_attempt, forge_verdict, rewrite};
use crate::scene::{FINISH, Scene};

/// The findings of an audit of everything.
pub fn findings(scene: &Scene) -> Vec<Value> {
    let done = scene.place.run(90, &["audit", "--all", "--json"]);
    let answer: Value =
        serde_json::from_str(&done.stdout).unwrap_or_else(|why| panic!("{why}: {}", done.told()));
    let runs = answer["runs"].as_array().unwrap().iter();
    runs.flat_map(|run| run["findings"].as_array().unwrap().clone()).collect()
}

/// The first finding of this rule.
pub fn found<'a>(findings: &'a [Value], rule: &str) -> &'a Value {
    findings.iter().find(|found| found["rule"] == rule).unwrap_or_else(|| panic!("{rule}: {findings:#?}"))
}

fn head_of(scene: &Scene) -> String {
    let done = crate::support::place::finish(scene.place.command("git", 0).args(["rev-parse", "HEAD"]));
    done.stdout.trim().to_owned()
}

fn commit(scene: &Scene, message: &str) -> String {
    git(scene, &["add", "-A"]);
    git(scene, &["commit", "--quiet", "-m", message]);
    head_of(scene)
}

#[test]
fn a_record_that_was_made_anew_contradicts_the_commit_and_then_the_history() {
    let scene = committed();
    rewrite(&scene, forge_actor);
    let all = findings(&scene);
    found(&all, "history.contradicted");
    assert!(!all.iter().any(|found| found["rule"] == "chain.broken"), "the chain itself holds: {all:#?}");
    let by = commit(&scene, "nothing to see");
    let rewritten = findings(&scene);
    assert_eq!(found(&rewritten, "history.rewritten")["commit"], by);
    assert!(found(&rewritten, "history.rewritten")["message"].as_str().unwrap().contains("events[0]"));
}

#[test]
fn events_that_were_cut_off_with_all_that_follows_are_missed_and_the_commit_is_named() {
    let scene = committed();
    rewrite(&scene, |events| drop(events.pop()));
    let by = commit(&scene, "shorter");
    let all = findings(&scene);
    let truncated = found(&all, "history.truncated");
    assert_eq!(truncated["commit"], by);
    assert!(truncated["message"].as_str().unwrap().contains("of 6 events"), "{truncated}");
}

#[test]
fn a_sealed_attempt_that_a_commit_replaced_is_named_also_after_it_was_brought_back() {
    let scene = committed();
    let path = "record/gates/G1/attempt-1.json";
    let before = scene.read(path);
    scene.edit(path, "\"FAIL\"", "\"PASS\"");
    let by = commit(&scene, "better");
    scene.write(path, before);
    commit(&scene, "back");
    let all = findings(&scene);
    let rewritten: Vec<&Value> = all.iter().filter(|found| found["rule"] == "history.rewritten").collect();
    assert_eq!(rewritten.len(), 1, "who brought it back is not blamed: {all:#?}");
    assert_eq!(rewritten[0]["commit"], by);
    assert!(
        !all.iter().any(|found| found["rule"] == "chain.broken_seal"),
        "what lies there is whole: {all:#?}"
    );
}

#[test]
fn a_run_that_goes_on_honestly_has_nothing_to_hide_in_its_history() {
    let scene = committed();
    scene.accepted(0, FINISH);
    commit(&scene, "finished");
    let all = findings(&scene);
    assert!(!all.iter().any(|found| found["rule"].as_str().unwrap().starts_with("history.")), "{all:#?}");
}

#[test]
fn a_branch_that_took_a_failure_back_is_found_after_it_was_merged() {
    let scene = committed();
    git(&scene, &["checkout", "--quiet", "-b", "quiet"]);
    rewrite(&scene, |events| drop(events.pop()));
    let by = commit(&scene, "shorter");
    git(&scene, &["checkout", "--quiet", "-"]);
    git(&scene, &["merge", "--quiet", "--no-ff", "-m", "merged", "quiet"]);
    let all = findings(&scene);
    assert!(
        all.iter().any(|found| found["rule"] == "history.truncated" && found["commit"] == *by),
        "{all:#?}"
    );
}

#[test]
fn a_merge_that_goes_back_to_the_shorter_of_two_records_is_named_itself() {
    let scene = committed();
    git(&scene, &["branch", "older"]);
    scene.accepted(0, FINISH);
    commit(&scene, "finished");
    git(&scene, &["checkout", "--quiet", "older"]);
    scene.place.write("unrelated.md", "more\n");
    commit(&scene, "unrelated");
    git(&scene, &["checkout", "--quiet", "-"]);
    git(&scene, &["merge", "--quiet", "--no-commit", "--no-ff", "older"]);
    git(&scene, &["checkout", "--quiet", "older", "--", "runs"]);
    let by = commit(&scene, "merged");
    let all = findings(&scene);
    assert_eq!(found(&all, "history.truncated")["commit"], by);
}

#[test]
fn what_one_side_of_a_merge_did_is_told_of_the_commit_that_did_it_and_a_whole_record_once() {
    let scene = committed();
    git(&scene, &["branch", "side"]);
    git(&scene, &["rm", "-r", "--quiet", "runs"]);
    git(&scene, &["commit", "--quiet", "-m", "gone"]);
    let by = head_of(&scene);
    git(&scene, &["checkout", "--quiet", "side"]);
    scene.place.write("unrelated.md", "more\n");
    commit(&scene, "unrelated");
    git(&scene, &["merge", "--quiet", "--no-ff", "-m", "merged", &by]);
    let all = findings(&scene);
    let deletions: Vec<&Value> = all.iter().filter(|found| found["rule"] == "history.deleted").collect();
    assert_eq!((deletions.len(), &deletions[0]["commit"]), (1, &by.as_str().into()), "{all:#?}");
}

#[test]
fn settings_of_a_hostile_repository_do_not_make_the_history_lie() {
    let scene = committed();
    let path = "record/gates/G1/attempt-1.json";
    scene.edit(path, "\"FAIL\"", "\"PASS\"");
    let by = commit(&scene, "better");
    for (name, value) in [
        ("diff.renames", "copies"),
        ("log.showSignature", "true"),
        ("diff.orderFile", "/etc/passwd"),
        ("diff.noprefix", "true"),
        ("log.follow", "true"),
        ("diff.relative", "true"),
        ("diff.ignoreSubmodules", "all"),
        ("core.quotePath", "true"),
    ] {
        git(&scene, &["config", name, value]);
    }
    scene.place.write(".gitattributes", "*.json -diff binary diff=none\n");
    let all = findings(&scene);
    assert_eq!(found(&all, "history.rewritten")["commit"], by);
}

#[test]
fn a_pass_that_its_own_results_forbid_is_found_although_seal_and_chain_fit() {
    let scene = Scene::new();
    forge_verdict(&scene);
    let all = findings(&scene);
    assert_eq!(found(&all, "verdict.contradicts_rows")["attempt"], 1);
    assert!(!all.iter().any(|found| found["rule"].as_str().unwrap().starts_with("chain.b")), "{all:#?}");
}

#[test]
fn a_result_that_the_recorded_bytes_do_not_bear_out_is_found_although_seal_and_chain_fit() {
    let scene = Scene::new();
    let honest = findings(&scene);
    assert!(
        !honest.iter().any(|found| found["rule"].as_str().unwrap().starts_with("verdict.")),
        "{honest:#?}"
    );
    forge_attempt(&scene, 2, |attempt| {
        attempt.validations[0].insert("state".to_owned(), "warn".into());
        attempt.validations[0].insert("severity".to_owned(), "warning".into());
    });
    let all = findings(&scene);
    let differs = found(&all, "verdict.differs");
    assert_eq!((&differs["expected"], &differs["found"]), (&"pass".into(), &"warn".into()), "{differs}");
}

#[test]
fn a_verdict_is_made_again_from_the_commit_when_the_tree_has_moved_on() {
    let scene = committed();
    scene.place.write("out/essay/draft.md", "nothing yet\n");
    commit(&scene, "later");
    let all = findings(&scene);
    found(&all, "outputs.changed_later");
    assert!(!all.iter().any(|found| found["rule"].as_str().unwrap().starts_with("verdict.")), "{all:#?}");
}

#[test]
fn a_record_whose_bytes_a_commit_also_puts_where_an_attempt_would_be_is_no_looser_for_it() {
    let scene = committed();
    let path = "record/RUN.json";
    for run in ["run_20200101T000000000Z_a_aaaaaa", "run_29990101T000000000Z_z_zzzzzz"] {
        scene.place.write(&format!("runs/{run}/record/gates/G1/attempt-1.json"), scene.read(path));
    }
    commit(&scene, "a copy");
    rewrite(&scene, |events| drop(events.pop()));
    for run in ["run_20200101T000000000Z_a_aaaaaa", "run_29990101T000000000Z_z_zzzzzz"] {
        scene.place.write(&format!("runs/{run}/record/gates/G1/attempt-1.json"), "{}");
    }
    let by = commit(&scene, "shorter");
    let all = findings(&scene);
    assert_eq!(found(&all, "history.truncated")["commit"], by);
}

#[test]
fn events_that_may_not_follow_one_another_are_told_although_every_digest_fits() {
    let scene = Scene::new();
    let text = scene.read("record/RUN.json");
    let mut run: Value = serde_json::from_str(&text).unwrap();
    let events = run["events"].as_array_mut().unwrap();
    let at = events.iter().position(|event| event["type"] == "GATE_STARTED").unwrap();
    events.remove(at);
    let files = Files::from([("RUN.json".to_owned(), text.into_bytes())]);
    let files = rehashed(&files, "RUN.json", &spelled(&run));
    scene.write("record/RUN.json", &files["RUN.json"]);
    let all = findings(&scene);
    assert_eq!(found(&all, "chain.illegal")["field"], "events");
    assert!(!all.iter().any(|found| found["rule"] == "chain.broken"), "{all:#?}");
}
