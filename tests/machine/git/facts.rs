//! What git says about a place.

use std::path::Path;

use gatewright::model::failure::Kind;
use gatewright::rules::environment::Environment;
use gatewright::store::git::at_hand::{names, top, user};
use gatewright::store::git::repository::Git;

use crate::git::repo::Repo;
use crate::place::Place;

#[test]
fn a_place_without_git_has_no_repository() {
    let repo = Repo::new("outside");
    assert_eq!(top(Path::new("/")), None);
    assert!(Git::open(Path::new("/"), &repo.env()).unwrap().is_none());
}

#[test]
fn a_machine_without_git_has_no_repository() {
    let repo = Repo::new("no-program");
    let env = repo.env().with("PATH", repo.home());
    assert!(Git::open(&repo.top(), &env).unwrap().is_none());
    assert_eq!(user(&repo.top(), &env), None);
}

#[test]
fn the_head_is_the_commit_that_is_checked_out() {
    let repo = Repo::empty("head");
    assert_eq!(repo.open().head(), None);
    repo.git(&["commit", "--quiet", "--allow-empty", "--message=first"]);
    let first = repo.git(&["rev-parse", "HEAD"]);
    repo.git(&["commit", "--quiet", "--allow-empty", "--message=second"]);
    repo.git(&["checkout", "--quiet", "--detach", first.trim()]);
    assert_eq!(repo.open().head().unwrap().as_str(), first.trim());
}

#[test]
fn the_top_is_found_from_below() {
    let repo = Repo::new("top");
    repo.write("a/b/c.md", "");
    assert_eq!(top(&repo.at("a/b")), Some(repo.top()));
}

#[test]
fn what_differs_from_the_head_is_told_for_the_given_paths_only() {
    let repo = Repo::new("changed");
    repo.write("kept.md", "1")
        .write("edited.md", "1")
        .write("deleted.md", "1")
        .write("staged.md", "1")
        .write("dir/a.md", "1");
    repo.write(".gitignore", "ignored.md\n").git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=second"]);
    repo.write("edited.md", "2")
        .write("staged.md", "2")
        .write("dir/new.md", "1")
        .write("ignored.md", "1")
        .write("other.md", "1");
    std::fs::remove_file(repo.at("deleted.md")).unwrap();
    repo.git(&["add", "staged.md"]);
    let all = ["kept.md", "edited.md", "deleted.md", "staged.md", "dir", "ignored.md", "never.md"];
    assert_eq!(repo.changed(&all), ["deleted.md", "edited.md", "staged.md", "dir/new.md", "ignored.md"]);
    assert_eq!(repo.changed(&["kept.md", "dir/a.md"]), [""; 0]);
}

#[test]
fn no_paths_differ_in_nothing() {
    let repo = Repo::new("nothing");
    repo.write("new.md", "1");
    assert_eq!(repo.changed(&[]), [""; 0]);
}

#[test]
fn characters_that_git_takes_for_patterns_are_taken_literally() {
    let repo = Repo::new("literal");
    repo.write("a[b]*.md", "1")
        .write("ab.md", "1")
        .write(":(top)x.md", "1")
        .write("é \"q\".md", "1")
        .write("-x.md", "1");
    let names = ["a[b]*.md", ":(top)x.md", "é \"q\".md", "-x.md"];
    for name in names {
        assert_eq!(repo.changed(&[name]), [name]);
    }
    repo.commit(&names).unwrap();
    assert_eq!(repo.changed(&names), [""; 0]);
    assert_eq!(repo.changed(&["ab.md"]), ["ab.md"]);
}

