//! `review`: which reviews count, and what they come to.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract};
use gatewright::model::depth::Depth;
use gatewright::model::digest::Digest;
use gatewright::model::evidence::Producers;
use gatewright::model::verdict::{Row, State, Verdict};
use gatewright::rules::checks::awaited::{Awaited, awaited};

use crate::support::{Repo, check, contract, judge, optional, output, plan, text, texts};

const DRAFT: &str = "# Draft\n\nA robot.\n";

fn producers() -> Producers {
    Producers {
        names: vec!["Eve".to_owned(), "scribe".to_owned()],
        known: vec!["ada.eve@example.org".to_owned()],
        sessions: vec!["s1".to_owned()],
    }
}

/// A review by Grace of the draft as it is, with these lines beside.
fn review(verdict: &str, findings: &str) -> String {
    let sha256 = Digest::of(DRAFT.as_bytes());
    format!(
        "---\nverdict: {verdict}\nreviewer: Grace\nsession: s2\nreviewed:\n  draft.md: {sha256}\nfindings:{findings}\n---\n\nWell.\n"
    )
}

fn finding(severity: &str, evidence: &str, status: &str) -> String {
    format!(
        "\n  - severity: {severity}\n    text: it is thin\n    evidence: {evidence}\n    status: {status}"
    )
}

fn verdict_of(
    args: &[(&str, Arg)],
    path: &str,
    written: &str,
    draft: &str,
    producers: Option<Producers>,
) -> Verdict {
    let all_of = vec![output("draft.md"), optional("parts/*.md"), optional("G1.md")];
    let validations = vec![check("review", path, args)];
    let plan = plan(&Contract { all_of, validations, ..contract() }, Depth::Standard);
    let mut evidence = Repo::new(&[("draft.md", draft), (path, written)]).evidence(&plan);
    evidence.producers = producers;
    judge(&plan, &evidence, &Answers::default())
}

fn row(verdict: &Verdict) -> &Row {
    verdict.rows.iter().find(|row| row.check == "review").unwrap()
}

fn judged(args: &[(&str, Arg)], written: &str) -> Verdict {
    verdict_of(args, "G1.md", written, DRAFT, Some(producers()))
}

fn said(verdict: &Verdict) -> String {
    row(verdict).findings.iter().map(|finding| format!("{}\n", finding.message)).collect()
}

#[track_caller]
fn counts(args: &[(&str, Arg)], written: &str, state: State) -> Verdict {
    let verdict = judged(args, written);
    assert_eq!(row(&verdict).state, state, "{}", said(&verdict));
    let waits = (state == State::NotEnforced).then_some(Awaited::Review);
    assert_eq!(awaited(&verdict), waits);
    verdict
}

#[track_caller]
fn waits(written: &str, why: &str) {
    let verdict = counts(&[], written, State::NotEnforced);
    assert!(said(&verdict).contains(why), "{}", said(&verdict));
}

#[test]
fn a_review_by_somebody_else_of_these_bytes_that_approves_holds() {
    let verdict = counts(&[], &review("approve", " []"), State::Pass);
    assert!(verdict.passes());
    let figures = &row(&verdict).figures;
    assert_eq!(
        (&figures["reviewer"], &figures["verdict"], &figures["open"]),
        (&"Grace".into(), &"approve".into(), &0.into())
    );
    counts(&[], &review("approve", &finding("minor", "draft.md:3", "open")), State::Pass);
    counts(&[], &review("approve", &finding("critical", "draft.md", "resolved")), State::Pass);
}

