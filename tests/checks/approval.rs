//! `approval`: whose decisions count, and what they come to.

use gatewright::model::actor::Actor;
use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract, Validation};
use gatewright::model::decision::{Decided, Decision, People, Voice};
use gatewright::model::depth::Depth;
use gatewright::model::digest::Digest;
use gatewright::model::verdict::{State, Verdict};
use gatewright::rules::checks::awaited::{Awaited, awaited};
use gatewright::rules::outputs::Resolved;
use serde_json::json;

use crate::support::{Repo, check, contract, judge, plan, text};

/// `approved` or `rejected` by `name`, `signed` by that principal, about the outputs as they are.
fn voice(decision: Decision, by: &str, signed: Option<&str>) -> Voice {
    let decided = Decided {
        decision,
        by: by.parse().unwrap(),
        at: "2026-01-02T03:04:05.678Z".parse().unwrap(),
        outputs: Digest::of(b"outputs"),
        reason: Some("because".to_owned()),
        signature: signed.map(|_| "armour".to_owned()),
    };
    Voice { decided, current: true, signer: signed.map(|principal| Ok(principal.to_owned())) }
}

fn approved(by: &str, signed: Option<&str>) -> Voice {
    voice(Decision::Approved, by, signed)
}

/// The parameters in `args` as the catalogue types them.
fn typed(args: &serde_json::Value) -> Vec<(&'static str, Arg)> {
    let names = ["quorum", "by", "method", "by_producer"];
    let arg = |name: &str| {
        Some(match args.get(name)? {
            serde_json::Value::Bool(set) => Arg::Flag(*set),
            serde_json::Value::Number(n) => Arg::Count(n.as_u64().unwrap()),
            serde_json::Value::String(word) => text(word),
            list => Arg::Texts(serde_json::from_value(list.clone()).unwrap()),
        })
    };
    names.into_iter().filter_map(|name| Some((name, arg(name)?))).collect()
}

fn asking(validations: Vec<Validation>) -> Resolved {
    plan(&Contract { validations, ..contract() }, Depth::Standard)
}

fn decided(people: People) -> Answers {
    Answers { people: Some(people), ..Answers::default() }
}

fn verdict(args: serde_json::Value, voices: Vec<Voice>) -> Verdict {
    let plan = asking(vec![check("approval", "", &typed(&args))]);
    let producer: Actor = "agent:Eve".parse().unwrap();
    judge(&plan, &Repo::default().evidence(&plan), &decided(People { producer, known: vec![], voices }))
}

fn state(args: serde_json::Value, voices: Vec<Voice>) -> (State, bool) {
    let verdict = verdict(args, voices);
    (verdict.rows[0].state, awaited(&verdict) == Some(Awaited::Approval))
}

const WAITS: (State, bool) = (State::NotEnforced, true);
const HOLDS: (State, bool) = (State::Pass, false);
const FAILS: (State, bool) = (State::Fail, false);

#[test]
fn without_a_signature_the_word_of_a_person_counts_only_where_the_contract_says_so() {
    let word = || vec![approved("claimed-human:Ada", None)];
    assert_eq!(state(json!({}), word()), WAITS);
    assert_eq!(state(json!({"method": "terminal"}), word()), HOLDS);
    assert_eq!(state(json!({}), vec![approved("human:Ada", Some("ada@example.org"))]), HOLDS);
}

#[test]
fn a_signature_that_does_not_count_is_no_approval() {
    let forged = Voice { signer: Some(Err("forged".to_owned())), ..approved("human:Ada", None) };
    assert_eq!(state(json!({}), vec![forged.clone()]), WAITS);
    let said = verdict(json!({}), vec![forged]).rows[0].findings.clone();
    assert!(said.iter().any(|finding| finding.message.contains("forged")), "{said:?}");
}

#[test]
fn an_approval_counts_no_longer_once_an_output_changed() {
    let old = Voice { current: false, ..approved("human:Ada", Some("ada@example.org")) };
    assert_eq!(state(json!({}), vec![old]), WAITS);
}