#[test]
fn more_paths_than_one_call_can_take_are_all_looked_at() {
    let repo = Repo::new("plenty");
    let names: Vec<String> =
        (0..3000).map(|i| format!("outputs/{}-{i:05}.md", "long-name".repeat(10))).collect();
    for name in &names {
        repo.write(name, "1");
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(repo.changed(&names).len(), 3000);
    repo.commit(&names).unwrap();
    assert_eq!(repo.changed(&names).len(), 0);
}

#[test]
fn asking_leaves_the_index_alone() {
    let repo = Repo::new("index");
    // Times in the index are out of date, so that git would like to refresh it.
    repo.write("old.md", "old\n");
    let before = std::fs::read(repo.at(".git/index")).unwrap();
    assert_eq!(repo.changed(&["old.md", "README.md"]), [""; 0]);
    assert_eq!(std::fs::read(repo.at(".git/index")).unwrap(), before);
}

#[test]
fn a_root_below_the_top_has_paths_of_its_own() {
    let mut repo = Repo::new("below");
    repo.below = "projects/essay".into();
    repo.write("projects/essay/out.md", "1").write("out.md", "1");
    assert_eq!(repo.changed(&["out.md"]), ["out.md"]);
    let made = repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown(made.as_str()), "A\tprojects/essay/out.md\n");
}

#[test]
fn a_damaged_repository_inside_another_is_not_taken_for_the_other() {
    let repo = Repo::new("damaged");
    std::fs::create_dir_all(repo.at("inner/.git")).unwrap();
    let failure = Git::open(&repo.at("inner"), &repo.env()).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Environment, "git_refused"));
}

#[test]
fn the_users_name_is_the_one_that_git_knows() {
    let repo = Repo::new("user");
    assert_eq!(user(&repo.top(), &repo.env()), Some("Ada Example".into()));
    assert_eq!(user(&repo.home(), &repo.env()), Some("Ada Example".into()));
    repo.git(&["config", "user.name", "  Local\u{202e}\u{7} Name "]);
    assert_eq!(user(&repo.top(), &repo.env()), Some("Local Name".into()));
    repo.git(&["config", "author.email", "b@example.com"]);
    let env = repo.env().with("GIT_COMMITTER_NAME", "Zoe");
    assert_eq!(
        names(&repo.top(), &env),
        ["Ada Example", "ada@example.com", "Local Name", "b@example.com", "Zoe"],
        "a name that covers another one does not hide it"
    );
    repo.git(&["config", "user.name", &"x".repeat(300)]);
    assert_eq!(user(&repo.top(), &repo.env()), Some("x".repeat(100)));
    let nobody = Environment::default().with("PATH", "/usr/bin:/bin").with("GIT_CONFIG_NOSYSTEM", "1");
    let place = Place::new("nobody");
    assert_eq!(user(place.path(), &nobody.with("HOME", place.path())), None);
}

#[test]
fn variables_of_a_surrounding_git_do_not_lead_elsewhere() {
    use gatewright::store::git::guard::PASSED;
    for name in [
        "GIT_DIR",
        "GIT_INDEX_FILE",
        "GIT_WORK_TREE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_EXTERNAL_DIFF",
        "GIT_SSH_COMMAND",
    ] {
        assert_eq!(
            Environment::allowed([(name.into(), "/elsewhere".into())], PASSED).get(name),
            None,
            "{name}"
        );
    }
}

#[test]
fn what_git_was_told_not_to_look_at_counts_as_changed() {
    for flag in ["--skip-worktree", "--assume-unchanged"] {
        let repo = Repo::new("hidden-change");
        repo.write("out.md", "1");
        repo.commit(&["out.md"]).unwrap();
        assert_eq!(repo.changed(&["out.md"]), Vec::<String>::new());
        repo.git(&["update-index", flag, "out.md"]);
        repo.write("out.md", "another");
        assert_eq!(repo.changed(&["out.md"]), ["out.md"], "{flag}");
    }
}

#[test]
fn a_file_that_git_ignores_is_not_what_is_committed() {
    let repo = Repo::new("ignored-change");
    repo.write(".git/info/exclude", "out.md\n").write("out.md", "1");
    assert_eq!(repo.changed(&["out.md"]), ["out.md"]);
}
