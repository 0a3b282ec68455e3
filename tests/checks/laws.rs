//! Properties that hold for every contract and every evidence.

use gatewright::model::answers::Probe;
use gatewright::model::contract::{Arg, Contract, Output, Severity, Validation};
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Observed;
use gatewright::model::verdict::{Row, State, Verdict};
use gatewright::rules::checks::catalogue;
use gatewright::rules::judge::First;
use proptest::prelude::*;

use crate::support::{Repo, check, contract, dir, judge, output, plan, text, texts, thresholds};

const PATHS: [&str; 5] = ["a.md", "b.md", "d", "d/c.md", "d/*.md"];

fn an_output() -> impl Strategy<Value = Output> {
    let depths = || prop::sample::subsequence(Depth::ALL.to_vec(), 0..=3);
    (prop::sample::select(PATHS.to_vec()), any::<bool>(), prop::option::of(depths()), depths()).prop_map(
        |(path, required, required_for, optional_for)| Output {
            required,
            required_for,
            optional_for,
            ..output(path)
        },
    )
}

fn a_check() -> impl Strategy<Value = Validation> {
    let target = prop::sample::select([PATHS.to_vec(), vec!["any_of", "all_required"]].concat());
    let args = prop_oneof![
        Just(("file_exists", vec![])),
        Just(("dir_exists", vec![])),
        Just(("min_file_count", vec![("thresholds", thresholds(0, 1, 2))])),
        Just(("min_sources", vec![("thresholds", thresholds(0, 1, 2))])),
        Just(("contains_headings", vec![("required_headings", texts(&["# A"]))])),
        Just(("contains_text", vec![("patterns", texts(&["A"]))])),
        any::<bool>()
            .prop_map(|ok| ("not_contains", vec![("pattern", text("A")), ("missing_ok", Arg::Flag(ok))])),
        any::<bool>().prop_map(|turned| (
            "regex_match",
            vec![("regex", text("A|é")), ("must_not_match", Arg::Flag(turned))]
        )),
        (0..3u64).prop_map(|count| (
            "min_regex_count",
            vec![("regex", text(".")), ("min_count", Arg::Count(count))]
        )),
        Just(("command", vec![("argv", texts(&["true"])), ("stdout_matches", text("A"))])),
        Just((
            "min_sources_any_of",
            vec![("targets", texts(&["a.md", "b.md"])), ("thresholds", thresholds(0, 1, 2))]
        )),
    ];
    (args, target, any::<bool>()).prop_map(|((name, args), target, warns)| {
        let target = if matches!(name, "command" | "min_sources_any_of") { "" } else { target };
        let severity = if warns { Severity::Warning } else { Severity::Error };
        Validation { severity, ..check(name, target, &args) }
    })
}

fn a_contract() -> impl Strategy<Value = Contract> {
    let outputs = || prop::collection::vec(an_output(), 0..4);
    (outputs(), outputs(), prop::collection::vec(a_check(), 0..5))
        .prop_map(|(all_of, any_of, validations)| Contract { all_of, any_of, validations, ..contract() })
}

fn content() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..60),
        "(# A|### Source|https://a\\.b/|\n|```\n|> |- |<!--|A|é| ){0,20}".prop_map(String::into_bytes),
    ]
}

fn a_repo() -> impl Strategy<Value = Repo> {
    let files = prop::collection::btree_map(
        prop::sample::select(vec!["a.md", "b.md", "d/c.md", "d/e.md"]),
        content(),
        0..5,
    );
    let odd = prop::option::of((
        prop::sample::select(vec!["a.md", "b.md", "d", "d/c.md"]),
        prop_oneof![Just(Observed::Refused("a pipe".to_owned())), Just(dir(vec![])), Just(Observed::Missing)],
    ));
    let probe = prop::option::of(prop_oneof![
        (0..2i32, "[A-B]{0,2}").prop_map(|(code, stdout)| Probe::Exited {
            code,
            stdout,
            stderr: String::new()
        }),
        Just(Probe::TimedOut(1)),
        Just(Probe::NotRun("untrusted".to_owned())),
    ]);
    (files, odd, prop::collection::vec(probe, 5)).prop_map(|(files, odd, probes)| {
        let repo = files.into_iter().fold(Repo::default(), |repo, (path, bytes)| repo.bytes(path, &bytes));
        let repo = odd.into_iter().fold(repo, |repo, (path, seen)| repo.odd(path, seen));
        probes.into_iter().enumerate().fold(repo, |repo, (index, probe)| match probe {
            Some(probe) => repo.probe(index, probe),
            None => repo,
        })
    })
}

