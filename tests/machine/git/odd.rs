//! Repositories in odd states, and others who work in them at the same time.

use std::collections::BTreeMap;

use gatewright::model::failure::Kind;
use gatewright::store::git::commit::Wanted;
use gatewright::store::git::repository::Git;
use gatewright::store::rooted::Root;

use crate::git::repo::{Repo, repo_paths};

#[test]
fn nothing_is_committed_during_a_merge() {
    let repo = Repo::new("merge");
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("old.md", "side\n").git(&["commit", "--quiet", "--all", "--message=side"]);
    repo.git(&["checkout", "--quiet", "main"]);
    repo.write("old.md", "main\n").git(&["commit", "--quiet", "--all", "--message=main"]);
    assert!(!repo.try_git(&repo.top(), &["merge", "side"]).0);
    let (head, index) = (repo.git(&["rev-parse", "HEAD"]), repo.git(&["ls-files", "--stage"]));
    repo.write("out.md", "1");
    let failure = repo.commit(&["out.md"]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::State, "git_unfinished"));
    assert_eq!(failure.message, "a merge is under way in this repository");
    assert_eq!((repo.git(&["rev-parse", "HEAD"]), repo.git(&["ls-files", "--stage"])), (head, index));
    repo.git(&["merge", "--abort"]);
    assert!(repo.commit(&["out.md"]).unwrap().oid.is_some());
}

#[test]
fn nothing_is_committed_during_a_rebase_cherry_pick_revert_or_bisection() {
    let repo = Repo::new("rebase");
    repo.write("old.md", "two\n").git(&["commit", "--quiet", "--all", "--message=two"]);
    repo.write("old.md", "three\n").git(&["commit", "--quiet", "--all", "--message=three"]);
    let unfinished: [(&[&str], &[&str]); 4] = [
        (&["rebase", "--onto", "HEAD~2", "HEAD~1"], &["rebase", "--abort"]),
        (&["revert", "--no-edit", "HEAD~1"], &["revert", "--abort"]),
        (&["bisect", "start"], &["bisect", "reset"]),
        (&["rebase", "--apply", "--onto", "HEAD~2", "HEAD~1"], &["rebase", "--abort"]),
    ];
    repo.write("out.md", "1");
    for (begin, abort) in unfinished {
        let _ = repo.try_git(&repo.top(), begin);
        assert_eq!(repo.commit(&["out.md"]).unwrap_err().code, "git_unfinished", "{begin:?}");
        repo.git(abort);
    }
    assert!(repo.commit(&["out.md"]).unwrap().oid.is_some());
}

#[test]
fn an_index_held_by_another_git_is_a_lock() {
    let repo = Repo::new("locked");
    let head = repo.git(&["rev-parse", "HEAD"]);
    repo.write("out.md", "1").write(".git/index.lock", "");
    let failure = repo.commit(&["out.md"]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Locked, "git_locked"));
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn a_branch_that_cannot_be_moved_leaves_the_index_as_it_was() {
    let repo = Repo::new("locked-head");
    repo.write("known.md", "1");
    repo.commit(&["known.md"]).unwrap();
    repo.write("mine.md", "staged by the user").git(&["add", "mine.md"]);
    let before = repo.git(&["ls-files", "--stage"]);
    repo.write("known.md", "2").write("out.md", "1").write(".git/HEAD.lock", "");
    let failure = repo.commit(&["known.md", "out.md"]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Locked, "git_locked"), "{failure:?}");
    assert!(failure.causes.join(" ").contains("HEAD.lock"), "{failure:?}");
    assert_eq!(repo.git(&["ls-files", "--stage"]), before);
    std::fs::remove_file(repo.top().join(".git/HEAD.lock")).unwrap();
    repo.commit(&["known.md", "out.md"]).unwrap();
    assert_eq!(repo.git(&["diff", "--cached", "--name-only"]).trim(), "mine.md");
}

#[test]
fn commits_at_the_same_time_all_arrive() {
    let repo = Repo::new("together");
    std::thread::scope(|scope| {
        for writer in 0..4 {
            let repo = &repo;
            scope.spawn(move || {
                for i in 0..4 {
                    let name = format!("out-{writer}-{i}.md");
                    repo.write(&name, "1");
                    // Who meets the other's lock tries again, as a command would.
                    while repo
                        .commit(&[&name])
                        .is_err_and(|failure| matches!(failure.code, "git_locked" | "git_moved"))
                    {
                    }
                }
            });
        }
    });
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]).trim(), "17");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert_eq!(repo.git(&["fsck", "--strict", "--no-dangling"]), "");
}

#[test]
fn a_link_among_the_paths_is_refused() {
    let repo = Repo::new("link");
    repo.write("record/a.json", "{}");
    std::os::unix::fs::symlink("/etc/passwd", repo.at("record/b.json")).unwrap();
    let failure = repo.commit(&["record"]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::State, "symlink"));
    assert_eq!(repo.git(&["rev-list", "--count", "HEAD"]).trim(), "1");
}

