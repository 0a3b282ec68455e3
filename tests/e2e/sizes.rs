//! How much a record grows.

use serde_json::json;

use crate::fixtures::{contract, one_gate};
use crate::world::World;

fn length(world: &World, path: &str) -> usize {
    world.read(path).len()
}

#[test]
fn run_json_grows_by_at_most_one_and_a_fifth_kibibyte_per_attempt() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a-file-with-an-ordinary-name.md", "# A"));
    world
        .with_env("GATEWRIGHT_ACTOR", "Augusta Ada King")
        .quietly("run start --workflow one --slug an-ordinary-slug");
    let run = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let mut before = length(&world, &run);
    for n in 1..=12 {
        world.quietly("gate start --agent an-ordinary-agent");
        assert_eq!(world.ask("gate finish").code, 1);
        let now = length(&world, &run);
        // The first failure brings the rows of the gate; later ones replace them.
        if n > 1 {
            assert!(now - before <= 1229, "attempt {n} adds {} bytes", now - before);
        }
        before = now;
    }
}

#[test]
fn an_attempt_s_file_stays_under_four_kibibytes_but_for_its_findings() {
    let world = World::new();
    let outputs: Vec<_> = (0..3).map(|n| json!({"path": format!("pages/{{slug}}/page-{n}.md")})).collect();
    one_gate(&world, "", &json!({"gate": "G1", "required_outputs": {"all_of": outputs}}).to_string());
    for n in 0..3 {
        world.given(&format!("pages/robot/page-{n}.md"), "text\n");
    }
    world.quietly("run start --workflow one --slug robot").quietly("gate start").quietly("gate finish");
    let mut attempt = world.attempt("G1", 1);
    attempt["validations"] = json!([]);
    let bytes = serde_json::to_string_pretty(&attempt).unwrap().len();
    assert!(bytes < 4096, "{bytes} bytes");
}

#[test]
fn a_text_too_long_to_be_checked_is_not_enforced_and_the_limit_is_told() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "long.md", "# A"));
    let heading = "# A\n";
    for (longer, code, state) in [(0, 0, "pass"), (1, 1, "not_enforced")] {
        let most = 16 << 20;
        world.given("long.md", format!("{heading}{}", "x".repeat(most - heading.len() + longer)));
        world.quietly(&format!("run start --workflow one --slug s-{longer}"));
        let run = world.runs().pop().unwrap();
        world.quietly(&format!("gate start --run {run}"));
        let row = world.json(code, &format!("gate finish --run {run}"))["validations"][1].clone();
        assert_eq!(row["state"], state, "{row}");
        let finding = row["findings"][0]["message"].as_str().unwrap_or_default();
        assert_eq!(finding.contains("16777217 bytes; at most 16 MiB"), longer == 1, "{row}");
    }
}
