//! What whoever works tells git hides no change: bytes are compared with the commit's.

use std::os::unix::fs::{PermissionsExt, symlink};

use gatewright::model::git_seen::{Alike, Differing};
use gatewright::model::path::RepoPath;

use crate::git::repo::Repo;

fn runs() -> RepoPath {
    RepoPath::new("runs").unwrap()
}

/// What differs from the head, which is also what differs from that commit.
fn seen(repo: &Repo) -> Differing {
    let git = repo.open();
    let head = git.head().unwrap().as_str().to_owned();
    let (dirty, since) = (git.dirty(&runs()).unwrap(), git.changed_since(&head, &runs()).unwrap());
    assert_eq!(dirty, since);
    dirty
}

fn dirty(repo: &Repo) -> Vec<String> {
    seen(repo).paths
}

fn commit_all(repo: &Repo) {
    repo.git(&["add", "--all"]);
    repo.git(&["commit", "--quiet", "--message=more"]);
}

/// Lays the head out anew, as a fresh clone with these settings would have it.
fn laid_out(repo: &Repo) {
    std::fs::remove_file(repo.at(".git/index")).unwrap();
    repo.git(&["reset", "--quiet", "--hard"]);
}

#[test]
fn an_index_that_takes_changed_bytes_for_the_old_ones_hides_nothing() {
    let repo = Repo::new("forged-index");
    // A filter says once that nothing has changed; the index believes it from then on.
    repo.write("old.md", "evil\n").write(".git/info/attributes", "* filter=hide\n");
    // Git looks again into what is as new as the index.
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    std::fs::File::options().append(true).open(repo.at("old.md")).unwrap().set_modified(long_ago).unwrap();
    repo.git(&["config", "filter.hide.clean", "git show HEAD:%f"]);
    repo.git(&["add", "old.md"]);
    repo.git(&["config", "--remove-section", "filter.hide"]);
    std::fs::remove_file(repo.at(".git/info/attributes")).unwrap();
    assert_eq!(repo.git(&["status", "--porcelain"]), "", "git does not see it, so this test shows something");
    assert_eq!(dirty(&repo), ["old.md"]);
}

#[test]
fn attributes_that_no_commit_holds_hide_nothing() {
    for (name, before, after, attributes) in [
        ("eol", "#!/bin/sh\nls\n", "#!/bin/sh\r\nls\r\n", "* text eol=crlf\n"),
        ("auto", "one\ntwo\n", "one\r\ntwo\r\n", "* text=auto\n"),
        ("ident", "$Id$\n", "$Id: anything $\n", "* ident\n"),
        ("encoding", "ab\n", "\u{feff}ab\n", "* text working-tree-encoding=UTF-8-BOM\n"),
    ] {
        let own = |repo: &Repo| repo.write(".git/info/attributes", attributes).at(".git/info/attributes");
        let elsewhere = |repo: &Repo| {
            repo.write(".git/mine", attributes);
            repo.git(&["config", "core.attributesFile", repo.at(".git/mine").to_str().unwrap()]);
            repo.at(".git/mine")
        };
        let brought = |repo: &Repo| repo.write(".gitattributes", attributes).at(".gitattributes");
        for (which, put) in [("info", &own as &dyn Fn(&Repo) -> _), ("file", &elsewhere), ("work", &brought)]
        {
            let repo = Repo::new(&format!("attributes-{name}-{which}"));
            repo.write("a.sh", before);
            commit_all(&repo);
            put(&repo);
            repo.write("a.sh", after);
            let found = dirty(&repo);
            assert!(found.contains(&"a.sh".to_owned()), "{name} {which}: {found:?}");
            assert_eq!(found.contains(&".gitattributes".to_owned()), which == "work", "{name}");
        }
    }
}

#[test]
fn what_git_checks_out_otherwise_by_what_the_commit_says_is_as_it_was_committed() {
    let repo = Repo::new("honest-attributes");
    repo.write(
        ".gitattributes",
        "*.bat text eol=crlf\n*.id ident\n*.txt text working-tree-encoding=UTF-16LE\n",
    );
    repo.write("a.bat", "one\r\ntwo\r\n").write("a.id", "$Id$\n").write("a.txt", b"a\0\n\0");
    commit_all(&repo);
    laid_out(&repo);
    assert_eq!(std::fs::read(repo.at("a.bat")).unwrap(), b"one\r\ntwo\r\n");
    assert!(std::fs::read(repo.at("a.id")).unwrap().len() > 40);
    assert_eq!(seen(&repo), Differing::default());
    // Git takes any line ends and any expansion for the same.
    repo.write("a.bat", "one\ntwo\r\n").write("a.id", "$Id: else $\n").write("a.txt", b"b\0\n\0");
    assert_eq!(dirty(&repo), ["a.bat", "a.id", "a.txt"]);
}

#[test]
fn line_ends_that_the_user_asks_for_everywhere_are_no_change_and_the_repositorys_own_wish_is_told() {
    let repo = Repo::new("autocrlf");
    repo.write("tool.sh", "#!/bin/sh\nls\n").write("mixed.md", "a\r\nb\n");
    commit_all(&repo);
    std::fs::write(
        repo.home().join("gitconfig"),
        "[user]\n name = Ada\n email = ada@example.com\n[core]\n autocrlf = true\n",
    )
    .unwrap();
    laid_out(&repo);
    assert_eq!(std::fs::read(repo.at("tool.sh")).unwrap(), b"#!/bin/sh\r\nls\r\n");
    assert_eq!(seen(&repo), Differing::default());

    std::fs::write(repo.home().join("gitconfig"), "[user]\n name = Ada\n email = ada@example.com\n").unwrap();
    repo.git(&["config", "core.autocrlf", "true"]);
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    let found = seen(&repo);
    assert_eq!(found.paths, ["README.md", "old.md", "tool.sh"]);
    assert!(
        found.alike.values().all(|alike| *alike == Alike::LineEnds) && found.alike.len() == 3,
        "{found:?}"
    );
    repo.write("old.md", "other\r\n");
    assert_eq!(seen(&repo).alike.get("old.md"), None);
}

