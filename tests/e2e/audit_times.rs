//! What an audit makes of the times in a record beside those of commits.

use std::process::Command;

use chrono::{TimeDelta, Utc};
use serde_json::Value;

use crate::audit::rules;
use crate::fixtures::{SOURCES, essay};
use crate::git::git;
use crate::world::World;

/// Commits everything, with a date so many minutes from now.
fn commit(world: &World, minutes: i64) -> String {
    let date = (Utc::now() + TimeDelta::minutes(minutes)).to_rfc3339();
    git(world, "add --all");
    let done = Command::new("git")
        .args([
            "-c",
            "user.name=Grace",
            "-c",
            "user.email=grace@example.com",
            "commit",
            "--quiet",
            "--message=x",
        ])
        .current_dir(world.path(""))
        .env_clear()
        .envs([("PATH", std::env::var("PATH").unwrap()), ("GIT_CONFIG_NOSYSTEM", "1".to_owned())])
        .envs([("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_COMMITTER_DATE", &date), ("GIT_AUTHOR_DATE", &date)])
        .status();
    assert!(done.unwrap().success());
    git(world, "rev-parse HEAD").trim().to_owned()
}

/// A run by the real clock whose first gate passed, begun on a commit of `before` minutes from now, and committed with a date of
/// `after`.
fn passed(before: i64, after: i64) -> World {
    let world = essay();
    world.real();
    git(&world, "init --quiet --initial-branch=main");
    commit(&world, before);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
    commit(&world, after);
    // Nobody is honest whose commits are days away.
    if before.max(-after) > 60 {
        world.tampered();
    }
    world
}

fn of_times(world: &World) -> Vec<Value> {
    let answer = world.ask("audit --json").json();
    let all = answer["runs"][0]["findings"].as_array().unwrap().clone();
    let of_times = ["history.before_head", "history.after_commit", "history.clocks_differ"];
    all.into_iter().filter(|found| of_times.iter().any(|rule| found["rule"] == *rule)).collect()
}

const DAY: i64 = 24 * 60;

#[test]
fn an_attempt_that_began_before_the_commit_that_it_names_was_back_dated() {
    let world = passed(3 * DAY, 4 * DAY);
    let head = git(&world, "rev-parse HEAD~1");
    let found = of_times(&world);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((&found[0]["rule"], &found[0]["weight"]), (&"history.before_head".into(), &"error".into()));
    assert_eq!((&found[0]["commit"], &found[0]["gate"]), (&head.trim().into(), &"G1".into()));
    assert_eq!(found[0]["field"], "events[1].timestamp");
    let why = found[0]["message"].as_str().unwrap();
    assert!(
        why.contains("began 3 days before commit") || why.contains("began 2 days before commit"),
        "{why}"
    );
    assert_eq!(world.ask("audit").code, 1);
    assert_eq!(
        world.ask("audit --json").json()["runs"][0]["level"],
        "L1",
        "the record itself holds together"
    );
}

#[test]
fn an_event_that_is_later_than_the_commit_that_brought_it_was_invented() {
    let world = passed(-9 * DAY, -2 * DAY);
    let found = of_times(&world);
    assert_eq!(found.len(), 1, "one for the commit, not one for each event: {found:?}");
    assert_eq!((&found[0]["rule"], &found[0]["weight"]), (&"history.after_commit".into(), &"error".into()));
    assert_eq!(found[0]["commit"], git(&world, "rev-parse HEAD").trim());
    assert_eq!(found[0]["field"], "events[2].timestamp");
    assert_eq!(world.ask("audit").code, 1);
}

#[test]
fn what_a_wrong_clock_explains_is_a_warning() {
    for (before, after, words) in
        [(3 * 60, DAY, "2 hours before commit"), (-DAY, -3 * 60, "3 hours later than commit")]
    {
        let world = passed(before, after);
        let found = of_times(&world);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(
            (&found[0]["rule"], &found[0]["weight"]),
            (&"history.clocks_differ".into(), &"warning".into())
        );
        assert!(found[0]["message"].as_str().unwrap().contains(words), "{found:?}");
        assert_eq!(world.ask("audit").code, 0);
    }
}

#[test]
fn clocks_that_differ_by_minutes_and_commits_that_were_rebased_or_amended_are_honest() {
    let world = passed(3, 1);
    assert_eq!(of_times(&world), Vec::<Value>::new());
    let world = passed(0, -3);
    assert_eq!(of_times(&world), Vec::<Value>::new());
    // Amended later, and the commit that it began on amended as well: they are other commits, and later ones.
    let world = passed(-5, 0);
    git(
        &world,
        "-c user.name=Grace -c user.email=g@example.com commit --quiet --amend --no-edit --date=2001-01-01T00:00:00",
    );
    git(&world, "-c user.name=Grace -c user.email=g@example.com rebase --quiet --root --force-rebase");
    assert_eq!(of_times(&world), Vec::<Value>::new());
    assert!(!rules(&world, "").iter().any(|rule| rule.starts_with("history.")), "{:?}", rules(&world, ""));
}
