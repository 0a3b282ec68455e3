//! Contracts that extend others: what comes of both, and where mistakes are told.

use std::collections::BTreeMap;

use gatewright::format::definition::read_contract;
use gatewright::model::contract::Contract;
use gatewright::model::failure::Failure;
use gatewright::model::path::RepoPath;
use gatewright::rules::known::KnownVariables;

/// Reads the first of `files`, which may extend the others.
fn read(files: &[(&str, &str)]) -> Result<Contract, Failure> {
    let all: BTreeMap<RepoPath, &str> =
        files.iter().map(|(path, text)| (RepoPath::new(path).unwrap(), *text)).collect();
    let fetch = |path: &RepoPath| Ok(all.get(path).map(|text| text.as_bytes().to_vec()));
    let (first, text) = files[0];
    read_contract(&RepoPath::new(first).unwrap(), text.as_bytes(), &KnownVariables::always(), &fetch)
}

/// `code file:line:column` of every problem.
fn places(failure: &Failure) -> Vec<String> {
    let problems = failure.problems.iter();
    problems.map(|it| format!("{} {}:{}:{}", it.code, it.file, it.line, it.column)).collect()
}

const BASE: &str = r#"{"gate": "base", "blocking": false,
 "required_outputs": {"all_of": [{"path": "a.md"}, {"path": "b.md", "required": false}]},
 "validations": [
  {"type": "word_count", "id": "words", "target": "a.md", "thresholds": 10},
  {"type": "links", "id": "links", "target": "a.md"},
  {"type": "placeholder_free", "target": "a.md"}]}"#;

#[test]
fn what_is_extended_comes_first_and_is_added_to_replaced_and_removed() {
    let own = r#"{"gate": "G1", "name": "Own", "extends": "base",
     "remove": {"validations": ["LINKS"], "required_outputs": ["b.md"]},
     "required_outputs": {"all_of": [{"path": "c.md"}, {"path": "a.md", "description": "again"}], "any_of": [{"path": "d.md"}]},
     "validations": [{"type": "file_exists", "target": "c.md"},
                     {"type": "word_count", "id": "Words", "target": "a.md", "thresholds": 99}]}"#;
    let contract = read(&[("own", own), ("base", BASE)]).unwrap();
    assert_eq!((contract.gate.as_str(), contract.name.as_str(), contract.blocking), ("G1", "Own", false));
    let outputs: Vec<(&str, &str)> =
        contract.all_of.iter().map(|it| (it.path.0.as_str(), it.description.as_str())).collect();
    assert_eq!(outputs, [("a.md", "again"), ("c.md", "")]);
    assert_eq!(contract.any_of.len(), 1);
    let checks: Vec<(&str, Option<&str>)> = contract
        .validations
        .iter()
        .map(|it| (it.check.as_str(), it.common.from.as_ref().map(RepoPath::as_str)))
        .collect();
    assert_eq!(checks, [("word_count", None), ("placeholder_free", Some("base")), ("file_exists", None)]);
}

#[test]
fn a_contract_may_extend_one_that_extends_and_each_check_knows_its_file() {
    let top = r#"{"gate": "G1", "extends": "middle"}"#;
    let middle = r#"{"gate": "x", "extends": "base", "remove": {"validations": ["words"]},
     "validations": [{"type": "file_exists", "target": "a.md"}]}"#;
    let contract = read(&[("top", top), ("middle", middle), ("base", BASE)]).unwrap();
    let from: Vec<&str> =
        contract.validations.iter().map(|it| it.common.from.as_ref().unwrap().as_str()).collect();
    assert_eq!(from, ["base", "base", "middle"]);
}

#[test]
fn a_mistake_is_told_in_the_file_where_it_is() {
    let own = r#"{"gate": "G1", "extends": "base"}"#;
    let told = |base: &str| read(&[("own", own), ("base", base)]).unwrap_err();
    let failure =
        told("{\"gate\": \"x\",\n \"validations\": [{\"type\": \"file_exist\", \"target\": \"a.md\"}]}");
    assert_eq!(places(&failure), ["unknown_check base:2:27"]);
    assert!(failure.report.unwrap().contains("--> base:2:27"));
    assert_eq!(places(&told("{]")).len(), 1);
    let lacking = r#"{"gate": "x", "validations": [{"type": "file_exists", "target": "any_of"}]}"#;
    assert_eq!(places(&told(lacking)), ["empty_target own:1:27"]);
    assert_eq!(
        told(lacking).problems[0].message,
        "the target `any_of` of the check `file_exists` in `base` stands for no output"
    );
}

