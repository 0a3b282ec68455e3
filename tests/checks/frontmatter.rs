//! `frontmatter_status` and `json_value`.

use gatewright::model::contract::{Arg, Condition};
use gatewright::model::params::ParamValue;

use crate::support::{Repo, check, line, row};

fn judged(field: &str, condition: Condition, content: &str) -> String {
    let args = [("checks", Arg::Conditions([(field.to_owned(), condition)].into()))];
    line(&row(check("frontmatter_status", "a.md", &args), &Repo::new(&[("a.md", content)])))
}

fn is(text: &str) -> Condition {
    Condition::Is(ParamValue::String(text.to_owned()))
}

fn not(text: &str) -> Condition {
    Condition::Not(ParamValue::String(text.to_owned()))
}

const PAGE: &str =
    "---\ngate: G9\nstatus: PASS\nscore: 8.5\ndate: 2026-02-25\nempty:\ndone: true\n---\n# Page\n";

#[test]
fn a_field_has_the_value_that_is_asked_for() {
    assert_eq!(
        judged("status", is("PASS"), PAGE),
        r#"pass frontmatter_status a.md {"checks":{"status":"PASS"},"fields":{"status":"PASS"}}"#
    );
    assert_eq!(
        judged("status", is("APPROVED"), PAGE),
        r#"fail frontmatter_status a.md {"checks":{"status":"APPROVED"},"fields":{"status":"PASS"}} In the front matter of `a.md`, `status` is `PASS`"#
    );
    for (field, condition) in [
        ("date", is("2026-02-25")),
        ("done", Condition::Is(ParamValue::Boolean(true))),
        ("status", not("FAIL")),
        ("score", Condition::Min(8)),
    ] {
        assert!(judged(field, condition.clone(), PAGE).starts_with("pass"), "{field} {condition}");
    }
    for (field, condition) in [
        ("status", not("PASS")),
        ("score", Condition::Min(9)),
        ("gate", Condition::Min(1)),
        ("status", is("pass")),
    ] {
        assert!(judged(field, condition.clone(), PAGE).starts_with("fail"), "{field} {condition}");
    }
}

#[test]
fn a_field_that_is_not_there_holds_nothing() {
    for condition in [is("x"), not("x"), Condition::Min(0)] {
        for field in ["missing", "empty"] {
            let found = judged(field, condition.clone(), PAGE);
            assert!(found.starts_with("fail"), "{field} {condition}: {found}");
        }
    }
}

#[test]
fn front_matter_that_cannot_be_read_says_nothing() {
    for (content, words) in [
        ("# No front matter\n", "`a.md` has no front matter"),
        ("", "`a.md` has no front matter"),
        ("+++\nstatus = 1\n+++\n", "the front matter of `a.md` is no YAML"),
        ("---\n- a\n- b\n---\n", "the front matter of `a.md` has no fields"),
        ("---\na: [\n---\n", "the front matter of `a.md` cannot be read"),
        ("---\na: 1\na: 2\n---\n", "the front matter of `a.md` cannot be read"),
        ("---\nstatus: PASS\n", "`a.md` has no front matter"),
    ] {
        let found = judged("status", not("FAIL"), content);
        assert!(found.starts_with("fail") && found.contains(words), "{content:?}: {found}");
    }
}

#[test]
fn aliases_that_grow_without_end_cost_nothing() {
    let mut yaml = "---\na0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let before = format!("*a{}", level - 1);
        yaml.push_str(&format!("a{level}: &a{level} [{}]\n", [before.as_str(); 10].join(", ")));
    }
    yaml.push_str("---\n");
    let begun = std::time::Instant::now();
    let found = judged("status", not("FAIL"), &yaml);
    assert!(
        found.starts_with("fail") && begun.elapsed().as_secs() < 10,
        "{}",
        &found[..found.len().min(300)]
    );
}

fn value(path: &str, pointer: &str, condition: Condition, content: &str) -> String {
    let args = [("checks", Arg::Conditions([(pointer.to_owned(), condition)].into()))];
    line(&row(check("json_value", path, &args), &Repo::new(&[(path, content)])))
}

#[test]
fn a_value_is_found_by_its_pointer_in_json_and_in_yaml() {
    let json = r#"{"status": "done", "results": [{"score": 8.5}], "a/b": null}"#;
    assert_eq!(
        value("a.json", "/status", is("done"), json),
        r#"pass json_value a.json {"checks":{"/status":"done"},"fields":{"/status":"done"}}"#
    );
    assert!(value("a.json", "/results/0/score", Condition::Min(8), json).starts_with("pass"));
    assert!(
        value("a.yml", "/results/0/score", Condition::Min(8), "results:\n- score: 9\n").starts_with("pass")
    );
    for (pointer, condition) in [
        ("/results/0/score", Condition::Min(9)),
        ("/results/1/score", not("x")),
        ("/a~1b", not("x")),
        ("/status", not("done")),
        ("/missing", Condition::Min(0)),
    ] {
        let found = value("a.json", pointer, condition.clone(), json);
        assert!(found.starts_with("fail"), "{pointer} {condition}: {found}");
    }
}

#[test]
fn a_file_that_cannot_be_read_has_no_values() {
    let found = value("a.json", "/a", not("x"), "{\n\"a\": 1,\n}\n");
    assert!(
        found.starts_with("fail json_value a.json") && found.contains("`a.json` cannot be read"),
        "{found}"
    );
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(value("a.json", "/0", not("x"), &deep).starts_with("fail"));
    assert!(value("a.yaml", "/0", not("x"), &deep).starts_with("fail"));
    assert_eq!(
        line(&row(
            check(
                "json_value",
                "a.json",
                &[("checks", Arg::Conditions([("/a".to_owned(), is("x"))].into()))]
            ),
            &Repo::default()
        )),
        "fail json_value a.json {} `a.json` is missing, and every value with it"
    );
}
