//! What holds for every answer and every record, whatever story they belong to.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

use clap::CommandFactory;
use gatewright::cli::args::Cli;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::world::{CANARY, Said, USER, World};

static RUN: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&gatewright::format::record::schema::run()).unwrap());
static ATTEMPT: LazyLock<Validator> =
    LazyLock::new(|| jsonschema::validator_for(&gatewright::format::record::schema::attempt()).unwrap());

/// The schema of answers as it is printed.
static ANSWERS: LazyLock<Value> = LazyLock::new(gatewright::format::answer::schema::answer);

thread_local! {
    /// A validator for each kind that was met: what is wrong is then said of that kind.
    static KINDS: RefCell<BTreeMap<String, Validator>> = const { RefCell::new(BTreeMap::new()) };
}

/// Whether an answer keeps the schema of its kind. The kinds are told apart by their names alone, so that no other
/// describes it.
pub fn kept(answer: &Value) -> Result<(), String> {
    let kind = answer["kind"].as_str().unwrap_or_default();
    let reference = json!({ "$ref": format!("#/$defs/{kind}") });
    if !ANSWERS["oneOf"].as_array().unwrap().contains(&reference) {
        return Err(format!("no schema describes the kind `{kind}`"));
    }
    KINDS.with_borrow_mut(|kinds| {
        let validator = kinds.entry(kind.to_owned()).or_insert_with(|| {
            let one = json!({ "$ref": reference["$ref"], "$defs": ANSWERS["$defs"] });
            jsonschema::validator_for(&one).unwrap()
        });
        let wrong: Vec<String> =
            validator.iter_errors(answer).map(|why| format!("{} {why}", why.instance_path())).collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    })
}

/// A command that is offered can be run as it is: it has no hole, and the program takes its arguments.
fn can_be_run(next: &str, said: &Said) {
    let Some(line) = next.strip_prefix("gatewright ") else { return };
    assert!(!line.contains('<'), "a hole in `{next}`: {said:?}");
    let words = shlex::split(next).unwrap_or_else(|| panic!("quotes in `{next}`"));
    let about_a_gate = words.get(1).is_some_and(|word| word == "gate") && line != "gate verify";
    let says = |option: &str| words.iter().any(|word| word == option);
    let gate = says("--gate") || words.get(3).is_some_and(|word| !word.starts_with('-'));
    assert!(!about_a_gate || says("--run") && gate, "`{next}` does not say which: {said:?}");
    if let Err(why) = Cli::command().try_get_matches_from(words) {
        assert!(!why.use_stderr() || line.starts_with("help"), "`{next}` is refused: {why}\n{said:?}");
    }
}

/// Whatever a judgement finds, something can be done about it.
fn says_how_to_mend(answer: &Value) {
    for row in answer["validations"].as_array().into_iter().flatten() {
        for finding in row["findings"].as_array().into_iter().flatten() {
            let hint = finding["hint"].as_str().unwrap_or_default();
            assert!(!hint.is_empty() && !hint.contains('\n'), "no hint: {row}");
        }
    }
}

