//! `run diff`: two attempts, or two runs, held against each other.

use serde_json::Value;

use crate::ancestor;
use crate::fixtures::{DRAFT, SOURCES, ancestral, contract, essay, one_gate, sources_passed};
use crate::git::{begin, git};
use crate::world::World;

/// A run whose first gate failed and then passed, each attempt committed with its outputs.
fn twice() -> World {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.given("research/robot/sources.md", "# Sources\n\n### Source 1\n\nA letter.\n");
    assert_eq!(world.ask("gate finish").code, 1);
    world.hours(2).quietly("gate start --agent scribe");
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
    world
}

#[test]
fn two_attempts_differ_in_what_was_asked_told_brought_and_found() {
    let world = twice();
    world.gw(0, "run diff G1/1 G1/2").gw(0, "run diff G1/2 G1/2").gw(0, "run diff G1/1 G1/2 --no-text");
    insta::assert_snapshot!(crate::mask::commits(&world.told()));
    let answer = world.json(0, "run diff G1/1 G1/2");
    let gate = &answer["gates"][0];
    assert_eq!((&answer["of"], &answer["b"]["attempt"]), (&"attempts".into(), &2.into()));
    assert_eq!(
        (&gate["outputs"][0]["change"], &gate["checks"][0]["a"], &gate["checks"][0]["b"]),
        (&"changed".into(), &"fail".into(), &"pass".into())
    );
    assert!(gate["outputs"][0]["diff"].to_string().contains("+### Source 2"), "{gate}");
}

#[test]
fn runs_are_compared_gate_by_gate() {
    let world = twice();
    let first = world.runs()[0].clone();
    world
        .quietly(&format!("gate start --run {first}"))
        .given("essays/robot/draft.md", DRAFT)
        .quietly("gate finish");
    world.quietly("run start --workflow essay --slug moon --depth quick");
    let second = world.runs().into_iter().find(|run| *run != first).unwrap();
    world
        .quietly(&format!("gate start --run {second}"))
        .given("research/moon/sources.md", "### Source 1\n")
        .quietly(&format!("gate finish --run {second}"))
        .gw(0, &format!("run diff {first} {second}"))
        .gw(0, &format!("run diff {first}:G1/2 {second}:g1/1"));
    insta::assert_snapshot!(crate::mask::commits(&world.told()));
    let answer = world.json(0, &format!("run diff {first} latest"));
    let what: Vec<&str> =
        answer["asked"].as_array().unwrap().iter().map(|it| it["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["param depth", "param slug"]);
    assert_eq!(answer["gates"].as_array().map(Vec::len), Some(3));
    let same = world.json(0, &format!("run diff {first} {first}"));
    let nothing = |gate: &Value| {
        ["asked", "told", "outputs", "checks"].iter().all(|it| gate[it].as_array().unwrap().is_empty())
    };
    assert!(
        same["gates"].as_array().unwrap().iter().all(nothing) && same["told"] == serde_json::json!([]),
        "{same}"
    );
}

#[test]
fn bytes_that_are_nowhere_are_told_and_binary_ones_are_not_shown() {
    let world = sources_passed();
    world.quietly("gate reopen --gate G1 --reason more").quietly("gate start --gate G1");
    world
        .given("research/robot/sources.md", format!("{SOURCES}\n### Source 3\n"))
        .quietly("gate finish --gate G1");
    let answer = world.json(0, "run diff G1/1 G1/2");
    assert!(
        answer["gates"][0]["outputs"][0]["no_diff"].as_str().unwrap().contains("not at hand"),
        "{answer}"
    );

    let world = World::new();
    one_gate(
        &world,
        "",
        r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.bin"}, {"path": "b.txt"}, {"path": "d/"}]}}"#,
    );
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    let hostile = "a\u{1b}[2Jb\r\n\u{202e}\n";
    world
        .given("a.bin", b"\0one")
        .given("b.txt", "")
        .given("d/x", "1")
        .given("d/y", "1")
        .quietly("gate finish");
    world.quietly("gate reopen --gate G1 --reason more").quietly("gate start");
    world.given("a.bin", b"\0two").given("b.txt", hostile).given("d/x", "2").given("d/z", "1").remove("d/y");
    world.quietly("gate finish");
    let answer = world.json(0, "run diff G1/1 G1/2");
    let outputs = answer["gates"][0]["outputs"].as_array().unwrap();
    assert!(outputs[0]["no_diff"].as_str().unwrap().starts_with("binary"), "{answer}");
    assert_eq!(outputs[2]["diff"], serde_json::json!(["~x", "-y", "+z"]));
    let said = world.ask("run diff G1/1 G1/2").stdout;
    assert!(said.contains("+a\\u{1b}[2Jb") && said.contains("+\\u{202e}"), "{said}");
    // What was committed and changed since is found in git.
    world.given("b.txt", "others\n");
    git(&world, "commit -qam later");
    assert_eq!(world.json(0, "run diff G1/1 G1/2")["gates"][0]["outputs"], answer["gates"][0]["outputs"]);
}

#[test]
fn another_contract_another_packet_and_another_check_are_told() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "a.md", "# A"));
    world
        .quietly("run start --workflow one --slug x")
        .quietly("gate start")
        .given("a.md", "# A\n")
        .quietly("gate finish");
    world.given("contracts/G1.json", contract("G1", "a.md", "# B"));
    world.quietly("run repin --gate G1 --reason better").quietly("gate start");
    assert_eq!(world.ask("gate finish").code, 1);
    let answer = world.json(0, "run diff G1/1 G1/2");
    let what: Vec<&str> = answer["gates"][0]["asked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["what"].as_str().unwrap())
        .collect();
    assert!(
        what.contains(&"contract") && what.contains(&"packet") && what.contains(&"pin contracts/G1.json"),
        "{what:?}"
    );
    assert_eq!(answer["gates"][0]["same_outputs"], 1);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let world = twice();
    world
        .gw(2, "run diff G1/1 latest")
        .gw(2, "run diff G1/1 G1/9")
        .gw(2, "run diff G1/1 G9/1")
        .gw(2, "run diff G1/0 G1/1")
        .gw(2, "run diff G1/1 run_x:G1/1")
        .gw(2, "run diff G1/1 latest:")
        .gw(2, "run diff G1/1");
    insta::assert_snapshot!(world.told());
    let before = world.tree("");
    world.ask("run diff G1/1 G1/2");
    world.same_as(&before);
}

#[test]
fn the_ancestor_s_attempts_and_runs_are_compared_by_what_they_say() {
    let world = ancestral();
    world.gw(0, "run diff latest:G1/1 latest:G1/2").gw(0, "run diff latest latest");
    insta::assert_snapshot!(world.told());
    let Some(world) = ancestor::records() else { return };
    let runs = world.json(0, "run list")["runs"].as_array().unwrap().clone();
    for pair in runs.windows(2) {
        let [a, b] = [0, 1].map(|i| pair[i]["run_id"].as_str().unwrap());
        let answer = world.json(0, &format!("run diff {a} {b}"));
        assert!(!answer["told"].as_array().unwrap().is_empty(), "{answer}");
    }
}
