//! What differs over everything below the root, whatever the repository's own settings would hide.

use gatewright::model::path::RepoPath;

use crate::git::repo::Repo;

fn runs() -> RepoPath {
    RepoPath::new("runs").unwrap()
}

fn dirty(repo: &Repo) -> Vec<String> {
    repo.open().dirty(&runs()).unwrap().paths
}

fn since(repo: &Repo, then: &str) -> Vec<String> {
    repo.open().changed_since(then.trim(), &runs()).unwrap().paths
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
fn only_ignore_files_that_git_knows_hide_what_is_new() {
    let repo = Repo::new("excluded");
    repo.write(".gitignore", "c.md\n").write("kept/.gitignore", "/e.md\n");
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=ignore"]);
    let then = repo.git(&["rev-parse", "HEAD"]);
    repo.write(".git/info/exclude", "a.md\n").write(".git/more", "b.md\n");
    repo.git(&["config", "core.excludesFile", repo.at(".git/more").to_str().unwrap()]);
    for name in ["a.md", "b.md", "c.md", "d/a.md", "d/c.md", "kept/e.md", "kept/d/e.md", "runs/x/a.md"] {
        repo.write(name, "1");
    }
    let expected = ["a.md", "b.md", "d/a.md", "kept/d/e.md"].map(str::to_owned);
    assert_eq!(dirty(&repo), expected);
    assert_eq!(since(&repo, &then), expected);
}

#[test]
fn an_ignore_file_that_git_does_not_know_hides_neither_itself_nor_its_neighbours() {
    let repo = Repo::new("self-hidden");
    let then = repo.git(&["rev-parse", "HEAD"]);
    repo.write("src/.gitignore", "*\n").write("src/evil.rs", "1").write("src/deep/more.rs", "1");
    let expected = ["src/.gitignore", "src/deep/more.rs", "src/evil.rs"].map(str::to_owned);
    assert_eq!((dirty(&repo), since(&repo, &then)), (expected.to_vec(), expected.to_vec()));
    repo.write(".gitignore", "src\n.gitignore\n");
    let expected = [".gitignore", "src/.gitignore", "src/deep/more.rs", "src/evil.rs"].map(str::to_owned);
    assert_eq!((dirty(&repo), since(&repo, &then)), (expected.to_vec(), expected.to_vec()));
    repo.git(&["add", "--force", ".gitignore"]);
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![".gitignore".into()], vec![".gitignore".into()]));
}

#[test]
fn an_ignore_file_within_what_is_ignored_anyway_is_nobodys_business() {
    let repo = Repo::new("ignored-anyway");
    repo.write(".gitignore", "/target/\n.venv\n*.log\n").write("web/.gitignore", "node_modules\n");
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=ignore"]);
    let then = repo.git(&["rev-parse", "HEAD"]);
    for dir in ["target", ".venv", "web/node_modules/x"] {
        repo.write(&format!("{dir}/.gitignore"), "*\n").write(&format!("{dir}/deep/file"), "1");
    }
    repo.write("a.log", "1");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![], vec![]));
    // What is hidden by a file that git knows stays hidden where another one hides it, too, or would show it.
    repo.write("d/.gitignore", "*.log\n!b.log\n").write("d/a.log", "1").write("d/b.log", "1");
    assert_eq!(
        (dirty(&repo), since(&repo, &then)),
        (vec!["d/.gitignore".into()], vec!["d/.gitignore".into()])
    );
}

#[test]
fn above_the_root_the_commit_says_what_is_ignored() {
    let mut repo = Repo::new("above");
    repo.write(".gitignore", "*.log\n").write("in/.gitignore", "/its/*.tmp\n").write("in/its/a.md", "1");
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=ignore"]);
    let then = repo.git(&["rev-parse", "HEAD"]);
    repo.below = "in/its".to_owned();
    repo.write("in/its/a.log", "1").write("in/its/a.tmp", "1");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec![], vec![]));
    repo.write(".gitignore", "*\n").write("in/its/new.md", "1").write("in/.gitignore", "*\n");
    assert_eq!((dirty(&repo), since(&repo, &then)), (vec!["new.md".into()], vec!["new.md".into()]));
    repo.git(&["commit", "--quiet", "--all", "--message=hidden"]);
    assert_eq!(since(&repo, &then), ["new.md"]);
}

#[test]
fn ignore_files_mean_what_git_takes_them_for() {
    let repo = Repo::new("meaning");
    let top = "\u{feff}*.o\n!keep.o\n/root-only\nany/where/*.x\n**/anywhere.y\ndir-only/\n\\#hash\n\\!bang\nblank\\ \nend  \n#no\n/\n!\na?c[0-9].z\r\n";
    let nested = "*.n\n!keep.n\n/here\nsub/path/\ndir-only/\ndeep/**\n!deep/keep\nfoo**bar\n*\\\\q\n";
    repo.write(".gitignore", top).write("d/.gitignore", nested).write("x[1]/.gitignore", "*.b\n/only\n");
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=ignore"]);
    let names = [
        "a.o",
        "keep.o",
        "root-only",
        "any/where/a.x",
        "q/any/where/a.x",
        "q/anywhere.y",
        "dir-only/a",
        "e/dir-only",
        "#hash",
        "!bang",
        "blank ",
        "blank",
        "end",
        "#no",
        "abc1.z",
        "abc.z",
        "a.n",
        "here",
        "keep.n",
        "sub/path/a",
        "path/a",
        "deep/a",
        "deep/keep",
        "foo-bar",
        "foo/bar",
        "back\\q",
        "a.b",
        "only",
    ];
    for dir in ["", "d/", "d/more/", "x[1]/", "x[1]/y/", "x1/"] {
        for name in names {
            let path = format!("{dir}{name}");
            // A name may be a directory already, which then stays one.
            if std::fs::create_dir_all(repo.at(&path).parent().unwrap()).is_ok() {
                let _ = std::fs::write(repo.at(&path), "1");
            }
        }
    }
    let listed = repo.git(&["ls-files", "--others", "--exclude-per-directory=.gitignore", "-z"]);
    let mut expected: Vec<String> =
        listed.split('\0').map(str::to_owned).filter(|name| !name.is_empty()).collect();
    expected.sort();
    assert!(expected.len() > 60, "{expected:?}");
    assert_eq!(dirty(&repo), expected);
}

#[test]
fn a_commit_that_the_repository_does_not_have_is_named() {
    let repo = Repo::new("no-commit");
    let failure = repo.open().changed_since(&"1".repeat(40), &runs()).unwrap_err();
    assert_eq!(failure.code, "git_no_commit");
    assert_eq!(failure.message, "this repository does not have the commit 111111111111");
    assert_eq!(failure.hints.len(), 1);
}
