//! Objects of git whose bytes are not those that have their name: what an audit, a verification and the next command make of them.

use crate::audit::{committed, found, record, rules};
use crate::audit_stored::out;
use crate::fixtures::{DRAFT, SOURCES, essay};
use crate::git::{begin, git};
use crate::world::World;

/// Lays `bytes` under the name of another object, as whoever can write below `.git` can.
pub fn forge(world: &World, name: &str, kind: &str, bytes: &[u8]) -> String {
    let oid = git(world, &format!("rev-parse {name}")).trim().to_owned();
    world.tampered().given(".git/forged", bytes);
    let other = git(world, &format!("hash-object -w --literally -t {kind} .git/forged"));
    let file = |oid: &str| world.path(&format!(".git/objects/{}/{}", &oid[..2], &oid[2..]));
    std::fs::remove_file(file(&oid)).unwrap();
    std::fs::copy(file(other.trim()), file(&oid)).unwrap();
    oid
}

/// The bytes of an object as git has them.
pub fn raw(world: &World, kind: &str, name: &str) -> Vec<u8> {
    let said = world.shell(&format!("git cat-file {kind} '{name}' > .git/raw"));
    assert_eq!(said.code, 0, "{said:?}");
    std::fs::read(world.path(".git/raw")).unwrap()
}

fn is_found(world: &World, oid: &str) {
    let one = found(world, "history.corrupt");
    assert!(one["message"].as_str().unwrap().contains(oid), "{oid}: {one}");
    assert_eq!((&one["weight"], world.ask("audit").code), (&"error".into(), 1));
    let verified = world.ask("gate verify G1");
    assert!(verified.code == 1 && verified.stdout.contains("history.corrupt"), "{verified:?}");
    assert!(verified.stdout.contains("required.unknown"), "{verified:?}");
    assert_eq!(world.ask("audit --json").json()["runs"][0]["level"], "none");
}

#[test]
fn a_record_that_lies_under_the_name_of_another_is_none() {
    let world = committed();
    let path = record(&world, "RUN.json");
    let honest = world.read(&path);
    let forged = honest.replace("Ada", "Eve");
    world.given(&path, &forged);
    let oid = forge(&world, &format!("HEAD:{path}"), "blob", forged.as_bytes());
    is_found(&world, &oid);
    world.given(&path, honest);
    let said = world.ask("gate start --gate G2 --json");
    assert_eq!((said.code, &said.json()["code"]), (4, &"git_corrupt".into()), "{said:?}");
}

#[test]
fn a_directory_or_a_commit_that_was_exchanged_hides_no_deletion() {
    type Other = fn(&World) -> Vec<u8>;
    let exchanged: [(&str, &str, Other); 3] = [
        ("HEAD^{tree}", "tree", |world| raw(world, "tree", "HEAD~1^{tree}")),
        ("HEAD:runs", "tree", |world| raw(world, "tree", "HEAD~1:runs")),
        ("HEAD~1", "commit", |world| {
            let commit = String::from_utf8(raw(world, "commit", "HEAD~1")).unwrap();
            let lines: Vec<&str> = commit.lines().filter(|line| !line.starts_with("parent")).collect();
            lines.join("\n").into_bytes()
        }),
    ];
    for (name, kind, other) in exchanged {
        let world = committed();
        world.quietly("gate start --gate G2").hours(1).given("essays/robot/draft.md", DRAFT);
        world.quietly("gate finish --gate G2");
        git(&world, "commit-graph write --reachable");
        let bytes = other(&world);
        let oid = forge(&world, name, kind, &bytes);
        is_found(&world, &oid);
    }
}

#[test]
fn an_output_that_lies_under_the_name_of_another_is_not_compared_with() {
    let world = committed();
    let path = "research/robot/sources.md";
    let oid = forge(&world, &format!("HEAD:{path}"), "blob", b"forged\n");
    is_found(&world, &oid);
    assert_eq!(found(&world, "history.corrupt")["file"], path);
    assert_eq!(found(&world, "outputs.not_compared")["weight"], "not_enforced");
    assert!(!rules(&world, "").contains(&"outputs.drifted".to_owned()));
}

#[test]
fn a_file_or_a_directory_in_a_directory_of_outputs_that_was_exchanged_is_found() {
    for (name, kind) in [("HEAD:out/d/e.txt", "blob"), ("HEAD:out/d", "tree")] {
        let world = out(|world| {
            world.given("out/c.txt", "c\n").given("out/d/e.txt", "e\n");
        });
        let bytes = if kind == "blob" { b"forged\n".to_vec() } else { raw(&world, "tree", "HEAD:out") };
        let oid = forge(&world, name, kind, &bytes);
        is_found(&world, &oid);
        assert_eq!(found(&world, "history.corrupt")["file"], "out", "{name}");
        assert_eq!(found(&world, "outputs.not_compared")["weight"], "not_enforced", "{name}");
    }
}

/// Commits, in the place of the head, a tree in which `name` at the top leads to `first` as well.
fn twice(world: &World, name: &str, first: &str) -> String {
    world.tampered();
    let oid = git(world, &format!("rev-parse {first}"));
    let entry = format!("40000 {name}\\0");
    let oid: String =
        oid.trim().as_bytes().chunks(2).map(|two| format!("\\x{}", String::from_utf8_lossy(two))).collect();
    let at = |before: &str| {
        let script = format!("printf '{entry}{oid}' {before} .git/raw > .git/two");
        assert_eq!(world.shell(&script).code, 0);
    };
    raw(world, "tree", "HEAD^{tree}");
    at("| cat -");
    let tree = git(world, "hash-object -w --literally -t tree .git/two");
    let commit = git(
        world,
        &format!("-c user.name=Eve -c user.email=e@example.org commit-tree {} -p HEAD~1 -m two", tree.trim()),
    );
    git(world, &format!("update-ref refs/heads/main {}", commit.trim()));
    tree.trim().to_owned()
}

#[test]
fn a_directory_with_one_name_twice_is_no_evidence() {
    let world = committed();
    let oid = twice(&world, "runs", "HEAD:contracts");
    is_found(&world, &oid);
    let said = world.ask("gate start --gate G2 --json");
    assert_eq!((said.code, &said.json()["code"]), (4, &"git_corrupt".into()), "{said:?}");
}

#[test]
fn objects_with_longer_names_are_held_against_them_as_well() {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    git(&world, "init --quiet --object-format=sha256 --initial-branch=main");
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start");
    world.hours(1).given("research/robot/sources.md", SOURCES).quietly("gate finish");
    assert!(!rules(&world, "").contains(&"history.corrupt".to_owned()));
    assert_eq!(git(&world, "rev-parse HEAD").trim().len(), 64);
    let path = record(&world, "RUN.json");
    let forged = world.read(&path).replace("Ada", "Eve");
    let oid = forge(&world, &format!("HEAD:{path}"), "blob", forged.as_bytes());
    assert!(found(&world, "history.corrupt")["message"].as_str().unwrap().contains(&oid));
}
