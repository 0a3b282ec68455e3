//! What differs over everything below the root, whatever the repository's own settings would hide.

use gatewright::model::path::RepoPath;

use crate::git::repo::Repo;

fn runs() -> RepoPath {
    RepoPath::new("runs").unwrap()
}

fn dirty(repo: &Repo) -> Vec<String> {
    repo.open().dirty(&runs()).unwrap()
}

fn since(repo: &Repo, then: &str) -> Vec<String> {
    repo.open().changed_since(then.trim(), &runs()).unwrap()
}

/// A repository with a committed submodule `lib`, and its commit.
fn with_submodule(name: &str) -> (Repo, Repo, String) {
    let (inner, repo) = (Repo::new(&format!("{name}-inner")), Repo::new(name));
    let source = inner.top();
    let source = source.to_str().unwrap();
    repo.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", source, "lib"]);
    repo.git(&["commit", "--quiet", "--message=submodule"]);
    let then = repo.git(&["rev-parse", "HEAD"]);
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![], vec![]));
    (repo, inner, then)
}

fn inside(repo: &Repo, arguments: &[&str]) {
    let (ok, said) = repo.try_git(&repo.at("lib"), arguments);
    assert!(ok, "{arguments:?}: {said}");
}

#[test]
fn a_submodule_with_another_commit_differs_whatever_the_settings_say() {
    let (repo, _inner, then) = with_submodule("sub-commit");
    repo.git(&["config", "submodule.lib.ignore", "all"]);
    repo.git(&["config", "diff.ignoreSubmodules", "all"]);
    inside(&repo, &["commit", "--quiet", "--allow-empty", "--message=more"]);
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["lib".to_owned()], vec!["lib".to_owned()]));
    repo.git(&["config", "--unset", "submodule.lib.ignore"]);
    repo.git(&["config", "--unset", "diff.ignoreSubmodules"]);
    repo.git(&["commit", "--quiet", "--all", "--message=taken"]);
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![], vec!["lib".to_owned()]));
}

#[test]
fn what_lies_changed_or_new_in_a_submodule_differs() {
    let (repo, _inner, then) = with_submodule("sub-dirty");
    repo.write("lib/new.md", "1");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["lib/new.md".into()], vec!["lib/new.md".into()]));
    std::fs::remove_file(repo.at("lib/new.md")).unwrap();
    repo.write("lib/old.md", "another\n");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["lib/old.md".into()], vec!["lib/old.md".into()]));
    inside(&repo, &["update-index", "--assume-unchanged", "old.md"]);
    assert_eq!(dirty(&repo), ["lib/old.md"]);
}

#[test]
fn a_submodule_that_is_no_repository_any_more_differs_when_something_is_in_it() {
    let (repo, _inner, then) = with_submodule("sub-lost");
    std::fs::remove_file(repo.at("lib/.git")).unwrap();
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["lib".to_owned()], vec!["lib".to_owned()]));
    std::fs::remove_file(repo.at("lib/README.md")).unwrap();
    std::fs::remove_file(repo.at("lib/old.md")).unwrap();
    // As a clone has it that did not ask for submodules.
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![], vec![]));
}

#[test]
fn looking_into_a_submodule_runs_nothing_of_its_configuration() {
    let (repo, _inner, then) = with_submodule("sub-trap");
    let (monitor, filter) = (repo.trap("monitor", ""), repo.trap("clean", "cat"));
    inside(&repo, &["config", "core.fsmonitor", &monitor]);
    inside(&repo, &["config", "filter.evil.clean", &filter]);
    repo.write(".git/modules/lib/info/attributes", "*.md filter=evil\n");
    repo.write("lib/old.md", "OLD\n");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["lib/old.md".into()], vec!["lib/old.md".into()]));
    assert_eq!(repo.sprung(), [""; 0]);
    let _ = repo.try_git(&repo.top(), &["status"]);
    assert_ne!(repo.sprung(), [""; 0], "plain git springs no trap either, so this test shows nothing");
}

#[test]
fn a_file_with_its_old_size_and_time_differs_when_it_has_other_bytes() {
    let repo = Repo::new("same-time");
    let touch = |when: &str| {
        let path = repo.at("old.md");
        let done = std::process::Command::new("touch").args(["-d", when]).arg(path).status();
        assert!(done.unwrap().success());
    };
    touch("2020-01-01T00:00:00Z");
    repo.git(&["update-index", "--refresh"]);
    let then = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["config", "core.trustctime", "false"]);
    repo.git(&["config", "core.checkStat", "minimal"]);
    // Git compares the time of a change by the second.
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    repo.write("old.md", "OLD\n");
    touch("2020-01-01T00:00:00Z");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["old.md".into()], vec!["old.md".into()]));
    assert_eq!(repo.changed(&["old.md"]), ["old.md"]);
}

#[test]
fn only_ignore_files_of_the_working_tree_hide_what_is_new() {
    let repo = Repo::new("excluded");
    let then = repo.git(&["rev-parse", "HEAD"]);
    repo.write(".git/info/exclude", "a.md\n").write(".git/more", "b.md\n").write(".gitignore", "c.md\n");
    repo.git(&["config", "core.excludesFile", repo.at(".git/more").to_str().unwrap()]);
    for name in ["a.md", "b.md", "c.md", "d/a.md", "runs/x/a.md"] {
        repo.write(name, "1");
    }
    let expected = [".gitignore", "a.md", "b.md", "d/a.md"].map(str::to_owned);
    assert_eq!(dirty(&repo), expected);
    assert_eq!(since(&repo, &then), expected);
}

#[test]
fn a_commit_that_the_repository_does_not_have_is_named() {
    let repo = Repo::new("no-commit");
    let failure = repo.open().changed_since(&"1".repeat(40), &runs()).unwrap_err();
    assert_eq!(failure.code, "git_no_commit");
    assert_eq!(failure.message, "this repository does not have the commit 111111111111");
    assert_eq!(failure.hints.len(), 1);
}
