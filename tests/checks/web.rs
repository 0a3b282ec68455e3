//! `url_reachable`, and `links` that are followed into the web: what servers answered, and what nobody asked.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract};
use gatewright::model::depth::Depth;
use gatewright::model::verdict::{Row, State};
use gatewright::model::web_seen::Answer;
use gatewright::rules::judge::First;
use gatewright::rules::judge::asked::web_needed;

use crate::support::{Repo, check, contract, judge, line, output, plan, row, text, verdict};

const IMAGES: &str = "export const images = [\n  'https://img.example.org/a.jpg',\n  'https://img.example.org/b.jpg',\n  'https://other.example/c',\n];\n";
const A: &str = "https://img.example.org/a.jpg";
const B: &str = "https://img.example.org/b.jpg";
const C: &str = "https://other.example/c";

fn status(code: u16) -> Answer {
    Answer::Status { code, redirected: None }
}

fn reachable(args: &[(&str, Arg)], answers: &[(&str, Answer)]) -> Row {
    row(check("url_reachable", "images.ts", args), &Repo::new(&[("images.ts", IMAGES)]).web(answers))
}

#[test]
fn every_address_with_its_answer_stands_in_the_row() {
    let moved = Answer::Status { code: 200, redirected: Some("https://b.example/".to_owned()) };
    let row = reachable(&[], &[(A, status(200)), (B, moved), (C, status(204))]);
    assert_eq!(
        line(&row),
        r#"pass url_reachable images.ts {"total_urls":3,"checked":[{"url":"https://img.example.org/a.jpg","line":2,"status":200},{"url":"https://img.example.org/b.jpg","line":3,"status":200,"redirected":"https://b.example/"},{"url":"https://other.example/c","line":4,"status":204}],"failures":0,"threshold":0}"#
    );
}

