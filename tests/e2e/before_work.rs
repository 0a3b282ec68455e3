//! What can never work is refused before any work, at its place, and `workflow lint` says the same.

use serde_json::{Value, json};

use crate::fixtures::{contract, one_gate};
use crate::world::World;

/// File, line, column and code of every problem.
fn places(said: &Value) -> Vec<(String, u64, u64, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let place = |it: &Value| {
        (text(&it["file"]), it["line"].as_u64().unwrap(), it["column"].as_u64().unwrap(), text(&it["code"]))
    };
    said["problems"].as_array().unwrap().iter().map(place).collect()
}

/// The problems that `workflow lint` finds with the only workflow.
fn linted(world: &World) -> Vec<(String, u64, u64, String)> {
    let said = world.json(2, "workflow lint");
    places(&said["workflows"][0]["error"])
}

/// What `line` is refused for with exit 2, no run written; `workflow lint` must say the same.
fn refused_as_linted(world: &World, line: &str) -> Vec<(String, u64, u64, String)> {
    let said = world.json(2, line);
    assert!(world.runs().is_empty(), "{said}");
    let found = places(&said);
    assert!(!found.is_empty(), "{said}");
    assert_eq!(found, linted(world));
    found
}

const START: &str = "run start --workflow one --slug x";

fn at(file: &str, line: u64, column: u64, code: &str) -> (String, u64, u64, String) {
    (file.to_owned(), line, column, code.to_owned())
}

#[test]
fn a_gate_that_can_never_pass_at_the_chosen_depth_is_not_started() {
    let world = World::new();
    let contract = "{\n  \"gate\": \"G1\",\n  \"required_outputs\": {\"all_of\": [{\"path\": \"a.md\", \"required_for_depth\": [\"deep\"]}]},\n  \"validations\": [\n    {\"type\": \"file_exists\", \"target\": \"all_required\"},\n    {\"type\": \"word_count\", \"target\": \"a.md\", \"thresholds\": 1, \"severity\": \"warning\"}\n  ]\n}\n";
    one_gate(&world, "", contract);
    for line in [format!("{START} --depth quick"), "run one --slug x --depth quick".to_owned()] {
        let said = world.json(2, &line);
        assert_eq!(said["code"], "never_passes", "{said}");
        assert_eq!(places(&said), [at("contracts/G1.json", 4, 18, "never_passes")]);
        assert!(said["problems"][0]["message"].as_str().unwrap().contains("at depth quick"), "{said}");
        assert!(world.runs().is_empty());
    }
    world.quietly(&format!("{START} --depth deep"));
}

#[test]
fn a_check_whose_condition_does_not_hold_in_the_run_lets_no_gate_pass() {
    let world = World::new();
    world.given(
        "workflows/one.json",
        json!({
            "workflow": "one",
            "params": {"kind": {"type": "string", "default": "plain"}},
            "gates": [{"gate": "G1", "contract": "contracts/G1.json"}],
        })
        .to_string(),
    );
    let check = json!({"type": "file_exists", "target": "a.md", "when": {"params": {"kind": ["fancy"]}}});
    world.given("contracts/G1.json", json!({"gate": "G1", "validations": [check]}).to_string());
    assert_eq!(world.json(2, START)["code"], "never_passes");
    world.quietly(&format!("{START} --param kind=fancy"));
}

#[test]
fn records_of_runs_are_refused_where_the_contract_names_them() {
    for (path, target) in [("runs/x.md", ""), ("a.md", "runs/x"), ("runs", ""), ("runs/*/logs/x", "")] {
        let world = World::new();
        let target = if target.is_empty() { path } else { target };
        let contract = format!(
            "{{\n  \"gate\": \"G1\",\n  \"required_outputs\": {{\"all_of\": [{{\"path\": \"{path}\"}}]}},\n  \"validations\": [{{\"type\": \"file_absent\", \"target\": \"{target}\"}}]\n}}\n"
        );
        one_gate(&world, "", &contract);
        let (line, column) = if path == target { (3, 44) } else { (4, 53) };
        assert_eq!(
            refused_as_linted(&world, START),
            [at("contracts/G1.json", line, column, "own_records")],
            "{path}"
        );
    }
}

