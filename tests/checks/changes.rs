//! `changed_since_start` and `unchanged`.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Contract, Validation};
use gatewright::model::evidence::Observed;
use gatewright::model::verdict::Row;

use crate::support::{Repo, check, contract, judge, line, output, plan};

/// The rows of one check, judged after `then` had become `now`.
fn rows(validation: Validation, then: &Repo, now: &Repo) -> Vec<Row> {
    let contract = Contract {
        all_of: vec![output("a.md"), output("b.md")],
        validations: vec![validation],
        ..contract()
    };
    let plan = plan(&contract, gatewright::model::depth::Depth::Standard);
    let earlier = then.evidence(&plan);
    let before = earlier.observed.iter().filter_map(|(path, seen)| Some((path.clone(), seen.digest()?)));
    let mut evidence = now.evidence(&plan);
    evidence.before = Some(before.collect());
    let rows = judge(&plan, &evidence, &Answers::default()).rows;
    rows.into_iter().filter(|row| row.check != "file_exists").collect()
}

fn lines(name: &str, target: &str, then: &Repo, now: &Repo) -> Vec<String> {
    rows(check(name, target, &[]), then, now).iter().map(line).collect()
}

#[test]
fn an_output_that_nobody_touched_has_not_changed() {
    let then = Repo::new(&[("a.md", "1")]);
    let now = Repo::new(&[("a.md", "1"), ("b.md", "2")]);
    assert_eq!(
        lines("changed_since_start", "all_required", &then, &now),
        [
            r#"fail changed_since_start a.md {"change":"unchanged"} `a.md` has the same bytes as when the attempt began"#,
            r#"pass changed_since_start b.md {"change":"created"}"#
        ]
    );
    let other = Repo::new(&[("a.md", "3")]);
    assert_eq!(
        lines("changed_since_start", "a.md", &then, &other),
        [r#"pass changed_since_start a.md {"change":"changed"}"#]
    );
    assert_eq!(
        lines("changed_since_start", "a.md", &then, &Repo::default()),
        [
            r#"fail changed_since_start a.md {"change":"removed"} `a.md` is missing, so nothing was done to it"#
        ]
    );
}

#[test]
fn of_a_glob_one_new_match_is_enough_to_have_changed_and_too_much_to_be_unchanged() {
    let then = Repo::new(&[("t/a.rs", "1"), ("t/b.rs", "1"), ("t/c.rs", "1")]);
    let now = Repo::new(&[("t/a.rs", "1"), ("t/b.rs", "2"), ("t/d.rs", "1")]);
    let figures = r#"{"created":1,"changed":1,"removed":1}"#;
    assert_eq!(
        lines("changed_since_start", "t/*.rs", &then, &now),
        [format!("pass changed_since_start t/*.rs {figures}")]
    );
    let row = &rows(check("unchanged", "t/*.rs", &[]), &then, &now)[0];
    let said: Vec<&str> = row.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`t/b.rs` was changed since the attempt began",
            "`t/d.rs` was created since the attempt began",
            "`t/c.rs` was removed since the attempt began"
        ]
    );
    assert_eq!(
        lines("unchanged", "t/*.rs", &then, &then),
        [r#"pass unchanged t/*.rs {"created":0,"changed":0,"removed":0}"#]
    );
}

#[test]
fn what_was_never_there_protects_nothing_unless_that_is_said_to_be_well() {
    let nothing = Repo::default();
    assert_eq!(
        lines("unchanged", "x.md", &nothing, &nothing),
        [
            r#"fail unchanged x.md {"change":"missing"} Nothing was there to protect at `x.md`, and nothing is"#
        ]
    );
    assert!(lines("unchanged", "x/*.md", &nothing, &nothing)[0].starts_with("fail"));
    let fine = check("unchanged", "x.md", &[("missing_ok", gatewright::model::contract::Arg::Flag(true))]);
    assert_eq!(line(&rows(fine, &nothing, &nothing)[0]), r#"pass unchanged x.md {"change":"missing"}"#);
}

#[test]
fn what_cannot_be_compared_is_not_judged() {
    let then = Repo::new(&[("x.md", "1")]);
    let pipe = Repo::default().odd("x.md", Observed::Refused("`x.md` is a named pipe".to_owned()));
    for name in ["unchanged", "changed_since_start"] {
        assert_eq!(
            lines(name, "x.md", &then, &pipe),
            [format!("not_enforced {name} x.md {{}} `x.md` is a named pipe")]
        );
    }
    let plan = plan(
        &Contract { validations: vec![check("unchanged", "x.md", &[])], ..contract() },
        gatewright::model::depth::Depth::Standard,
    );
    let verdict = judge(&plan, &then.evidence(&plan), &Answers::default());
    assert_eq!(
        line(&verdict.rows[0]),
        "not_enforced unchanged x.md {} no attempt is open, so nothing says what was there when it began"
    );
}
