//! Records are committed: known token shapes are refused where they are typed and masked where they are found.

use serde_json::json;

use crate::fixtures::{essay, one_gate};
use crate::world::World;

const TOKEN: &str = "AKIAIOSFODNN7EXAMPLE";

#[test]
fn a_secret_in_what_a_person_types_is_refused() {
    let world = essay();
    world
        .given("prompt.md", format!("Use {TOKEN} to log in.\n"))
        .gw(2, "run start --workflow essay --slug x --prompt-file prompt.md")
        .gw(2, &format!("run start --workflow essay --slug {TOKEN}"))
        .quietly("run start --workflow essay --slug robot")
        .gw(4, "gate fail --gate G1 --reason 'no attempt'")
        .gw(2, &format!("gate start --gate G2 --override --reason 'because {TOKEN}'"))
        .quietly("gate start")
        .gw(2, &format!("gate fail --reason 'it said {TOKEN}'"))
        .gw(2, &format!("run complete --status CANCELED --reason {TOKEN}"))
        .gw(2, &format!("invocation record --command {TOKEN}"))
        .gw(2, &format!("--actor {TOKEN} gate abandon --reason x"));
    assert!(!all_of_it(&world).contains(TOKEN));
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_secret_in_an_output_or_a_command_is_masked_in_the_record() {
    let world = World::new();
    let contract = json!({"gate": "G1",
    "required_outputs": {"all_of": [{"path": "a.md"}]},
    "validations": [
        {"type": "not_contains", "target": "a.md", "pattern": "token"},
        {"type": "command", "argv": ["./say.sh"]}
    ]});
    one_gate(&world, "", &contract.to_string());
    world
        .given_script("say.sh", &format!("echo 'the token is {TOKEN}'; exit 1\n"))
        .given_script("agent.sh", &format!("echo 'token: {TOKEN}' > a.md; echo {TOKEN}\n"))
        .quietly("trust --yes")
        .gw(1, &format!("run one --slug x --exec './agent.sh --key={TOKEN}'"))
        .gw(0, "gate start")
        .gw(0, "gate packet")
        .write("a.md", "clean\n")
        .gw(1, "gate finish");
    let record: Vec<_> =
        world.tree("runs").into_iter().filter(|(path, _)| path.contains("/record/")).collect();
    for (path, bytes) in record {
        assert!(!String::from_utf8_lossy(&bytes).contains(TOKEN), "{path}");
    }
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_file_that_holds_a_secret_is_not_pinned() {
    let world = essay();
    let contract = "contracts/essay/G1.contract.json";
    let (clean, workflow) = (world.read(contract), world.read("workflows/essay.json"));
    let dirty = clean.replacen('{', &format!("{{\"description\": \"{TOKEN}\","), 1);
    let refused = |line: &str, file: &str| {
        let said = world.ask(line);
        assert_eq!((said.code, said.json()["code"].as_str()), (2, Some("secret_refused")), "{said:?}");
        assert!(said.stdout.contains(file) && !said.stdout.contains(TOKEN), "{said:?}");
    };
    let start = "--json run start --workflow essay --slug robot";
    world.write(contract, &dirty);
    refused(start, contract);
    world.write(contract, &clean).write("workflows/essay.json", workflow.replace("Draft", TOKEN));
    refused(start, "workflows/essay.json");
    world.write("workflows/essay.json", &workflow).quietly("run start --workflow essay --slug robot");
    world.write(contract, &dirty);
    refused("--json run repin --gate G1 --reason better", contract);
    assert!(!all_of_it(&world).contains(TOKEN));
}

fn all_of_it(world: &World) -> String {
    world.tree("runs").into_iter().map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).collect()
}
