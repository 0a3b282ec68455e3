//! With git: what is pinned, what is committed after each closing event, and never anything else.

use std::process::Command;

use crate::fixtures::{SOURCES, essay, one_gate};
use crate::mask::commits;
use crate::world::World;

/// Runs git as the user, who has no name beyond this command.
pub fn git(world: &World, arguments: &str) -> String {
    let output = Command::new("git")
        .args(shlex::split(arguments).unwrap())
        .current_dir(world.path(""))
        .env_clear()
        .envs([("PATH", std::env::var("PATH").unwrap()), ("GIT_CONFIG_NOSYSTEM", "1".to_owned())])
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Makes the world a git repository of Grace's, and commits everything in it.
pub fn begin(world: &World) {
    git(world, "init --quiet --initial-branch=main");
    git(world, "config user.name Grace");
    git(world, "config user.email grace@example.com");
    git(world, "add --all");
    git(world, "commit --quiet --message=first");
}

fn repository(mode: &str) -> World {
    let world = essay();
    world
        .given("gatewright.json", format!(r#"{{"git": {{"commit": "{mode}"}}}}"#))
        .given("README.md", "read me\n");
    begin(&world);
    world
}

fn told(world: &World) -> String {
    commits(&world.told())
}

#[test]
fn head_and_dirtiness_are_recorded_and_nothing_is_committed_by_itself() {
    let world = repository("off");
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish");
    let facts = world.attempt("G1", 1)["start"]["git"].clone();
    assert_eq!(facts["head"], git(&world, "rev-parse HEAD").trim());
    assert_eq!(facts["dirty"], false);
    assert_eq!(git(&world, "rev-list --count HEAD").trim(), "1");
    world.quietly("gate start G2").quietly("gate abandon --reason x");
    assert_eq!(world.attempt("G2", 1)["start"]["git"]["dirty"], true, "its input is not committed");
    insta::assert_snapshot!(told(&world));
}

#[test]
fn the_record_is_committed_after_each_closing_event_and_nothing_else() {
    let world = repository("record");
    world.given("README.md", "changed\n").given("staged.md", "mine\n").given("untracked.md", "mine\n");
    git(&world, "add staged.md");
    world
        .gw(0, "run start --workflow essay --slug robot")
        .gw(0, "gate start")
        .gw(1, "gate finish")
        .gw(0, "gate start")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish")
        .gw(0, "gate start")
        .gw(0, "gate fail --reason 'not today'")
        .gw(0, "run complete");
    assert_eq!(
        git(&world, "status --porcelain -- README.md staged.md untracked.md"),
        " M README.md\nA  staged.md\n?? untracked.md\n"
    );
    assert_eq!(git(&world, "ls-files research"), "", "outputs are not the record");
    assert_eq!(git(&world, "status --porcelain -- runs"), "", "the whole record is committed");
    world.note(&git(&world, "log --reverse --format=%B%n---- --name-status"));
    insta::assert_snapshot!(told(&world));
}

#[test]
fn the_outputs_of_the_attempt_are_committed_with_the_record() {
    let world = repository("outputs");
    world
        .given("essays/robot/unrelated.md", "mine\n")
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .given("research/robot/notes.md", "mine\n")
        .gw(0, "gate finish");
    assert_eq!(git(&world, "ls-files research essays"), "research/robot/sources.md\n");
    let answer = world.json(0, "gate start");
    assert_eq!(answer["gate"], "G2");
    world.given("essays/robot/draft.md", "## Argument\n");
    let finished = world.json(0, "gate finish");
    assert_eq!(finished["commit"], git(&world, "rev-parse HEAD").trim());
    insta::assert_snapshot!(told(&world));
}

#[test]
fn an_output_that_the_attempt_took_away_is_gone_from_its_commit() {
    let world = World::new();
    let outputs = r#"{"all_of": [{"path": "a.md"}, {"path": "more.md", "required": false}, {"path": "notes/*.md", "required": false}]}"#;
    one_gate(&world, "", &format!(r#"{{"gate": "G1", "required_outputs": {outputs}}}"#));
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    for name in ["a.md", "more.md", "notes/one.md", "notes/two.md", "notes/other.txt"] {
        world.given(name, "one\n");
    }
    begin(&world);
    world.quietly("run start --workflow one --slug robot").quietly("gate start").given("a.md", "two\n");
    for name in ["more.md", "notes/one.md", "notes/other.txt"] {
        std::fs::remove_file(world.path(name)).unwrap();
    }
    world.quietly("gate finish");
    assert_eq!(
        git(&world, "ls-tree -r --name-only HEAD a.md more.md notes"),
        "a.md\nnotes/other.txt\nnotes/two.md\n"
    );
    assert_eq!(git(&world, "status --short -uno"), " D notes/other.txt\n");
}

#[test]
fn a_commit_that_git_refuses_is_told_and_the_record_stands() {
    let world = repository("record");
    git(&world, "config --unset user.name");
    git(&world, "config --unset user.email");
    world
        .with_env("GIT_AUTHOR_NAME", "")
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .gw(1, "gate finish")
        .gw(0, "gate start --json")
        .gw(1, "gate finish --json");
    assert_eq!(world.run_json()["gates"][0]["status"], "FAIL");
    insta::assert_snapshot!(told(&world));
}

#[test]
fn an_output_that_git_ignores_is_left_out_and_told() {
    let world = repository("outputs");
    world
        .given(".gitignore", "research/\n")
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish");
    insta::assert_snapshot!(told(&world));
}

#[test]
fn without_git_everything_works_and_the_record_says_so() {
    let world = essay();
    std::fs::create_dir(world.path("../bin")).unwrap();
    let bin = world.path("../bin");
    world
        .given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#)
        .with_env("PATH", bin.to_str().unwrap())
        .without_env("GATEWRIGHT_ACTOR")
        .gw(0, "run start --workflow essay --slug robot")
        .gw(0, "gate start")
        .write("research/robot/sources.md", SOURCES)
        .gw(0, "gate finish");
    assert_eq!(world.attempt("G1", 1)["start"]["git"], serde_json::Value::Null);
    assert_eq!(world.attempt("G1", 1)["judge"], "claimed-human:unknown");
    insta::assert_snapshot!(world.told());
}

#[test]
fn whoever_git_names_is_the_actor_where_nobody_else_is_named() {
    let world = repository("off");
    world.without_env("GATEWRIGHT_ACTOR").quietly("run start --workflow essay --slug robot");
    assert_eq!(world.run_json()["events"][0]["actor"], "claimed-human:Grace");
    world.with_env("CLAUDECODE", "1").quietly("gate start");
    assert_eq!(world.run_json()["events"][1]["actor"], "agent:Grace");
    world.with_env("GATEWRIGHT_ACTOR", "Ada").quietly("gate abandon --reason x --actor Eve");
    assert_eq!(world.run_json()["events"][2]["actor"], "agent:Eve");
}

#[test]
fn a_record_that_drops_what_was_committed_is_refused_until_it_is_brought_back() {
    let world = repository("record");
    world.quietly("run start --workflow essay --slug robot");
    git(&world, "add --all");
    git(&world, "commit --quiet --message=started");
    let start = git(&world, "rev-parse HEAD");
    world.quietly("gate start").gw(1, "gate finish");
    // The committed FAIL is rolled back as if it had never been.
    git(&world, &format!("checkout --quiet {} -- runs", start.trim()));
    let run = &world.runs()[0];
    std::fs::remove_dir_all(world.path(&format!("runs/{run}/record/gates"))).unwrap();
    let record = format!("runs/{run}/record");
    let before = world.tree(&record);
    world.gw(4, "gate start").gw(4, "run status").gw(4, "run complete --status CANCELED --reason x");
    assert_eq!(world.tree(&record), before, "a refused command changes nothing");
    git(&world, &format!("restore --source=HEAD -- runs/{run}/record"));
    world.gw(0, "run status");
    insta::assert_snapshot!(told(&world));
}

#[test]
fn a_waiver_is_committed_and_the_commit_of_what_it_closes_says_what_was_waived() {
    let world = repository("record");
    let ada = crate::people::allow(&world, 1, "ada@example.org", "");
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", "### Source 1\n");
    let waive = "gate waive --check min_sources --until 2030-01-01 --reason 'the other one burned'";
    let waived = world.json(0, &format!("{waive} --key {ada} --json"));
    assert_eq!(waived["commit"], git(&world, "rev-parse HEAD").trim());
    let message = git(&world, "log -1 --format=%B");
    assert!(message.starts_with("robot G1 attempt 1: min_sources waived until 2030-01-02T"), "{message}");
    assert!(message.contains("the other one burned"), "{message}");
    world.quietly("gate finish");
    let message = git(&world, "log -1 --format=%B");
    assert!(message.starts_with("robot G1 attempt 1: WAIVED\n"), "{message}");
    let said =
        "Waived: min_sources by human:ada@example.org until 2030-01-02T00:00:00.000Z: the other one burned";
    assert!(message.contains(said), "{message}");
}

#[test]
fn a_reopening_is_committed_so_that_bringing_the_committed_record_back_keeps_it() {
    let world = repository("record");
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES)
        .quietly("gate finish");
    let reopened = world.json(0, "gate reopen --gate G1 --reason 'one is forged' --json");
    assert_eq!(reopened["commit"], git(&world, "rev-parse HEAD").trim());
    let message = git(&world, "log -1 --format=%B");
    assert!(message.starts_with("robot G1: REOPENED\n") && message.contains("one is forged"), "{message}");
    git(&world, "checkout --quiet -- runs");
    assert_eq!(world.run_json()["gates"][0]["status"], "REOPENED");
    world.quietly("run complete --status CANCELED --reason 'no use'");
    let again = world.json(0, "run reopen --run latest --reason 'of some use' --json");
    assert_eq!(again["commit"], git(&world, "rev-parse HEAD").trim());
    assert!(git(&world, "log -1 --format=%s").contains("run reopened"));
}

#[test]
fn new_pins_are_committed_so_that_bringing_the_committed_record_back_keeps_them() {
    let world = repository("record");
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .quietly("gate fail --reason x");
    let easier =
        r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "research/{slug}/sources.md"}]}}"#;
    world.given("contracts/essay/G1.contract.json", easier);
    let pinned = world.json(0, "run repin --gate G1 --reason 'two were too many' --json");
    assert_eq!(pinned["commit"], git(&world, "rev-parse HEAD").trim());
    let message = git(&world, "log -1 --format=%B");
    assert!(message.starts_with("robot G1: pinned anew\n") && message.contains("too many"), "{message}");
    git(&world, "checkout --quiet -- runs");
    assert_eq!(world.run_json()["events"].as_array().unwrap().last().unwrap()["type"], "GATE_REPINNED");
}

