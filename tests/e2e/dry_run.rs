//! A dry run says what would be done and leaves every byte as it was.

use clap::CommandFactory;

use crate::fixtures::{SOURCES, begun, contract, essay};
use crate::world::World;

/// Runs each of `lines`, and holds that none changes a byte.
fn untouched_by(world: &World, lines: &[&str]) {
    let before = world.tree("");
    for line in lines {
        world.gw(0, line).same_as(&before);
    }
}

#[test]
fn a_dry_run_of_every_command_leaves_the_tree_as_it_was() {
    let world = essay();
    untouched_by(
        &world,
        &[
            "run start --workflow essay --slug robot --dry-run",
            "run essay --slug robot --dry-run",
            "run essay --slug robot --exec true --dry-run",
            "trust --dry-run",
            "man --dir . --dry-run",
        ],
    );
    assert!(!world.path("runs").exists());

    world.quietly("run start --workflow essay --slug robot");
    untouched_by(
        &world,
        &[
            "gate start --dry-run",
            "run resume --dry-run",
            "run resume --exec true --dry-run",
            "gate start G2 --override --reason why --dry-run",
            "run complete --status CANCELED --reason why --dry-run",
        ],
    );

    world.quietly("gate start").given("research/robot/sources.md", SOURCES);
    untouched_by(
        &world,
        &[
            "gate finish --dry-run",
            "run resume --dry-run",
            "gate check",
            "gate packet",
            "gate fail --reason why --dry-run",
            "gate abandon --reason why --dry-run",
            "invocation record --agent scribe --dry-run",
            "run status",
            "run show",
            "run list",
        ],
    );

    world.quietly("gate finish").given("contracts/essay/G2.contract.json", contract("G2", "b.md", "# B"));
    untouched_by(
        &world,
        &["run repin --gate G2 --reason why --dry-run", "gate reopen --gate G1 --reason why --dry-run"],
    );
    world.quietly("run complete --status CANCELED --reason why");
    untouched_by(&world, &["run reopen --run latest --reason why --dry-run"]);
    insta::assert_snapshot!(world.told());
}

#[test]
fn every_command_that_changes_something_has_a_dry_run() {
    fn look(command: &clap::Command, above: &str, found: &mut Vec<(String, bool)>) {
        let name = format!("{above} {}", command.get_name()).trim().to_owned();
        let takes = |long: &str| command.get_arguments().any(|it| it.get_long() == Some(long));
        let changes = takes("agent") || takes("expect-head") || takes("dir") || takes("yes");
        if (changes && !["gatewright gate check", "gatewright audit"].contains(&name.as_str()))
            || name.ends_with("init")
        {
            found.push((name.clone(), takes("dry-run")));
        }
        command.get_subcommands().for_each(|below| look(below, &name, found));
    }
    let mut found = vec![];
    look(&gatewright::cli::args::Cli::command(), "", &mut found);
    assert!(found.len() >= 13, "{found:?}");
    assert!(found.iter().all(|(_, has)| *has), "{found:?}");
}

#[test]
fn a_dry_run_that_would_be_refused_is_refused() {
    let world = begun();
    assert_eq!(world.json(5, "run resume --exec ./nosuch --dry-run")["kind"], "error");
    let would = world.json(0, "run resume --dry-run");
    assert_eq!((&would["step"], &would["gate"]), (&"start".into(), &"G1".into()));
    world.quietly("gate start");
    let would = world.json(0, "run resume --dry-run");
    assert_eq!((&would["step"], &would["attempt"]), (&"work".into(), &1.into()));
    world.quietly("gate abandon --reason x").quietly("run complete --status CANCELED --reason x");
    assert_eq!(world.json(4, "run resume --run latest --dry-run")["code"], "run_completed");
}

#[test]
fn a_dry_run_in_json_says_that_it_was_one() {
    let world = essay();
    assert_eq!(world.json(0, "run start --workflow essay --slug robot --dry-run")["dry_run"], true);
    world.quietly("run start --workflow essay --slug robot");
    for line in ["gate start --dry-run", "run complete --status canceled --reason x --dry-run"] {
        let answer = world.json(0, line);
        assert_eq!((&answer["dry_run"], &answer["head"]), (&true.into(), &serde_json::Value::Null), "{line}");
    }
    world.quietly("gate start");
    for (code, line) in [
        (1, "gate finish --dry-run"),
        (0, "gate fail --reason x --dry-run"),
        (0, "gate abandon --reason x --dry-run"),
        (0, "invocation record --dry-run"),
    ] {
        let answer = world.json(code, line);
        assert_eq!((&answer["dry_run"], &answer["head"]), (&true.into(), &serde_json::Value::Null), "{line}");
    }
}
