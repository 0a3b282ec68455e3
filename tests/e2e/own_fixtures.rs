//! A repository with a check of its own: the one of the guide, or another program under its name.

use serde_json::{Value, json};

use crate::fixtures::one_gate;
use crate::world::World;

/// The blocks of the guide's section, each by the file that the line before it names.
pub fn of_the_guide() -> Vec<(String, String)> {
    let guide = include_str!("../../docs/guide.md");
    let (_, section) = guide.split_once("## Checks of your own\n").unwrap();
    let (section, _) = section.split_once("\n## ").unwrap();
    let block = regex::Regex::new(r"(?s)`([^`\s]+\.[a-z]+)`:\n\n```[a-z]*\n(.*?)```").unwrap();
    let placed = |name: &str| {
        let name = name.strip_prefix("checks/no-shouting/").unwrap_or(name);
        format!("checks/no-shouting/{name}")
    };
    let found = block.captures_iter(section);
    let files: Vec<_> = found.map(|found| (placed(&found[1]), found[2].to_owned())).collect();
    assert_eq!(files.len(), 5, "the guide's check has five files");
    files
}

/// The program of the guide's check: more than `most` lines in capitals only are too many.
pub fn no_shouting() -> String {
    of_the_guide().into_iter().find(|(name, _)| name.ends_with("run.sh")).unwrap().1
}

pub fn definition() -> Value {
    json!({
        "check": "no-shouting",
        "version": 2,
        "description": "no line is written in capitals only",
        "argv": ["sh", "checks/no-shouting/run.sh"],
        "params": {
            "type": "object",
            "properties": {"most": {"type": "integer", "minimum": 0}},
            "additionalProperties": false,
        },
    })
}

/// A repository with the check and a gate that asks for it.
pub fn with(definition: &Value, script: &str, asked: &Value) -> World {
    let world = World::new();
    world
        .given("checks/no-shouting/check.json", definition.to_string())
        .given("checks/no-shouting/run.sh", script)
        .given("checks/no-shouting/samples/pass/quiet/files/a.md", "A quiet line.\n")
        .given("checks/no-shouting/samples/fail/loud/files/a.md", "Hello.\nLISTEN TO ME!\n")
        .given("checks/no-shouting/samples/fail/loud/sample.json", r#"{"finds": "shouted"}"#);
    let contract = json!({
        "gate": "G1",
        "required_outputs": {"all_of": [{"path": "essay.md"}]},
        "validations": [asked],
    });
    one_gate(&world, "", &contract.to_string());
    world
}

pub fn usual() -> World {
    with(
        &definition(),
        &no_shouting(),
        &json!({"type": "checks/no-shouting", "target": "all_required", "most": 1, "description": "for the ears"}),
    )
}

pub fn started(world: &World) -> &World {
    world.quietly("trust --yes").quietly("run start --workflow one --slug x").quietly("gate start")
}

pub fn row(world: &World, attempt: u32) -> Value {
    let rows = world.attempt("G1", attempt)["validations"].clone();
    rows.as_array().unwrap().iter().find(|row| row["type"] == "checks/no-shouting").unwrap().clone()
}

/// What commands about checks of the repository's own answer.
pub fn answers() -> Vec<Value> {
    let world = usual();
    world.quietly("trust --yes");
    ["checks checks/no-shouting", "checks --test"].map(|line| world.json(0, line)).to_vec()
}