fn depth() -> impl Strategy<Value = Depth> {
    prop::sample::select(Depth::ALL.to_vec())
}

fn is_there(repo: &Repo, path: &str) -> bool {
    let contract = Contract { all_of: vec![output(path)], ..contract() };
    crate::support::verdict(&contract, repo).passes()
}

fn sound(row: &Row) -> Result<(), TestCaseError> {
    prop_assert_eq!(row.state == State::Pass, row.findings.is_empty(), "{:?}", row);
    prop_assert!(row.severity == Severity::Error || row.state != State::Fail, "{:?}", row);
    prop_assert!(row.severity == Severity::Warning || row.state != State::Warn, "{:?}", row);
    for finding in &row.findings {
        prop_assert!(!finding.message.is_empty() && !finding.message.ends_with('.'), "{:?}", finding);
        let said = [
            Some(&finding.message),
            finding.expected.as_ref(),
            finding.found.as_ref(),
            finding.hint.as_ref(),
        ];
        for sentence in said.into_iter().flatten() {
            prop_assert!(!sentence.chars().any(gatewright::model::path::is_treacherous), "{:?}", sentence);
        }
    }
    let name = if row.check == "file_exists_any_of" { "file_exists" } else { &row.check };
    let kind = catalogue::find(name).unwrap();
    for figure in row.figures.keys() {
        prop_assert!(
            kind.figures.iter().any(|known| known.name == figure),
            "{} has no figure {}",
            name,
            figure
        );
    }
    Ok(())
}

proptest! {
    #![proptest_config(crate::support::cases(1_000))]

    #[test]
    fn whatever_is_judged_gives_sound_rows(contract in a_contract(), repo in a_repo(), depth in depth()) {
        let plan = plan(&contract, depth);
        let evidence = repo.evidence(&plan);
        let all = judge(&plan, &evidence, &repo.answers());
        for row in &all.rows {
            sound(row)?;
        }
        // Judging is a function, and the cheap phase a part of the whole.
        prop_assert_eq!(&all, &judge(&plan, &evidence, &repo.answers()));
        let cheap = First::of(&plan, &evidence).so_far().rows;
        let rest: Vec<Row> = all.rows.iter().filter(|row| row.check != "command").cloned().collect();
        prop_assert_eq!(cheap, rest);
        prop_assert_eq!(all.passes(), all.failure_reason().is_none());
    }

    #[test]
    fn no_gate_passes_without_its_required_outputs(contract in a_contract(), repo in a_repo(), depth in depth()) {
        let required = contract.all_of.iter().filter(|output| output.is_required(depth));
        let lacking = required.clone().any(|output| !is_there(&repo, &output.path.0));
        let alternatives_lack = !contract.any_of.is_empty()
            && !contract.any_of.iter().any(|output| is_there(&repo, &output.path.0));
        let verdict = crate::support::verdict_at(&contract, depth, &repo);
        prop_assert!(!(verdict.passes() && (lacking || alternatives_lack)), "{:#?}", verdict);
    }

    #[test]
    fn a_further_check_never_makes_a_gate_pass(
        contract in a_contract(), more in a_check(), repo in a_repo(), depth in depth(),
    ) {
        let before = crate::support::verdict_at(&contract, depth, &repo);
        let mut longer = contract;
        longer.validations.push(more);
        let after = crate::support::verdict_at(&longer, depth, &repo);
        // Where nothing decided, anything that does is the first to be asked.
        if !before.passes() && before.decides() {
            prop_assert!(!after.passes(), "{:#?}\n{:#?}", before, after);
        }
    }

    #[test]
    fn warnings_decide_nothing(contract in a_contract(), repo in a_repo(), depth in depth()) {
        let verdict = crate::support::verdict_at(&contract, depth, &repo);
        let errors: Vec<Row> =
            verdict.rows.iter().filter(|row| row.severity == Severity::Error).cloned().collect();
        if !errors.is_empty() {
            prop_assert_eq!(verdict.passes(), Verdict { rows: errors }.passes());
        }
    }

    #[test]
    fn what_is_wanted_is_sorted_and_unique(contract in a_contract(), depth in depth()) {
        let wanted = plan(&contract, depth).wanted();
        prop_assert!(wanted.windows(2).all(|pair| pair[0].place < pair[1].place));
    }
}