#[test]
fn whoever_opened_the_attempt_does_not_approve_it_and_neither_does_somebody_unknown() {
    let terminal = |more: serde_json::Value| {
        let mut args = json!({"method": "terminal"});
        args.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap());
        args
    };
    for name in ["claimed-human:Eve", "claimed-human:unknown"] {
        assert_eq!(state(terminal(json!({})), vec![approved(name, None)]), WAITS, "{name}");
        assert_eq!(
            state(terminal(json!({"by_producer": true})), vec![approved(name, None)]),
            HOLDS,
            "{name}"
        );
    }
    assert_eq!(state(json!({}), vec![approved("human:Bob", Some("Eve"))]), WAITS, "signed by the producer");
}

#[test]
fn a_name_that_only_looks_like_another_makes_nobody_else() {
    let word = |name: &str| approved(&format!("claimed-human:{name}"), None);
    let by_word = |quorum: u64| json!({"method": "terminal", "quorum": quorum});
    // With the Cyrillic letters that look like E, v and e, and all of Bob in such letters.
    for name in ["\u{415}ve", "Ev\u{435}", "\u{415}\u{475}\u{435}"] {
        assert_eq!(state(by_word(1), vec![word(name)]), WAITS, "{name}");
    }
    assert_eq!(state(by_word(1), vec![word("B\u{43e}b")]), WAITS, "letters of two scripts in one word");
    assert_eq!(state(by_word(2), vec![word("Ola"), word("\u{41e}l\u{430}")]), WAITS);
    assert_eq!(
        state(by_word(2), vec![word("COOP"), word("\u{421}\u{41e}\u{41e}\u{420}")]),
        WAITS,
        "one person twice"
    );
    assert_eq!(state(by_word(2), vec![word("Ольга"), word("José")]), HOLDS);
}

#[test]
fn a_quorum_counts_different_people_and_only_those_who_are_asked() {
    let quorum = json!({"quorum": 2, "by": ["ada@example.org", "bob@example.org"]});
    let ada = || approved("human:Ada", Some("ada@example.org"));
    let bob = || approved("human:Bob", Some("bob@example.org"));
    let cat = || approved("human:Cat", Some("cat@example.org"));
    assert_eq!(state(quorum.clone(), vec![ada(), ada()]), WAITS);
    assert_eq!(state(quorum.clone(), vec![ada(), cat()]), WAITS);
    assert_eq!(state(quorum.clone(), vec![ada(), bob()]), HOLDS);
    assert_eq!(state(json!({"quorum": 0}), vec![]), WAITS, "nobody is not enough");
}

#[test]
fn of_the_decisions_of_one_person_the_last_one_counts_and_a_rejection_fails_the_gate() {
    let ada = |decision| voice(decision, "human:Ada", Some("ada@example.org"));
    let bob = || approved("human:Bob", Some("bob@example.org"));
    let (yes, no) = (Decision::Approved, Decision::Rejected);
    assert_eq!(state(json!({}), vec![ada(yes), ada(no)]), FAILS);
    assert_eq!(state(json!({}), vec![ada(no), ada(yes)]), HOLDS);
    assert_eq!(state(json!({}), vec![ada(no), bob()]), FAILS, "somebody who counts says no");
    let outsider = voice(no, "human:Cat", Some("cat@example.org"));
    assert_eq!(state(json!({"by": ["bob@example.org"]}), vec![outsider, bob()]), HOLDS);
}

#[test]
fn a_gate_that_fails_otherwise_waits_for_nobody() {
    let plan = asking(vec![check("approval", "", &[]), check("file_exists", "gone.md", &[])]);
    let evidence = Repo::default().evidence(&plan);
    assert_eq!(awaited(&judge(&plan, &evidence, &Answers::default())), None);
    let nobody = People { producer: "agent:Eve".parse().unwrap(), known: vec![], voices: vec![] };
    assert_eq!(awaited(&judge(&plan, &evidence, &decided(nobody))), None);
}

#[test]
fn what_does_not_count_takes_nothing_back_that_does() {
    let no = voice(Decision::Rejected, "human:Ada", Some("ada@example.org"));
    let claimed = approved("claimed-human:ada@example.org", None);
    assert_eq!(state(json!({}), vec![no.clone(), claimed]), FAILS, "a word does not outweigh a signature");
    let other = Voice { current: false, ..approved("human:Ada", Some("ada@example.org")) };
    assert_eq!(state(json!({}), vec![no, other]), FAILS, "other bytes were approved");
}
