//! Every kind of answer in JSON keeps its schema, and the schema is strict enough to notice what is missing or new.

use std::collections::{BTreeMap, BTreeSet};

use gatewright::format::answer::schema::{answer, kinds};
use gatewright::format::answer::shape::Types;
use serde_json::{Value, json};

use crate::fixtures::{ancestral, begun, contract, essay, one_gate};
use crate::hold::kept;
use crate::world::World;

/// Commands that only read definitions, or nothing.
const READERS: [&str; 15] = [
    "help",
    "help exit-codes",
    "help templates",
    "man",
    "completions bash",
    "schema",
    "schema run",
    "checks",
    "checks command",
    "workflow list",
    "workflow show essay",
    "workflow lint",
    "contract explain",
    "contract lint",
    "contract test",
];

/// A case in which nothing was done.
const NOTHING_DONE: &str = r#"{"gate": "G1", "params": {"slug": "x"}, "expect": {"gate": "FAIL", "checks": {"min_sources": "fail", "file_exists": "fail"}}}"#;

/// A run from its start to its end, with the exit code of every command.
const STEPS: &[(i32, &str)] = &[
    (0, "run start --workflow essay --slug robot"),
    (0, "gate start"),
    (0, "gate packet"),
    (0, "invocation record --agent scribe"),
    (0, "gate check"),
    (0, "gate finish"),
    (0, "gate start --gate G2"),
    (0, "gate fail --reason 'no idea'"),
    (0, "gate start --gate G2"),
    (0, "gate abandon --reason 'no time'"),
    (4, "gate finish"),
    (0, "run status"),
    (0, "run show"),
    (0, "run list"),
    (1, "audit"),
    (0, "audit --explain chain.broken"),
    (0, "audit --rules"),
    (0, "report"),
    (0, "gate reopen --gate G1 --reason 'once more' --dry-run"),
    (0, "run complete --status CANCELED --reason 'no use'"),
    (0, "run reopen --run latest --reason 'it has some use' --dry-run"),
    (3, "run essay --slug other"),
];

/// One answer of every kind, by kind.
fn answers() -> BTreeMap<String, Value> {
    let mut all = vec![];
    let world = essay();
    world.given_script("tools/agree.sh", "exit 0\n");
    world.given("contracts/essay/tests/nothing/case.json", NOTHING_DONE);
    let mut ask = |world: &World, code: i32, line: &str| all.push(world.json(code, line));
    READERS.iter().for_each(|line| ask(&world, 0, line));
    world.given("research/robot/sources.md", "### Source 1\n### Source 2\n");
    STEPS.iter().for_each(|(code, line)| ask(&world, *code, line));
    let other = World::new();
    one_gate(&other, "", &contract("G1", "a.md", "# A"));
    other.quietly("run start --workflow one --slug x");
    other.given("contracts/G1.json", contract("G1", "a.md", "# B"));
    ask(&other, 0, "run repin --gate G1 --reason 'another heading'");
    let check = r#"{"gate": "G1", "validations": [{"type": "command", "argv": ["sh", "tools/agree.sh"]}]}"#;
    other.given("contracts/G1.json", check).given("tools/agree.sh", "exit 0\n");
    ask(&other, 0, "trust --yes");
    ask(&other, 0, "trust --list");
    let digest = all.last().unwrap()["commands"][0]["digest"].as_str().unwrap().to_owned();
    let mut ask = |world: &World, code: i32, line: &str| all.push(world.json(code, line));
    ask(&other, 0, &format!("trust --revoke {digest}"));
    ask(&ancestral(), 0, "run show");
    ask(&ancestral(), 0, "run timeline latest");
    ask(&ancestral(), 0, "run show latest --gate G1 --attempt 1");
    let shown = crate::fixtures::draft_written();
    ask(&shown, 0, "run timeline");
    ask(&shown, 0, "run show --gate G1 --attempt 1");
    ask(&shown, 0, "run diff latest latest");
    ask(&shown, 0, "run export latest --output ../bundle");
    // A clock that repeats is an error.
    ask(&shown, 1, "gate verify G1");
    let fresh = World::new();
    ask(&fresh, 0, "init");
    ask(&fresh, 0, "init --list-templates");
    ask(&fresh, 0, "schema --write");
    ask(&World::new(), 0, "--version");
    let unfinished = begun();
    ask(&unfinished, 0, "run resume --dry-run");
    all.extend(crate::approve::answers());
    all.extend(crate::attest::answers());
    all.extend(crate::seal::answers());
    all.extend(crate::waive::answers());
    all.extend(crate::own_fixtures::answers());
    all.into_iter().map(|answer| (answer["kind"].as_str().unwrap().to_owned(), answer)).collect()
}

/// The objects within `value`, as paths that lead to them.
fn objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            found.push(at.to_owned());
            members.iter().for_each(|(name, below)| objects(below, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, below)| objects(below, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// Where members come from elsewhere: a check's figures, parameters by name, a schema, what an event's type has.
fn is_open(kind: &str, path: &str) -> bool {
    ["/validations", "/params", "/schema", "/events", "/args"].iter().any(|open| path.contains(open))
        || kind == "schema"
}

#[test]
fn every_kind_of_answer_keeps_its_schema_and_none_is_left_out() {
    let answers = answers();
    let described: BTreeSet<String> =
        kinds(&mut Types::new()).iter().map(|kind| kind.name.to_owned()).collect();
    assert_eq!(answers.keys().cloned().collect::<BTreeSet<_>>(), described);
    let whole = jsonschema::validator_for(&answer()).unwrap();
    for (kind, answer) in answers {
        assert!(whole.is_valid(&answer), "the whole schema refuses a `{kind}`");
    }
}

#[test]
fn a_member_that_goes_that_comes_or_that_changes_its_type_breaks_the_schema() {
    let mut tried = 0;
    for (kind, answer) in answers() {
        let mut paths = vec![];
        objects(&answer, "", &mut paths);
        for path in paths.iter().filter(|path| !is_open(&kind, path)) {
            let changed = |change: &dyn Fn(&mut serde_json::Map<String, Value>)| {
                let mut answer = answer.clone();
                change(answer.pointer_mut(path).unwrap().as_object_mut().unwrap());
                kept(&answer).is_err()
            };
            assert!(
                changed(&|object| drop(object.insert("new".into(), json!(1)))),
                "{kind} {path} takes a new one"
            );
            for name in answer.pointer(path).unwrap().as_object().unwrap().keys() {
                // No member is a number with a fraction.
                assert!(
                    changed(&|object| drop(object.insert(name.clone(), json!(0.5)))),
                    "{kind} {path}/{name} may have another type"
                );
                // Some members stand only where there is something to say.
                let sometimes = [
                    "/template",
                    "/files",
                    "/links",
                    "/page",
                    "/accepts",
                    "/required",
                    "/hints",
                    "/start/account",
                    "/account/id",
                ];
                if !sometimes.iter().any(|end| format!("{path}/{name}").ends_with(end)) {
                    assert!(
                        changed(&|object| drop(object.remove(name))),
                        "{kind} {path}/{name} may be missing"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 300, "only {tried} members were looked at");
}
