//! What an audit makes of a history that is damaged, and of definitions in it.

use serde_json::Value;

use crate::audit::{committed, found, record, rules};
use crate::fixtures::{DRAFT, SOURCES, essay};
use crate::git::{begin, git};
use crate::world::World;

/// Removes the object that this name means from the repository.
pub fn lose(world: &World, name: &str) {
    let oid = git(world, &format!("rev-parse {name}"));
    let (dir, file) = oid.trim().split_at(2);
    std::fs::remove_file(world.path(&format!(".git/objects/{dir}/{file}"))).unwrap();
}

fn of_outputs(world: &World) -> Vec<String> {
    rules(world, "").into_iter().filter(|rule| rule.starts_with("outputs.")).collect()
}

#[test]
fn an_output_that_git_knows_of_and_has_not_is_not_called_absent() {
    let world = committed();
    assert_eq!(of_outputs(&world), Vec::<String>::new());
    lose(&world, "HEAD:research/robot/sources.md");
    assert_eq!(of_outputs(&world), ["outputs.not_compared"]);
    assert_eq!(found(&world, "outputs.not_compared")["weight"], "not_enforced");
}

#[test]
fn a_lost_version_of_a_record_is_told_and_all_else_is_audited() {
    let world = committed();
    world
        .quietly("gate start --gate G2")
        .hours(1)
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish --gate G2");
    lose(&world, &format!("HEAD~1:{}", record(&world, "RUN.json")));
    let all = rules(&world, "");
    assert!(all.contains(&"history.incomplete".to_owned()), "{all:?}");
    assert!(all.contains(&"behaviour.own_judge".to_owned()), "{all:?}");
    lose(&world, &format!("HEAD:{}", record(&world, "RUN.json")));
    let answer = world.ask("audit --json").json();
    assert_eq!(answer["runs"][0]["level"], "L0");
    assert!(!rules(&world, "").contains(&"history.uncommitted".to_owned()));
}

#[test]
fn a_lost_commit_or_tree_does_not_end_the_audit() {
    for name in ["HEAD~1", "HEAD~1^{tree}"] {
        let world = committed();
        world.given("essays/robot/notes.md", "more\n");
        git(&world, "add --all");
        git(&world, "commit --quiet --message=notes");
        lose(&world, name);
        let said = world.ask("audit --json");
        let findings = said.json()["runs"][0]["findings"].as_array().unwrap().clone();
        assert!(findings.iter().any(|found| found["rule"] == "history.incomplete"), "{name}: {said:?}");
        assert!(findings.iter().any(|found| found["rule"] == "behaviour.unfinished_run"), "{name}: {said:?}");
    }
}

#[test]
fn a_branch_that_names_no_commit_is_a_history_that_nobody_can_tell() {
    let cases = [("", "names no commit"), ("no commit\n", "names no commit"), ("gone", "has no commit, and")];
    for (text, why) in cases {
        let world = committed();
        world.tampered();
        match text {
            "gone" => std::fs::remove_file(world.path(".git/refs/heads/main")).unwrap(),
            text => drop(world.given(".git/refs/heads/main", text)),
        }
        let one = found(&world, "history.incomplete");
        assert!(one["message"].as_str().unwrap().contains(why), "{text}: {one}");
        let all = rules(&world, "");
        assert!(!all.contains(&"history.uncommitted".to_owned()), "{text}: {all:?}");
        assert_eq!(world.ask("audit --json").json()["runs"][0]["level"], "L0");
        let verified = world.ask("gate verify G1");
        assert!(verified.code == 1 && verified.stdout.contains("required.unknown"), "{verified:?}");
        // What is recorded next could drop what was committed.
        let said = world.ask("gate start --gate G2 --json");
        match text {
            "gone" => assert_eq!(said.code, 0, "a branch may be begun anew"),
            _ => assert_eq!((said.code, &said.json()["code"]), (5, &"git_refused".into()), "{said:?}"),
        }
        // Where no run lies there either, nobody can say that there was none.
        std::fs::remove_dir_all(world.path("runs")).unwrap();
        let said = world.ask("audit").stdout;
        assert!(said.contains("cannot be said") && said.contains("history.incomplete"), "{said}");
    }
}

#[test]
fn bytes_that_a_later_gate_has_changed_are_found_in_an_earlier_commit_of_the_record() {
    let world = committed();
    world
        .quietly("gate start --gate G2")
        .hours(1)
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish --gate G2")
        .quietly("gate reopen --gate G1 --reason 'one is forged'")
        .quietly("gate start --gate G1")
        .hours(1)
        .given("research/robot/sources.md", SOURCES.replace("letter", "diary"))
        .quietly("gate finish --gate G1")
        .given("research/robot/sources.md", "gone\n");
    git(&world, "commit --quiet --all --message=later");
    let all = rules(&world, "");
    assert!(!all.iter().any(|rule| rule.starts_with("verdict.")), "{all:?}");
}

