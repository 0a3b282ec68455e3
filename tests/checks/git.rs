//! `git_clean`, `git_committed` and `only_paths_changed` on what git said.

use gatewright::model::digest::Digest;
use gatewright::model::git_seen::GitSeen;
use gatewright::model::path::RepoPath;

use crate::support::{Repo, check, contract, line, row, rows, texts, verdict};

fn names(paths: &[&str]) -> Vec<String> {
    paths.iter().map(|path| (*path).to_owned()).collect()
}

fn dirty(paths: &[&str]) -> GitSeen {
    GitSeen { dirty: names(paths), since_start: Some(Ok(names(paths))), ..GitSeen::default() }
}

fn holding(files: &[(&str, &str)]) -> GitSeen {
    let committed = files
        .iter()
        .map(|(path, bytes)| (RepoPath::new(path).unwrap(), Digest::of(bytes.as_bytes())))
        .collect();
    GitSeen { committed, ..GitSeen::default() }
}

#[test]
fn what_differs_from_the_commit_is_listed() {
    let of = |paths: &[&str], args: &[_]| {
        line(&row(check("git_clean", "", args), &Repo::default().git(Ok(dirty(paths)))))
    };
    assert_eq!(of(&[], &[]), r#"pass git_clean - {"dirty":[]}"#);
    assert_eq!(
        of(&["a.md", "src/b.rs"], &[]),
        r#"fail git_clean - {"dirty":["a.md","src/b.rs"]} `a.md` is not committed as it is | `src/b.rs` is not committed as it is"#
    );
    let ignore = [("ignore", texts(&["src", "*.md"]))];
    assert_eq!(of(&["a.md", "src/b.rs"], &ignore), r#"pass git_clean - {"dirty":[]}"#);
}

#[test]
fn what_changed_lies_where_it_may() {
    let of =
        |args: &[_], seen| line(&row(check("only_paths_changed", "", args), &Repo::default().git(Ok(seen))));
    let paths = ["src/a.rs", "src/gen/b.rs", "tests/c.rs"];
    let allow = ("allow", texts(&["src"]));
    let deny = ("deny", texts(&["src/gen/*.rs"]));
    assert_eq!(
        of(std::slice::from_ref(&allow), dirty(&paths)),
        r#"fail only_paths_changed - {"changed":3,"outside":["tests/c.rs"]} `tests/c.rs` differs from the commit at which the work began, and is none of those that may be changed"#
    );
    assert_eq!(
        of(std::slice::from_ref(&deny), dirty(&paths)),
        r#"fail only_paths_changed - {"changed":3,"outside":["src/gen/b.rs"]} `src/gen/b.rs` differs from the commit at which the work began, and is one that may not be changed"#
    );
    assert_eq!(
        of(&[allow, deny], dirty(&paths[..1])),
        r#"pass only_paths_changed - {"changed":1,"outside":[]}"#
    );
    assert_eq!(
        of(&[], dirty(&[])),
        "not_enforced only_paths_changed - {} it has neither `allow` nor `deny`, so it says nothing"
    );
}

#[test]
fn without_a_commit_to_compare_with_nothing_is_enforced() {
    let of = |since_start| {
        let seen = GitSeen { since_start, ..GitSeen::default() };
        let args = [("allow", texts(&["src"]))];
        line(&row(check("only_paths_changed", "", &args), &Repo::default().git(Ok(seen))))
    };
    assert_eq!(
        of(None),
        "not_enforced only_paths_changed - {} no attempt is open, so nothing says at which commit it began"
    );
    assert_eq!(
        of(Some(Err("there was none".to_owned()))),
        "not_enforced only_paths_changed - {} there was none"
    );
}

#[test]
fn the_very_bytes_are_committed() {
    let repo = Repo::new(&[("a.md", "one"), ("d/b.md", "two"), ("d/c.md", "three")]);
    let of = |target: &str, files: &[(&str, &str)]| {
        let rows = rows(check("git_committed", target, &[]), &repo.clone().git(Ok(holding(files))));
        rows.iter().map(line).collect::<Vec<_>>().join("\n")
    };
    let all = [("a.md", "one"), ("d/b.md", "two"), ("d/c.md", "three")];
    assert_eq!(of("a.md", &all), r#"pass git_committed a.md {"uncommitted":[]}"#);
    assert_eq!(of("d", &all), r#"pass git_committed d {"uncommitted":[]}"#);
    assert_eq!(of("d/*.md", &all), r#"pass git_committed d/*.md {"uncommitted":[]}"#);
    assert_eq!(
        of("d", &[("d/b.md", "TWO")]),
        r#"fail git_committed d {"uncommitted":["d/b.md","d/c.md"]} `d/b.md` is committed with other bytes than it has | `d/c.md` is not in the commit that is checked out"#
    );
    assert_eq!(
        of("none.md", &all),
        "fail git_committed none.md {} `none.md` is missing, so it is not committed"
    );
}

#[test]
fn where_git_cannot_be_asked_nothing_is_enforced() {
    for (name, target) in [("git_clean", ""), ("git_committed", "a.md")] {
        let repo = Repo::new(&[("a.md", "one")]).git(Err("this is no git repository"));
        let said = line(&row(check(name, target, &[]), &repo));
        assert!(said.starts_with("not_enforced ") && said.ends_with("this is no git repository"), "{said}");
    }
}

#[test]
fn git_is_not_asked_while_cheaper_checks_fail() {
    let validations =
        vec![check("contains_text", "a.md", &[("patterns", texts(&["x"]))]), check("git_clean", "", &[])];
    let verdict = verdict(
        &gatewright::model::contract::Contract { validations, ..contract() },
        &Repo::new(&[("a.md", "one")]),
    );
    assert_eq!(
        line(&verdict.rows[1]),
        "not_enforced git_clean - {} `git_clean` was not run because cheaper checks failed"
    );
}
