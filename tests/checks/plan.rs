//! What a contract wants looked at, and definitions that slipped past their reader.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract, PathTemplate, Validation};
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Evidence;
use gatewright::model::failure::Kind;
use gatewright::model::verdict::State;
use gatewright::rules::checks::catalogue::CHECKS;
use gatewright::rules::judge::First;
use gatewright::rules::judge::asked::probes_needed;
use gatewright::rules::outputs::resolve;

use crate::support::{
    Repo, check, contract, judge, optional, output, place, plan, row, text, texts, thresholds, verdict,
};

fn wanted(contract: &Contract) -> Vec<(String, bool)> {
    plan(contract, Depth::Standard)
        .wanted()
        .into_iter()
        .map(|wanted| (wanted.place.as_str().to_owned(), wanted.content))
        .collect()
}

fn pairs(expected: &[(&str, bool)]) -> Vec<(String, bool)> {
    expected.iter().map(|(place, content)| ((*place).to_owned(), *content)).collect()
}

#[test]
fn each_place_is_wanted_once_and_with_content_where_a_check_reads_it() {
    let contract = Contract {
        all_of: vec![output("a.md"), optional("b.md"), output("d/{slug}/*.md")],
        any_of: vec![output("x.md"), output("y.md")],
        validations: vec![
            check("file_exists", "all_required", &[]),
            check("contains_text", "a.md", &[("patterns", texts(&["x"]))]),
            check("not_contains", "a.md", &[("pattern", text("x"))]),
            check("dir_exists", "dir", &[]),
            check("regex_match", "z.md", &[("regex", text("x"))]),
            check("command", "", &[("argv", texts(&["true"]))]),
            check(
                "min_sources_any_of",
                "",
                &[("targets", texts(&["z.md", "q.md"])), ("thresholds", thresholds(1, 1, 1))],
            ),
        ],
        ..contract()
    };
    assert_eq!(
        wanted(&contract),
        pairs(&[
            ("a.md", true),
            ("b.md", false),
            ("dir", false),
            ("q.md", true),
            ("x.md", false),
            ("y.md", false),
            ("z.md", true),
            ("d/robot/*.md", false),
        ])
    );
}

#[test]
fn siblings_that_may_stand_in_are_read_as_well() {
    let reading = |target: &str| Contract {
        all_of: vec![output("r.md"), optional("o.md")],
        any_of: vec![output("x.md"), output("y.md")],
        validations: vec![check("contains_text", target, &[("patterns", texts(&["x"]))])],
        ..contract()
    };
    let read = |target: &str| -> Vec<String> {
        wanted(&reading(target)).into_iter().filter(|(_, content)| *content).map(|(place, _)| place).collect()
    };
    assert_eq!(read("x.md"), ["x.md", "y.md"]);
    assert_eq!(read("any_of"), ["x.md", "y.md"]);
    assert_eq!(read("all_required"), ["r.md"]);
    assert_eq!(read("r.md"), ["r.md"]);
}

#[test]
fn an_unknown_check_is_refused_and_never_skipped() {
    let contract = Contract { validations: vec![check("looks_good", "a", &[])], ..contract() };
    let failure = resolve(&contract, Depth::Quick, &Default::default(), &place).unwrap_err();
    assert_eq!((failure.kind, failure.code), (Kind::Usage, "unknown_check"));
    assert!(failure.message.contains("`looks_good`"), "{failure}");
}

#[test]
fn a_path_that_cannot_be_placed_is_an_error() {
    for contract in [
        Contract { all_of: vec![optional("../x")], ..contract() },
        Contract { any_of: vec![output("/etc/passwd")], ..contract() },
        Contract { validations: vec![check("dir_exists", "a/../../b", &[])], ..contract() },
        Contract {
            validations: vec![check("min_sources_any_of", "", &[("targets", texts(&["..", "a"]))])],
            ..contract()
        },
    ] {
        let asked = |template: &PathTemplate| place(template);
        assert_eq!(
            resolve(&contract, Depth::Deep, &Default::default(), &asked).unwrap_err().code,
            "bad_path"
        );
    }
}

/// Each check with a target it could look at, and no parameters at all.
fn bare() -> Vec<Validation> {
    CHECKS.iter().map(|kind| check(kind.name, "a", &[])).collect()
}

#[test]
fn checks_without_their_parameters_never_pass_and_never_panic() {
    let repo = Repo::new(&[("a", "x")]);
    for validation in bare() {
        let needs = CHECKS
            .iter()
            .any(|kind| kind.name == validation.check && kind.params.iter().any(|param| param.required));
        let contract = Contract { validations: vec![validation.clone()], ..contract() };
        let plan = plan(&contract, Depth::Standard);
        assert!(!plan.said()[0].words.is_empty());
        assert_eq!(probes_needed(&First::of(&plan, &repo.evidence(&plan))), []);
        if needs {
            assert!(!verdict(&contract, &repo).passes(), "{}", validation.check);
        }
    }
}

#[test]
fn bad_patterns_that_slipped_through_are_not_enforced() {
    let repo = Repo::new(&[("a", "x"), ("d/b", "x")]);
    for (name, target, args) in [
        ("regex_match", "a", vec![("regex", text("("))]),
        ("regex_match", "a", vec![("regex", text(&"a".repeat(1_001)))]),
        ("min_regex_count", "a", vec![("regex", text(r"(?:\w{500}){500}")), ("min_count", Arg::Count(0))]),
        ("min_file_count", "d", vec![("pattern", text("[")), ("thresholds", thresholds(0, 0, 0))]),
    ] {
        assert_eq!(row(check(name, target, &args), &repo).state, State::NotEnforced, "{name}");
    }
}

#[test]
fn what_nobody_looked_at_is_not_enforced() {
    for target in ["a", "a/*"] {
        for kind in CHECKS {
            let contract = Contract { validations: vec![check(kind.name, target, &[])], ..contract() };
            let verdict = judge(&plan(&contract, Depth::Quick), &Evidence::default(), &Answers::default());
            assert!(!verdict.passes(), "{} {target}", kind.name);
        }
    }
}
