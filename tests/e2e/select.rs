//! Which run, which repository: prefixes, `latest`, the only open one, `-C`.

use crate::fixtures::essay;
use crate::world::World;

#[test]
fn a_run_is_meant_by_id_prefix_latest_or_by_being_the_only_open_one() {
    let world = essay();
    world
        .gw(4, "run status")
        .gw(4, "run status --run latest")
        .gw(0, "run start --workflow essay --slug first")
        .gw(0, "run start --workflow essay --slug second");
    let [first, second] = world.runs().try_into().unwrap();
    world
        .gw(2, "gate start")
        .gw(2, "gate start --run run_2027")
        .gw(2, "gate start --run 2027")
        .gw(2, "gate start --run robot")
        .gw(2, "gate start --run ../../etc");
    assert_eq!(world.json(0, "run status --run latest")["run_id"], second.as_str());
    assert_eq!(world.json(0, &format!("run status {first}"))["run_id"], first.as_str());
    assert_eq!(world.json(0, &format!("run status {}", &first[..25]))["run_id"], first.as_str());
    assert_eq!(world.json(0, "run status 20270115T0803")["run_id"], second.as_str());
    world.quietly("run complete --run latest --status CANCELED --reason enough");
    assert_eq!(world.json(0, "run status")["run_id"], first.as_str(), "the only open one");
    world.quietly("run complete --status CANCELED --reason enough");
    assert_eq!(world.json(0, "run status")["run_id"], second.as_str(), "to look at, the newest");
    world.gw(4, "gate start");
    insta::assert_snapshot!(world.told());
}

#[test]
fn the_root_is_found_from_below_and_by_c() {
    let world = essay();
    world.given("deep/er/note.md", "").quietly("run start --workflow essay --slug x");
    assert_eq!(world.json(0, "-C deep/er run status")["status"], "QUEUED");
    world
        .gw(2, "-C absent run status")
        .gw(2, "-C workflows/essay.json run status")
        .gw(2, "-C ../home run list")
        .gw(2, "-C ../home workflow list --json");
    insta::assert_snapshot!(world.told());
}

#[test]
fn an_executor_knows_its_run_and_gate_from_the_environment() {
    let world = essay();
    world
        .quietly("run start --workflow essay --slug first")
        .quietly("run start --workflow essay --slug second");
    let [first, _] = world.runs().try_into().unwrap();
    world.with_env("GATEWRIGHT_RUN", &first).with_env("GATEWRIGHT_GATE", "G1");
    let started = world.json(0, "gate start");
    assert_eq!((&started["run_id"], &started["gate"]), (&first.as_str().into(), &"G1".into()));
}

#[test]
fn runs_are_listed_and_filtered() {
    let world = essay();
    world
        .given(
            "workflows/other.json",
            r#"{"workflow": "other", "gates": [{"gate": "G1", "contract": "contracts/essay/G1.contract.json"}]}"#,
        )
        .gw(0, "run list")
        .quietly("run start --workflow essay --slug first")
        .hours(24)
        .quietly("run start --workflow other --slug second")
        .quietly("run complete --run latest --status CANCELED --reason x")
        .hours(1)
        .quietly("run start --workflow essay --slug third")
        .quietly("gate start --run latest")
        .gw(0, "run list")
        .gw(0, "run list --json")
        .gw(2, "run list --newer-than soon")
        .gw(2, "run list --status done");
    let slugs = |filter: &str| -> Vec<String> {
        let runs = world.json(0, &format!("run list {filter}"));
        runs["runs"].as_array().unwrap().iter().map(|run| run["slug"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(slugs(""), ["third", "second", "first"], "newest first");
    assert_eq!(slugs("--status open"), ["third", "first"]);
    assert_eq!(slugs("--status running"), ["third"]);
    assert_eq!(slugs("--status queued --status canceled"), ["second", "first"]);
    assert_eq!(slugs("--workflow essay"), ["third", "first"]);
    assert_eq!(slugs("--slug second"), ["second"]);
    assert_eq!(slugs("--newer-than 3h"), ["third", "second"]);
    assert_eq!(slugs("--older-than 1d"), ["first"]);
    assert_eq!(slugs("--limit 1"), ["third"]);
    assert_eq!(slugs("--slug none"), Vec::<String>::new());
    insta::assert_snapshot!(world.told());
}

#[test]
fn without_definitions_the_program_says_where_to_begin() {
    let world = World::new();
    world
        .gw(2, "run list")
        .gw(2, "run essay --slug x")
        .given("gatewright.json", "{}")
        .gw(0, "run list")
        .gw(0, "workflow list")
        .gw(2, "run essay --slug x")
        .gw(2, "run start --workflow ../essay --slug x")
        .gw(0, "workflow lint")
        .gw(0, "trust");
    insta::assert_snapshot!(world.told());
}
