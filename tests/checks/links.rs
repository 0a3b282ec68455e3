//! `links`: what a text points to in the repository.

use gatewright::model::answers::Answers;
use gatewright::model::contract::Arg;
use gatewright::model::evidence::{Evidence, Observed};
use gatewright::model::verdict::{Row, State};
use gatewright::rules::checks::frame::documents::Documents;
use gatewright::rules::judge::asked::{MOST_FURTHER, further_wanted};

use crate::support::{Repo, check, contract, judge, line, plan, row, rows, texts};

fn repo(content: &str) -> Repo {
    Repo::new(&[
        ("docs/a.md", content),
        ("docs/Guide.md", "# Guide\n\n## First steps\n\n## First steps\n\n<a id=\"own\"></a>\n"),
        ("docs/img/p.png", "picture"),
        ("src/main.rs", "fn main() {\n}\n"),
        ("page.html", "<h1 id='top-of-it'>x</h1>"),
        ("data.bin", "1"),
    ])
}

fn judged(content: &str) -> Row {
    row(check("links", "docs/a.md", &[]), &repo(content))
}

fn said(content: &str) -> String {
    line(&judged(content)).split_once("} ").map_or(String::new(), |(_, said)| said.to_owned())
}

#[test]
fn links_to_what_is_there_hold() {
    let text = "# Top\n\n[a](Guide.md) [b](./Guide.md#first-steps-1) [c](../src/main.rs#L2) [d](/docs/Guide.md#own)\n\
        ![p](img/p.png?raw=true) [e](#top) [f](img/) [g](..) [h](/) [i](../page.html#top-of-it) [j][ref]\n\n\
        [web](https://example.org/x#y) [mail](mailto:a@example.org)\n\n[ref]: <Guide.md>\n\n`[code](none.md)`\n";
    assert_eq!(line(&judged(text)), r#"pass links docs/a.md {"links":11,"web":1,"ignored":0,"broken":[]}"#);
    assert_eq!(
        line(&judged("# Top\n")),
        r#"pass links docs/a.md {"links":0,"web":0,"ignored":0,"broken":[]}"#
    );
}

#[test]
fn links_that_are_asked_for_are_different_and_seen() {
    let least = |least, content: &str| {
        row(check("links", "docs/a.md", &[("min_links", Arg::Count(least))]), &repo(content))
    };
    for content in [
        "[a](Guide.md) [b](Guide.md) [c](./Guide.md)\n",
        "[a](Guide.md) [](img/p.png) [&#8203;](/)\n",
        "[a](Guide.md) <i hidden>[b](img/p.png)</i>\n",
        "[a](Guide.md)\n\n[b]: img/p.png\n",
        "[a](Guide.md)\n\n<div hidden>\n<a href='img/p.png'>b</a>\n</div>\n",
    ] {
        let found = least(2, content);
        assert_eq!(
            found.findings.first().map(|it| it.message.as_str()),
            Some("Too few links to the repository in `docs/a.md`: 1/2"),
            "{content}"
        );
    }
    for content in [
        "[a](Guide.md) [b](Guide.md#first-steps)\n",
        "[a](Guide.md) [![](img/p.png)](..)\n",
        "[a](Guide.md) [b]\n\n[b]: img/p.png\n",
        "[a](Guide.md) <a href='img/p.png'>b</a>\n",
    ] {
        assert_eq!(least(2, content).state, State::Pass, "{content}");
    }
}

#[test]
fn each_broken_link_is_told_with_its_line_and_what_was_probably_meant() {
    let text = "# Top\n\n[a](guide.md)\n[b](Guide.md#frist-steps)\n[c](none/x.md)\n[d](../../out.md)\n[e](#nowhere)\n\
        [f][gone]\n[g](../src/main.rs#L3)\n[h](Guide.md/)\n[i](img/#x)\n[j]()\n";
    let row = judged(text);
    assert_eq!(row.state, State::Fail);
    let told: Vec<String> = row
        .findings
        .iter()
        .map(|finding| {
            let (path, line) = finding.place.clone().unwrap();
            let hint = finding.hint.clone().unwrap_or_default();
            format!("{path}:{} {} ({hint})", line.unwrap(), finding.message)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!(row.figures["links"], 10);
    assert_eq!(row.figures["broken"].as_array().unwrap().len(), 10);
}

#[test]
fn a_fragment_of_what_has_no_headings_is_not_enforced() {
    let row = judged("[a](../data.bin#page=2)\n");
    assert_eq!(row.state, State::NotEnforced);
    assert_eq!(
        said("[a](../data.bin#page=2)\n"),
        "The link `../data.bin#page=2` could not be judged: `data.bin` is neither Markdown nor HTML, and what `#` names in it is not known"
    );
}

#[test]
fn what_could_not_be_looked_at_is_not_enforced() {
    let odd =
        repo("[a](link)\n").odd("docs/link", Observed::Refused("`docs/link` is a symbolic link".to_owned()));
    let row = row(check("links", "docs/a.md", &[]), &odd);
    assert_eq!(row.state, State::NotEnforced);
    assert!(row.findings[0].message.ends_with("`docs/link` is a symbolic link"), "{row:?}");
}

#[test]
fn every_picture_of_a_set_is_followed() {
    let there = "<img src=\"../src/main.rs\" srcset=\"../src/main.rs 1x, ../src/main.rs 2x\">\n";
    assert_eq!(judged(there).state, State::Pass);
    let broken = "<img srcset=\"../src/main.rs 1x, gone.png 2x\">\n";
    assert!(said(broken).contains("gone.png"), "{}", said(broken));
}

#[test]
fn what_is_ignored_is_only_counted() {
    let text = "[a](none.md) [b](gen/x/y.md) [c](Guide.md)\n";
    let args = [("ignore", texts(&["docs/gen", "docs/no*.md"]))];
    assert_eq!(
        line(&row(check("links", "docs/a.md", &args), &repo(text))),
        r#"pass links docs/a.md {"links":1,"web":0,"ignored":2,"broken":[]}"#
    );
}

#[test]
fn too_few_links_fail() {
    let args = [("min_links", Arg::Count(2))];
    assert_eq!(
        line(&row(check("links", "docs/a.md", &args), &repo("[a](Guide.md) [web](https://example.org)\n"))),
        r#"fail links docs/a.md {"links":1,"web":1,"ignored":0,"broken":[]} Too few links to the repository in `docs/a.md`: 1/2"#
    );
}

#[test]
fn links_to_the_web_are_not_enforced_where_they_are_asked_for() {
    let args = [("online", Arg::Flag(true))];
    let of = |text| row(check("links", "docs/a.md", &args), &repo(text)).state;
    assert_eq!(of("[a](Guide.md)\n"), State::Pass);
    assert_eq!(of("[a](https://example.org)\n"), State::NotEnforced);
    assert_eq!(of("[a](https://example.org) [b](none.md)\n"), State::Fail);
}

#[test]
fn every_text_of_a_glob_is_judged_by_its_own_place() {
    let repo = Repo::new(&[("a/x.md", "[y](y.md)"), ("a/y.md", "[x](x.md)"), ("b/z.md", "[x](x.md)")]);
    let states: Vec<_> = rows(check("links", "**/*.md", &[]), &repo).iter().map(|row| row.state).collect();
    assert_eq!(states, [State::Pass, State::Pass, State::Fail]);
}

#[test]
fn a_missing_text_has_no_links() {
    assert_eq!(
        line(&row(check("links", "none.md", &[]), &Repo::default())),
        "fail links none.md {} `none.md` is missing, and with it its links"
    );
}

#[test]
fn what_nobody_looked_at_is_not_enforced() {
    let validations = vec![check("links", "docs/a.md", &[])];
    let plan = plan(&gatewright::model::contract::Contract { validations, ..contract() }, Default::default());
    let seen = repo("[a](Guide.md)\n").evidence(&plan);
    let first = Evidence { observed: seen.observed, matched: seen.matched, ..Evidence::default() };
    assert_eq!(judge(&plan, &first, &Answers::default()).rows[0].state, State::NotEnforced);
}

#[test]
fn a_judgement_asks_for_a_bounded_number_of_further_places() {
    let many: String = (0..=MOST_FURTHER).map(|n| format!("[a](f{n}.md)\n\n")).collect();
    let validations = vec![check("links", "docs/a.md", &[])];
    let plan = plan(&gatewright::model::contract::Contract { validations, ..contract() }, Default::default());
    let seen = repo(&many).evidence(&plan);
    assert_eq!(further_wanted(&plan, &seen, &Documents::default()).len(), MOST_FURTHER);
    assert_eq!(judge(&plan, &seen, &Answers::default()).rows[0].state, State::Fail);
}

#[test]
fn a_link_that_runs_a_script_leads_nowhere() {
    let repo = Repo::new(&[("a.md", "[x](JavaScript:alert(1)) [m](mailto:a@example.com)\n")]);
    let row = row(check("links", "a.md", &[]), &repo);
    assert_eq!(row.state, State::Fail);
    assert_eq!(row.findings.len(), 1);
}

#[test]
fn links_in_footnotes_are_followed() {
    for text in [
        "a[^1]\n\n[^1]: [b](none.md)\n",
        "a[^1]\n\n[^1]: See [b](none.md).\n",
        "a[^1]\n\n[^1]: See\n\n    [b](none.md)\n",
        "[^1]: [b](none.md) that nobody cites\n",
    ] {
        let row = judged(text);
        assert_eq!((row.state, row.findings.len()), (State::Fail, 1), "{text}: {}", line(&row));
    }
    assert_eq!(judged("a[^1]\n\n[^1]: [b](Guide.md)\n").state, State::Pass);
}
