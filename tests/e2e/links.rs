//! Links are followed through the repository, and what they lead to stands in the record.

use serde_json::json;

use crate::fixtures::{SOURCES, essay, one_gate};
use crate::world::World;

fn guide(world: &World) {
    let links = json!({"type": "links", "target": "docs/*.md", "ignore": ["docs/{slug}/"]});
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "docs/a.md"}]},
        "validations": [links]
    });
    one_gate(world, "", &contract.to_string());
    world.quietly("run start --workflow one --slug x").quietly("gate start");
}

#[test]
fn broken_links_are_listed_and_what_good_ones_lead_to_is_recorded() {
    let world = World::new();
    guide(&world);
    world
        .given(
            "docs/a.md",
            "# A\n\n[b](B.md) and [c](b.md#frist)\n\n[d](../src/none.rs) [e](x/gen.md) [f](../src)\n",
        )
        .given("docs/b.md", "# B\n\n## First\n")
        .given("src/main.rs", "fn main() {}\n")
        .gw(1, "gate check")
        .write(
            "docs/a.md",
            "# A\n\n[b](b.md) and [c](b.md#first)\n\n[d](../src/main.rs) [e](x/gen.md) [f](../src)\n",
        )
        .gw(0, "gate check")
        .gw(0, "gate finish");
    let attempt = world.attempt("G1", 1);
    let seen: Vec<&str> =
        attempt["looked_at"].as_array().unwrap().iter().map(|seen| seen["path"].as_str().unwrap()).collect();
    assert_eq!(seen, ["docs/b.md", "src/main.rs"]);
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_pass_whose_links_lead_to_an_edited_input_does_not_stand() {
    let world = essay();
    let links = json!({"type": "links", "target": "essays/{slug}/draft.md", "min_links": 1});
    let output = json!({"path": "essays/{slug}/draft.md"});
    let contract = json!({"gate": "G2", "required_outputs": {"all_of": [output]}, "validations": [links]});
    world
        .given("contracts/essay/G2.contract.json", contract.to_string())
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish")
        .quietly("gate start")
        .given("essays/robot/draft.md", "[one](../../research/robot/sources.md#source-2)\n")
        .given("research/robot/sources.md", format!("{SOURCES}\nMore.\n"))
        .gw(4, "gate finish")
        .given("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish");
    insta::assert_snapshot!(world.told());
}
