//! `check.json` and `sample.json`: what is right is read, and everything that is wrong is said at its place.

use gatewright::format::definition::{read_own_check, read_own_sample};
use gatewright::model::failure::Failure;
use gatewright::model::own_check::OwnCheck;
use gatewright::model::path::RepoPath;

const WHOLE: &str = r#"{
  "$schema": "../../schemas/check.schema.json",
  "check": "loud",
  "version": 2,
  "description": "no line is shouted",
  "argv": ["sh", "checks/loud/run.sh"],
  "params": {
    "type": "object",
    "properties": {"most": {"type": "integer", "minimum": 0}},
    "required": ["most"],
    "additionalProperties": false
  },
  "timeout": "30s",
  "notes": "for people"
}"#;

fn read(text: &str) -> Result<OwnCheck, Failure> {
    let folder = RepoPath::new("checks/loud").unwrap();
    read_own_check(&folder, &RepoPath::new("checks/loud/check.json").unwrap(), text.as_bytes())
}

fn sample(text: &str, must_pass: bool) -> Failure {
    let file = RepoPath::new("checks/loud/samples/fail/a/sample.json").unwrap();
    read_own_sample(&file, Some(text.as_bytes()), &read(WHOLE).unwrap(), must_pass).unwrap_err()
}

#[test]
fn a_check_is_read_with_everything_that_it_says() {
    let check = read(WHOLE).unwrap();
    assert_eq!((check.kind().as_str(), check.version, check.takes_target), ("checks/loud", 2, true));
    assert_eq!((check.argv.len(), check.timeout.as_secs()), (2, 30));
    let plain =
        read(r#"{"check": "loud", "version": 1, "description": "d", "argv": ["true"], "target": "none"}"#);
    let plain = plain.unwrap();
    assert_eq!((plain.params, plain.timeout.as_secs(), plain.takes_target), (None, 60, false));
}

/// What is wrong, and the text that says it.
fn broken() -> Vec<(&'static str, String)> {
    let with = |from: &str, to: &str| {
        assert!(WHOLE.contains(from), "{from}");
        WHOLE.replacen(from, to, 1)
    };
    vec![
        ("nothing is said", "{}".to_owned()),
        ("another name", with("\"loud\"", "\"quiet\"")),
        ("no version", with("2,", "0,")),
        ("a version in words", with("2,", "\"2\",")),
        ("a key that is misspelt", with("\"argv\"", "\"args\"")),
        ("no program", with("[\"sh\", \"checks/loud/run.sh\"]", "[]")),
        ("a variable in the command", with("run.sh\"", "{slug}.sh\"")),
        ("two lines", with("no line is shouted", "no line\\nis shouted")),
        (
            "a schema that is a list",
            with("{\n    \"type\": \"object\",", "[{\n    \"type\": \"object\",")
                .replace("false\n  }", "false\n  }]"),
        ),
        ("a schema of a list", with("\"type\": \"object\"", "\"type\": \"array\"")),
        ("a schema that lets all pass", with(",\n    \"additionalProperties\": false", "")),
        ("a keyword that is misspelt", with("\"minimum\"", "\"minmum\"")),
        ("a type that does not exist", with("\"integer\"", "\"int\"")),
        ("a reference to nowhere", with("\"type\": \"integer\"", "\"$ref\": \"https://example.org/a\"")),
        ("a name that is taken", with("\"most\": {", "\"level\": {")),
        ("a name that is the target's", with("\"most\": {", "\"target\": {")),
        ("a name in capitals", with("\"most\": {", "\"Most\": {")),
        ("no time", with("30s", "0s")),
        ("too long a time", with("30s", "2d")),
        ("no JSON", with("\"version\"", "version")),
    ]
}

#[test]
fn everything_that_is_wrong_with_a_check_is_said_at_its_place() {
    let mut said = String::new();
    for (what, text) in broken() {
        let failure = read(&text).expect_err(what);
        assert_eq!(failure.code, "bad_definition", "{what}");
        assert!(!failure.problems.is_empty() && failure.problems[0].line > 0, "{what}");
        said.push_str(&format!("# {what}\n{}\n\n", failure.report.unwrap()));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn everything_that_is_wrong_with_a_sample_is_said_at_its_place() {
    let mut said = String::new();
    for (what, text, must_pass) in [
        ("a parameter is missing", "{}", false),
        ("a parameter that is misspelt", r#"{"params": {"most": 1, "mots": 1}}"#, false),
        ("a parameter that is no number", r#"{"params": {"most": "x"}}"#, false),
        ("parameters that are none", r#"{"params": [1]}"#, false),
        ("a finding where none is", r#"{"params": {"most": 1}, "finds": "x"}"#, true),
        ("a set of outputs", r#"{"params": {"most": 1}, "target": "any_of"}"#, false),
        ("a variable", r#"{"params": {"most": 1}, "target": "{slug}.md"}"#, false),
        ("a path outside", r#"{"params": {"most": 1}, "target": "../a.md"}"#, false),
    ] {
        let failure = sample(text, must_pass);
        said.push_str(&format!(
            "# {what}\n{}\n\n",
            failure.report.unwrap_or_else(|| failure.message.clone())
        ));
    }
    insta::assert_snapshot!(said);
}