#[test]
fn json_says_the_same_as_front_matter() {
    let sha256 = Digest::of(DRAFT.as_bytes());
    let json = format!(
        r#"{{"verdict": "approve", "reviewer": "Grace", "reviewed": {{"draft.md": "{sha256}"}}, "findings": []}}"#
    );
    let verdict = verdict_of(&[], "G1.json", &json, DRAFT, Some(producers()));
    assert_eq!(row(&verdict).state, State::Pass, "{}", said(&verdict));
    let twice = json.replace(r#""verdict""#, r#""verdict": "reject", "verdict""#);
    let verdict = verdict_of(&[], "G1.json", &twice, DRAFT, Some(producers()));
    assert_eq!(row(&verdict).state, State::NotEnforced, "a key that stands twice is read by nobody");
}

#[test]
fn a_review_that_counts_and_does_not_approve_fails_the_gate() {
    for word in ["changes_requested", "reject"] {
        let verdict = counts(&[], &review(word, " []"), State::Fail);
        assert!(said(&verdict).contains("does not approve"));
    }
    counts(&[], &review("approve", &finding("major", "draft.md:1", "open")), State::Fail);
    let most = |word: &str| vec![("max_open", text(word))];
    counts(&most("none"), &review("approve", &finding("info", "draft.md:1", "open")), State::Fail);
    counts(&most("info"), &review("approve", &finding("minor", "draft.md:1", "open")), State::Fail);
    counts(&most("major"), &review("approve", &finding("major", "draft.md:1", "open")), State::Pass);
    counts(&most("major"), &review("approve", &finding("critical", "draft.md:1", "open")), State::Fail);
    counts(&[("min_findings", Arg::Count(1))], &review("approve", " []"), State::Fail);
}

#[test]
fn a_review_by_whoever_did_the_work_or_by_nobody_known_is_waited_for() {
    let by = |name: &str| review("approve", " []").replace("Grace", name);
    for name in ["Eve", "eve", "scribe"] {
        waits(&by(name), "did the work");
    }
    waits(&by("\u{415}\u{475}\u{435}"), "did the work");
    waits(&by("Gr\u{430}ce"), "look like another");
    waits(&by("unknown"), "nobody knows");
    waits(&by("'  '"), "nobody knows");
    waits(&review("approve", " []").replace("s2", "s1"), "the session in which the work was done");
    let unknown = Producers { names: vec!["unknown".to_owned()], ..Producers::default() };
    for producers in [Some(unknown), None] {
        let verdict = verdict_of(&[], "G1.md", &review("approve", " []"), DRAFT, producers);
        assert_eq!(row(&verdict).state, State::NotEnforced);
    }
    counts(&[("by", texts(&["Linus"]))], &by("Grace"), State::NotEnforced);
    counts(&[("by", texts(&["Linus", "Grace"]))], &by("Grace"), State::Pass);
}

#[test]
fn a_review_of_other_bytes_or_of_not_everything_is_waited_for() {
    let verdict = verdict_of(&[], "G1.md", &review("reject", " []"), "changed\n", Some(producers()));
    assert_eq!(row(&verdict).state, State::NotEnforced, "a rejection of other bytes rejects nothing");
    assert!(said(&verdict).contains("`draft.md` has other bytes"), "{}", said(&verdict));
    waits(
        &review("approve", " []").replace("draft.md", "craft.md"),
        "`draft.md` is not among what was reviewed",
    );
}

#[test]
fn a_review_that_cites_what_is_not_there_is_waited_for() {
    for (evidence, why) in [
        ("gone.md", "`gone.md`, which is not there"),
        ("draft.md:9", "line 9 of `draft.md`"),
        ("draft.md:0", "line 0 of `draft.md`"),
        ("../draft.md", "no path of the repository"),
        ("'/etc/passwd'", "no path of the repository"),
    ] {
        waits(&review("approve", &finding("info", evidence, "resolved")), why);
    }
}

#[test]
fn what_is_no_review_is_told_with_its_line_and_waited_for() {
    for (from, to, why) in [
        ("verdict: approve", "verdict: fine", "verdict"),
        ("verdict: approve\n", "", "verdict"),
        ("reviewer: Grace\n", "", "reviewer"),
        ("findings: []", "", "findings"),
        ("findings: []", "findings: [{severity: minor, text: x}]", "evidence"),
        ("findings: []", "findings: [{severity: bad, text: x, evidence: draft.md}]", "severity"),
        ("  draft.md: ", "  draft.md: x", "reviewed"),
        ("---\n\nWell", "\n\nWell", "front matter"),
    ] {
        waits(&review("approve", " []").replacen(from, to, 1), why);
    }
    let verdict = judged(&[], &review("fine", " []"));
    assert_eq!(row(&verdict).findings[0].place, Some(("G1.md".to_owned(), Some(2))));
    let verdict = verdict_of(&[], "G2.md", "", DRAFT, Some(producers()));
    assert_eq!(awaited(&verdict), Some(Awaited::Review));
}

#[test]
fn a_review_is_no_excuse_for_what_fails_otherwise() {
    let validations = vec![check("review", "G1.md", &[]), check("file_exists", "gone.md", &[])];
    let plan = plan(&Contract { validations, ..contract() }, Depth::Standard);
    let verdict = judge(&plan, &Repo::default().evidence(&plan), &Answers::default());
    assert_eq!(awaited(&verdict), None);
}
