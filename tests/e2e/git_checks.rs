//! Checks of what git says: nothing passes that could not be asked, and what was committed meanwhile is seen.

use serde_json::{Value, json};

use crate::audit_forged::{forge, raw};
use crate::fixtures::one_gate;
use crate::git::git;
use crate::mask::commits;
use crate::world::World;

/// One gate with these checks beside its output `src/out.md`, in a repository that has one commit.
fn begun(checks: &[Value], in_git: bool) -> World {
    begun_beside(&[], checks, in_git)
}

/// The same with these files beside it.
fn begun_beside(files: &[(&str, &str)], checks: &[Value], in_git: bool) -> World {
    let world = World::new();
    for (path, text) in files {
        world.given(path, text);
    }
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "src/out.md"}]},
        "validations": checks
    });
    one_gate(&world, "", &contract.to_string());
    world.given("README.md", "read me\n").given(".gitignore", "*.log\n");
    if in_git {
        git(&world, "init --quiet --initial-branch=main");
        git(&world, "config user.name Grace");
        git(&world, "config user.email grace@example.com");
        commit(&world);
    }
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world
}

fn commit(world: &World) {
    git(world, "add --all");
    git(world, "commit --quiet --message=work");
}

#[test]
fn only_the_paths_that_may_have_changed_also_in_commits_made_meanwhile() {
    let world =
        begun(&[json!({"type": "only_paths_changed", "allow": ["src/"], "deny": ["src/gen/"]})], true);
    world.given("src/out.md", "text\n").given("noise.log", "ignored\n").gw(0, "gate check");
    world.given("README.md", "other\n").given("src/gen/new.rs", "new\n");
    commit(&world);
    world.gw(1, "gate check").gw(1, "gate finish");
    world.note("a new attempt does not make what was committed the measure").quietly("gate start");
    world.gw(1, "gate check");
    git(&world, "checkout --quiet HEAD~1 -- README.md");
    git(&world, "rm --quiet --force src/gen/new.rs");
    world.gw(0, "gate finish");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn what_is_judged_is_committed_and_nothing_else_lies_about() {
    let checks = [json!({"type": "git_clean"}), json!({"type": "git_committed", "target": "all_required"})];
    let world = begun(&checks, true);
    world.given("src/out.md", "text\n").given("stray.md", "mine\n").gw(1, "gate check");
    commit(&world);
    world.gw(0, "gate check").given("src/out.md", "newer\n").gw(1, "gate check");
    commit(&world);
    world.gw(0, "gate finish");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn what_git_was_told_not_to_look_at_is_not_clean() {
    let world = begun(&[json!({"type": "git_clean"})], true);
    world.given("src/out.md", "text\n");
    commit(&world);
    git(&world, "update-index --assume-unchanged README.md");
    world.given("README.md", "hidden\n").gw(1, "gate check");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn an_ignore_file_that_the_work_brings_hides_nothing() {
    let checks =
        [json!({"type": "git_clean"}), json!({"type": "only_paths_changed", "allow": ["src/out.md"]})];
    let world = begun(&checks, true);
    world.given("src/out.md", "text\n");
    commit(&world);
    world.given("lib/.gitignore", "*\n").given("lib/evil.rs", "fn main() {}\n").gw(1, "gate check");
    world.note("within what is ignored anyway it is nobody's business");
    git(&world, "clean --force -d -x --quiet lib");
    world.given("trace.log/.gitignore", "*\n").given("trace.log/x", "1\n").gw(0, "gate check");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn nothing_is_hidden_in_directories_into_which_git_does_not_look() {
    let checks = [
        json!({"type": "git_clean", "ignore": ["src/out.md"]}),
        json!({"type": "only_paths_changed", "allow": ["src/out.md"]}),
    ];
    let world = begun_beside(&[("docs/a.md", "a\n")], &checks, true);
    world.given("src/out.md", "text\n");
    let dirty = |world: &World| {
        let checked = world.json(1, "gate check --json");
        let rows = checked["validations"].as_array().unwrap();
        let row = rows.iter().find(|row| row["type"] == "git_clean").unwrap();
        (
            row["dirty"].clone(),
            rows.iter().any(|row| row["type"] == "only_paths_changed" && row["pass"] == true),
        )
    };
    let forked = |files: &[&str]| {
        let world = world.fork();
        for file in files {
            world.given(file, "fn main() {}\n");
        }
        world
    };
    for (file, told) in [
        ("docs/.git/evil.rs", "docs/.git"),
        ("docs/.GIT/evil.rs", "docs/.GIT"),
        ("new/.git/evil.rs", "new/.git"),
        ("new/er/.git/evil.rs", "new/er/.git"),
        ("docs/.git", "docs/.git"),
    ] {
        let (found, passes) = dirty(&forked(&[file]));
        assert!(found.as_array().unwrap().contains(&json!(told)), "{file}: {found}");
        assert!(!passes, "{file}");
    }
    let ignored = forked(&["trace.log/.git/x"]);
    let checked = ignored.json(0, "gate check --json");
    assert_eq!(checked["status"], "PASS", "what is ignored anyway is nobody's business: {checked}");
}

#[test]
fn what_the_worker_tells_git_of_a_file_hides_no_change() {
    let checks = [json!({"type": "git_clean"}), json!({"type": "only_paths_changed", "allow": ["src/"]})];
    let world = begun(&checks, true);
    world.given("src/out.md", "text\n");
    commit(&world);
    git(&world, "config filter.hide.clean 'git show HEAD:%f'");
    world.given(".git/info/attributes", "README.md filter=hide\n").given("README.md", "evil me\n");
    // Git looks again into what is as new as the index.
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let file = std::fs::File::options().append(true).open(world.path("README.md")).unwrap();
    file.set_modified(long_ago).unwrap();
    git(&world, "add README.md");
    git(&world, "config --remove-section filter.hide");
    world.remove(".git/info/attributes");
    assert_eq!(git(&world, "status --porcelain --untracked-files=no"), "");
    world.note("the index takes other bytes for those of the commit").gw(1, "gate check");
    git(&world, "config core.autocrlf true");
    world.given("README.md", "read me\r\n");
    git(&world, "add README.md");
    assert_eq!(git(&world, "status --porcelain --untracked-files=no"), "");
    world.note("the repository's own configuration says that line ends do not matter").gw(1, "gate finish");
    insta::assert_snapshot!(commits(&world.told()));
}

#[test]
fn line_ends_that_the_commit_asks_for_are_no_change() {
    let checks = [json!({"type": "git_clean"}), json!({"type": "only_paths_changed", "allow": ["src/"]})];
    let world = begun_beside(&[(".gitattributes", "*.md text=auto eol=crlf\n")], &checks, true);
    world.remove("README.md");
    git(&world, "checkout --quiet -- README.md");
    assert_eq!(world.read("README.md"), "read me\r\n");
    world.given("src/out.md", "text\r\n");
    commit(&world);
    world.quietly("gate finish");
}

#[test]
fn without_git_nothing_is_enforced() {
    let checks = [
        json!({"type": "git_clean"}),
        json!({"type": "git_committed", "target": "src/out.md"}),
        json!({"type": "only_paths_changed", "allow": ["src/"]}),
    ];
    let world = begun(&checks, false);
    world.given("src/out.md", "text\n").gw(1, "gate check").gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn before_the_first_commit_there_is_nothing_to_compare_with() {
    let world = begun(&[json!({"type": "only_paths_changed", "allow": ["src/"]})], false);
    world.quietly("gate abandon --reason x");
    git(&world, "init --quiet --initial-branch=main");
    world.quietly("gate start").given("src/out.md", "text\n").gw(1, "gate finish");
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_was_changed_is_not_clean_because_the_same_bytes_lie_under_the_old_name() {
    // Where a directory is another one the run is not even opened.
    for (name, kind, code) in [("HEAD:README.md", "blob", 1), ("HEAD^{tree}", "tree", 4)] {
        let world = begun(&[json!({"type": "git_clean"})], true);
        world.given("src/out.md", "text\n");
        commit(&world);
        world.gw(0, "gate check").given("README.md", "other\n").gw(1, "gate check");
        let bytes = match kind {
            "blob" => b"other\n".to_vec(),
            _ => raw(&world, "tree", &stash(&world)),
        };
        forge(&world, name, kind, &bytes);
        world.gw(code, "gate check");
    }
}

/// The directory of a commit that has what was changed; nothing else remembers it.
fn stash(world: &World) -> String {
    format!("{}^{{tree}}", git(world, "stash create").trim())
}

#[test]
fn what_a_sparse_checkout_leaves_out_is_not_clean_and_is_called_that() {
    let world = begun_beside(&[("docs/a.md", "a\n")], &[json!({"type": "git_clean"})], true);
    world.given("src/out.md", "text\n");
    commit(&world);
    world.gw(0, "gate check");
    git(&world, "sparse-checkout set src contracts workflows runs");
    let said = world.ask("gate check");
    assert!(said.code == 1 && said.stdout.contains("docs/a.md"), "{said:?}");
    assert!(said.stdout.contains("this is a sparse checkout that leaves it out"), "{said:?}");
}
