//! What a declared path or command means in a run.

use gatewright::model::contract::PathTemplate;
use gatewright::model::evidence::Place;
use gatewright::model::failure::{Failure, Kind};
use gatewright::model::params::{ParamValue, Params};
use gatewright::rules::known::KnownVariables;
use gatewright::rules::variables::{argv, argv_with, check_contract, place};
use proptest::prelude::*;

use crate::corpus::samples;

fn params(values: &[(&str, &str)]) -> Params {
    values.iter().map(|(name, value)| ((*name).to_owned(), ParamValue::String((*value).to_owned()))).collect()
}

fn at(template: &str, values: &[(&str, &str)]) -> Result<Place, Failure> {
    place(&PathTemplate(template.to_owned()), &params(values))
}

#[test]
fn variables_in_paths_are_replaced_once() {
    let values = [("slug", "robot"), ("artifact_path", "src/essays/robot"), ("depth", "deep")];
    for (template, path) in [
        ("{artifact_path}/a.md", "src/essays/robot/a.md"),
        ("x-{slug}-{depth}.md", "x-robot-deep.md"),
        ("{artifact_path}/", "src/essays/robot"),
        ("plain/path", "plain/path"),
    ] {
        assert_eq!(at(template, &values).unwrap().as_str(), path);
        assert!(matches!(at(template, &values).unwrap(), Place::Path(_)), "{template}");
    }
    assert_eq!(
        at("{artifact_path}/**/*.md", &values).unwrap(),
        Place::Glob("src/essays/robot/**/*.md".to_owned())
    );
}

#[test]
fn a_value_cannot_leave_the_repository_act_as_a_glob_or_be_expanded_again() {
    for value in [
        "..",
        ".",
        "",
        "a/b",
        "/etc",
        "-rf",
        "*",
        "[a]",
        "{slug}",
        "a b",
        "a\0",
        "a\u{202e}",
        &"x".repeat(101),
    ] {
        let failure = at("x/{tone}", &[("tone", value)]).unwrap_err();
        assert_eq!((failure.kind, failure.code), (Kind::Usage, "param_in_path"), "{value:?}");
        assert!(failure.message.contains("`tone`") && !failure.message.contains('\u{202e}'));
    }
    for value in ["../x", "a/../b", "/a", "a//b", "a/*", "a/-b", ""] {
        assert_eq!(
            at("{artifact_path}/x", &[("artifact_path", value)]).unwrap_err().code,
            "param_in_path",
            "{value}"
        );
    }
}

#[test]
fn a_path_that_becomes_too_long_is_refused() {
    let deep = vec!["x".repeat(90); 10].join("/");
    assert_eq!(at(&"{artifact_path}/".repeat(2), &[("artifact_path", &deep)]).unwrap_err().code, "bad_path");
}

#[test]
fn a_variable_without_a_value_is_named() {
    let failure = at("{artifact_path}/x", &[]).unwrap_err();
    assert_eq!(failure.code, "missing_param");
    assert!(failure.message.contains("`artifact_path`"));
}

#[test]
fn arguments_are_replaced_and_never_expanded_again() {
    let values = params(&[("slug", "robot"), ("tone", "{slug} $(x) *")]);
    let args = ["{slug}.md", "--tone={tone}", "{{slug}}", "{print $1}", "{packet}"].map(str::to_owned);
    let filled = argv_with(&args, &values, &[("packet", "runs/x/{slug}")]).unwrap();
    assert_eq!(filled, ["robot.md", "--tone={slug} $(x) *", "{slug}", "{print $1}", "runs/x/{slug}"]);
    assert_eq!(argv(&args, &values).unwrap_err().code, "missing_param");
}

#[test]
fn a_value_cannot_become_an_option() {
    let mut values = params(&[("tone", "--force"), ("empty", "")]);
    values.insert("year".to_owned(), ParamValue::Integer(-5));
    for argument in ["{tone}", "{empty}{tone}"] {
        assert_eq!(argv(&[argument.to_owned()], &values).unwrap_err().code, "param_as_option", "{argument}");
    }
    assert_eq!(argv(&["x{tone}".to_owned(), "{year}".to_owned()], &values).unwrap(), ["x--force", "-5"]);
}

#[test]
fn a_contract_is_checked_before_any_work() {
    let sample =
        samples("good").into_iter().find(|sample| sample.name == "everything.contract.json").unwrap();
    let known = KnownVariables::always().and(["audience".to_owned()]);
    let contract =
        gatewright::format::definition::read_contract(&sample.file(), &sample.bytes, &known, &|_| Ok(None))
            .unwrap();
    let all = [("slug", "x"), ("artifact_path", "a/x"), ("depth", "quick"), ("audience", "general")];
    check_contract(&contract, &params(&all)).unwrap();
    for missing in 0..all.len() {
        let mut some = all.to_vec();
        let (name, _) = some.remove(missing);
        let failure = check_contract(&contract, &params(&some)).unwrap_err();
        assert!(failure.code == "missing_param" && failure.message.contains(name), "{failure}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_substituted_the_place_lies_in_the_repository(
        template in "[a-c/.*\\[\\]{}_-]{0,8}(\\{slug\\}|\\{artifact_path\\})?[a-c/.*{}]{0,8}",
        value in "[a-z./*{}-]{0,10}",
    ) {
        let values = [("slug", value.as_str()), ("artifact_path", value.as_str())];
        if let Ok(place) = at(&template, &values) {
            let path = place.as_str();
            prop_assert!(!path.starts_with('/') && !path.contains(['{', '}']), "{path}");
            prop_assert!(path.split('/').all(|part| !matches!(part, "" | "." | "..")), "{path}");
            let stars = |text: &str| text.matches(['*', '?', '[']).count();
            prop_assert_eq!(stars(path), stars(&template), "a value became a glob");
        }
    }
}