#[test]
fn a_pipe_among_the_paths_is_refused_without_waiting() {
    let repo = Repo::new("pipe");
    let mode = rustix::fs::Mode::from_raw_mode(0o600);
    rustix::fs::mknodat(rustix::fs::CWD, repo.at("pipe"), rustix::fs::FileType::Fifo, mode, 0).unwrap();
    assert_eq!(repo.commit(&["pipe"]).unwrap_err().code, "fifo");
}

#[test]
fn a_submodule_is_not_overwritten() {
    let (repo, inner) = (Repo::new("outer"), Repo::new("inner"));
    let allow = "protocol.file.allow=always";
    repo.git(&["-c", allow, "submodule", "--quiet", "add", inner.top().to_str().unwrap(), "sub"]);
    repo.git(&["commit", "--quiet", "--message=submodule"]);
    repo.write("sub/out.md", "1");
    for paths in [&["sub/out.md"][..], &["sub"], &["sub/deeper/never.md"]] {
        assert_eq!(repo.commit(paths).unwrap_err().code, "nested_repository");
    }
    assert!(repo.git(&["ls-files", "--stage", "sub"]).starts_with("160000"));
    // A root inside of it is a repository of its own.
    let root = Root::open(&repo.at("sub")).unwrap();
    let git = Git::open(root.path(), &repo.env()).unwrap().unwrap();
    assert_eq!(git.changed(&repo_paths(&["out.md"])).unwrap(), ["out.md"]);
}

#[test]
fn a_linked_working_tree_commits_to_its_own_branch() {
    let repo = Repo::new("linked");
    let other = repo.home().join("other");
    repo.git(&["worktree", "add", "--quiet", "-b", "side", other.to_str().unwrap()]);
    std::fs::write(other.join("out.md"), "1").unwrap();
    let root = Root::open(&other).unwrap();
    let git = Git::open(&other, &repo.env()).unwrap().unwrap();
    let always = repo_paths(&["out.md"]);
    let wanted = Wanted { always: &always, unless_ignored: &[], judged: &Default::default(), message: "m" };
    let oid = git.commit_paths(&root, &wanted).unwrap().oid.unwrap();
    assert_eq!(repo.git(&["rev-parse", "side"]).trim(), oid.as_str());
    assert_eq!(repo.git(&["rev-list", "--count", "main"]).trim(), "1");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_repository_of_longer_digests_works_too() {
    let repo = Repo::empty("sha256");
    std::fs::remove_dir_all(repo.at(".git")).unwrap();
    repo.git(&["init", "--quiet", "--object-format=sha256"]);
    repo.write("a.md", "1").write("b.md", "1");
    assert_eq!(repo.commit(&["a.md", "b.md"]).unwrap().oid.unwrap().as_str().len(), 64);
    std::fs::remove_file(repo.at("b.md")).unwrap();
    repo.commit(&["a.md", "b.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown("HEAD"), "D\tb.md\n");
}

#[test]
fn a_commit_that_takes_the_files_along_is_followed_by_one_that_tells_of_them() {
    let repo = Repo::new("carried");
    repo.write("record.json", "{}").write("user.txt", "1");
    repo.git(&["add", "user.txt"]);
    // Just before the branch would move, the user commits all that is staged.
    let once = repo.mark("once");
    let wrapper = repo.trap(
        "git",
        &format!(
            "case \"$*\" in *update-ref*) [ -e '{0}' ] || {{ touch '{0}'; env -i PATH=/usr/local/bin:/usr/bin:/bin HOME='{1}' \
             GIT_CONFIG_GLOBAL='{1}/gitconfig' git -C '{2}' commit --quiet --message=user; }};; esac\n\
             PATH=/usr/local/bin:/usr/bin:/bin exec git \"$@\"",
            once.display(),
            repo.home().display(),
            repo.top().display()
        ),
    );
    std::fs::create_dir(repo.home().join("bin")).unwrap();
    std::fs::rename(wrapper, repo.home().join("bin/git")).unwrap();
    let path = format!("{}:/usr/local/bin:/usr/bin:/bin", repo.home().join("bin").display());
    let git = Git::open(repo.root().path(), &repo.env().with("PATH", path)).unwrap().unwrap();
    let paths = repo_paths(&["record.json"]);
    let wanted =
        Wanted { always: &paths, unless_ignored: &[], judged: &BTreeMap::new(), message: "G1: PASS" };
    let done = git.commit_paths(&repo.root(), &wanted).unwrap();
    assert!(once.exists(), "nobody committed in between");
    assert_eq!(repo.git(&["log", "--format=%s", "-3"]), "G1: PASS\nuser\nfirst\n");
    assert_eq!(done.oid.unwrap().as_str(), repo.git(&["rev-parse", "HEAD"]).trim());
    assert_eq!(done.carried_by.unwrap().as_str(), repo.git(&["rev-parse", "HEAD~"]).trim());
    assert_eq!(repo.shown("HEAD~"), "A\trecord.json\nA\tuser.txt\n");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}
