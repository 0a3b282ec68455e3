//! What an audit makes of files that checks measured by and that are others today.

use serde_json::json;

use crate::audit::rules;
use crate::audit_lost::lose;
use crate::fixtures::one_gate;
use crate::git::{begin, git};
use crate::own_fixtures::{no_shouting, started, usual};
use crate::world::World;

const SCHEMA: &str = "forms/data.schema.json";
const STRICT: &str = r#"{"type": "object", "required": ["who", "when"]}"#;
const EASIER: &str = r#"{"type": "object", "required": ["who"]}"#;

/// A repository whose gate brings data by a strict schema, committed.
fn repository() -> World {
    let world = World::new();
    let check = json!({"type": "json_schema", "target": "data.json", "schema": SCHEMA});
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "data.json"}]},
        "validations": [check],
    });
    one_gate(&world, "", &contract.to_string());
    world.given(SCHEMA, STRICT).real();
    begin(&world);
    world
}

fn commit(world: &World) {
    git(world, "add --all");
    git(world, "commit --quiet --allow-empty --message=next");
}

/// The gate passes by what lies there.
fn pass(world: &World) {
    world.given("data.json", "{\"who\": \"Ada\"}\n");
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("gate finish");
}

/// A run by the easier schema, committed; it was committed before, where it was `committed`, and is `now` something else.
fn judged(committed: bool, now: &str) -> World {
    let world = repository();
    world.given(SCHEMA, EASIER);
    if committed {
        commit(&world);
    }
    pass(&world);
    world.given(SCHEMA, now);
    commit(&world);
    world
}

fn standing(world: &World) -> String {
    let answer = world.ask("gate verify G1 --run latest --json").json();
    answer["gates"][0]["standing"].as_str().unwrap().to_owned()
}

#[test]
fn a_schema_that_was_weakened_for_a_finish_and_put_back_does_not_let_its_gate_stand() {
    let spelled_otherwise = r#"{ "required": ["who", "when"], "description": "x", "type": "object" }"#;
    for (committed, now, rule) in [
        (true, STRICT, "pins.put_back"),
        (true, spelled_otherwise, "pins.put_back"),
        (false, STRICT, "pins.uncommitted"),
        (false, r#"{"type": "object"}"#, "pins.uncommitted"),
    ] {
        let world = judged(committed, now);
        let all = rules(&world, "");
        assert!(all.contains(&rule.to_owned()), "{now}: {all:?}");
        assert_eq!(standing(&world), "fallen", "{now}");
        let said = world.ask("audit --require one/G1");
        assert!(
            said.code == 1 && said.stdout.contains(&format!("the `{SCHEMA}` that it was judged by")),
            "{said:?}"
        );
    }
}

#[test]
fn a_form_that_is_no_json_is_put_back_where_its_bytes_are_those_of_before() {
    let world = World::new();
    let check = json!({"type": "differs_from_template", "target": "a.md", "template": "forms/a.md"});
    let contract =
        json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}]}, "validations": [check]});
    one_gate(&world, "", &contract.to_string());
    let strict = "# Report\n\n## Risks\n\n<risks>\n";
    world.given("forms/a.md", strict).real();
    begin(&world);
    world.given("forms/a.md", "# Report\n\n<what>\n");
    commit(&world);
    world.given("a.md", "# Report\n\nAll that was found is told here, and more.\n");
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("gate finish");
    commit(&world);
    assert_eq!(standing(&world), "stands");
    world.given("forms/a.md", strict);
    commit(&world);
    assert!(rules(&world, "").contains(&"pins.put_back".to_owned()));
    assert_eq!(standing(&world), "fallen");
}

#[test]
fn an_older_schema_that_was_brought_back_only_for_a_finish_does_not_let_its_gate_stand() {
    let world = repository();
    world.given(SCHEMA, EASIER);
    commit(&world);
    world.given(SCHEMA, STRICT);
    commit(&world);
    git(&world, &format!("checkout --quiet HEAD~1 -- {SCHEMA}"));
    pass(&world);
    git(&world, &format!("checkout --quiet HEAD -- {SCHEMA}"));
    commit(&world);
    assert!(rules(&world, "").contains(&"pins.put_back".to_owned()));
    assert_eq!(standing(&world), "fallen");
}

