//! What every check may be told: its name, its words, when it applies, how much must hold.

use gatewright::model::contract::{Common, Contract, Validation, When};
use gatewright::model::depth::Depth;
use gatewright::model::params::{ParamValue, Params};
use gatewright::model::verdict::State;
use gatewright::rules::outputs::resolve;

use crate::support::{Repo, check, contract, line, place, plan, rows, texts, verdict};

fn told(common: Common) -> Validation {
    Validation { common, ..check("contains_text", "d/*.md", &[("patterns", texts(&["A"]))]) }
}

fn three() -> Repo {
    Repo::new(&[("d/a.md", "A"), ("d/b.md", "A"), ("d/c.md", "b")])
}

#[test]
fn a_name_stands_in_every_row_and_the_authors_words_in_every_finding() {
    let common = Common {
        id: Some("says-a".to_owned()),
        message: Some("Every page says A".to_owned()),
        hint: Some("say A".to_owned()),
        ..Common::default()
    };
    let found = rows(told(common), &three());
    assert!(found.iter().all(|row| row.id.as_deref() == Some("says-a")));
    let finding = &found[2].findings[0];
    assert_eq!(finding.message, "Every page says A: `d/c.md` does not contain `A`");
    assert_eq!(finding.hint.as_deref(), Some("say A"));
}

#[test]
fn a_glob_must_match_as_many_files_as_are_asked_for() {
    let asked = |least| rows(told(Common { min_matches: Some(least), ..Common::default() }), &three());
    assert_eq!(asked(3).len(), 3);
    let found = asked(4);
    assert_eq!(
        line(&found[3]),
        r#"fail contains_text d/*.md {"matches":3,"min_matches":4} 3 files match `d/*.md`, at least 4 wanted"#
    );
    let none = rows(told(Common { min_matches: Some(4), ..Common::default() }), &Repo::default());
    assert_eq!(none.len(), 1, "nothing at all is said once");
}

#[test]
fn where_enough_holds_the_rest_is_a_warning() {
    let states = |mostly, repo: &Repo| -> Vec<State> {
        let found = rows(told(Common { mostly: Some(mostly), ..Common::default() }), repo);
        found.iter().map(|row| row.state).collect()
    };
    assert_eq!(states(66, &three()), [State::Pass, State::Pass, State::Warn]);
    assert_eq!(states(67, &three()), [State::Pass, State::Pass, State::Fail]);
    assert_eq!(states(1, &Repo::new(&[("d/a.md", "b")])), [State::Fail], "nothing held");
    let unreadable = three().bytes("d/c.md", b"\xff");
    assert_eq!(states(1, &unreadable), [State::Pass, State::Pass, State::NotEnforced]);
    let contract =
        Contract { validations: vec![told(Common { mostly: Some(66), ..Common::default() })], ..contract() };
    assert!(verdict(&contract, &three()).passes());
    assert!(!verdict(&contract, &unreadable).passes());
}

#[test]
fn a_check_applies_only_when_its_condition_holds() {
    let when = |depths: &[Depth], params: &[(&str, &str)]| {
        let params = params
            .iter()
            .map(|(name, value)| ((*name).to_owned(), vec![ParamValue::String((*value).to_owned())]));
        Common { when: Some(When { depths: depths.to_vec(), params: params.collect() }), ..Common::default() }
    };
    let applies = |common: Common, depth: Depth, given: &[(&str, ParamValue)]| {
        let contract = Contract { validations: vec![told(common)], ..contract() };
        let params: Params = given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        !resolve(&contract, depth, &params, &place).unwrap().checks.is_empty()
    };
    let expert = [("audience", ParamValue::String("expert".to_owned()))];
    assert!(applies(when(&[Depth::Deep], &[]), Depth::Deep, &[]));
    assert!(!applies(when(&[Depth::Deep], &[]), Depth::Quick, &[]));
    assert!(applies(when(&[], &[("audience", "expert")]), Depth::Quick, &expert));
    assert!(!applies(when(&[], &[("audience", "general")]), Depth::Quick, &expert));
    assert!(!applies(when(&[], &[("audience", "expert")]), Depth::Quick, &[]));
    assert!(!applies(when(&[Depth::Deep], &[("audience", "expert")]), Depth::Quick, &expert));
    assert!(applies(when(&[], &[("year", "7")]), Depth::Quick, &[("year", ParamValue::Integer(7))]));
}

#[test]
fn the_packet_says_what_is_enough() {
    let common = Common { min_matches: Some(3), mostly: Some(90), ..Common::default() };
    let contract = Contract { validations: vec![told(common)], ..contract() };
    let said = plan(&contract, Depth::Quick).said().pop().unwrap().words;
    assert!(
        said.ends_with(
            "; at least 3 files match; it is enough when this holds for 90 in 100 of what is looked at"
        ),
        "{said}"
    );
}

#[test]
fn a_check_that_is_content_with_nothing_still_wants_the_matches_that_are_asked_for() {
    let common = Common { min_matches: Some(2), ..Common::default() };
    let absent = Validation { common, ..check("file_absent", "d/*.md", &[]) };
    let found = rows(absent, &Repo::default());
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].state, State::Fail);
}
