//! A repository whose configuration wants to execute something: it never does, though plain git would.

use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use crate::git::repo::Repo;

/// Everything that is asked of git and told to it.
fn use_everything(repo: &Repo) {
    // Same size, other time: git has to look into the file, with filters if it were let.
    std::thread::sleep(Duration::from_millis(20));
    repo.write("README.md", "READ ME\n").write("old.md", "old\n").write("out.md", "1").write("sub/x.md", "1");
    let paths = ["README.md", "old.md", "out.md", "sub"];
    repo.changed(&paths);
    repo.commit_outputs(&paths).unwrap();
    repo.write("out.md", "2");
    repo.commit(&["README.md", "out.md"]).unwrap().oid.unwrap();
    repo.changed(&paths);
    gatewright::store::git::at_hand::user(&repo.top(), &repo.env());
    gatewright::store::git::at_hand::names(&repo.top(), &repo.env());
}

/// What plain git executes when it is used in the same way.
fn use_plain_git(repo: &Repo) {
    repo.write("README.md", "READ me\n").write("plain.md", "1");
    for arguments in [&["status"][..], &["add", "--all"], &["commit", "--quiet", "--message=plain"]] {
        let _ = repo.try_git(&repo.top(), arguments);
    }
}

/// Sets traps in a repository, then uses it in both ways: plain git springs them, ours do not.
fn sprung_only_by_plain_git(name: &str, set: impl Fn(&Repo)) {
    let repo = Repo::new(name);
    set(&repo);
    repo.sprung();
    use_everything(&repo);
    assert_eq!(repo.sprung(), [""; 0], "a trap was sprung");
    use_plain_git(&repo);
    assert_ne!(repo.sprung(), [""; 0], "the trap is none, so this test shows nothing");
}

#[test]
fn a_file_monitor_is_not_started() {
    sprung_only_by_plain_git("fsmonitor", |repo| {
        repo.git(&["config", "core.fsmonitor", &repo.trap("fsmonitor", "")]);
    });
}

#[test]
fn hooks_are_not_run() {
    sprung_only_by_plain_git("hooks", |repo| {
        for hook in [
            "pre-commit",
            "commit-msg",
            "post-commit",
            "reference-transaction",
            "post-index-change",
            "prepare-commit-msg",
        ] {
            let trap = repo.trap(hook, "");
            std::fs::create_dir_all(repo.at(".git/hooks")).unwrap();
            std::fs::copy(trap, repo.at(&format!(".git/hooks/{hook}"))).unwrap();
        }
    });
}

#[test]
fn hooks_elsewhere_are_not_run() {
    sprung_only_by_plain_git("hooks-path", |repo| {
        let trap = repo.trap("index-hook", "");
        repo.git(&["config", "core.hooksPath", "evil"]);
        repo.write("evil/post-index-change", std::fs::read(trap).unwrap());
        std::fs::set_permissions(repo.at("evil/post-index-change"), std::fs::Permissions::from_mode(0o755))
            .unwrap();
    });
}

#[test]
fn filters_of_the_repository_are_not_run_whatever_their_names() {
    for (i, name) in ["evil", "a=b", "a.b=c", "Ev-il", "é"].into_iter().enumerate() {
        sprung_only_by_plain_git(&format!("filter-{i}"), |repo| {
            repo.git(&["config", &format!("filter.{name}.clean"), &repo.trap("clean", "cat")]);
            repo.git(&["config", &format!("filter.{name}.required"), "true"]);
            repo.write(".git/info/attributes", format!("*.md filter={name}\n"));
        });
    }
}

#[test]
fn long_running_filters_are_not_run() {
    sprung_only_by_plain_git("process", |repo| {
        repo.git(&["config", "filter.evil.process", &repo.trap("process", "exit 1")]);
        repo.write(".gitattributes", "*.md filter=evil\n");
    });
}

#[test]
fn filters_that_come_from_an_included_file_are_not_run() {
    sprung_only_by_plain_git("include", |repo| {
        let trap = repo.trap("clean", "cat");
        repo.write(".git/more", format!("[filter \"evil\"]\n clean = {trap}\n"));
        repo.git(&["config", "include.path", "more"]);
        repo.write(".git/info/attributes", "*.md filter=evil\n");
    });
}

#[test]
fn filters_of_a_working_trees_own_configuration_are_not_run() {
    sprung_only_by_plain_git("worktree-config", |repo| {
        repo.git(&["config", "extensions.worktreeConfig", "true"]);
        repo.git(&["config", "--worktree", "filter.evil.clean", &repo.trap("clean", "cat")]);
        repo.write(".git/info/attributes", "*.md filter=evil\n");
    });
}