#[test]
fn a_check_of_the_repositorys_own_that_was_weakened_for_a_run_and_put_back_does_not_let_its_gate_stand() {
    for committed in [true, false] {
        let world = usual();
        world.given("essay.md", "LISTEN\nTO\nME\n").real();
        begin(&world);
        world.given("checks/no-shouting/run.sh", "cat > /dev/null\n");
        if committed {
            commit(&world);
        }
        started(&world).quietly("gate finish");
        assert_eq!(standing(&world), "stands");
        world.given("checks/no-shouting/run.sh", no_shouting());
        commit(&world);
        let rule = if committed { "pins.put_back" } else { "pins.uncommitted" };
        assert!(rules(&world, "").contains(&rule.to_owned()), "{committed}");
        assert_eq!(standing(&world), "fallen", "{committed}");
        // A newer one is another one, and no older.
        if committed {
            world.given("checks/no-shouting/run.sh", format!("{}# newer\n", no_shouting()));
            assert_eq!(standing(&world), "stands");
        }
    }
}

#[test]
fn a_schema_that_was_developed_further_lets_its_gate_stand_and_is_named_where_that_is_required() {
    let world = judged(true, r#"{"type": "object", "required": ["who", "where"]}"#);
    let all = rules(&world, "");
    assert!(!all.iter().any(|rule| rule.starts_with("pins.")), "{all:?}");
    assert_eq!(standing(&world), "stands");
    assert!(rules(&world, "--require one/G1").contains(&"required.redefined".to_owned()));
    // Whoever has only other words, or other line ends, measures by the same.
    for today in [EASIER.replace('{', "{\"description\": \"x\", "), format!("{EASIER}\r\n")] {
        let world = judged(true, &today);
        assert_eq!(standing(&world), "stands");
        assert!(!rules(&world, "--require one/G1").contains(&"required.redefined".to_owned()), "{today}");
    }
    // It lies there as it was.
    let world = judged(false, EASIER);
    assert!(!rules(&world, "--require one/G1").iter().any(|rule| rule.starts_with("required.")));
}

#[test]
fn where_a_version_of_the_schema_is_lost_nobody_says_that_its_gate_stands() {
    let world = judged(true, r#"{"type": "object", "required": ["who", "where"]}"#);
    lose(&world, &format!("HEAD~1:{SCHEMA}"));
    assert_eq!(standing(&world), "unknown");
}

#[test]
fn what_was_never_committed_is_no_mark_that_was_moved() {
    let world = World::new();
    let check = json!({"type": "hash_equals", "target": "data.json", "sums": "SUMS"});
    let contract = json!({"gate": "G1", "required_outputs": {"all_of": [{"path": "data.json"}]}, "validations": [check]});
    one_gate(&world, "", &contract.to_string());
    world.given(".gitignore", "SUMS\n").given("data.json", "{}\n").real();
    begin(&world);
    world.shell("sha256sum data.json > SUMS");
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("gate finish");
    assert_eq!(world.run_json()["gates"][0]["status"], "PASS");
    world.remove("SUMS");
    commit(&world);
    assert_eq!(standing(&world), "stands");
}

#[test]
fn what_another_gate_brings_is_told_as_its_output_and_not_as_a_mark() {
    let world = repository();
    let form = json!({"gate": "G0", "required_outputs": {"all_of": [{"path": SCHEMA}]}});
    let gates = json!([
        {"gate": "G0", "contract": "contracts/G0.json"},
        {"gate": "G1", "contract": "contracts/G1.json"},
    ]);
    world.given("contracts/G0.json", form.to_string());
    world.given("workflows/one.json", json!({"workflow": "one", "gates": gates}).to_string());
    commit(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start").given(SCHEMA, EASIER);
    world.quietly("gate finish").quietly("gate start").given("data.json", "{\"who\": \"Ada\"}\n");
    world.quietly("gate finish");
    commit(&world);
    assert_eq!(standing(&world), "stands");
    world.given(SCHEMA, STRICT);
    commit(&world);
    let all = rules(&world, "");
    assert!(!all.iter().any(|rule| rule.starts_with("pins.")), "{all:?}");
    assert_eq!(standing(&world), "fallen", "its input has changed");
}
