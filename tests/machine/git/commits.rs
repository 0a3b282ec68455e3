//! Commits of exactly some paths.

use std::os::unix::fs::PermissionsExt;

use gatewright::model::failure::Kind;

use crate::git::repo::{Repo, repo_paths};

#[test]
fn exactly_the_given_paths_are_committed() {
    let repo = Repo::new("exactly");
    repo.write("record/RUN.json", "{}\n")
        .write("record/deep/a.json", "a\n")
        .write("other.md", "1")
        .write("README.md", "edited\n");
    let committed = repo.commit(&["record"]).unwrap();
    let oid = committed.oid.unwrap();
    assert_eq!(repo.git(&["rev-parse", "main"]).trim(), oid.as_str());
    assert_eq!(repo.shown("HEAD"), "A\trecord/RUN.json\nA\trecord/deep/a.json\n");
    assert_eq!(repo.git(&["show", "HEAD:record/RUN.json"]), "{}\n");
    assert_eq!(
        repo.git(&["log", "-1", "--format=%an <%ae>|%cn|%B"]).trim(),
        "Ada Example <ada@example.com>|Ada Example|Record of a gate\n\nBody."
    );
    assert_eq!(repo.git(&["status", "--porcelain"]), " M README.md\n?? other.md\n");
    assert_eq!(repo.git(&["fsck", "--strict"]), "");
}

#[test]
fn other_staged_changes_stay_staged_and_uncommitted() {
    let repo = Repo::new("staged");
    repo.write("doomed.md", "1").write("moved.md", "many words to recognise\n").git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=second"]);
    repo.write("README.md", "staged\n").write("fresh.md", "1").git(&["add", "README.md", "fresh.md"]);
    repo.write("README.md", "and edited again\n");
    repo.git(&["rm", "--quiet", "doomed.md"]);
    repo.git(&["mv", "moved.md", "elsewhere.md"]);
    repo.write("later.md", "1").git(&["add", "--intent-to-add", "later.md"]);
    let status = || repo.git(&["status", "--porcelain"]);
    let (before, index) = (status(), repo.git(&["ls-files", "--stage"]));
    repo.write("out.md", "out\n");
    repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown("HEAD"), "A\tout.md\n");
    assert_eq!(status(), before);
    let after = repo.git(&["ls-files", "--stage"]);
    let without: String =
        after.lines().filter(|line| !line.ends_with("out.md")).map(|line| format!("{line}\n")).collect();
    assert_eq!(without, index);
}

