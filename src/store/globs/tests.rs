//! What globs find, and what they do not enter.

use std::os::unix::ffi::OsStrExt;

use super::*;
use crate::model::failure::Kind;
use crate::store::testing::{Repo, path, unprivileged};

fn limits() -> WalkLimits {
    WalkLimits { files: 100, walked: 1000, hidden: vec![path("runs")] }
}

fn found(repo: &Repo, pattern: &str) -> Vec<String> {
    let found = matching(&repo.root, pattern, &limits()).unwrap();
    found.iter().map(ToString::to_string).collect()
}

#[test]
fn matches_are_sorted_by_bytes_and_a_star_stays_in_its_component() {
    let repo = Repo::empty();
    for name in ["src/b.md", "src/a.md", "src/a/c.md", "src/a-b.md", "src/.hidden.md", "src/a.txt", "top.md"]
    {
        repo.file(name, "");
    }
    assert_eq!(found(&repo, "src/*.md"), ["src/.hidden.md", "src/a-b.md", "src/a.md", "src/b.md"]);
    assert_eq!(found(&repo, "src/*/*.md"), ["src/a/c.md"]);
    assert_eq!(
        found(&repo, "**/*.md"),
        ["src/.hidden.md", "src/a-b.md", "src/a.md", "src/a/c.md", "src/b.md", "top.md"]
    );
    assert_eq!(found(&repo, "src/{a,a/c}.md"), ["src/a.md", "src/a/c.md"]);
    assert_eq!(found(&repo, "*.md"), ["top.md"]);
    assert_eq!(found(&repo, "src/a.m?"), ["src/a.md"]);
}

#[test]
fn a_glob_below_nothing_or_below_a_file_matches_nothing() {
    let repo = Repo::empty();
    repo.file("f", "").dir("dir/sub");
    assert!(found(&repo, "none/*.md").is_empty());
    assert!(found(&repo, "f/*").is_empty());
    assert!(found(&repo, "dir/*").is_empty(), "directories do not match");
}

#[test]
fn the_repositorys_own_git_directory_and_hidden_ones_are_not_entered_and_nothing_else_is_left_out() {
    let repo = Repo::empty();
    repo.file(".git/config", "").file("sub/.git/config", "").file("runs/r/record/RUN.json", "");
    repo.file("sub/runs/kept", "").file("tree/.git", "gitdir: elsewhere");
    // Left out, a directory of that name would be a place for what nobody judges.
    assert_eq!(found(&repo, "**/*"), ["sub/.git/config", "sub/runs/kept", "tree/.git"]);
}

#[test]
fn a_link_matches_but_is_not_followed_so_that_it_is_refused_and_not_overlooked() {
    let repo = Repo::empty();
    repo.file("elsewhere/f.md", "")
        .dir("src")
        .link("../elsewhere/f.md", "src/l.md")
        .link("../elsewhere", "src/dir");
    repo.fifo("src/p.md").link("src", "way");
    assert_eq!(found(&repo, "src/**/*.md"), ["src/l.md", "src/p.md"]);
    assert_eq!(found(&repo, "way/*.md"), ["way"]);
}

#[test]
fn a_match_whose_name_cannot_be_recorded_is_refused_with_the_name_escaped() {
    for (name, shown) in
        [(&b"x\xff.md"[..], r"src/x\xff.md"), ("x\u{202e}.md".as_bytes(), r"src/x\xe2\x80\xae.md")]
    {
        let repo = Repo::empty();
        repo.file("src/ok.txt", "");
        repo.file(std::str::from_utf8(b"src/ok.md").unwrap(), "");
        std::fs::hard_link(repo.at("src/ok.md"), repo.at("src").join(OsStr::from_bytes(name))).unwrap();
        let failure = matching(&repo.root, "src/*.md", &limits()).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::State, "bad_name"));
        assert!(
            failure.message.starts_with(&format!("`{shown}`, which the glob `src/*.md` matches")),
            "{failure}"
        );
        assert_eq!(found(&repo, "src/*.txt"), ["src/ok.txt"], "what does not match does not matter");
    }
}

#[test]
fn too_much_to_look_at_is_refused() {
    let repo = Repo::empty();
    (0..12).for_each(|i| {
        repo.file(&format!("src/{i}.md"), "").file(&format!("src/{i}.txt"), "");
    });
    let few = |files, walked| matching(&repo.root, "src/*.md", &WalkLimits { files, walked, hidden: vec![] });
    assert_eq!(few(12, 24).unwrap().len(), 12);
    assert_eq!(few(11, 100).unwrap_err().code, "too_many_files");
    assert_eq!(few(100, 23).unwrap_err().code, "too_many_files");
}

#[test]
fn patterns_that_are_none_or_leave_the_repository_are_the_authors_fault() {
    let repo = Repo::empty();
    for pattern in ["src/[", "src/{a", "../*.md", "/etc/*", "src/../*"] {
        let failure = matching(&repo.root, pattern, &limits()).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::Usage, "bad_glob"), "{pattern}");
    }
}

#[test]
fn a_directory_that_may_not_be_read_is_no_empty_directory() {
    let repo = Repo::empty();
    repo.file("src/secret/f.md", "").mode("src/secret", 0);
    let failure = unprivileged(|| matching(&repo.root, "src/**/*.md", &limits())).unwrap_err();
    repo.mode("src/secret", 0o755);
    assert_eq!(
        (failure.kind, failure.message.as_str()),
        (Kind::Environment, "cannot look into `src/secret`")
    );
}
