//! Parameters of a run.

use std::collections::BTreeMap;

use gatewright::model::failure::{Failure, Kind};
use gatewright::model::params::{ParamDecl, ParamType, ParamValue, Params};
use gatewright::rules::params::resolve_params;

fn declared() -> Vec<ParamDecl> {
    let param = |name: &str, kind: ParamType| ParamDecl {
        name: name.to_owned(),
        kind,
        description: String::new(),
        allowed: vec![],
        default: None,
        required: false,
    };
    let text = |text: &str| ParamValue::String(text.to_owned());
    vec![
        ParamDecl {
            allowed: vec![text("general"), text("expert")],
            default: Some(text("general")),
            ..param("audience", ParamType::String)
        },
        param("year", ParamType::Integer),
        param("draft", ParamType::Boolean),
        param("tone", ParamType::String),
    ]
}

fn resolve(given: &[(&str, &str)], defaults: &[(&str, ParamValue)]) -> Result<Params, Failure> {
    let given: BTreeMap<String, String> =
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let defaults = defaults.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    resolve_params(&declared(), &given, &defaults)
}

fn shown(params: &Params) -> String {
    params.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}

#[test]
fn given_values_come_before_the_repositorys_and_those_before_the_workflows() {
    assert_eq!(shown(&resolve(&[], &[]).unwrap()), "audience=general depth=standard");
    let repository = [
        ("audience", ParamValue::String("expert".to_owned())),
        ("depth", ParamValue::String("deep".to_owned())),
        ("unheard_of", ParamValue::Boolean(true)),
        ("tone", ParamValue::Integer(7)),
    ];
    assert_eq!(shown(&resolve(&[], &repository).unwrap()), "audience=expert depth=deep tone=7");
    let given = [
        ("audience", "general"),
        ("depth", "quick"),
        ("slug", "robot"),
        ("artifact_path", "src/essays/robot/"),
    ];
    assert_eq!(
        shown(&resolve(&given, &repository).unwrap()),
        "artifact_path=src/essays/robot audience=general depth=quick slug=robot tone=7"
    );
}

#[test]
fn values_have_the_type_that_is_declared() {
    let params = resolve(&[("year", "-12"), ("draft", "true"), ("tone", "")], &[]).unwrap();
    assert_eq!(params["year"], ParamValue::Integer(-12));
    assert_eq!(params["draft"], ParamValue::Boolean(true));
    assert_eq!(params["tone"], ParamValue::String(String::new()));
}

#[test]
fn every_bad_value_is_refused_with_its_reason() {
    let long = "x".repeat(1001);
    for (name, value, why) in [
        ("year", "12.0", "whole number"),
        ("year", "+1", "whole number"),
        ("year", "007", "whole number"),
        ("year", "9007199254740993", "whole number"),
        ("draft", "yes", "`true` or `false`"),
        ("audience", "everybody", "allowed: general, expert"),
        ("tone", "a\u{1b}[2J", "U+001B"),
        ("tone", "a\u{202e}", "U+202E"),
        ("tone", &long, "1001 bytes"),
        ("depth", "deeper", "unknown depth"),
        ("depth", "Deep", "unknown depth"),
        ("slug", "a/b", "letters, digits"),
        ("slug", "..", "letters, digits"),
        ("slug", "-x", "letters, digits"),
        ("slug", "", "letters, digits"),
        ("artifact_path", "/etc", "inside the repository"),
        ("artifact_path", "a/../b", "inside the repository"),
        ("artifact_path", "a//", "inside the repository"),
        ("artifact_path", "a/*", "inside the repository"),
    ] {
        let failure = resolve(&[(name, value)], &[]).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::Usage, "bad_param"));
        assert!(failure.message.contains(name) && failure.causes[0].contains(why), "{failure}");
        assert!(!failure.to_string().contains(['\u{1b}', '\u{202e}']), "{failure:?}");
    }
}

#[test]
fn a_bad_default_of_the_repository_is_refused_too() {
    let failure = resolve(&[], &[("audience", ParamValue::Integer(3))]).unwrap_err();
    assert_eq!(failure.code, "bad_param");
}

#[test]
fn an_unknown_parameter_is_refused_with_the_name_that_was_meant() {
    let failure = resolve(&[("audiance", "general")], &[]).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Usage, "unknown_param"));
    assert_eq!(
        failure.hints,
        ["did you mean `audience`?", "allowed: slug, artifact_path, depth, audience, year, draft, tone"]
    );
    assert!(!resolve(&[("\u{1b}", "x")], &[]).unwrap_err().message.contains('\u{1b}'));
}

#[test]
fn everything_that_is_required_and_missing_is_named_at_once() {
    let mut declared = declared();
    declared[1].required = true;
    declared[2].required = true;
    declared[2].description = "whether it is a draft".to_owned();
    let failure = resolve_params(&declared, &BTreeMap::new(), &BTreeMap::new()).unwrap_err();
    assert_eq!(failure.message, "this workflow needs a value for `year`, `draft`");
    let hints = ["`--param year=\"<value>\"`", "`--param draft=\"<value>\"`: whether it is a draft"];
    assert_eq!(failure.hints, hints);
}