#[test]
fn signing_programs_editors_and_pagers_are_not_run() {
    sprung_only_by_plain_git("programs", |repo| {
        for key in
            ["gpg.program", "core.editor", "core.pager", "core.askPass", "sequence.editor", "diff.external"]
        {
            repo.git(&["config", key, &repo.trap(key, "exit 1")]);
        }
        repo.git(&["config", "commit.gpgSign", "true"]);
    });
}

#[test]
fn a_submodules_configuration_is_not_read() {
    sprung_only_by_plain_git("sub", |repo| {
        let inner = Repo::new("sub-inner");
        let source = inner.top();
        repo.git(&[
            "-c",
            "protocol.file.allow=always",
            "submodule",
            "--quiet",
            "add",
            source.to_str().unwrap(),
            "module",
        ]);
        repo.git(&["commit", "--quiet", "--message=submodule"]);
        let trap = repo.trap("sub-monitor", "");
        assert!(repo.try_git(&repo.at("module"), &["config", "core.fsmonitor", &trap]).0);
        repo.write("module/old.md", "changed\n");
        repo.changed(&["module"]);
    });
}

#[test]
fn a_missing_object_is_not_fetched() {
    let repo = Repo::new("promisor");
    let trap = repo.trap("upload-pack", "exit 1");
    for (key, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.url", "ssh://host.invalid/x"),
        ("core.sshCommand", trap.as_str()),
        ("protocol.ssh.allow", "always"),
    ] {
        repo.git(&["config", key, value]);
    }
    let tree = repo.git(&["rev-parse", "HEAD^{tree}"]);
    let (two, rest) = tree.trim().split_at(2);
    std::fs::remove_file(repo.at(&format!(".git/objects/{two}/{rest}"))).unwrap();
    repo.sprung();
    repo.write("README.md", "changed\n");
    let git = gatewright::store::git::repository::Git::open(&repo.top(), &repo.env()).unwrap().unwrap();
    assert_eq!(git.changed(&crate::git::repo::repo_paths(&["README.md"])).unwrap_err().code, "git_refused");
    assert_eq!(repo.commit(&["README.md"]).unwrap_err().code, "git_refused");
    assert_eq!(repo.sprung(), [""; 0]);
    let _ = repo.try_git(&repo.top(), &["status"]);
    assert_ne!(repo.sprung(), [""; 0], "plain git does not fetch it either, so this test shows nothing");
}

#[test]
fn a_working_tree_that_is_said_to_be_elsewhere_stays_here() {
    let repo = Repo::new("elsewhere");
    std::fs::write(repo.home().join("private.md"), "secret\n").unwrap();
    repo.git(&["config", "core.worktree", repo.home().to_str().unwrap()]);
    repo.write("out.md", "here\n");
    repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.git(&["cat-file", "blob", "HEAD:out.md"]), "here\n");
    assert_eq!(repo.changed(&["private.md", "out.md"]), [""; 0]);
}

#[test]
fn a_bare_repository_among_the_files_is_not_entered() {
    let repo = Repo::new("bare");
    let trap = repo.trap("bare-monitor", "");
    repo.git(&["init", "--quiet", "--bare", "inner"]);
    let inner = repo.at("inner");
    assert!(repo.try_git(&inner, &["config", "core.fsmonitor", &trap]).0);
    assert!(repo.try_git(&inner, &["config", "core.bare", "false"]).0);
    let git = gatewright::store::git::repository::Git::open(&inner, &repo.env()).unwrap().unwrap();
    repo.write("inner/out.md", "1");
    assert_eq!(git.changed(&crate::git::repo::repo_paths(&["out.md"])).unwrap(), ["out.md"]);
    assert_eq!(git.head().unwrap().as_str(), repo.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!(repo.sprung(), [""; 0]);
}

#[test]
fn a_git_that_never_answers_is_given_up() {
    // A configuration that includes a pipe makes git wait for ever.
    let repo = Repo::new("pipe-config");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, repo.at(".git/pipe"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    repo.git(&["config", "include.path", "pipe"]);
    let failure = gatewright::store::git::repository::Git::open_within(
        &repo.top(),
        &repo.env(),
        Duration::from_secs(1),
    );
    assert_eq!(failure.unwrap_err().code, "git_too_slow");
}
