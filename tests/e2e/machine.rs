//! When the machine says no, or another process is at work: told with the right code, and nothing is lost.

use std::os::unix::fs::PermissionsExt;

use crate::fixtures::{SOURCES, essay, sources_open};
use crate::world::World;

#[test]
fn a_run_that_another_process_holds_is_refused_as_locked_naming_the_holder() {
    let world = sources_open();
    let lock = world.path(&format!("runs/{}/logs/lock", world.runs()[0]));
    std::fs::write(&lock, "4711 gate finish\n").unwrap();
    let file = std::fs::File::open(&lock).unwrap();
    file.lock().unwrap();
    let locked = world.json(75, "gate finish");
    assert!(locked["causes"][0].as_str().unwrap().contains("4711"), "{locked}");
    world.quietly("run status");
    file.unlock().unwrap();
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
}

/// Whether permissions bind whoever runs the tests; they do not bind root.
fn permissions_bind(world: &World) -> bool {
    let probe = world.path("probe");
    std::fs::create_dir(&probe).unwrap();
    std::fs::set_permissions(&probe, std::fs::Permissions::from_mode(0o555)).unwrap();
    let binds = std::fs::write(probe.join("file"), "x").is_err();
    std::fs::remove_dir_all(&probe).unwrap();
    binds
}

#[test]
fn a_directory_that_cannot_be_written_is_told_and_the_run_goes_on_later() {
    let world = sources_open();
    if !permissions_bind(&world) {
        println!("skipped: permissions do not bind this user");
        return;
    }
    let gate = world.path(&format!("runs/{}/record/gates/G1", world.runs()[0]));
    std::fs::set_permissions(&gate, std::fs::Permissions::from_mode(0o555)).unwrap();
    let before = world.tree("");
    world.given("research/robot/sources.md", SOURCES);
    assert_eq!(world.json(5, "gate finish")["exit_code"], 5);
    std::fs::set_permissions(&gate, std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::remove_file(world.path("research/robot/sources.md")).unwrap();
    world.same_as(&before);
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish");
}

#[test]
fn a_run_directory_where_a_file_lies_is_told() {
    let world = essay();
    world.given("runs", "a file\n").gw(2, "run start --workflow essay --slug robot").gw(2, "run list");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_root_that_cannot_be_looked_for_is_the_machine_s_fault() {
    let world = World::new();
    // A link in a circle can be looked into by nobody, not even by root.
    std::os::unix::fs::symlink("workflows", world.path("workflows")).unwrap();
    let said = world.json(5, "run status");
    assert_eq!(said["code"], "io");
    assert!(said["message"].as_str().unwrap().contains("repo/workflows"), "{said}");
    assert_eq!(said["next"][0], "gatewright run status --json", "not `init`");
}