/// Nothing treacherous reaches a terminal; nothing of the environment is shown; an answer in JSON is one object with
/// `format`, `kind` and `next`, and nothing is said beside it.
pub fn answer(said: &Said) {
    let both = format!("{}{}", said.stdout, said.stderr);
    let raw = both.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t'));
    assert_eq!(raw, None, "a control character reaches the terminal raw: {said:?}");
    assert!(!both.contains(CANARY), "the environment is shown: {said:?}");
    if !said.arguments.iter().any(|argument| argument == "--json") {
        let words: Vec<&str> = said.arguments.iter().map(String::as_str).collect();
        let plain = (said.code == 0
            && matches!(words.first(), Some(&("help" | "man" | "schema" | "completions"))))
            || words.iter().any(|word| matches!(*word, "--help" | "-h" | "--version" | "-V"));
        let literal = ["Next: gatewright ", "Next: git restore "];
        let last = said.stderr.lines().last().unwrap_or_default();
        let next = literal.iter().any(|next| last.starts_with(next));
        said.stderr
            .lines()
            .filter_map(|line| line.strip_prefix("Next: "))
            .for_each(|next| can_be_run(next, said));
        assert!(plain || next, "the report does not end with `Next:`: {said:?}");
        return;
    }
    assert_eq!(said.stderr, "", "talk beside the JSON object: {said:?}");
    assert_eq!(said.stdout.lines().count(), 1, "not one line: {said:?}");
    let object = said.json();
    assert_eq!(object["format"], 1, "{said:?}");
    assert!(object["kind"].is_string(), "{said:?}");
    let plain = ["help", "version", "exit_codes", "templates", "man", "schema", "completions"]
        .iter()
        .any(|kind| object["kind"] == *kind);
    let next = object["next"]
        .as_array()
        .filter(|next| plain || !next.is_empty())
        .unwrap_or_else(|| panic!("no `next`: {said:?}"));
    assert!(
        next.iter().all(|command| command.as_str().is_some_and(|text| text.starts_with("gatewright "))),
        "`next` holds something that is no command: {said:?}"
    );
    if let Err(why) = kept(&object) {
        panic!("the answer breaks its schema: {why}\n{said:?}");
    }
    next.iter().filter_map(Value::as_str).for_each(|next| can_be_run(next, said));
    if ["gate_check", "gate_finish"].iter().any(|kind| object["kind"] == *kind) {
        says_how_to_mend(&object);
    }
    if said.code != 0 && object["kind"] == "error" {
        assert_eq!(object["exit_code"], said.code, "{said:?}");
        assert!(object["code"].is_string() && object["message"].is_string(), "{said:?}");
    }
}

/// Records follow their schemas, have their one spelling, and hold nothing of the machine or its user.
pub fn records(world: &World, dir: &Path, tampered: bool) {
    let absolute = dir.to_str().unwrap().to_owned();
    let mut audited = false;
    for (path, bytes) in world.tree("runs") {
        if !path.contains("/record/") {
            continue;
        }
        let text = String::from_utf8(bytes).unwrap();
        for secret in [absolute.as_str(), USER, CANARY] {
            assert!(!text.contains(secret), "{path} holds `{secret}`");
        }
        let name = path.rsplit('/').next().unwrap();
        if tampered || !name.ends_with(".json") || path.contains("/pins/") {
            continue;
        }
        let value: Value = serde_json::from_str(&text).unwrap();
        if name == "RUN.json" && value.get("format").is_none() {
            continue;
        }
        let schema = if name == "RUN.json" { &RUN } else { &ATTEMPT };
        if let Err(why) = schema.validate(&value) {
            panic!("{path} breaks its schema: {why}");
        }
        let spelled = format!("{}\n", serde_json::to_string_pretty(&value).unwrap());
        assert_eq!(text, spelled, "{path} is not in its one spelling");
        audited = true;
    }
    if audited {
        honest(world);
    }
}

/// An audit finds nothing in a record that nobody has touched but what a story itself made of its files.
fn honest(world: &World) {
    let said = world.ask("audit --json");
    let answer = said.json();
    for run in answer["runs"].as_array().unwrap_or_else(|| panic!("{said:?}")) {
        for found in run["findings"].as_array().unwrap() {
            let rule = found["rule"].as_str().unwrap();
            let family = rule.split('.').next().unwrap();
            // The clock of stories is seeded and set back, and some of them change what lies in the tree.
            let of_stories =
                rule == "chain.seeded" || matches!(family, "outputs" | "behaviour") || rule == "chain.future";
            let weighty =
                found["weight"] == "error" || matches!(rule, "form.stray_file" | "pins.packet_not_rendered");
            assert!(of_stories || !weighty, "an audit accuses an honest record: {found:#}");
        }
    }
}
