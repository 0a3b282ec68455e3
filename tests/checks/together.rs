//! Checks of one judgement share the texts that were taken apart, and all cores: each says what it says alone.

use gatewright::model::answers::Answers;
use gatewright::model::contract::{Arg, Contract, Validation};
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Evidence;
use gatewright::model::verdict::Row;
use gatewright::rules::judge::First;
use gatewright::rules::outputs::{Check, Resolved};
use proptest::prelude::*;

use crate::support::{Repo, check, contract, judge, plan, text, texts, thresholds};

const PATHS: [&str; 6] = ["a.md", "b.md", "c.rs", "d/e.md", "*.md", "none.md"];

fn a_check() -> impl Strategy<Value = Validation> {
    let scope = prop::sample::select(vec!["text", "code", "heading", "frontmatter"]);
    let args = prop_oneof![
        Just(("contains_headings", vec![("required_headings", texts(&["# A", "B"]))])),
        scope.prop_map(|scope| ("contains_text", vec![("patterns", texts(&["A"])), ("scope", text(scope))])),
        Just(("not_contains", vec![("pattern", text("B"))])),
        Just(("placeholder_free", vec![])),
        Just(("min_sources", vec![("thresholds", thresholds(0, 1, 2))])),
        Just(("word_count", vec![("thresholds", thresholds(0, 1, 2))])),
        Just(("links", vec![])),
        Just(("checklist", vec![("evidence", Arg::Flag(true))])),
        Just(("citations_resolve", vec![])),
        Just(("regex_match", vec![("regex", text("A"))])),
    ];
    (args, prop::sample::select(PATHS.to_vec())).prop_map(|((name, args), target)| check(name, target, &args))
}

fn a_text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---\nstatus: A\n---\n",
        "# A\n\n",
        "## B\n\n",
        "### Source 1\n\n",
        "[a](a.md#a) ",
        "[b](none.md)\n",
        "- [x] A `b.md`\n",
        "- [ ] B\n",
        "```\nA coming soon\n```\n",
        "<!-- B -->\n",
        "A coming soon\n",
        "says `coming soon` and A [1]\n\n",
        "https://a.org/x\n",
        "é\u{200b} B\r\n",
    ]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// What every check of `checks` says.
fn said(plan: &Resolved, checks: &[Check], evidence: &Evidence) -> Vec<Vec<Row>> {
    let plan = Resolved { checks: checks.to_vec(), ..plan.clone() };
    let rows = First::of(&plan, evidence).attributed(&Answers::default());
    rows.into_iter().skip(1).map(|(_, rows)| rows).collect()
}

proptest! {
    #![proptest_config(crate::support::cases(60))]

    #[test]
    fn many_checks_together_say_what_each_says_alone(
        validations in prop::collection::vec(a_check(), 40..80),
        files in prop::collection::vec(a_text(), 4),
    ) {
        let named: Vec<(&str, &str)> = PATHS.into_iter().zip(files.iter().map(String::as_str)).collect();
        let repo = Repo::new(&named);
        let plan = plan(&Contract { validations, ..contract() }, Depth::Standard);
        let evidence = repo.evidence(&plan);
        let together = said(&plan, &plan.checks, &evidence);
        let alone: Vec<Vec<Row>> =
            plan.checks.iter().flat_map(|one| said(&plan, std::slice::from_ref(one), &evidence)).collect();
        prop_assert_eq!(&together, &alone);
        // What stood before anybody was asked stands afterwards.
        let before = First::of(&plan, &evidence).so_far();
        prop_assert_eq!(before, judge(&plan, &evidence, &Answers::default()));
    }
}