#[test]
fn a_clone_without_the_trees_of_old_commits_is_an_incomplete_history_and_nothing_is_fetched() {
    let world = committed();
    for name in ["one", "two"] {
        world.given(&format!("notes/{name}.md"), name);
        git(&world, "add --all");
        git(&world, &format!("commit --quiet --message={name}"));
    }
    git(&world, "config uploadpack.allowFilter true");
    for filter in ["tree:0", "blob:none"] {
        let from = world.path("");
        let clone = filter.replace(':', "-");
        git(&world, &format!("clone --quiet --filter={filter} file://{} ../{clone}", from.display()));
        let held = |world: &World| git(world, &format!("-C ../{clone} count-objects -v"));
        let before = held(&world);
        let answer = world.ask(&format!("audit -C {} --json", world.path(&format!("../{clone}")).display()));
        let run = &answer.json()["runs"][0];
        let rules: Vec<&str> =
            run["findings"].as_array().unwrap().iter().map(|it| it["rule"].as_str().unwrap()).collect();
        assert!(rules.contains(&"history.incomplete") || filter == "blob:none", "{filter}: {answer:?}");
        assert!(!rules.contains(&"history.uncommitted"), "{filter}: {answer:?}");
        assert!(!rules.contains(&"outputs.absent"), "{filter}: {answer:?}");
        assert_eq!(run["level"] == "L0", filter == "tree:0", "{filter}: {answer:?}");
        assert_eq!(held(&world), before, "{filter}: nothing is fetched");
    }
}

fn redefined(world: &World) -> Option<Value> {
    let answer = world.ask("audit --json").json();
    let all = answer["runs"][0]["findings"].as_array().unwrap().clone();
    all.into_iter().find(|found| found["rule"] == "behaviour.contract_changed")
}

/// A run whose gate G1 passes after `meanwhile`.
fn passes_after(meanwhile: impl Fn(&World)) -> World {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    meanwhile(&world);
    world.hours(1).given("research/robot/sources.md", SOURCES).quietly("gate finish");
    world
}

fn easier(world: &World, gate: &str) {
    let path = format!("contracts/essay/{gate}.contract.json");
    world.given(
        &path,
        world.read(&path).replace("what gate", "whatever gate").replace("enough", "hardly enough"),
    );
    git(world, "commit --quiet --all --message=easier");
}

#[test]
fn a_contract_that_was_changed_in_the_same_range_of_commits_as_its_pass_is_named_with_the_commit() {
    let world = passes_after(|world| easier(world, "G1"));
    let changed = redefined(&world).expect("it is told");
    assert_eq!((&changed["gate"], &changed["weight"]), (&"G1".into(), &"warning".into()));
    let by = git(&world, "log --format=%H --grep=easier");
    assert_eq!(changed["commit"], by.trim());
    assert!(changed["message"].as_str().unwrap().contains("contracts/essay/G1.contract.json"), "{changed}");
}

#[test]
fn a_contract_of_another_gate_or_one_that_changed_before_or_after_is_not() {
    assert_eq!(redefined(&passes_after(|world| easier(world, "G2"))), None, "another gate's");
    let world = passes_after(|_| ());
    easier(&world, "G1");
    assert_eq!(redefined(&world), None, "after the pass");
    let world = essay();
    begin(&world);
    easier(&world, "G1");
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.hours(1).given("research/robot/sources.md", SOURCES).quietly("gate finish");
    let changed = redefined(&world);
    // Stories have a clock of their own: git's is that of the machine, which is behind.
    assert_eq!(changed, None, "before the run");
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_missed_with_that_word() {
    let world = committed();
    let missing = |rule: &str| found(&world, rule)["message"].as_str().unwrap().to_owned();
    git(&world, "reset --quiet --hard");
    git(&world, "sparse-checkout set runs workflows contracts");
    let verified = world.ask("gate verify G1").stdout;
    assert!(verified.contains("is missing: this is a sparse checkout"), "{verified}");
    // Contracts that are left out are those of the commit.
    git(&world, "sparse-checkout set runs research");
    let verified = world.ask("gate verify G1").stdout;
    assert!(verified.contains("G1 stands") && !verified.contains("required.redefined"), "{verified}");
    git(&world, "sparse-checkout set workflows contracts");
    world.tampered();
    assert!(missing("history.contradicted").contains("this is a sparse checkout"));
    git(&world, "sparse-checkout disable");
    std::fs::remove_dir_all(world.path("runs")).unwrap();
    assert!(!missing("history.contradicted").contains("sparse"));
}
