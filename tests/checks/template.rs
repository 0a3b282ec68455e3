//! `differs_from_template`: what is new against the template.

use gatewright::model::contract::Arg;
use gatewright::model::evidence::Observed;
use gatewright::model::verdict::Row;

use crate::support::{Repo, check, line, row, text, thresholds};

const TEMPLATE: &str = "# Design of {{name}}\n\n## Goal\n\n[insert the goal here]\n\n<!-- Say what it costs, in words. -->\n\n## Risks\n\nTODO: list the risks\n";

fn judged(content: &str, args: &[(&'static str, Arg)]) -> Row {
    let mut all = vec![("template", text("t/DESIGN.md"))];
    all.extend(args.iter().cloned());
    let repo = Repo::new(&[("a.md", content), ("t/DESIGN.md", TEMPLATE)]);
    row(check("differs_from_template", "a.md", &all), &repo)
}

#[test]
fn a_template_that_lost_its_placeholders_or_was_only_shuffled_is_no_text() {
    let blank = "# Design of    \n\n## Goal\n\n       \n\n## Risks\n\n\u{200b}  \n";
    assert_eq!(
        line(&judged(blank, &[])),
        "fail differs_from_template a.md {\"template\":\"t/DESIGN.md\",\"words\":4,\"new\":0,\"percent\":0} \
         `a.md` is hardly more than its template `t/DESIGN.md`: 0 of 4 words are new"
    );
    for old in [
        TEMPLATE.to_owned(),
        TEMPLATE.to_uppercase(),
        "Say what it costs. List the risks: insert the goal here!\n".to_owned(),
        TEMPLATE.replace("goal", "go\u{200b}al"),
        String::new(),
        "<!-- Entirely new words that nobody is shown -->\n".to_owned(),
    ] {
        let found = judged(&old, &[]);
        assert_eq!((found.state.as_str(), found.figures["new"].as_u64()), ("fail", Some(0)), "{old}");
    }
}

#[test]
fn enough_new_words_make_it_one() {
    let written = "# Design of a kettle\n\n## Goal\n\nWater shall boil within a minute.\n\n## Risks\n\nTODO: list the risks\n";
    let found = judged(written, &[]);
    assert_eq!(
        line(&found),
        r#"pass differs_from_template a.md {"template":"t/DESIGN.md","words":16,"new":8,"percent":50}"#
    );
    let more = judged(written, &[("min_changed", Arg::Count(51)), ("min_new_words", thresholds(1, 9, 99))]);
    let said: Vec<&str> = more.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`a.md` is hardly more than its template `t/DESIGN.md`: 8 of 16 words are new",
            "Too few new words in `a.md` against `t/DESIGN.md`: 8/9 (depth: standard)"
        ]
    );
    assert_eq!(more.findings[0].place, Some(("a.md".to_owned(), Some(9))));
    assert_eq!(
        more.findings[0].hint.as_deref(),
        Some("line 9 is still as in the template: write what it asks for")
    );
}

#[test]
fn what_only_swells_a_template_is_no_text() {
    let forty = format!("{TEMPLATE}\n{}\n", "x ".repeat(40));
    let two = format!("{TEMPLATE}\n{}\n", "lorem dolor ".repeat(40));
    let lines: Vec<&str> = TEMPLATE.lines().rev().collect();
    for swollen in [
        TEMPLATE.repeat(2),
        TEMPLATE.repeat(9),
        format!("{TEMPLATE}\n{}\n", lines.join("\n")),
        TEMPLATE.replace('o', "о").replace('a', "ａ").replace('i', "í"),
        TEMPLATE.replace("the goal", "t\u{200b}he g0a1"),
        format!("{TEMPLATE}<p title=\"many words that no reader of this page ever sees\"></p>\n"),
        forty,
        two,
    ] {
        let found = judged(&swollen, &[]);
        assert_eq!(
            found.state.as_str(),
            "fail",
            "{} of {}: {swollen}",
            found.figures["new"],
            found.figures["words"]
        );
    }
}

#[test]
fn what_people_write_into_a_template_is_new_also_where_they_keep_its_words() {
    let written = "# Design of a kettle\n\n## Goal\n\nThe goal is to boil the water of the kettle within the minute that the user waits, and the user shall hear the end of it.\n\n\
        ## Risks\n\nThe risks are the heat, the steam and the cable; the heat is the worst of the three.\n";
    let found = judged(written, &[("min_changed", Arg::Count(60))]);
    assert_eq!(found.state.as_str(), "pass", "{:?}", found.figures);
    let russian = "# Замысел\n\nВода кипит за минуту, и это слышно. ВОДА горячая.\n";
    assert_eq!(judged(russian, &[("min_changed", Arg::Count(90))]).state.as_str(), "pass");
}

#[test]
fn words_are_those_that_are_counted_also_where_no_blanks_part_them() {
    let judged = |template: &str, content: &str| {
        let repo = Repo::new(&[("a.md", content), ("t.md", template)]);
        row(check("differs_from_template", "a.md", &[("template", text("t.md"))]), &repo)
    };
    for (template, nearly) in [
        ("# 设计\n\n请在此写明目标。请在此写明风险。\n", "# 设计\n\n请在此写明目标！请在此写明风险吧。\n"),
        (
            "# 設計\n\nここに目標を書いてください。リスクも。\n",
            "# 設計\n\nここに目標を書いてください、リスクもね。\n",
        ),
        ("# แบบ\n\nเขียนเป้าหมายที่นี่และความเสี่ยง\n", "# แบบ\n\nเขียนเป้าหมายที่นี่และความเสี่ยงก\n"),
    ] {
        let found = judged(template, nearly);
        assert_eq!(found.state.as_str(), "fail", "{nearly}: {:?}", found.figures);
    }
    let template = "# 设计\n\n## 目标\n\n请在此写明目标。\n\n## 风险\n\n请在此写明风险。\n";
    let written = "# 水壶设计\n\n## 目标\n\n水必须在一分钟内烧开，用户要听见结束的声音。\n\n## 风险\n\n最大的风险是蒸汽和电缆的热量，其次是重量。\n";
    let found = judged(template, written);
    assert_eq!(
        (found.state.as_str(), found.figures["words"].as_u64()),
        ("pass", Some(47)),
        "{:?}",
        found.figures
    );
}

#[test]
fn without_a_template_that_says_something_nothing_is_judged() {
    let validation = || check("differs_from_template", "a.md", &[("template", text("t.md"))]);
    let repo = Repo::new(&[("a.md", "Words.\n")]);
    assert_eq!(
        line(&row(validation(), &repo)),
        "not_enforced differs_from_template a.md {} `t.md` is missing, and nothing can be judged without it"
    );
    let empty = Repo::new(&[("a.md", "Words.\n"), ("t.md", "# \n")]);
    assert_eq!(
        line(&row(validation(), &empty)),
        "not_enforced differs_from_template a.md {} the template `t.md` holds no word to compare with"
    );
    let pipe = repo.odd("t.md", Observed::Refused("`t.md` is a named pipe".to_owned()));
    assert!(line(&row(validation(), &pipe)).starts_with("not_enforced"));
    assert_eq!(
        line(&row(validation(), &Repo::new(&[("t.md", "x")]))),
        "fail differs_from_template a.md {} `a.md` is missing, so nothing in it is new"
    );
}
