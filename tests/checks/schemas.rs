//! `json_schema`.

use gatewright::model::contract::Arg;
use gatewright::model::verdict::{Row, State};

use crate::support::{Repo, check, line, row, text};

const SCHEMA: &str = r##"{
  "type": "object",
  "required": ["name", "tags"],
  "properties": {
    "name": { "type": "string", "minLength": 2 },
    "tags": { "type": "array", "items": { "$ref": "#/$defs/tag" } },
    "when": { "type": "string", "format": "date" }
  },
  "additionalProperties": false,
  "$defs": { "tag": { "enum": ["a", "b"] } }
}"##;

fn judged(path: &str, content: &str, schema: &str, more: &[(&str, Arg)]) -> Row {
    let args: Vec<(&str, Arg)> =
        [("schema", text("s.json"))].into_iter().chain(more.iter().cloned()).collect();
    row(check("json_schema", path, &args), &Repo::new(&[(path, content), ("s.json", schema)]))
}

fn places(row: &Row) -> Vec<Option<u64>> {
    row.findings.iter().map(|finding| finding.place.as_ref().and_then(|(_, line)| *line)).collect()
}

#[test]
fn values_in_json_yaml_toml_and_front_matter_are_judged_alike() {
    let front = [("part", text("frontmatter"))];
    for (path, good, bad, more) in [
        (
            "a.json",
            "{\"name\": \"ab\",\n\"tags\": [\"a\"]}",
            "{\"name\": \"ab\",\n\"tags\": [\"c\"]}",
            &[][..],
        ),
        ("a.yaml", "name: ab\ntags: [a]\n", "name: ab\ntags: [c]\n", &[][..]),
        ("a.toml", "name = 'ab'\ntags = ['a']\n", "name = 'ab'\ntags = ['c']\n", &[][..]),
        ("a.md", "---\nname: ab\ntags: [a]\n---\n# A\n", "---\ntags: [c]\nname: ab\n---\n# A\n", &front[..]),
        ("a.txt", "name: ab\ntags: [a]\n", "name: ab\ntags: [c]\n", &[("format", text("yaml"))][..]),
    ] {
        let held = judged(path, good, SCHEMA, more);
        assert_eq!(line(&held), format!(r#"pass json_schema {path} {{"violations":0,"schema":"s.json"}}"#));
        let broken = judged(path, bad, SCHEMA, more);
        assert_eq!(broken.state, State::Fail, "{path}");
        assert_eq!(places(&broken), [Some(2)], "{path}: {broken:?}");
        let said = &broken.findings[0];
        assert!(said.message.contains("`/tags/0`"), "{said:?}");
        assert_eq!(said.found.as_deref(), Some("`\"c\"`"));
    }
}

#[test]
fn every_violation_is_told_with_its_place_up_to_a_limit() {
    let content =
        "{\n  \"name\": 1,\n  \"tags\": [\"a\",\n    \"x\"],\n  \"when\": \"soon\",\n  \"other\": {}\n}";
    let row = judged("a.json", content, SCHEMA, &[]);
    assert_eq!(row.figures["violations"], 4);
    let mut places = places(&row);
    places.sort();
    assert_eq!(places, [Some(2), Some(4), Some(5), Some(6)]);
    insta::assert_debug_snapshot!(row.findings);

    let many = format!("{{\"name\": \"ab\", \"tags\": [{}]}}", vec!["0"; 5000].join(","));
    let row = judged("a.json", &many, SCHEMA, &[]);
    assert_eq!((row.findings.len(), row.figures["violations"].as_u64()), (21, Some(1000)));
    assert_eq!(row.findings[20].message, "`a.json` has 980 more violations");
}

#[test]
fn of_alternatives_the_nearest_is_told() {
    let schema =
        r#"{"anyOf": [{"type": "string"}, {"type": "object", "properties": {"a": {"type": "string"}}}]}"#;
    let row = judged("a.json", r#"{"a": 1}"#, schema, &[]);
    assert!(row.findings[0].message.contains("of the nearest"), "{:?}", row.findings);
}

#[test]
fn a_schema_that_cannot_be_judged_by_lets_nothing_pass() {
    for (schema, why) in [
        ("", "it is empty"),
        ("{", "it ends before it is complete"),
        ("[]", "it is no object"),
        ("3", "it is no object"),
        ("{}", "it accepts everything"),
        ("true", "it accepts everything"),
        (r#"{"title": "x", "$defs": {"a": {"type": "string"}}}"#, "it accepts everything"),
        (r#"{"type": "strin"}"#, "strin"),
        (r#"{"type": "object", "type": "string"}"#, "stands there twice"),
        (r#"{"type": "string", "minLenght": 3}"#, "`minLenght` is unknown"),
        (r#"{"properties": {"a": {"tpye": "string"}}}"#, "`tpye` is unknown"),
        (r#"{"allOf": [{"items": {"require": ["a"]}}]}"#, "`require` is unknown"),
        (r##"{"$ref": "#/$defs/none"}"##, "none"),
        (r#"{"$ref": "https://example.org/s.json"}"#, "https://example.org/s.json"),
        (r#"{"$ref": "other.json"}"#, "other.json"),
        (r#"{"$ref": "file:///etc/passwd"}"#, "/etc/passwd"),
        (r#"{"$schema": "https://example.org/own", "type": "string"}"#, "example.org/own"),
        (r#"{"pattern": "("}"#, "("),
        (r#"{"format": "nonsense"}"#, "nonsense"),
    ] {
        let row = judged("a.json", "\"abc\"", schema, &[]);
        assert_eq!(row.state, State::NotEnforced, "{schema}: {}", line(&row));
        let said = &row.findings[0].message;
        assert!(
            said.starts_with("`s.json` is no schema to judge by: ") && said.contains(why),
            "{schema}: {said}"
        );
        assert!(row.findings[0].hint.is_some(), "{schema}");
    }
    let alone =
        row(check("json_schema", "a.json", &[("schema", text("s.json"))]), &Repo::new(&[("a.json", "1")]));
    assert_eq!(
        (alone.state, alone.findings[0].message.as_str()),
        (State::NotEnforced, "`s.json` is missing, and nothing can be judged without it")
    );
}

#[test]
fn words_for_people_and_of_other_tools_are_no_slips() {
    let schema = r#"{"type": "string", "example": "x", "note": "x", "x-order": 1, "tsType": "T", "markdownDescription": "x", "errorMessage": "x"}"#;
    assert_eq!(judged("a.json", "\"abc\"", schema, &[]).state, State::Pass);
}

#[test]
fn what_cannot_be_read_has_not_passed() {
    let anything = r#"{"not": {"const": "never"}}"#;
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for (path, content) in [
        ("a.json", String::new()),
        ("a.json", " \r\n ".to_owned()),
        ("a.json", "{\"a\": 1,}".to_owned()),
        ("a.json", "{\"a\": 1, \"a\": 2}".to_owned()),
        ("a.json", "{\"a\": 1} {}".to_owned()),
        ("a.json", "1e999".to_owned()),
        ("a.json", deep("[", "]")),
        ("a.json", deep("{\"a\":", "}")),
        ("a.yaml", "a: 1\na: 2\n".to_owned()),
        ("a.yaml", "a: .nan\n".to_owned()),
        ("a.yaml", "a: [\n".to_owned()),
        ("a.yaml", "--- 1\n--- 2\n".to_owned()),
        ("a.yaml", deep("[", "]")),
        ("a.yaml", "# nothing\n".to_owned() + &"- ".repeat(100_000)),
        ("a.toml", "a = 1\na = 2\n".to_owned()),
        ("a.toml", "a = nan\n".to_owned()),
        ("a.toml", "a = \n".to_owned()),
        ("a.toml", format!("a = {}", deep("[", "]"))),
        ("a.toml", format!("a = {}", "{a=".repeat(100_000))),
        ("a.toml", format!("[{}a]\nb = 1", "a.".repeat(200_000))),
    ] {
        let row = judged(path, &content, anything, &[]);
        let start: String = content.chars().take(30).collect();
        assert_eq!(
            row.state,
            State::Fail,
            "{path} {start:?}: {}",
            line(&row).chars().take(300).collect::<String>()
        );
        assert!(row.findings[0].message.contains("cannot be read"), "{:?}", row.findings);
    }
    let bom = judged("a.json", "\u{feff}{\"a\":\r\n1}\r\n", anything, &[]);
    assert_eq!(bom.state, State::Pass);
    let args = [("schema", text("s.json"))];
    let latin = Repo::new(&[("s.json", anything)]).bytes("a.json", b"\"\xe9\"");
    assert_eq!(row(check("json_schema", "a.json", &args), &latin).state, State::NotEnforced);
    let gone = row(check("json_schema", "a.json", &args), &Repo::new(&[("s.json", anything)]));
    assert_eq!(
        (gone.state, gone.findings[0].message.as_str()),
        (State::Fail, "`a.json` is missing, and every value with it")
    );
    let none = judged("a.md", "# A\n", anything, &[("part", text("frontmatter"))]);
    assert_eq!((none.state, none.findings[0].message.as_str()), (State::Fail, "`a.md` has no front matter"));
    let prose = judged("a.md", "# A\n", anything, &[]);
    assert!(prose.findings[0].hint.as_deref().unwrap().contains("frontmatter"), "{prose:?}");
}

#[test]
fn schemas_that_go_in_circles_end() {
    let nested = "[".repeat(100) + &"]".repeat(100);
    for schema in [
        r##"{"$ref": "#"}"##,
        r##"{"allOf": [{"$ref": "#"}]}"##,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        r##"{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#"}, {"type": "string"}]}}}"##,
        r##"{"not": {"$ref": "#"}}"##,
        r##"{"items": {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}, "type": "array"}"##,
    ] {
        judged("a.json", &nested, schema, &[]);
    }
}

#[test]
fn a_misspelt_property_is_told_at_its_place_with_the_one_that_is_meant() {
    let row = judged("a.yaml", "name: ab\ntags: [a]\nwehn: x\na/b: 1\n", SCHEMA, &[]);
    let said: Vec<&str> = row.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`a.yaml` is not valid at `/wehn`: there may be no property `wehn`, perhaps `when` is meant",
            "`a.yaml` is not valid at `/a~1b`: there may be no property `a/b`",
        ]
    );
    assert_eq!(places(&row), [Some(3), Some(4)]);
    assert_eq!(row.findings[0].expected.as_deref(), Some("one of `name`, `tags`, `when`"));
    let none = judged("a.json", r#"{"a": 1}"#, r#"{"type": "object", "additionalProperties": false}"#, &[]);
    assert_eq!((none.state, none.figures["violations"].as_u64()), (State::Fail, Some(1)));
}

#[test]
fn a_large_value_that_is_wrong_in_many_ways_is_shown_in_part() {
    let started = std::time::Instant::now();
    let schema = r##"{"type": "array", "maxItems": 0, "items": {"$ref": "#"}}"##;
    let value = "[".repeat(60) + &"[0],".repeat(50_000) + "[]" + &"]".repeat(60);
    let row = judged("a.json", &value, schema, &[]);
    assert_eq!((row.findings.len(), row.figures["violations"].as_u64()), (21, Some(1000)));
    assert!(row.findings.iter().all(|finding| finding.found.as_ref().is_none_or(|found| found.len() < 400)));
    assert!(started.elapsed() < std::time::Duration::from_secs(60), "{:?}", started.elapsed());
}

#[test]
fn a_keyword_that_the_draft_does_not_have_judges_nothing() {
    for (draft, rest) in [
        ("http://json-schema.org/draft-07/schema#", r#""dependentRequired": {"a": ["b"]}"#),
        ("http://json-schema.org/draft-07/schema#", r#""prefixItems": [{"type": "string"}]"#),
        (
            "http://json-schema.org/draft-07/schema#",
            r##""$ref": "#/definitions/a", "minLength": 9, "definitions": {"a": {"type": "string"}}"##,
        ),
        ("http://json-schema.org/draft-04/schema#", r#""const": 1"#),
        ("http://json-schema.org/draft-04/schema#", r#""if": {"type": "string"}, "then": {"minLength": 9}"#),
        ("https://json-schema.org/draft/2020-12/schema", r#""additionalItems": false"#),
    ] {
        let schema = format!(r#"{{"$schema": "{draft}", "type": ["string", "object"], {rest}}}"#);
        let row = judged("a.json", "\"abc\"", &schema, &[]);
        assert_eq!(row.state, State::NotEnforced, "{schema}: {}", line(&row));
        assert!(row.findings[0].hint.is_some());
    }
    let old = r#"{"$schema": "http://json-schema.org/draft-07/schema#", "items": [{"type": "string"}], "additionalItems": false}"#;
    assert_eq!(judged("a.json", "[\"a\"]", old, &[]).state, State::Pass);
}

#[test]
fn a_schema_that_accepts_everything_in_many_words_judges_nothing() {
    for schema in [
        r##"{"$ref": "#"}"##,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}"##,
        r#"{"allOf": [{}]}"#,
        r#"{"properties": {}}"#,
        r#"{"items": true}"#,
        r#"{"then": {"type": "string"}}"#,
        r#"{"minContains": 2}"#,
        r#"{"contentEncoding": "base64"}"#,
        r#"{"anyOf": [{"type": "string"}, {}]}"#,
        r#"{"required": [], "minLength": 0, "additionalProperties": {}}"#,
    ] {
        let row = judged("a.json", "\"abc\"", schema, &[]);
        assert_eq!(row.state, State::NotEnforced, "{schema}: {}", line(&row));
        assert!(row.findings[0].message.contains("accepts everything"), "{}", line(&row));
    }
    for schema in [
        r##"{"type": "string", "items": {"$ref": "#"}}"##,
        r##"{"anyOf": [{"$ref": "#/$defs/s"}], "allOf": [{"$ref": "#/$defs/s"}], "$defs": {"s": {"type": "string"}}}"##,
    ] {
        assert_eq!(judged("a.json", "\"abc\"", schema, &[]).state, State::Pass, "{schema}");
    }
}

#[test]
fn a_pattern_that_gives_up_is_the_schemas_fault() {
    for schema in
        [r#"{"pattern": "^(a|a)*\\1b"}"#, r#"{"anyOf": [{"pattern": "^(a|a)*\\1b"}, {"maxLength": 1}]}"#]
    {
        let row = judged("a.json", &format!("\"{}!\"", "a".repeat(40)), schema, &[]);
        assert_eq!(row.state, State::NotEnforced, "{}", line(&row));
        assert!(row.findings[0].hint.as_deref().unwrap().contains("pattern"), "{row:?}");
    }
}

#[test]
fn numbers_that_cannot_be_compared_exactly_are_not_judged() {
    for (value, schema) in [
        ("18446744073709551617", r#"{"const": 18446744073709551616}"#),
        ("9007199254740993.0", r#"{"const": 9007199254740992.0}"#),
        ("0.10000000000000000000001", r#"{"maximum": 0.1}"#),
        ("1", r#"{"maximum": 100000000000000000000001}"#),
    ] {
        let row = judged("a.json", value, schema, &[]);
        assert_eq!(row.state, State::NotEnforced, "{value} {schema}: {}", line(&row));
    }
    for (value, schema) in [
        ("18446744073709551615", r#"{"const": 18446744073709551615}"#),
        ("0.30000000000000004", r#"{"maximum": 1}"#),
        ("[1.50, 1e3, 0.0, -0, 100000, \"1e999\"]", r#"{"type": "array"}"#),
    ] {
        assert_eq!(judged("a.json", value, schema, &[]).state, State::Pass, "{value}");
    }
}

#[test]
fn values_that_nest_too_deeply_are_told_with_their_place() {
    let value = |depth: usize| format!("{{\n\"a\": {}1{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    let schema = r#"{"type": "object"}"#;
    assert_eq!(judged("a.json", &value(64), schema, &[]).state, State::Pass);
    let deep = judged("a.json", &value(65), schema, &[]);
    assert_eq!(deep.state, State::Fail);
    assert_eq!(deep.findings[0].message, "`a.json` cannot be read: it nests more than 64 levels deep");
    assert_eq!(deep.findings[0].place, Some(("a.json".to_owned(), Some(2))));
    let yaml = judged("a.yaml", &format!("a: {}1{}\n", "[".repeat(64), "]".repeat(64)), schema, &[]);
    assert_eq!(yaml.state, State::Fail, "{}", line(&yaml));
    assert_eq!(
        judged("a.yaml", &format!("a: {}1{}\n", "[".repeat(63), "]".repeat(63)), schema, &[]).state,
        State::Pass
    );
}

#[test]
fn numbers_that_are_compared_with_nothing_need_not_be_exact() {
    let row = judged("a.json", "[0.10000000000000000000001]", r#"{"type": "array"}"#, &[]);
    assert_eq!(row.state, State::Pass, "{}", line(&row));
    let schema = r#"{"items": {"minimum": 0}}"#;
    assert_eq!(judged("a.json", "[0.10000000000000000000001]", schema, &[]).state, State::NotEnforced);
}
