//! `checklist`: items that are done, and what shows it.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract};
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Observed;
use gatewright::model::path::RepoPath;
use gatewright::model::verdict::State;

use crate::support::{Repo, check, contract, judge, line, plan, row, text};

fn repo(content: &str) -> Repo {
    Repo::new(&[("docs/a.md", content), ("logs/test.txt", "ok"), ("docs/b.md", "b"), ("logs/empty.txt", "")])
}

fn said(content: &str, args: &[(&str, Arg)]) -> String {
    line(&row(check("checklist", "docs/a.md", args), &repo(content)))
}

#[test]
fn every_item_is_done_and_there_is_one() {
    assert_eq!(
        said("- [x] One\n- [X] Two\n\n```\n- [ ] code\n```\n", &[]),
        r#"pass checklist docs/a.md {"items":2,"done":2}"#
    );
    assert_eq!(
        said("# Nothing\n", &[]),
        r#"fail checklist docs/a.md {"items":0,"done":0} Too few task list items in `docs/a.md`: 0/1"#
    );
    assert_eq!(
        said("- [x] One\n- [ ] Two *now*\n", &[("min_items", Arg::Count(3))]),
        r#"fail checklist docs/a.md {"items":2,"done":1} Too few task list items in `docs/a.md`: 2/3 | An item is not done: `Two now`"#
    );
    assert_eq!(
        said("text\n", &[("min_items", Arg::Count(0))]),
        r#"pass checklist docs/a.md {"items":0,"done":0}"#
    );
}

#[test]
fn an_open_item_is_told_with_its_line() {
    let row = row(check("checklist", "docs/a.md", &[]), &repo("# A\n\n- [x] One\n  - [ ] Two\n"));
    assert_eq!(row.findings[0].place, Some(("docs/a.md".to_owned(), Some(4))));
}

#[test]
fn only_the_items_of_the_section_count() {
    let content =
        "- [ ] Before\n\n## Done\n\n- [x] One\n\n### More\n\n- [x] Two\n\n## Later\n\n- [ ] Three\n";
    assert_eq!(
        said(content, &[("section", text("## Done"))]),
        r#"pass checklist docs/a.md {"items":2,"done":2}"#
    );
    assert_eq!(
        said(content, &[("section", text("## None"))]),
        "fail checklist docs/a.md {} `docs/a.md` has no heading `## None`, and no items below it"
    );
}

