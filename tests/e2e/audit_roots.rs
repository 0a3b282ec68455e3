//! What an audit makes of a project that was moved as a whole: into a directory of its repository, out of one, or a part of it. Its records are followed,
//! and its definitions are held against what they were there.

use serde_json::Value;

use crate::audit_moved::{failed_and_forged, swap};
use crate::fixtures::{SOURCES, contract};
use crate::git::git;
use crate::world::World;

/// Everything that a project consists of.
const ALL: &str = "gatewright.json workflows contracts research runs";

/// Commits everything that lies there.
fn commit(world: &World) -> String {
    git(world, "add --all");
    git(world, "commit --quiet --allow-empty --message=work");
    git(world, "rev-parse HEAD").trim().to_owned()
}

fn shell(world: &World, script: &str) {
    let said = world.shell(script);
    assert_eq!(said.code, 0, "{script}: {said:?}");
}

/// The only run of the project at `root`, as an audit there tells of it, with what it says of the history.
fn audited(world: &World, root: &str) -> (Value, Vec<(String, String)>) {
    let answer = world.ask(&format!("audit --json -C {root}")).json();
    let run = answer["runs"][0].clone();
    let findings = run["findings"].as_array().unwrap().iter();
    let text = |found: &Value, member: &str| found[member].as_str().unwrap_or_default().to_owned();
    let told = findings.map(|found| (text(found, "rule"), text(found, "commit")));
    let told = told.filter(|(rule, _)| rule.starts_with("history.")).collect();
    (run, told)
}

fn blamed(world: &World, root: &str, rule: &str, commit: &str) {
    let (run, told) = audited(world, root);
    assert!(told.contains(&(rule.to_owned(), commit.to_owned())), "{commit}: {told:?}\n{run}");
    assert_eq!(run["level"], "none", "{run}");
}

#[test]
fn a_record_that_was_exchanged_while_its_project_moved_into_a_directory_is_rewritten() {
    let (world, forged) = failed_and_forged();
    shell(&world, &format!("mkdir sub && git mv {} sub", ALL.replace(" research", "")));
    swap(&world, &forged, "sub/runs");
    let moved = commit(&world);
    blamed(&world, "sub", "history.rewritten", &moved);
    // Out of it again, which is the other way about, and into another.
    shell(&world, "mkdir other && git mv sub/* other");
    commit(&world);
    blamed(&world, "other", "history.rewritten", &moved);
    shell(&world, "git mv other/* .");
    commit(&world);
    blamed(&world, ".", "history.rewritten", &moved);
}

#[test]
fn a_record_that_was_exchanged_while_its_project_moved_out_of_a_directory_is_rewritten() {
    let (world, forged) = failed_and_forged();
    shell(&world, &format!("mkdir sub && git mv {} sub", ALL.replace(" research", "")));
    commit(&world);
    let (run, told) = audited(&world, "sub");
    assert!(told.iter().all(|(rule, _)| rule == "history.moved") && !told.is_empty(), "{told:?}");
    assert_eq!(run["level"], "L1", "{run}");
    shell(&world, "git mv sub/* .");
    swap(&world, &forged, "runs");
    let moved = commit(&world);
    blamed(&world, ".", "history.rewritten", &moved);
}

#[test]
fn a_project_that_was_copied_and_forged_in_the_copy_rests_on_what_it_was_copied_from() {
    for copied_honestly in [false, true] {
        let (world, forged) = failed_and_forged();
        shell(&world, &format!("mkdir sub && cp -a {} sub", ALL.replace(" research", "")));
        if copied_honestly {
            commit(&world);
        }
        swap(&world, &forged, "sub/runs");
        let by = commit(&world);
        git(&world, "rm -r --quiet runs workflows contracts gatewright.json");
        commit(&world);
        blamed(&world, "sub", "history.rewritten", &by);
    }
}