#[test]
fn circles_long_chains_and_files_that_are_not_there_are_told_where_they_are_named() {
    let to = |file: &str| format!("{{\"gate\": \"G1\",\n  \"extends\": \"{file}\"}}");
    let (a, b) = (to("b"), to("a"));
    let failure = read(&[("a", &a), ("b", &b)]).unwrap_err();
    assert_eq!(places(&failure), ["extends_circle b:2:14"]);
    assert_eq!(failure.problems[0].message, "contracts extend each other in a circle: `a` → `b` → `a`");
    assert_eq!(places(&read(&[("a", &a)]).unwrap_err())[0], "missing_base a:2:14");
    let chain = |last: usize| {
        let mut files: Vec<(String, String)> =
            (0..last).map(|at| (at.to_string(), to(&(at + 1).to_string()))).collect();
        files.push((last.to_string(), BASE.to_owned()));
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        read(&files)
    };
    assert!(chain(7).is_ok());
    assert_eq!(places(&chain(8).unwrap_err()), ["extends_too_deep 7:2:14"]);
}

const TEXTS: &str = r#"{"gate": "texts", "blocking": false, "required_outputs": {"all_of": [{"path": "a.md"}]},
 "validations": [{"type": "links", "id": "links", "target": "a.md"},
                 {"type": "placeholder_free", "target": "a.md"}]}"#;
const LONG: &str = r#"{"gate": "long", "blocking": false,
 "validations": [{"type": "word_count", "id": "words", "target": "a.md", "thresholds": 99},
                 {"type": "placeholder_free", "target": "a.md"}]}"#;

/// A contract that extends `texts` and `long`, with these keys beside that.
fn both(more: &str, long: &str) -> Result<Contract, Failure> {
    let own = format!("{{\"gate\": \"G1\",\n \"extends\": [\"texts\", \"long\"]{more}}}");
    read(&[("own", &own), ("texts", TEXTS), ("long", long)])
}

#[test]
fn several_contracts_are_extended_in_their_order_and_what_they_say_alike_stands_once() {
    let contract = both("", LONG).unwrap();
    let checks: Vec<(&str, &str)> = contract
        .validations
        .iter()
        .map(|it| (it.check.as_str(), it.common.from.as_ref().unwrap().as_str()))
        .collect();
    assert_eq!(checks, [("links", "texts"), ("placeholder_free", "texts"), ("word_count", "long")]);
    assert!(!contract.blocking);
    let less = both(r#", "remove": {"validations": ["words", "links"]}"#, LONG).unwrap();
    assert_eq!(less.validations.len(), 1, "what any of them has can be removed");
    let own = r#"{"gate": "G1", "extends": ["left", "right"]}"#;
    let side = r#"{"gate": "x", "extends": "texts"}"#;
    let diamond = read(&[("own", own), ("left", side), ("right", side), ("texts", TEXTS)]).unwrap();
    assert_eq!(diamond.validations.len(), 2, "what both sides extend stands once");
}

#[test]
fn where_they_contradict_each_other_the_contract_that_extends_them_decides() {
    let other = LONG.replace(r#""id": "words""#, r#""id": "LINKS""#).replace("false", "true").replace(
        "\"validations\"",
        r#""required_outputs": {"all_of": [{"path": "a.md", "required": false}]}, "validations""#,
    );
    let failure = both("", &other).unwrap_err();
    let said: Vec<&str> = failure.problems.iter().map(|it| it.message.as_str()).collect();
    let of = |what: &str| format!("`long` says something else of {what} than a contract before it");
    assert_eq!(said, [of("`blocking`"), of("the output `a.md`"), of("the check `LINKS`")]);
    assert_eq!(places(&failure)[0], "extends_contradiction own:2:23");
    let decides = r#", "blocking": true, "remove": {"validations": ["links"]},
        "required_outputs": {"all_of": [{"path": "a.md"}]}"#;
    let contract = both(decides, &other).unwrap();
    assert!(contract.blocking && contract.all_of.len() == 1);
    assert_eq!(contract.validations.len(), 1);
}

#[test]
fn a_wrong_one_of_several_is_told_where_it_stands_in_the_list() {
    let own = |list: &str| format!("{{\"gate\": \"G1\",\n  \"extends\": [{list}]}}");
    let told = |list: &str, texts: &str| {
        let own = own(list);
        places(&read(&[("own", &own), ("texts", texts), ("long", LONG)]).unwrap_err())
    };
    assert_eq!(told(r#""texts", "gone""#, TEXTS), ["missing_base own:2:24"]);
    assert_eq!(told(r#""texts", "texts""#, TEXTS), ["extends_twice own:2:24"]);
    assert_eq!(told(r#""long", "own""#, TEXTS), ["extends_circle own:2:23"]);
    assert!(told("", TEXTS).contains(&"empty_list own:2:14".to_owned()));
    let deeper = r#"{"gate": "x", "extends": ["long", "own"]}"#;
    assert_eq!(told(r#""texts""#, deeper), ["extends_several texts:1:27"]);
    let many: Vec<String> = (0..9).map(|at| format!("\"{at}\"")).collect();
    assert_eq!(told(&many.join(", "), TEXTS), ["extends_too_many own:2:55"]);
}