#[test]
fn a_default_that_cannot_stand_in_a_path_is_refused_where_it_is_declared() {
    let world = World::new();
    let workflow = "{\n  \"workflow\": \"one\",\n  \"params\": {\"era\": {\"type\": \"string\", \"default\": \"a b\"}},\n  \"gates\": [{\"gate\": \"G1\", \"contract\": \"contracts/G1.json\"}]\n}\n";
    world.given("workflows/one.json", workflow).given("contracts/G1.json", contract("G1", "{era}.md", "# A"));
    assert_eq!(refused_as_linted(&world, START), [at("workflows/one.json", 3, 51, "param_in_path")]);
    // What is typed is nobody's definition.
    let said = world.json(2, &format!("{START} --param era='c d'"));
    assert_eq!((said["code"].as_str(), places(&said).len()), (Some("param_in_path"), 0), "{said}");
    world.quietly(&format!("{START} --param era=now"));
}

#[test]
fn a_reference_that_leads_nowhere_is_refused_where_it_stands() {
    let skills = |skills: &str| {
        format!(
            "{{\n  \"gate\": \"G1\",\n  \"required_outputs\": {{\"all_of\": [{{\"path\": \"a.md\"}}]}},\n  \"required_skills\": [{skills}]\n}}\n"
        )
    };
    let world = World::new();
    one_gate(&world, "", &skills(r#"{"path": "gone.md", "name": "n", "reason": "r"}"#));
    assert_eq!(refused_as_linted(&world, START), [at("contracts/G1.json", 4, 32, "missing_definition")]);
    world.given("how.md", "# How\n");
    one_gate(&world, "", &skills(r#"{"path": "how.md", "name": "n", "reason": "r", "inject": ["Gone"]}"#));
    assert_eq!(refused_as_linted(&world, START), [at("contracts/G1.json", 4, 81, "missing_section")]);

    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    std::fs::remove_file(world.path("contracts/G1.json")).unwrap();
    std::fs::create_dir(world.path("contracts/G1.json")).unwrap();
    let found = refused_as_linted(&world, START);
    assert_eq!((found[0].0.as_str(), found[0].1), ("workflows/one.json", 1), "{found:?}");

    let world = World::new();
    one_gate(&world, r#""prompt_template": "p.md.j2","#, &contract("G1", "a.md", "# A"));
    world.given("workflows/p.md.j2", b"one\n\xc3\xa9 \xff".as_slice());
    assert_eq!(refused_as_linted(&world, START), [at("workflows/p.md.j2", 2, 3, "bad_template")]);
}

#[test]
fn a_contract_that_would_let_no_gate_pass_is_not_pinned_anew() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.quietly(START);
    let hollow = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md", "required_for_depth": ["deep"]}]}}"#;
    world.given("contracts/G1.json", hollow);
    let said = world.json(2, "run repin G1 --reason why");
    assert_eq!(places(&said), [at("contracts/G1.json", 1, 1, "never_passes")], "{said}");
    world.quietly("gate start");
}

/// A contract of one check on `a.md`, at line 4 column 3 or so.
fn asking(check: &Value) -> String {
    format!(
        "{{\n  \"gate\": \"G1\",\n  \"required_outputs\": {{\"all_of\": [{{\"path\": \"a.md\"}}]}},\n  \"validations\": [\n    {check}\n  ]\n}}\n"
    )
}

/// What `contract lint` finds: file, line, weight and code.
fn suspected(world: &World, exit: i32) -> Vec<(String, u64, String, String)> {
    let said = world.json(exit, "contract lint");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let found = said["findings"].as_array().unwrap().iter().filter(|it| it["weight"] != "note");
    found
        .map(|it| (text(&it["file"]), it["line"].as_u64().unwrap(), text(&it["weight"]), text(&it["code"])))
        .collect()
}

fn suspect(weight: &str, code: &str) -> (String, u64, String, String) {
    ("contracts/G1.json".to_owned(), 5, weight.to_owned(), code.to_owned())
}

#[test]
fn bounds_that_cross_at_the_chosen_depth_are_refused_before_any_work() {
    let world = World::new();
    let check = json!({"type": "word_count", "target": "a.md", "thresholds": {"quick": 1, "standard": 3, "deep": 9}, "max_words": 5});
    one_gate(&world, "", &asking(&check));
    assert_eq!(suspected(&world, 1), [suspect("error", "bounds_cross")]);
    for line in [format!("{START} --depth deep"), "run one --slug x --depth deep".to_owned()] {
        let said = world.json(2, &line);
        let found = places(&said);
        assert_eq!(
            (found.len(), found[0].0.as_str(), found[0].1, found[0].3.as_str()),
            (1, "contracts/G1.json", 5, "bounds_cross")
        );
        let message = said["problems"][0]["message"].as_str().unwrap();
        assert!(message.contains("at depth deep") && message.contains("at least 9"), "{message}");
        assert!(world.runs().is_empty());
    }
    world.quietly(&format!("{START} --depth standard"));
    let warning = json!({"type": "word_count", "target": "a.md", "thresholds": 9, "max_words": 5, "severity": "warning"});
    let never = json!({"type": "word_count", "target": "a.md", "thresholds": 9, "max_words": 5, "when": {"depth": ["deep"]}});
    for check in [warning, never] {
        let world = World::new();
        one_gate(&world, "", &asking(&check));
        world.quietly(&format!("{START} --depth quick"));
    }
}

#[test]
fn a_schema_that_nothing_can_be_judged_by_is_refused_before_any_work() {
    for (schema, why) in [
        ("{\"type\": \"objekt\"}", "objekt"),
        ("{\"requierd\": [\"a\"]}", "requierd"),
        ("{\"type\": \"object\",}", ":1`"),
        ("{}", "no schema"),
    ] {
        let world = World::new();
        world.given("s.json", schema);
        one_gate(
            &world,
            "",
            &asking(
                &json!({"type": "json_schema", "target": "a.md", "schema": "s.json", "part": "frontmatter"}),
            ),
        );
        let found = refused_as_linted(&world, START);
        assert_eq!(
            (found.len(), found[0].0.as_str(), found[0].1, found[0].3.as_str()),
            (1, "contracts/G1.json", 5, "broken_schema")
        );
        let said = world.json(2, START)["problems"][0]["message"].as_str().unwrap().to_owned();
        assert!(said.contains("`s.json") && said.contains(why), "{said}");
        assert_eq!(suspected(&world, 1), [suspect("error", "broken_schema")]);
        world.given("s.json", r#"{"type": "object", "required": ["a"]}"#).quietly(START);
    }
}

#[test]
fn what_a_check_measures_by_is_there_before_any_work_or_made_by_a_gate() {
    let world = World::new();
    let check = json!({"type": "differs_from_template", "target": "a.md", "template": "t/A.md"});
    one_gate(&world, "", &asking(&check));
    let found = refused_as_linted(&world, START);
    assert_eq!((found[0].1, found[0].3.as_str()), (5, "missing_measure"));
    assert_eq!(suspected(&world, 1), [suspect("error", "missing_measure")]);
    world.given("t/A.md", "# Title\n").quietly(START);
    // A warning holds nobody up, and what depends on the run may come with it.
    for check in [
        json!({"type": "differs_from_template", "target": "a.md", "template": "t/A.md", "severity": "warning"}),
        json!({"type": "differs_from_template", "target": "a.md", "template": "{artifact_path}/A.md"}),
    ] {
        let world = World::new();
        one_gate(&world, "", &asking(&check));
        world.quietly(&format!("{START} --artifact-path out/x"));
    }
    let world = World::new();
    let checks = |file: &str, check: &str| {
        format!(
            r#"{{"gate": "G1", "required_outputs": {{"all_of": [{{"path": "{file}"}}]}}, "validations": [{check}]}}"#
        )
    };
    world.given(
        "workflows/one.json",
        r#"{"workflow": "one", "gates": [{"gate": "G1", "contract": "contracts/G1.json"}, {"gate": "G2", "contract": "contracts/G2.json"}]}"#,
    );
    world.given("contracts/G1.json", checks("s.json", r#"{"type": "file_exists", "target": "s.json"}"#));
    let second = checks("a.json", r#"{"type": "json_schema", "target": "a.json", "schema": "s.json"}"#)
        .replace("G1", "G2");
    world.given("contracts/G2.json", second).quietly(START);
}

#[test]
fn a_schema_that_says_of_no_value_what_it_is_is_remarked_and_holds_nobody_up() {
    let world = World::new();
    let check = json!({"type": "json_schema", "target": "a.md", "schema": "s.json", "part": "frontmatter"});
    one_gate(&world, "", &asking(&check));
    world.given("s.json", r#"{"properties": {"a": {"type": "string"}}, "required": ["a"]}"#);
    let told = world.json(0, "contract lint");
    let found = told["findings"].as_array().unwrap().iter().find(|it| it["code"] == "loose_schema").unwrap();
    assert_eq!((found["weight"].as_str(), found["line"].as_u64()), (Some("warning"), Some(5)));
    assert_eq!(
        found["message"],
        "`s.json`, which `json_schema` of gate G1 measures by, says of no value what kind it is: null, a truth value, a number, an empty text, an empty list are valid by it"
    );
    world.quietly(START);
    for schema in [
        r#"{"type": "object", "required": ["a"]}"#,
        r##"{"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}}}"##,
        r#"{"enum": [{"a": 1}]}"#,
        r#"{"type": ["object", "null"]}"#,
    ] {
        let told = world.given("s.json", schema).json(0, "contract lint");
        assert!(!told["findings"].to_string().contains("loose_schema"), "{schema}");
    }
}
