//! Every finding says how to mend it: of every check, whether its files are missing, unreadable or wrong.

use gatewright::format::definition::read_contract;
use gatewright::model::contract::Contract;
use gatewright::model::depth::Depth;
use gatewright::model::evidence::Observed;
use gatewright::model::path::RepoPath;
use gatewright::rules::checks::catalogue::CHECKS;
use gatewright::rules::known::KnownVariables;

use crate::support::{Repo, contract, dir, output, plan, verdict};

/// A contract with the example of a check's manual.
fn asking(example: &str) -> Contract {
    let outputs = r#"{"all_of": [{"path": "{artifact_path}/SPEC.md"}], "any_of": [{"path": "b.md"}]}"#;
    let text = format!(r#"{{"gate": "G1", "required_outputs": {outputs}, "validations": [{example}]}}"#);
    let file = RepoPath::new("contracts/G1.json").unwrap();
    read_contract(&file, text.as_bytes(), &KnownVariables::always(), &|_| Ok(None)).unwrap()
}

/// Repositories in which everything that the contract looks at is like this.
fn repos(contract: &Contract) -> Vec<(&'static str, Repo)> {
    let wanted = plan(contract, Depth::Standard).wanted();
    let names: Vec<String> = wanted.iter().map(|wanted| wanted.place.as_str().replace('*', "x")).collect();
    let with = |bytes: &[u8]| names.iter().fold(Repo::default(), |repo, name| repo.bytes(name, bytes));
    let odd = |seen: Observed| names.iter().fold(Repo::default(), |repo, name| repo.odd(name, seen.clone()));
    vec![
        ("nothing", Repo::default()),
        ("empty files", with(b"")),
        ("a placeholder", with(b"[your name]\n")),
        ("another language", with(b"{\"a\": [1")),
        ("no text", with(b"\xff\0")),
        ("directories", odd(dir(vec![]))),
        ("what cannot be read", odd(Observed::Refused("it is a pipe".to_owned()))),
    ]
}

#[test]
fn every_check_of_the_catalogue_says_how_to_mend_what_it_finds() {
    for kind in CHECKS {
        let contract = asking(kind.example);
        let mut seen = 0;
        for (what, repo) in repos(&contract) {
            let rows = verdict(&contract, &repo).rows;
            for row in rows.iter().filter(|row| row.check == kind.name) {
                for finding in &row.findings {
                    assert!(finding.hint.is_some(), "{} of {what}: {finding:?}", kind.name);
                    seen += 1;
                }
            }
        }
        assert!(seen > 0, "{} was never seen failing", kind.name);
    }
}

#[test]
fn outputs_that_nothing_else_asks_for_say_how_to_mend_them_too() {
    let (all_of, any_of) = (vec![output("c/*.md"), output("d/")], vec![output("a.md"), output("b.md")]);
    let asked = Contract { all_of, any_of, ..contract() };
    for (what, repo) in repos(&asked) {
        let rows = verdict(&asked, &repo).rows;
        let found = rows.iter().flat_map(|row| &row.findings);
        assert!(
            found.clone().all(|finding| finding.hint.is_some()),
            "{what}: {:?}",
            found.collect::<Vec<_>>()
        );
    }
}