#[test]
fn a_gitignore_that_lets_logs_through_is_told_when_a_run_starts() {
    let world = essay();
    begin(&world);
    let line = "run start --workflow essay --slug robot";
    let hints = |world: &World| world.json(0, line)["hints"].clone();
    assert_eq!(hints(&world), serde_json::Value::Null, "ours");
    world.given("runs/.gitignore", "# mine\n*.tmp\n");
    let told = hints(&world);
    assert!(told[0].as_str().unwrap().contains("write the line `*/logs/` into `runs/.gitignore`"), "{told}");
    let said = world.ask("run essay --slug other");
    assert!(said.stderr.contains("`*/logs/`"), "{said:?}");
    world.given(".gitignore", "logs/\n");
    assert_eq!(hints(&world), serde_json::Value::Null, "git knows from elsewhere");
    let plain = essay();
    plain.given("runs/.gitignore", "");
    assert_eq!(hints(&plain), serde_json::Value::Null, "there is no git");
}

#[test]
fn outputs_in_a_submodule_are_told_and_the_record_is_committed_without_them() {
    let world = essay();
    begin(&world);
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    let inner = world.path("research/robot");
    std::fs::create_dir_all(&inner).unwrap();
    for line in ["init -q", "-c user.name=A -c user.email=a@b.c commit -q --allow-empty -m inner"] {
        git(&world, &format!("-C research/robot {line}"));
    }
    git(&world, "add research/robot gatewright.json");
    git(&world, "-c user.name=A -c user.email=a@b.c commit -qm submodule");
    world
        .quietly("run start --workflow essay --slug robot")
        .quietly("gate start")
        .given("research/robot/sources.md", SOURCES);
    let finished = world.json(0, "gate finish");
    let told = finished["commit_remarks"].to_string();
    assert!(
        told.contains("research/robot/sources.md") && told.contains("submodule: commit it there"),
        "{finished}"
    );
    let files = git(&world, "show --name-only --format=%B HEAD");
    assert!(files.contains("record/RUN.json"), "{files}");
    assert!(files.contains("sources.md  (not committed: it lies in a git repository of its own)"), "{files}");
}
