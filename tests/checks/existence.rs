//! `file_exists`, `dir_exists`, `min_file_count`, and outputs that are required whether a check asks or not.

use gatewright::model::contract::{Contract, Output};
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Observed;
use gatewright::model::verdict::State;
use serde_json::json;

use crate::support::{
    Repo, check, contract, dir, line, optional, output, row, rows, text, thresholds, verdict, verdict_at,
    warning,
};

fn refused() -> Observed {
    Observed::Refused("`a` is a named pipe; a regular file is wanted".to_owned())
}

#[test]
fn a_path_is_judged_by_what_is_there() {
    let exists = || check("file_exists", "a", &[]);
    for (repo, expected) in [
        (Repo::new(&[("a", "hello")]), r#"pass file_exists a {"size":5}"#),
        (Repo::new(&[("a", "")]), r#"pass file_exists a {"size":0}"#),
        (Repo::new(&[("a/b/c", "x"), ("a/d", "y")]), r#"pass file_exists a {"count":2}"#),
        (Repo::default(), "fail file_exists a {} Missing: a"),
        (
            Repo::default().odd("a", dir(vec![])),
            "fail file_exists a {} Empty: `a` is a directory without a file",
        ),
        (
            Repo::default().odd("a", refused()),
            "not_enforced file_exists a {} `a` is a named pipe; a regular file is wanted",
        ),
    ] {
        assert_eq!(line(&row(exists(), &repo)), expected);
    }
}

#[test]
fn a_glob_needs_one_match_and_no_match_that_cannot_be_read() {
    let exists = || check("file_exists", "d/*.md", &[]);
    let two = Repo::new(&[("d/a.md", "x"), ("d/b.md", "y"), ("d/e/f.md", "z")]);
    assert_eq!(line(&row(exists(), &two)), r#"pass file_exists d/*.md {"count":2}"#);
    assert_eq!(
        line(&row(exists(), &Repo::default())),
        "fail file_exists d/*.md {} Missing: d/*.md (no file matches)"
    );
    let odd = two.odd("d/c.md", refused());
    assert_eq!(row(exists(), &odd).state, State::NotEnforced);
}

#[test]
fn every_required_output_has_its_own_row_with_its_own_description() {
    let contract = Contract {
        all_of: vec![output("a.md"), optional("b.md"), output("c.md")],
        validations: vec![check("file_exists", "all_required", &[])],
        ..contract()
    };
    let verdict = verdict(&contract, &Repo::new(&[("a.md", "x")]));
    let lines: Vec<String> = verdict.rows.iter().map(line).collect();
    assert_eq!(lines, [r#"pass file_exists a.md {"size":1}"#, "fail file_exists c.md {} Missing: c.md"]);
    assert_eq!(verdict.rows[1].description, "what c.md is");
    assert_eq!(verdict.rows[1].findings[0].place, Some(("c.md".to_owned(), None)));
    assert_eq!(verdict.failure_reason().unwrap(), "Missing: c.md");
}

#[test]
fn alternatives_are_one_row_that_lists_them_all() {
    let contract = Contract {
        any_of: vec![output("a/{slug}.md"), output("b.md")],
        validations: vec![check("file_exists", "any_of", &[])],
        ..contract()
    };
    let row = |repo: &Repo| {
        let mut verdict = verdict(&contract, repo);
        assert_eq!(verdict.rows.len(), 1);
        verdict.rows.remove(0)
    };
    let passed = row(&Repo::new(&[("b.md", "x")]));
    assert_eq!(
        (passed.check.as_str(), passed.state, &passed.path),
        ("file_exists_any_of", State::Pass, &None)
    );
    assert_eq!(
        passed.figures["checked"],
        json!([{ "path": "a/robot.md", "exists": false }, { "path": "b.md", "exists": true }])
    );
    assert_eq!(passed.description, "why file_exists");
    let failed = row(&Repo::default());
    assert_eq!(failed.findings[0].message, "None of required files exist: a/robot.md, b.md");
    // One that cannot be looked at might exist: nothing is known.
    assert_eq!(row(&Repo::default().odd("b.md", refused())).state, State::NotEnforced);
}

#[test]
fn a_missing_required_output_fails_a_contract_that_forgot_to_ask() {
    let contract = Contract {
        all_of: vec![output("a.md"), output("b.md")],
        any_of: vec![output("x.md"), output("y.md")],
        validations: vec![check("contains_text", "a.md", &[("patterns", crate::support::texts(&["x"]))])],
        ..contract()
    };
    let lines = |repo: &Repo| verdict(&contract, repo).rows.iter().map(line).collect::<Vec<_>>();
    assert_eq!(
        lines(&Repo::new(&[("a.md", "x")])),
        [
            r#"pass file_exists a.md {"size":1}"#.to_owned(),
            "fail file_exists b.md {} Missing: b.md".to_owned(),
            concat!(
                r#"fail file_exists_any_of - {"checked":[{"path":"x.md","exists":false},{"path":"y.md","exists":false}]}"#,
                " None of required files exist: x.md, y.md"
            )
            .to_owned(),
            r#"pass contains_text a.md {"patterns":["x"],"missing":[]}"#.to_owned(),
        ]
    );
}

#[test]
fn a_warning_about_a_required_output_leaves_it_required() {
    let contract = Contract {
        all_of: vec![output("a.md")],
        validations: vec![warning(check("file_exists", "all_required", &[]))],
        ..contract()
    };
    let verdict = verdict(&contract, &Repo::default());
    let states: Vec<State> = verdict.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Fail, State::Warn]);
    assert!(!verdict.passes());
}

#[test]
fn a_check_of_one_required_path_makes_no_second_row_for_it() {
    let contract = Contract {
        all_of: vec![output("a.md"), output("b.md")],
        validations: vec![check("file_exists", "a.md", &[])],
        ..contract()
    };
    let paths: Vec<_> =
        verdict(&contract, &Repo::default()).rows.into_iter().map(|row| row.path.unwrap()).collect();
    assert_eq!(paths, ["b.md", "a.md"]);
}

#[test]
fn a_sibling_never_stands_in_for_a_required_output() {
    let contract = Contract {
        all_of: vec![output("a.md")],
        any_of: vec![output("a.md"), output("b.md")],
        validations: vec![check("file_exists", "a.md", &[]), check("file_exists", "any_of", &[])],
        ..contract()
    };
    assert!(!verdict(&contract, &Repo::new(&[("b.md", "x")])).passes());
    assert!(verdict(&contract, &Repo::new(&[("a.md", "x")])).passes());
}

#[test]
fn depth_decides_what_is_required() {
    let synthesis = Output {
        required_for: Some(vec![Depth::Standard, Depth::Deep]),
        optional_for: vec![Depth::Quick],
        ..output("s.md")
    };
    let contract = Contract {
        all_of: vec![output("a.md"), synthesis],
        validations: vec![check("file_exists", "all_required", &[])],
        ..contract()
    };
    let repo = Repo::new(&[("a.md", "x")]);
    let passes = Depth::ALL.map(|depth| verdict_at(&contract, depth, &repo).passes());
    assert_eq!(passes, [true, false, false]);
}

#[test]
fn a_gate_of_which_nothing_was_judged_does_not_pass() {
    let nothing = Contract {
        all_of: vec![optional("a.md")],
        validations: vec![check("file_exists", "all_required", &[])],
        ..contract()
    };
    let verdict = verdict(&nothing, &Repo::new(&[("a.md", "x")]));
    assert!(verdict.rows.is_empty() && !verdict.passes());
    assert_eq!(verdict.failure_reason().unwrap(), "nothing was judged that could fail the gate");
}

#[test]
fn a_directory_is_a_directory_even_when_it_is_empty() {
    let is_dir = |target: &str, repo: &Repo| line(&row(check("dir_exists", target, &[]), repo));
    assert_eq!(is_dir("d", &Repo::new(&[("d/a", "")])), r#"pass dir_exists d {"count":1}"#);
    assert_eq!(is_dir("d", &Repo::default().odd("d", dir(vec![]))), r#"pass dir_exists d {"count":0}"#);
    assert_eq!(is_dir("d", &Repo::new(&[("d", "x")])), "fail dir_exists d {} `d` is a file, not a directory");
    assert_eq!(is_dir("d", &Repo::default()), "fail dir_exists d {} Missing: d");
    assert_eq!(
        row(check("dir_exists", "d", &[]), &Repo::default().odd("d", refused())).state,
        State::NotEnforced
    );
    assert_eq!(row(check("dir_exists", "d/*", &[]), &Repo::new(&[("d/a", "")])).state, State::Fail);
}

#[test]
fn files_are_counted_in_the_directory_itself_unless_the_pattern_crosses() {
    let repo = Repo::new(&[("d/a.md", ""), ("d/b.md", ""), ("d/c.txt", ""), ("d/e/f.md", "")]);
    let count = |pattern: Option<&str>| {
        let mut args = vec![("thresholds", thresholds(1, 3, 9))];
        args.extend(pattern.map(|pattern| ("pattern", text(pattern))));
        line(&row(check("min_file_count", "d", &args), &repo))
    };
    assert_eq!(
        count(Some("*.md")),
        "fail min_file_count d {\"pattern\":\"*.md\",\"count\":2,\"threshold\":3,\"depth\":\"standard\"} \
         Too few files in `d`: 2/3 matching `*.md` (depth: standard)"
    );
    assert_eq!(
        count(Some("**/*.md")),
        r#"pass min_file_count d {"pattern":"**/*.md","count":3,"threshold":3,"depth":"standard"}"#
    );
    assert_eq!(
        count(None),
        r#"pass min_file_count d {"pattern":"*","count":3,"threshold":3,"depth":"standard"}"#
    );
}

#[test]
fn a_missing_directory_holds_too_few_files_even_when_none_are_asked_for() {
    let validation = || check("min_file_count", "d", &[("thresholds", thresholds(0, 0, 0))]);
    assert_eq!(
        line(&row(validation(), &Repo::default())),
        r#"fail min_file_count d {"pattern":"*","count":0,"threshold":0,"depth":"standard"} Missing: d"#
    );
    assert_eq!(row(validation(), &Repo::new(&[("d", "x")])).state, State::Fail);
}

#[test]
fn a_row_names_the_declared_path_where_it_differs() {
    let rows = rows(check("file_exists", "a/{slug}.md", &[]), &Repo::default());
    assert_eq!(rows[0].path.as_deref(), Some("a/robot.md"));
    assert_eq!(rows[0].template.as_deref(), Some("a/{slug}.md"));
    assert_eq!(row(check("file_exists", "a.md", &[]), &Repo::default()).template, None);
}
