//! Waivers: which check a name means, and what a waiver does to the rows.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Common, Contract, Validation};
use gatewright::model::depth::Depth;
use gatewright::model::verdict::{State, Verdict};
use gatewright::model::waiver::{Waived, Waiver};
use gatewright::rules::outputs::Resolved;
use gatewright::rules::waivers::{against, meant, refusal};

use crate::support::{Repo, check, contract, judge, output, plan, texts, warning};

fn waiver(check: &str, reason: &str) -> Waiver {
    let waived = Waived {
        check: check.to_owned(),
        by: "human:Ada".parse().unwrap(),
        at: "2026-01-02T03:04:05.678Z".parse().unwrap(),
        until: "2026-02-02T00:00:00.000Z".parse().unwrap(),
        reason: reason.to_owned(),
        signature: None,
    };
    Waiver { waived, principal: None }
}

fn called(id: &str, validation: Validation) -> Validation {
    Validation { common: Common { id: Some(id.to_owned()), ..Common::default() }, ..validation }
}

fn text_in(path: &str) -> Validation {
    check("contains_text", path, &[("patterns", texts(&["robot"]))])
}

fn asking(validations: Vec<Validation>) -> Resolved {
    plan(&Contract { validations, all_of: vec![output("a.md")], ..contract() }, Depth::Standard)
}

fn judged(plan: &Resolved, repo: &Repo, waivers: &[Waiver]) -> Verdict {
    let mut evidence = repo.evidence(plan);
    evidence.waivers = waivers.to_vec();
    judge(plan, &evidence, &Answers::default())
}

#[test]
fn a_check_is_meant_by_its_id_its_type_or_its_type_and_place_where_that_means_it_alone() {
    let plan = asking(vec![
        called("words", text_in("a.md")),
        text_in("b.md"),
        text_in("c/{slug}.md"),
        called("not_contains", check("dir_exists", "d", &[])),
        check("not_contains", "a.md", &[("pattern", crate::support::text("x"))]),
    ]);
    let index = |given: &str| meant(&plan, given).map(|(check, name)| (check.index, name)).ok();
    assert_eq!(index("words"), Some((0, "words".to_owned())));
    assert_eq!(index("contains_text a.md"), Some((0, "words".to_owned())));
    assert_eq!(index("contains_text b.md"), Some((1, "contains_text b.md".to_owned())));
    assert_eq!(index("contains_text c/robot.md"), Some((2, "contains_text c/robot.md".to_owned())));
    assert_eq!(index("not_contains"), Some((3, "not_contains".to_owned())), "an id comes before a type");
    assert_eq!(index("not_contains a.md"), Some((4, "not_contains a.md".to_owned())));
    for nobody in ["contains_text", "word", "", "contains_text d.md"] {
        let known = meant(&plan, nobody).unwrap_err();
        assert_eq!(
            known,
            ["words", "contains_text b.md", "contains_text c/robot.md", "not_contains", "not_contains a.md"],
            "{nobody}"
        );
    }
}

#[test]
fn two_checks_that_cannot_be_told_apart_cannot_be_waived() {
    let plan = asking(vec![text_in("b.md"), text_in("b.md")]);
    assert_eq!(meant(&plan, "contains_text b.md").unwrap_err(), Vec::<String>::new());
    let verdict =
        judged(&plan, &Repo::new(&[("a.md", "x"), ("b.md", "x")]), &[waiver("contains_text b.md", "x")]);
    assert!(verdict.waived().next().is_none());
}

#[test]
fn a_waived_check_keeps_its_findings_and_no_longer_the_gate_from_passing() {
    let plan = asking(vec![called("words", text_in("a.md"))]);
    let repo = Repo::new(&[("a.md", "no machine")]);
    assert!(!judged(&plan, &repo, &[]).passes());
    let verdict =
        judged(&plan, &repo, &[waiver("words", "first"), waiver("words", "last"), waiver("other", "x")]);
    assert!(verdict.passes());
    let row = verdict.waived().next().unwrap();
    assert_eq!((row.state, row.findings.len()), (State::Waived, 1));
    assert_eq!(row.waiver.as_ref().unwrap().waived.reason, "last");
    assert_eq!(verdict.failure_reason(), None);
}

#[test]
fn what_holds_is_not_waived_and_what_could_not_be_checked_is() {
    let plan = asking(vec![
        called("words", text_in("a.md")),
        called("run", check("command", "", &[("argv", texts(&["x"]))])),
    ]);
    let verdict =
        judged(&plan, &Repo::new(&[("a.md", "a robot")]), &[waiver("words", "x"), waiver("run", "x")]);
    let states: Vec<State> = verdict.rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Pass, State::Pass, State::Waived]);
}

#[test]
fn decisions_outputs_and_warnings_are_beyond_every_waiver() {
    let plan = asking(vec![
        called("approved", check("approval", "", &[])),
        called("there", check("file_exists", "a.md", &[])),
        called("all", check("file_exists", "all_required", &[])),
        called("soft", warning(text_in("b.md"))),
        called("beside", check("file_exists", "b.md", &[])),
    ]);
    let refused: Vec<bool> = plan.checks.iter().map(|check| refusal(&plan, check).is_some()).collect();
    assert_eq!(refused, [true, true, true, true, false]);
    let all = ["approved", "there", "all", "soft", "beside"].map(|check| waiver(check, "x"));
    let verdict = judged(&plan, &Repo::default(), &all);
    let waived: Vec<&str> = verdict.waived().filter_map(|row| row.id.as_deref()).collect();
    assert_eq!(waived, ["beside"]);
    assert!(!verdict.passes());
}

#[test]
fn who_may_be_the_agent_that_did_the_work_waives_nothing_of_it() {
    let counts =
        |producer: &str, by: &str| against(&producer.parse().unwrap(), &by.parse().unwrap()).is_none();
    assert!(counts("agent:Eve", "claimed-human:Ada"));
    assert!(counts("agent:Ada", "human:Ada"), "a signature tells them apart");
    assert!(counts("claimed-human:Ada", "claimed-human:Ada"), "whoever works alone takes it upon himself");
    assert!(!counts("agent:Ada", "claimed-human:Ada"));
    assert!(!counts("agent:unknown", "claimed-human:Ada"));
    assert!(!counts("claimed-human:Ada", "claimed-human:unknown"));
    assert!(!counts("claimed-human:Ada", "agent:Eve"));
}