#[test]
fn a_run_that_was_moved_alone_from_a_directory_of_any_name_is_followed() {
    let (world, forged) = failed_and_forged();
    // Another project stands there from the beginning.
    shell(&world, "mkdir sub && cp -a gatewright.json workflows contracts sub");
    commit(&world);
    shell(&world, "mkdir -p old/records && git mv runs/* old/records/");
    commit(&world);
    shell(&world, "mkdir sub/runs && git mv old/records/* sub/runs/");
    swap(&world, &forged, "sub/runs");
    let moved = commit(&world);
    blamed(&world, "sub", "history.rewritten", &moved);
}

#[test]
fn a_file_of_a_record_that_is_lost_while_its_project_moves_is_deleted() {
    let (world, _) = failed_and_forged();
    let run = world.runs()[0].clone();
    shell(&world, &format!("mkdir sub && git mv {} sub", ALL.replace(" research", "")));
    git(&world, &format!("rm --quiet --force sub/runs/{run}/record/gates/G1/attempt-1.json"));
    let moved = commit(&world);
    blamed(&world, "sub", "history.deleted", &moved);
}

#[test]
fn a_newer_run_that_was_dropped_while_its_project_moved_is_gone() {
    let (world, _) = failed_and_forged();
    let older = world.runs()[0].clone();
    world.quietly("run complete").hours(1);
    world.quietly("run start --workflow essay --slug second").quietly("gate start");
    world.quietly("gate fail --reason 'no letters'");
    commit(&world);
    let newer = world.runs()[1].clone();
    assert!(newer > older);
    shell(&world, &format!("mkdir sub && git mv {} sub", ALL.replace(" research", "")));
    shell(&world, &format!("git rm -r --quiet --force sub/runs/{newer}; rm -rf sub/runs/{newer}"));
    let moved = commit(&world);
    let said = world.ask("audit latest --json -C sub").json();
    let findings = said["runs"][0]["findings"].as_array().unwrap().clone();
    let gone = findings.iter().find(|it| it["rule"] == "required.newer_gone").unwrap();
    assert_eq!(gone["commit"], moved, "{gone}");
    // Whoever audits all is told of it as well.
    let said = world.ask("audit -C sub").stdout;
    assert!(said.contains("form.runs_elsewhere") && said.contains(&newer), "{said}");
}

#[test]
fn what_a_moved_project_asked_where_it_lay_before_was_asked_before() {
    let strict = contract("G1", "a.md", "# Earned");
    let easy = strict.replace("# Earned", "# No");
    let world = World::new();
    world.given(
        "workflows/one.json",
        r#"{"workflow": "one", "gates": [{"gate": "G1", "contract": "contracts/G1.json"}]}"#,
    );
    world.given("contracts/G1.json", &strict).given("gatewright.json", "{}\n").real();
    crate::git::begin(&world);
    world.given("contracts/G1.json", &easy);
    commit(&world);
    world.given("a.md", "# No\n\ntext\n");
    world.quietly("run start --workflow one --slug x").quietly("gate start").quietly("gate finish");
    commit(&world);
    shell(&world, "mkdir sub && git mv gatewright.json workflows contracts runs a.md sub");
    commit(&world);
    let standing = || {
        let answer = world.ask("gate verify G1 --run latest --json -C sub").json();
        answer["gates"][0]["standing"].as_str().unwrap().to_owned()
    };
    assert_eq!(standing(), "stands", "an honest move takes nothing away");
    world.given("sub/contracts/G1.json", &strict);
    commit(&world);
    assert_eq!(standing(), "fallen");
}

#[test]
fn copies_of_records_that_were_made_later_and_runs_of_other_projects_are_nobodys() {
    let (world, forged) = failed_and_forged();
    // A sample in the documentation, edited, and a project beside it.
    shell(&world, "mkdir -p docs/samples other && cp -a runs docs/samples/");
    swap(&world, &forged, "docs/samples/runs");
    shell(&world, "cp -a gatewright.json workflows contracts other");
    commit(&world);
    let said = world.ask("run start --workflow essay --slug beside -C other");
    assert_eq!(said.code, 0, "{said:?}");
    commit(&world);
    git(&world, "rm -r --quiet other/runs");
    commit(&world);
    world.given("research/robot/sources.md", SOURCES);
    let (run, told) = audited(&world, ".");
    assert_eq!((told, &run["level"]), (vec![], &"L1".into()), "{run}");
}
