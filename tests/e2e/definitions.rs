//! Wrong definitions: found before any work, each with file, line and column.

use serde_json::json;

use crate::fixtures::{contract, essay, one_gate};
use crate::world::World;

#[test]
fn every_mistake_of_a_definition_is_told_with_its_place_before_any_work() {
    let place = regex::Regex::new(r"(contracts/G1|workflows/one)\.json:\d+:\d+").unwrap();
    for (what, gate, body) in [
        (
            "an unknown check",
            "",
            r#"{"gate": "G1", "validations": [{"type": "file_exist", "target": "a.md"}]}"#,
        ),
        ("another gate", "", r#"{"gate": "G2", "required_outputs": {"all_of": [{"path": "a.md"}]}}"#),
        ("an escaping path", "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "../a.md"}]}}"#),
        ("nothing asked", "", r#"{"gate": "G1"}"#),
        ("an unknown key of a gate", r#""need": ["G0"],"#, r#"{"gate": "G1"}"#),
        ("a dangling need", r#""needs": ["G0"],"#, r#"{"gate": "G1"}"#),
        ("no JSON", "", "{\"gate\": \"G1\",\n  oops\n}"),
    ] {
        let world = World::new();
        one_gate(&world, gate, body);
        for line in [
            "workflow lint one",
            "run start --workflow one --slug x",
            "run one --slug x",
            "workflow show one",
        ] {
            let said = world.ask(line);
            assert_eq!(said.code, 2, "{what}: {said:?}");
            assert!(place.is_match(&said.stderr), "{what}: {said:?}");
        }
        let answer = world.json(2, "run start --workflow one --slug x");
        let problem = &answer["problems"][0];
        assert!(
            problem["line"].is_u64() && problem["column"].is_u64() && problem["file"].is_string(),
            "{answer}"
        );
        world.gw(2, "run start --workflow one --slug x");
        insta::assert_snapshot!(what.replace(' ', "_"), world.told());
        assert_eq!(world.runs(), Vec::<String>::new());
    }
}

#[test]
fn a_contract_that_is_missing_is_told_by_whoever_names_it() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world.remove("contracts/G1.json").gw(2, "run start --workflow one --slug x").gw(2, "workflow lint");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_configuration_that_is_wrong_stops_every_command() {
    let world = essay();
    world
        .write("gatewright.json", "{\"git\": {\"commit\": \"always\"}}")
        .gw(2, "run list")
        .write("gatewright.json", "{\"workflow\": \"w\"}")
        .gw(2, "workflow list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn lint_remarks_on_what_is_legal_and_dubious() {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}]}}"#);
    world.gw(0, "workflow lint").gw(2, "workflow lint --strict").gw(0, "workflow lint --json");
    insta::assert_snapshot!(world.told());
}

/// A workflow that says everything that can be said.
fn everything() -> World {
    let world = World::new();
    world
        .given(
            "workflows/all.json",
            json!({
                "workflow": "all",
                "gates": [
                    {
                        "gate": "G1", "contract": "contracts/G1.json", "timeout": "90m", "max_attempts": 3,
                        "producers": ["Ada"], "judges": ["Bob", "Eve"],
                        "executor": {"command": {"argv": ["./work.sh", "{slug}"], "packet": "path", "timeout": "5m"}},
                    },
                    {"gate": "G2", "contract": "contracts/G2.json"},
                ],
            })
            .to_string(),
        )
        .given(
            "contracts/G1.json",
            json!({
                "gate": "G1",
                "required_outputs": {"all_of": [
                    {"path": "a.md", "required_for_depth": ["deep", "standard"]},
                    {"path": "b.md", "required": false},
                ]},
                "validations": [
                    {"type": "min_sources", "target": "a.md", "thresholds": {"quick": 1, "standard": 2, "deep": 4}},
                    {"type": "contains_headings", "target": "a.md", "required_headings": ["## One", "## Two"]},
                    {"type": "command", "argv": ["./agree.sh", "--all"], "timeout_seconds": 30, "severity": "warning",
                     "id": "agreed", "hint": "ask again", "when": {"depth": ["deep"]}},
                ],
            })
            .to_string(),
        )
        .given(
            "contracts/G2.json",
            json!({"gate": "G2", "required_outputs": {"any_of": [{"path": "c.md"}, {"path": "d.md"}]}}).to_string(),
        );
    world
}

#[test]
fn a_workflow_is_shown_with_everything_that_its_checks_ask() {
    let world = everything();
    world.gw(0, "workflow show all");
    let shown = world.json(0, "workflow show all");
    let gate = &shown["gates"][0];
    assert_eq!(
        gate["executor"],
        json!({"command": {"argv": ["./work.sh", "{slug}"], "packet": "path", "timeout": "5m"}})
    );
    assert_eq!(shown["gates"][1]["executor"], "human");
    assert_eq!((&gate["timeout"], &gate["judges"]), (&json!("1h30m"), &json!(["Bob", "Eve"])));
    assert_eq!(gate["all_of"][0]["required_at"], json!(["standard", "deep"]));
    assert_eq!(gate["all_of"][1]["required_at"], json!([]));
    assert_eq!(gate["checks"][0]["args"], json!({"thresholds": {"quick": 1, "standard": 2, "deep": 4}}));
    assert_eq!(gate["checks"][1]["args"]["required_headings"], json!(["## One", "## Two"]));
    assert_eq!(gate["checks"][2]["args"]["argv"], json!(["./agree.sh", "--all"]));
    assert_eq!(
        (&gate["checks"][2]["severity"], &gate["checks"][2]["args"]["timeout_seconds"]),
        (&json!("warning"), &json!(30))
    );
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_contract_that_looks_at_the_records_of_runs_is_refused_before_any_work() {
    for target in ["runs", "runs/**", "runs/x.md"] {
        let world = World::new();
        let check = json!({"type": "file_absent", "target": target});
        one_gate(&world, "", &json!({"gate": "G1", "validations": [check]}).to_string());
        let said = world.json(2, "run start --workflow one --slug x");
        assert_eq!(said["code"], "own_records", "{target}");
        assert!(world.runs().is_empty());
    }
}