#[test]
fn the_working_trees_bytes_win_over_what_was_staged_for_the_same_path() {
    let repo = Repo::new("same-path");
    repo.write("old.md", "staged\n").git(&["add", "old.md"]);
    repo.write("old.md", "worked\n");
    repo.commit(&["old.md"]).unwrap();
    assert_eq!(repo.git(&["show", "HEAD:old.md"]), "worked\n");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_deletion_is_committed() {
    let repo = Repo::new("deletion");
    repo.write("dir/a.md", "1").write("dir/b.md", "1");
    repo.commit(&["dir"]).unwrap();
    std::fs::remove_file(repo.at("dir/a.md")).unwrap();
    std::fs::remove_file(repo.at("old.md")).unwrap();
    repo.commit(&["dir", "old.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown("HEAD"), "D\tdir/a.md\nD\told.md\n");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_file_may_become_a_directory_and_back() {
    let repo = Repo::new("becomes");
    std::fs::remove_file(repo.at("old.md")).unwrap();
    repo.write("old.md/inner.md", "1");
    repo.commit(&["old.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown("HEAD"), "D\told.md\nA\told.md/inner.md\n");
    std::fs::remove_dir_all(repo.at("old.md")).unwrap();
    repo.write("old.md", "again");
    repo.commit(&["old.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.shown("HEAD"), "A\told.md\nD\told.md/inner.md\n");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_first_commit_of_a_branch_is_made() {
    let repo = Repo::empty("unborn");
    repo.write("staged.md", "1").git(&["add", "staged.md"]);
    repo.write("out.md", "out\n");
    let oid = repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.git(&["log", "--format=%H %P", "main"]).trim(), oid.as_str());
    assert_eq!(repo.shown("HEAD"), "A\tout.md\n");
    assert_eq!(repo.git(&["status", "--porcelain"]), "A  staged.md\n");
}

#[test]
fn a_detached_head_moves_and_the_branch_stays() {
    let repo = Repo::new("detached");
    let main = repo.git(&["rev-parse", "main"]);
    repo.git(&["checkout", "--quiet", "--detach"]);
    repo.write("out.md", "1");
    let oid = repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert_eq!(repo.git(&["rev-parse", "main"]), main);
    assert_eq!(repo.git(&["rev-parse", "HEAD", "HEAD^"]), format!("{}\n{main}", oid.as_str()));
}

#[test]
fn nothing_new_makes_no_commit() {
    let repo = Repo::new("nothing-new");
    let head = repo.git(&["rev-parse", "HEAD"]);
    assert_eq!(repo.commit(&["old.md", "never.md"]).unwrap().oid, None);
    assert_eq!(repo.commit(&[]).unwrap().oid, None);
    assert_eq!(Repo::empty("nothing-unborn").commit(&["never.md"]).unwrap().oid, None);
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn the_executable_bit_is_kept() {
    let repo = Repo::new("mode");
    repo.write("run.sh", "#!/bin/sh\n");
    std::fs::set_permissions(repo.at("run.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    repo.commit(&["run.sh"]).unwrap();
    assert!(repo.git(&["ls-tree", "HEAD", "run.sh"]).starts_with("100755"));
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[test]
fn line_ends_are_committed_as_they_are() {
    let repo = Repo::new("line-ends");
    repo.git(&["config", "core.autocrlf", "true"]);
    repo.write(".gitattributes", "* text=auto eol=crlf ident\n").write("out.md", "a\r\nb\n$Id$\n");
    repo.commit(&["out.md"]).unwrap();
    assert_eq!(repo.git(&["cat-file", "blob", "HEAD:out.md"]), "a\r\nb\n$Id$\n");
}

#[test]
fn a_record_is_committed_although_it_is_ignored() {
    let repo = Repo::new("record-ignored");
    repo.write(".gitignore", "runs/\n").write("runs/r/record/RUN.json", "{}\n");
    assert!(repo.commit(&["runs/r/record"]).unwrap().oid.is_some());
    assert_eq!(repo.shown("HEAD"), "A\truns/r/record/RUN.json\n");
}

#[test]
fn an_output_that_is_ignored_is_left_out_and_named() {
    let repo = Repo::new("output-ignored");
    repo.write(".gitignore", "*.log\nold.md\n")
        .write("out/a.md", "1")
        .write("out/a.log", "1")
        .write("old.md", "known to git\n");
    let committed = repo.commit_outputs(&["out", "old.md"]).unwrap();
    assert_eq!(committed.ignored, repo_paths(&["out/a.log"]));
    assert_eq!(repo.shown("HEAD"), "M\told.md\nA\tout/a.md\n");
    let committed = repo.commit_outputs(&["out/a.log"]).unwrap();
    assert_eq!((committed.oid, committed.ignored), (None, repo_paths(&["out/a.log"])));
}

#[test]
fn an_output_that_a_filter_would_store_otherwise_is_left_out_and_named() {
    let repo = Repo::new("output-filtered");
    repo.write(".gitattributes", "*.bin filter=lfs\n").write("a.bin", "1").write("a.md", "1");
    let committed = repo.commit_outputs(&["a.bin", "a.md"]).unwrap();
    assert_eq!(committed.filtered, repo_paths(&["a.bin"]));
    assert_eq!(repo.shown("HEAD"), "A\ta.md\n");
    // Known to git by now: still left out, and not taken for deleted.
    repo.git(&["add", "a.bin"]);
    repo.git(&["commit", "--quiet", "--message=by hand"]);
    repo.write("a.bin", "2").write("a.md", "2");
    repo.commit_outputs(&["a.bin", "a.md"]).unwrap();
    assert_eq!(repo.shown("HEAD"), "M\ta.md\n");
}

#[test]
fn the_commit_is_not_signed_whatever_the_user_has_set() {
    let repo = Repo::new("unsigned");
    let trap = repo.trap("gpg", "exit 1");
    for (key, value) in [("commit.gpgSign", "true"), ("gpg.program", &trap), ("gpg.format", "openpgp")] {
        repo.git(&["config", "--global", key, value]);
    }
    repo.write("out.md", "1");
    repo.commit(&["out.md"]).unwrap().oid.unwrap();
    assert!(!repo.git(&["cat-file", "commit", "HEAD"]).contains("gpgsig"));
    assert_eq!(repo.sprung(), [""; 0]);
}

#[test]
fn a_user_without_a_name_is_told_what_to_do() {
    let repo = Repo::new("nameless");
    std::fs::write(repo.home().join("gitconfig"), "").unwrap();
    let head = repo.git(&["rev-parse", "HEAD"]);
    repo.write("out.md", "1");
    let failure = repo.commit(&["out.md"]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Environment, "git_no_identity"));
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), head);
}

#[test]
fn nothing_of_ours_stays_in_the_git_directory() {
    let repo = Repo::new("leftovers");
    repo.write("out.md", "1");
    repo.commit(&["out.md"]).unwrap();
    let names = std::fs::read_dir(repo.at(".git"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.contains("gatewright") || name.ends_with(".lock")).count(), 0);
    assert!(repo.git(&["reflog", "-1"]).contains("gatewright: Record of a gate"));
}

#[test]
fn what_a_killed_process_left_in_the_git_directory_is_cleared_by_the_next_commit() {
    let repo = Repo::new("killed");
    let (left, held) = (".git/gatewright-index-00000000000000aa", ".git/gatewright-index-00000000000000bb");
    let others = [".git/gatewright-index-notes/index", ".git/gatewright-index-00000000000000cc/mine"];
    for file in [&format!("{left}/index"), &format!("{left}/index.lock"), &format!("{held}/index")] {
        repo.write(file, "DIRC");
    }
    for file in others {
        repo.write(file, "1");
    }
    let living = std::fs::File::open(repo.at(held)).unwrap();
    living.try_lock().unwrap();
    repo.write("out.md", "1");
    repo.commit(&["out.md"]).unwrap();
    assert!(!repo.at(left).exists(), "nobody holds it any more");
    assert!(repo.at(held).join("index").exists(), "its process lives");
    assert!(others.iter().all(|file| repo.at(file).exists()), "what is not ours stays");
    drop(living);
    repo.write("out.md", "2");
    repo.commit(&["out.md"]).unwrap();
    assert!(!repo.at(held).exists());
}

#[test]
fn what_changed_or_appeared_after_it_was_judged_is_left_out_and_named() {
    let repo = Repo::new("judged");
    repo.write("out/a.md", "judged");
    repo.write("b.md", "judged");
    repo.commit_outputs(&["b.md"]).unwrap();
    repo.write("b.md", "judged anew");
    let judged = repo.judged();
    repo.write("b.md", "swapped");
    repo.write("out/late.md", "late");
    let committed = repo.commit_judged(&["out", "b.md"], &judged).unwrap();
    assert_eq!(committed.changed, repo_paths(&["b.md", "out/late.md"]));
    assert_eq!(repo.shown("HEAD"), "A\tout/a.md\n");
    assert_eq!(repo.git(&["show", "HEAD:b.md"]), "judged");
}