#[test]
fn a_large_file_that_git_lfs_keeps_is_known_by_what_its_pointer_says() {
    let repo = Repo::new("lfs");
    let sha256 = gatewright::model::digest::Digest::of(b"large bytes");
    let pointer = format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize 11\n");
    repo.write(".gitattributes", "*.bin filter=lfs -text\n*.enc filter=crypt\n");
    repo.write("a.bin", &pointer).write("b.dat", &pointer).write("c.enc", "cipher");
    commit_all(&repo);
    repo.write("a.bin", "large bytes").write("b.dat", "large bytes").write("c.enc", "plain");
    let found = seen(&repo);
    assert_eq!(found.paths, ["b.dat", "c.enc"], "a pointer counts where the commit says that it is one");
    assert_eq!(found.alike.get("c.enc"), Some(&Alike::Filter));
    repo.write("a.bin", "LARGE bytes");
    assert_eq!(dirty(&repo), ["a.bin", "b.dat", "c.enc"]);
}

#[test]
fn links_modes_and_odd_names_are_compared_too() {
    let repo = Repo::new("kinds");
    symlink("old.md", repo.at("link")).unwrap();
    repo.write("dir/a.md", "old\n").write("new\nline \"q\" \\ é.md", "1").write("run.sh", "1");
    commit_all(&repo);
    assert_eq!(dirty(&repo), [""; 0]);
    repo.write("new\nline \"q\" \\ é.md", "2");
    std::fs::set_permissions(repo.at("run.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::remove_file(repo.at("link")).unwrap();
    symlink("README.md", repo.at("link")).unwrap();
    std::fs::remove_file(repo.at("dir/a.md")).unwrap();
    symlink("../old.md", repo.at("dir/a.md")).unwrap();
    assert_eq!(dirty(&repo), ["dir/a.md", "link", "new\nline \"q\" \\ é.md", "run.sh"]);
    repo.git(&["config", "core.fileMode", "false"]);
    repo.git(&["checkout", "--quiet", "--", "link", "dir/a.md", "new\nline \"q\" \\ é.md"]);
    assert_eq!(dirty(&repo), [""; 0]);
    // The same bytes behind a link to a directory are not what the commit holds.
    std::fs::rename(repo.at("dir"), repo.home().join("dir")).unwrap();
    symlink(repo.home().join("dir"), repo.at("dir")).unwrap();
    assert_eq!(dirty(&repo), ["dir", "dir/a.md"]);
}

#[test]
fn what_is_staged_is_told_also_where_the_working_tree_is_as_committed() {
    let repo = Repo::new("staged");
    repo.write("old.md", "other\n").write("new.md", "1");
    repo.git(&["add", "old.md"]);
    repo.git(&["add", "--intent-to-add", "new.md"]);
    repo.git(&["rm", "--quiet", "--cached", "README.md"]);
    repo.write("old.md", "old\n");
    assert_eq!(dirty(&repo), ["README.md", "new.md", "old.md"]);
}

#[test]
fn a_comparison_leaves_nothing_behind() {
    let repo = Repo::new("traces");
    let names = |dir: std::path::PathBuf| {
        let all = walkdir::WalkDir::new(dir).into_iter().map(|entry| entry.unwrap().into_path());
        all.collect::<std::collections::BTreeSet<_>>()
    };
    let temporary = repo.home().join("tmp");
    std::fs::create_dir(&temporary).unwrap();
    repo.write("old.md", "old\r\n");
    let (before, index) = (names(repo.top()), std::fs::read(repo.at(".git/index")).unwrap());
    let git =
        gatewright::store::git::repository::Git::open(&repo.top(), &repo.env().with("TMPDIR", &temporary));
    assert_eq!(git.unwrap().unwrap().dirty(&runs()).unwrap().paths, ["old.md"]);
    assert_eq!((names(repo.top()), std::fs::read(repo.at(".git/index")).unwrap()), (before, index));
    assert_eq!(names(temporary.clone()), [temporary].into());
}

#[test]
fn repositories_of_longer_digests_and_linked_working_trees_are_compared_likewise() {
    let repo = Repo::empty("long-digests");
    std::fs::remove_dir_all(repo.at(".git")).unwrap();
    repo.git(&["init", "--quiet", "--object-format=sha256"]);
    repo.write(".gitattributes", "a.md text eol=crlf\n").write("a.md", "1\r\n").write("b.md", "1\n");
    commit_all(&repo);
    assert_eq!(seen(&repo), Differing::default());
    repo.write("b.md", "1\r\n");
    assert_eq!(seen(&repo).alike.get("b.md"), Some(&Alike::LineEnds));

    let repo = Repo::new("linked-tree");
    repo.write(".gitattributes", "a.md text eol=crlf\n").write("a.md", "1\r\n");
    commit_all(&repo);
    let other = repo.home().join("other");
    repo.git(&["worktree", "add", "--quiet", "-b", "side", other.to_str().unwrap()]);
    let git = || gatewright::store::git::repository::Git::open(&other, &repo.env()).unwrap().unwrap();
    assert_eq!(git().dirty(&runs()).unwrap(), Differing::default());
    std::fs::write(other.join("a.md"), "2\r\n").unwrap();
    assert_eq!(git().dirty(&runs()).unwrap().paths, ["a.md"]);
}
