//! What docs/ci.md shows is run: the hooks in a real git repository, the steps of the action as a runner would.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use crate::fixtures::{DRAFT, SOURCES, essay};
use crate::git::{begin, git};
use crate::world::World;

/// The blocks of this language in docs/ci.md, in order.
fn blocks(language: &str) -> Vec<String> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md");
    let text = std::fs::read_to_string(page).unwrap();
    let begin = format!("```{language}\n");
    let found = text.split(&begin).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned() + "\n");
    found.collect()
}

fn yaml(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|why| panic!("{why}\n{text}"))
}

/// A git repository with a run whose first gate has passed and is committed, and a directory of programs with ours in it.
fn repository() -> World {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.real().quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
    std::fs::create_dir(world.path("../bin")).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_gatewright"), world.path("../bin/gatewright")).unwrap();
    world
}

/// Runs something in the repository as its user does, with our program on the PATH.
fn run(world: &World, program: &str, arguments: &[&str], env: &[(&str, &str)]) -> Output {
    let bin = world.path("../bin");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
    Command::new(program)
        .args(arguments)
        .current_dir(world.path(""))
        .env_clear()
        .envs([("PATH", path.as_str()), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null")])
        .env("HOME", world.path("../home"))
        .envs(env.iter().copied())
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn hook(world: &World, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = world.path(&format!(".git/hooks/{name}"));
    std::fs::write(&path, script).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn the_hook_lets_honest_commits_through_and_stops_the_others() {
    let world = repository();
    hook(&world, "pre-commit", &blocks("sh")[0]);
    world.given("notes.md", "on the way\n");
    let commit = |message: &str| {
        run(&world, "git", &["add", "-A"], &[]);
        run(&world, "git", &["commit", "-m", message], &[])
    };
    let honest = commit("honest");
    assert!(honest.status.success(), "{}", text(&honest));

    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let honest = world.read(&path);
    world.tampered().given(&path, honest.replacen("claimed-human:Ada", "claimed-human:Eve", 1));
    let forged = commit("forged");
    assert!(!forged.status.success() && text(&forged).contains("chain.broken"), "{}", text(&forged));
    assert!(!git(&world, "log --format=%s").contains("forged"));
    world.given(&path, honest);
    let again = commit("mended");
    assert!(again.status.success() || text(&again).contains("nothing to commit"), "{}", text(&again));
}

#[test]
fn the_hook_judges_what_is_staged_and_not_what_lies_in_the_tree() {
    let world = repository();
    hook(&world, "pre-commit", &blocks("sh")[0]);
    let path = format!("runs/{}/record/RUN.json", world.runs()[0]);
    let honest = world.read(&path);
    let forged = honest.replacen("claimed-human:Ada", "claimed-human:Eve", 1);
    world.tampered();
    let commit = |message: &str| run(&world, "git", &["commit", "-m", message], &[]);
    // Forged in the index, and honest again in the tree.
    world.given(&path, &forged);
    git(&world, "add --all");
    world.given(&path, &honest);
    let refused = commit("forged");
    assert!(!refused.status.success() && text(&refused).contains("chain.broken"), "{}", text(&refused));
    git(&world, "add --all");
    // Forged in the tree, and nothing of that in the index; nor of an output that somebody works on.
    world.given("notes.md", "on the way\n");
    git(&world, "add notes.md");
    world.given(&path, &forged).given("research/robot/sources.md", "rewritten\n");
    let before = (world.tree("runs"), world.tree("research"), git(&world, "diff"));
    let passed = commit("honest");
    assert!(passed.status.success(), "{}", text(&passed));
    let after = (world.tree("runs"), world.tree("research"), git(&world, "diff"));
    assert_eq!(after, before, "the tree is as it was");
    // With that output staged the record that is committed claims what is not in the commit.
    world.given(&path, &honest).given("research/robot/sources.md", SOURCES);
    world.quietly("gate start --gate G2").given("essays/robot/draft.md", DRAFT).quietly("gate finish");
    git(&world, "reset --quiet --soft HEAD~1");
    git(&world, "rm --quiet --cached essays/robot/draft.md");
    let refused = commit("without its output");
    assert!(!refused.status.success() && text(&refused).contains("outputs.absent"), "{}", text(&refused));
    git(&world, "add essays/robot/draft.md");
    let passed = commit("with its output");
    assert!(passed.status.success(), "{}", text(&passed));
    // A part of the tree, which git gives to the hook in an index of its own.
    world.given("notes.md", "more\n").given(&path, &forged);
    let passed = run(&world, "git", &["commit", "-m", "a part", "notes.md"], &[]);
    assert!(passed.status.success(), "{}", text(&passed));
    let refused = run(&world, "git", &["commit", "-m", "all", "-a"], &[]);
    assert!(!refused.status.success() && text(&refused).contains("chain.broken"), "{}", text(&refused));
}

#[test]
fn the_hook_before_a_push_wants_its_gate_to_stand() {
    let world = repository();
    git(&world, "init --quiet --bare ../there.git");
    git(&world, "remote add there ../there.git");
    hook(&world, "pre-push", &blocks("sh")[1]);
    let push = || run(&world, "git", &["push", "there", "HEAD:main"], &[]);
    world.given("research/robot/sources.md", "rewritten\n");
    let refused = push();
    assert!(!refused.status.success() && text(&refused).contains("required.fallen"), "{}", text(&refused));
    world.given("research/robot/sources.md", SOURCES);
    let pushed = push();
    assert!(pushed.status.success(), "{}", text(&pushed));
}

#[test]
fn the_steps_of_the_action_do_what_they_say() {
    let (action, workflow) = (yaml(&blocks("yaml")[0]), yaml(&blocks("yaml")[1]));
    assert_eq!(action["runs"]["using"], "composite");
    let used = &workflow["jobs"]["audit"]["steps"];
    assert_eq!(
        (&used[0]["with"]["fetch-depth"], &used[1]["uses"]),
        (&0.into(), &"./.github/actions/gatewright".into())
    );
    let given = used[1]["with"].as_object().unwrap();
    assert!(given.keys().all(|name| action["inputs"].get(name).is_some()), "{given:?}");

    let world = repository();
    // Building takes minutes: in the place of cargo stands what puts our program where cargo would.
    world.given_script(
        "../bin/cargo",
        "[ \"$1 $2 $3 $4 $5\" = 'install --locked --path tools/gatewright --root' ] || exit 9\nmkdir -p \"$6/bin\"\ncp \"$(command -v gatewright)\" \"$6/bin/gatewright\"\n",
    );
    let steps = |require: &str| -> Vec<Output> {
        let temp = world.path("../temp");
        let summary = world.path("../summary.md");
        std::fs::create_dir_all(&temp).unwrap();
        let inputs = [("source", "tools/gatewright"), ("require", require)];
        action["runs"]["steps"]
            .as_array()
            .unwrap()
            .iter()
            .map(|step| {
                assert_eq!(step["shell"], "bash", "{step}");
                let mut env = vec![
                    ("RUNNER_TEMP", temp.to_str().unwrap()),
                    ("GITHUB_STEP_SUMMARY", summary.to_str().unwrap()),
                ];
                for (name, value) in step["env"].as_object().into_iter().flatten() {
                    let input =
                        inputs.iter().find(|(input, _)| value == &format!("${{{{ inputs.{input} }}}}"));
                    env.push((name, input.unwrap_or_else(|| panic!("{value}")).1));
                }
                // As a runner calls it.
                let script = step["run"].as_str().unwrap();
                run(&world, "bash", &["--noprofile", "--norc", "-eo", "pipefail", "-c", script], &env)
            })
            .collect()
    };
    let done = steps(workflow["jobs"]["audit"]["steps"][1]["with"]["require"].as_str().unwrap());
    assert!(done.iter().all(|output| output.status.success()), "{done:?}");
    assert!(done[1].stdout.starts_with(b"::"), "{}", text(&done[1]));
    let summary = std::fs::read_to_string(world.path("../summary.md")).unwrap();
    assert!(summary.contains(&world.runs()[0]), "{summary}");

    let done = steps("essay/G1\nessay/G2\n");
    assert_eq!(done.iter().map(|output| output.status.code().unwrap()).collect::<Vec<_>>(), [0, 1, 0]);
    assert!(
        text(&done[1]).contains("::error file=") && text(&done[1]).contains("title=required.not_met"),
        "{}",
        text(&done[1])
    );
    world.given("essays/robot/draft.md", DRAFT);
    let done = steps("");
    assert!(done[1].status.success(), "{}", text(&done[1]));
}