#[test]
fn with_evidence_each_item_cites_what_is_there_and_not_empty() {
    let args = [("evidence", Arg::Flag(true))];
    let good = "- [x] One [log](../logs/test.txt)\n- [x] Two `cargo test`, `logs/test.txt:3`\n- [x] Three\n  - `logs/`\n";
    assert_eq!(said(good, &args), r#"pass checklist docs/a.md {"items":3,"done":3,"unproven":0}"#);
    let bad = "- [x] One\n- [x] Two `logs/tset.txt`\n- [x] Three `logs/empty.txt`\n- [x] Four [self](a.md) [web](https://x.org)\n- [ ] Five `logs/none`\n";
    let row = row(check("checklist", "docs/a.md", &args), &repo(bad));
    assert_eq!(row.state, State::Fail);
    let told: Vec<String> = row
        .findings
        .iter()
        .map(|it| format!("{} | {:?} | {:?}", it.message, it.found.as_deref(), it.hint.as_deref()))
        .collect();
    insta::assert_snapshot!(told.join("\n"));
    assert_eq!((&row.figures["unproven"], &row.figures["done"]), (&4.into(), &4.into()));
}

#[test]
fn a_link_that_nobody_sees_is_no_evidence() {
    let args = [("evidence", Arg::Flag(true))];
    for hidden in [
        "[](../logs/test.txt)",
        "[&#8203;](../logs/test.txt)",
        "[<i hidden>log</i>](../logs/test.txt)",
        "[<!-- log -->][log]",
        "![](../logs/test.txt)",
    ] {
        let found = said(&format!("- [x] One {hidden}\n\n[log]: ../logs/test.txt\n"), &args);
        assert!(found.contains(r#""unproven":1"#) && found.starts_with("fail "), "{hidden}: {found}");
    }
    assert!(said("- [x] [](b.md)\n", &[]).starts_with("fail "), "an item without a word");
    for shown in [
        "[log](../logs/test.txt)",
        "[*l*`o`g][log]",
        "[![](p.png)](../logs/test.txt)",
        "![the log](../logs/test.txt)",
    ] {
        let found = said(&format!("- [x] One {shown}\n\n[log]: ../logs/test.txt\n"), &args);
        assert!(found.starts_with("pass "), "{shown}: {found}");
    }
    let picture = repo("- [x] One ![](../p.PNG)\n").bytes("p.PNG", b"picture");
    assert_eq!(row(check("checklist", "docs/a.md", &args), &picture).state, State::Pass);
}

#[test]
fn evidence_that_could_not_be_looked_at_is_not_enforced() {
    let odd = repo("- [x] One `logs/link`\n")
        .odd("logs/link", Observed::Refused("`logs/link` is a symbolic link".to_owned()));
    let row = row(check("checklist", "docs/a.md", &[("evidence", Arg::Flag(true))]), &odd);
    assert_eq!(row.state, State::NotEnforced);
}

#[test]
fn a_missing_text_has_no_items() {
    assert_eq!(
        line(&row(check("checklist", "none.md", &[]), &Repo::default())),
        "fail checklist none.md {} `none.md` is missing, and with it its items"
    );
}

#[test]
fn items_below_every_heading_of_the_section_count() {
    let content = "## Done\n\n- [x] One\n\n## Other\n\n- [ ] Two\n\n## Done\n\n- [ ] Three\n";
    assert_eq!(
        said(content, &[("section", text("## Done"))]),
        r#"fail checklist docs/a.md {"items":2,"done":1} An item is not done: `Three`"#
    );
}

#[test]
fn an_item_whose_box_is_none_is_told_with_its_line() {
    for bad in [
        "- \u{2610} x",
        "\u{2610} x",
        "2. \u{2b1c} x",
        "- <input type=\"checkbox\"> x",
        "<li><INPUT disabled type=checkbox> x</li>",
        "- [-] x",
        "- [~] x",
        "- [ ]nospace",
        "- [ x ] x",
        "-[ ] x",
        "- [\u{a0}] x",
        "1. [] x",
        "> * [?] x",
        "- [x]",
        "- [x] \u{200b}",
    ] {
        let row = row(check("checklist", "docs/a.md", &[]), &repo(&format!("- [x] One\n\n{bad}\n")));
        assert_eq!(row.state, State::Fail, "{bad}: {}", line(&row));
        assert_eq!(row.findings[0].place, Some(("docs/a.md".to_owned(), Some(3))), "{bad}");
    }
    for good in [
        "- not a task",
        "The form has an `<input type=\"checkbox\">`, and \u{2610} is what it shows",
        "<input type=\"checkbox\" checked disabled> x",
        "- [x](../logs/test.txt)",
        "- [1] Ada 1843",
        "- [see] x",
        "`- [-] x`",
        "```\n- [-] code\n```",
        "[x] y",
    ] {
        assert_eq!(
            said(&format!("- [x] One\n\ntext\n\n{good}\n"), &[]),
            r#"pass checklist docs/a.md {"items":1,"done":1}"#,
            "{good}"
        );
    }
}

#[test]
fn gits_own_directory_shows_nothing() {
    let repo = Repo::new(&[("docs/a.md", "- [x] One `.git/HEAD`, `.git`\n"), (".git/HEAD", "x")]);
    let row = row(check("checklist", "docs/a.md", &[("evidence", Arg::Flag(true))]), &repo);
    assert_eq!(row.state, State::Fail);
}

#[test]
fn what_the_runner_itself_writes_shows_nothing() {
    let validations = vec![check("checklist", "docs/a.md", &[("evidence", Arg::Flag(true))])];
    let plan = plan(&Contract { validations, ..contract() }, Depth::Standard);
    for (cited, passes) in [
        ("`runs/x/record/RUN.json`", false),
        ("[r](../runs/)", false),
        ("`runs/x/logs/a.log` and `runs2/a`", true),
    ] {
        let files = [
            ("docs/a.md", format!("- [x] One {cited}\n")),
            ("runs/x/record/RUN.json", "{}".to_owned()),
            ("runs/x/logs/a.log", "x".to_owned()),
            ("runs2/a", "x".to_owned()),
        ];
        let repo = files.iter().fold(Repo::default(), |repo, (path, text)| repo.bytes(path, text.as_bytes()));
        let mut evidence = repo.evidence(&plan);
        evidence.runs = Some(RepoPath::new("runs").unwrap());
        let verdict = judge(&plan, &evidence, &Answers::default());
        assert_eq!(verdict.passes(), passes, "{cited}: {verdict:#?}");
        assert!(
            passes
                || verdict.rows[0].findings[0]
                    .found
                    .as_ref()
                    .unwrap()
                    .contains("written by gatewright itself")
        );
    }
}

#[test]
fn a_file_of_line_ends_shows_nothing() {
    let with = |evidence: &str| {
        let repo = Repo::new(&[("docs/a.md", "- [x] One `logs/test.txt`\n"), ("logs/test.txt", evidence)]);
        line(&row(check("checklist", "docs/a.md", &[("evidence", Arg::Flag(true))]), &repo))
    };
    for blank in ["\n", "\r\n \t\n", "\u{feff}\n", "\u{200b}"] {
        assert!(with(blank).starts_with("fail "), "{blank:?}");
    }
    for said in ["0\n", "ok", "…"] {
        assert!(with(said).starts_with("pass "), "{said:?}");
    }
}