#[test]
fn each_address_that_leads_nowhere_is_told_with_its_line_and_what_to_do() {
    let row = reachable(
        &[],
        &[(A, status(404)), (B, Answer::Failed("no answer came in time".to_owned())), (C, status(403))],
    );
    assert_eq!(row.state, State::Fail);
    let told: Vec<String> = row
        .findings
        .iter()
        .map(|it| {
            format!("{:?} {} ({})", it.place.as_ref().unwrap().1, it.message, it.hint.as_ref().unwrap())
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!((&row.figures["failures"], &row.figures["threshold"]), (&3.into(), &0.into()));
}

#[test]
fn so_many_failures_as_the_contract_says_are_borne() {
    let answers = [(A, status(404)), (B, status(500)), (C, status(200))];
    assert_eq!(reachable(&[("max_failures", Arg::Count(2))], &answers).state, State::Pass);
    let row = reachable(&[("max_failures", Arg::Count(1))], &answers);
    assert_eq!(row.state, State::Fail);
    assert_eq!(row.findings[0].message, "In `images.ts`, 2 of 3 addresses lead nowhere: at most 1 may");
}

#[test]
fn what_was_not_asked_never_passes() {
    let unasked = Answer::NotAsked("there is no network".to_owned());
    let private = Answer::NotPublic("its host leads to an address that is not public".to_owned());
    for answers in [
        &[(A, status(200)), (B, unasked), (C, status(200))][..],
        &[(A, status(200)), (B, private), (C, status(200))],
        &[(A, status(200))],
        &[],
    ] {
        let row = reachable(&[("max_failures", Arg::Count(3))], answers);
        assert_eq!(row.state, State::NotEnforced, "{}", line(&row));
        assert_eq!(row.figures["checked"].as_array().unwrap().len(), 3);
    }
    let nobody = row(check("url_reachable", "images.ts", &[]), &Repo::new(&[("images.ts", IMAGES)]));
    assert_eq!(nobody.state, State::NotEnforced);
    assert_eq!(nobody.findings[0].message, "The web was not asked about `images.ts`: nobody asked the web");
    assert_eq!(nobody.findings.len(), 1);
}

#[test]
fn only_the_addresses_that_the_pattern_touches_are_asked_for() {
    let args = [("url_pattern", text(r"img\.example"))];
    let row = reachable(&args, &[(A, status(200)), (B, status(200))]);
    assert_eq!((row.state, &row.figures["total_urls"]), (State::Pass, &2.into()));
    let none = reachable(&[("url_pattern", text("nothing"))], &[]);
    assert_eq!(none.state, State::Fail);
    assert_eq!(none.findings[0].message, "`images.ts` has no address of the web that `nothing` matches");
}

#[test]
fn a_text_without_addresses_or_that_is_missing_fails() {
    let repo = Repo::new(&[("a.md", "nothing\n\n```\nhttps://a.org\n```\n")]).web(&[]);
    for target in ["a.md", "none.md"] {
        assert_eq!(row(check("url_reachable", target, &[]), &repo).state, State::Fail, "{target}");
    }
}

fn many(count: usize, more: &str) -> String {
    (0..count).map(|n| format!("https://example.org/{n}\n")).collect::<String>() + more
}

fn wanted(content: &str, args: &[(&str, Arg)]) -> Vec<String> {
    let plan = plan(
        &Contract { validations: vec![check("url_reachable", "a.md", args)], ..contract() },
        Depth::Standard,
    );
    let evidence = Repo::new(&[("a.md", content)]).evidence(&plan);
    web_needed(&First::of(&plan, &evidence)).unwrap_or_default().into_iter().collect()
}

#[test]
fn a_sample_is_chosen_by_the_digest_of_the_text() {
    let args = [("sample_size", Arg::Count(5))];
    let one = wanted(&many(50, ""), &args);
    assert_eq!(one.len(), 5);
    assert_eq!(wanted(&many(50, ""), &args), one);
    assert_ne!(wanted(&many(50, "\n"), &args), one);
    assert_eq!(wanted(&many(3, ""), &args).len(), 3);
    assert_eq!(wanted(&many(3, "https://example.org/1#x https://example.org/1\n"), &[]).len(), 3);
    assert_eq!(wanted(&many(9, ""), &[("sample_size", Arg::Count(0))]).len(), 1);
}

#[test]
fn more_addresses_than_are_asked_for_need_a_sample() {
    assert_eq!(wanted(&many(200, ""), &[]).len(), 200);
    assert_eq!(wanted(&many(201, ""), &[]), [""; 0]);
    let row = row(check("url_reachable", "a.md", &[]), &Repo::new(&[("a.md", &many(201, ""))]).web(&[]));
    assert_eq!(row.state, State::NotEnforced);
    assert_eq!(
        row.findings[0].message,
        "`a.md` has 201 addresses, and at most 200 are asked for; say `sample_size`"
    );
    assert_eq!(wanted(&many(300, ""), &[("sample_size", Arg::Count(250))]).len(), 200);
}

#[test]
fn the_web_is_asked_only_when_no_cheaper_check_fails() {
    let contract = Contract {
        all_of: vec![output("b.md")],
        validations: vec![check("url_reachable", "images.ts", &[])],
        ..contract()
    };
    let plan = plan(&contract, Depth::Standard);
    let asked = |repo: &Repo| {
        let evidence = repo.evidence(&plan);
        web_needed(&First::of(&plan, &evidence)).map(|all| all.len())
    };
    let repo = Repo::new(&[("images.ts", IMAGES)]);
    assert_eq!(asked(&repo), None);
    assert_eq!(asked(&repo.clone().bytes("b.md", b"x")), Some(3));
    let verdict = verdict(&contract, &repo);
    assert_eq!(verdict.rows[1].state, State::NotEnforced);
}

fn linked(content: &str, args: &[(&str, Arg)], answers: &[(&str, Answer)]) -> Row {
    let args: Vec<(&str, Arg)> = args.iter().cloned().chain([("online", Arg::Flag(true))]).collect();
    row(check("links", "a.md", &args), &Repo::new(&[("a.md", content), ("b.md", "")]).web(answers))
}

#[test]
fn links_to_the_web_are_followed_where_they_are_asked_for() {
    let text =
        "[a](https://a.org/x#y) [a](https://a.org/x) [b](b.md) [c](//c.org/) ![d](https://d.org/p.png)\n";
    let all = [
        ("https://a.org/x", status(200)),
        ("https://c.org/", status(200)),
        ("https://d.org/p.png", status(200)),
    ];
    let row = linked(text, &[], &all);
    assert_eq!(
        line(&row),
        r#"pass links a.md {"links":1,"web":4,"ignored":0,"broken":[],"checked":[{"url":"https://a.org/x","line":1,"status":200},{"url":"https://c.org/","line":1,"status":200},{"url":"https://d.org/p.png","line":1,"status":200}]}"#
    );
    let bad = linked(text, &[], &[("https://a.org/x", status(410)), all[1].clone(), all[2].clone()]);
    assert_eq!(bad.state, State::Fail);
    assert_eq!(bad.figures["broken"], serde_json::json!(["https://a.org/x"]));
    assert_eq!(linked(text, &[], &all[..2]).state, State::NotEnforced);
    let but = [("ignore_urls", self::text("//[ac]\\.org"))];
    assert_eq!(linked(text, &but, &all[2..]).state, State::Pass);
}

#[test]
fn broken_links_of_the_repository_keep_the_web_from_being_asked() {
    let validations = vec![check("links", "a.md", &[("online", Arg::Flag(true))])];
    let plan = plan(&Contract { validations, ..contract() }, Depth::Standard);
    for (content, asked) in [
        ("[a](https://a.org) [b](none.md)\n", false),
        ("[a](https://a.org) [b](a.md)\n", true),
        ("[b](a.md)\n", false),
    ] {
        let evidence = Repo::new(&[("a.md", content)]).evidence(&plan);
        assert_eq!(web_needed(&First::of(&plan, &evidence)).is_some(), asked, "{content}");
        let all = judge(&plan, &evidence, &Answers::default());
        assert_eq!(all.rows.len(), 1);
        assert_eq!(all.passes(), content == "[b](a.md)\n", "{content}");
    }
}

#[test]
fn where_a_share_is_enough_no_text_keeps_the_web_from_being_asked_about_the_others() {
    let mut validation = check("links", "*.md", &[("online", Arg::Flag(true))]);
    validation.common.mostly = Some(50);
    let contract = Contract { validations: vec![validation], ..contract() };
    let plan = plan(&contract, Depth::Standard);
    let repo = Repo::new(&[("a.md", "[a](https://a.org)\n"), ("b.md", "[b](none.md)\n")]);
    let evidence = repo.evidence(&plan);
    assert_eq!(web_needed(&First::of(&plan, &evidence)).map(|all| all.len()), Some(1));
    assert!(verdict(&contract, &repo.clone().web(&[("https://a.org", status(200))])).passes());
    assert!(!verdict(&contract, &repo).passes());
}
