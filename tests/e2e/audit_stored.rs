//! What an audit makes of the ways in which git stores outputs: as links, in submodules, by pointers, with other line ends.

use serde_json::Value;

use crate::audit::{committed, found, rules};
use crate::fixtures::{SOURCES, contract, one_gate};
use crate::git::{begin, git};
use crate::world::World;

const OUTPUT: &str = "research/robot/sources.md";

fn of_outputs(world: &World) -> Vec<String> {
    rules(world, "").into_iter().filter(|rule| rule.starts_with("outputs.")).collect()
}

/// Puts `oid` with this mode in the place of the output, in the commit of the record.
fn stored_as(world: &World, mode: &str, oid: &str) {
    git(world, &format!("update-index --add --cacheinfo {mode},{},{OUTPUT}", oid.trim()));
    git(world, "commit --quiet --amend --no-edit");
}

/// Stores the text as an object of git, and gives its name.
fn stored(world: &World, text: &str) -> String {
    world.given("../object", text);
    git(world, "hash-object -w --no-filters ../object")
}

fn sha256(world: &World, path: &str) -> String {
    world.shell(&format!("sha256sum {path}")).stdout[..64].to_owned()
}

fn pointer(sha256: &str) -> String {
    format!("version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {}\n", SOURCES.len())
}

#[test]
fn a_commit_that_holds_a_link_or_a_submodule_in_the_place_of_an_output_does_not_hold_it() {
    for (mode, what) in [("120000", "a symbolic link"), ("160000", "a submodule")] {
        let world = committed();
        let name = if mode == "120000" { format!("HEAD:{OUTPUT}") } else { "HEAD".to_owned() };
        let oid = git(&world, &format!("rev-parse {name}"));
        stored_as(&world, mode, &oid);
        assert_eq!(of_outputs(&world), ["outputs.drifted"], "{mode}");
        let drifted = found(&world, "outputs.drifted");
        assert!(drifted["message"].as_str().unwrap().contains(what), "{drifted}");
        let said = world.ask("audit --require essay/G1 --at HEAD");
        assert!(said.stdout.contains("is not in commit"), "{said:?}");
    }
}

/// A run whose output `out` is what `brings` makes, committed.
pub fn out(brings: impl Fn(&World)) -> World {
    let world = World::new();
    one_gate(&world, "", r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "out"}]}}"#);
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#);
    begin(&world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    brings(&world);
    world.hours(1).quietly("gate finish");
    assert_eq!(of_outputs(&world), Vec::<String>::new());
    world
}

#[test]
fn a_directory_in_the_place_of_a_file_with_its_digest_is_not_that_file_nor_the_reverse() {
    let scratch = World::new();
    scratch.given("c.txt", "c\n");
    let list = format!("{}  c.txt\n", sha256(&scratch, "c.txt"));
    let file = |world: &World| {
        world.given("out", &list);
    };
    let directory = |world: &World| {
        world.given("out/c.txt", "c\n");
    };
    let again = |world: &World, brings: &dyn Fn(&World)| {
        brings(world);
        git(world, "add --all out");
        git(world, "commit --quiet --amend --no-edit");
    };
    let world = out(file);
    std::fs::remove_file(world.path("out")).unwrap();
    again(&world, &directory);
    assert_eq!(of_outputs(&world), ["outputs.drifted"]);
    assert!(found(&world, "outputs.drifted")["message"].as_str().unwrap().contains("a directory"));
    let world = out(directory);
    std::fs::remove_dir_all(world.path("out")).unwrap();
    again(&world, &file);
    assert_eq!(of_outputs(&world), ["outputs.drifted"]);
    assert!(found(&world, "outputs.drifted")["message"].as_str().unwrap().contains("a file"));
    assert_eq!(world.json(1, "gate verify")["gates"][0]["standing"], "fallen");
}

#[test]
fn a_link_that_a_commit_adds_to_a_directory_of_outputs_is_told() {
    let world = out(|world| {
        world.given("out/c.txt", "c\n");
    });
    let oid = stored(&world, "c.txt");
    git(&world, &format!("update-index --add --cacheinfo 120000,{},out/d.txt", oid.trim()));
    git(&world, "commit --quiet --amend --no-edit");
    let drifted = found(&world, "outputs.drifted");
    assert!(drifted["message"].as_str().unwrap().contains("out/d.txt"), "{drifted}");
}

#[test]
fn the_verdict_on_a_directory_is_made_again_from_its_commit_whatever_lies_in_the_tree_since() {
    let later: [&dyn Fn(&World); 4] = [
        &|world| {
            world.given("out/untracked.txt", "more\n");
        },
        &|world| {
            git(world, "config core.autocrlf true");
            std::fs::remove_file(world.path("out/c.txt")).unwrap();
            git(world, "checkout --quiet -- out/c.txt");
            assert!(world.read("out/c.txt").contains("\r\n"));
        },
        &|world| std::fs::remove_dir_all(world.path("out")).unwrap(),
        // A later gate has changed it: an earlier commit of the record holds it.
        &|world| {
            world.given("out/c.txt", "other\n").quietly("run start --workflow one --slug y");
            git(world, "add --all");
            git(world, "commit --quiet --message=later");
        },
    ];
    for later in later {
        let world = out(|world| {
            world.given("out/c.txt", "c\n").given("out/d/e.txt", "e\n");
        });
        later(&world);
        let all = rules(&world, "");
        assert!(!all.contains(&"verdict.not_judged".to_owned()), "{all:?}");
        assert!(!all.contains(&"verdict.differs".to_owned()), "{all:?}");
    }
}

#[test]
fn a_pointer_of_git_lfs_holds_the_file_that_it_names_and_no_other() {
    let world = committed();
    let oid = stored(&world, &pointer(&sha256(&world, OUTPUT)));
    stored_as(&world, "100644", &oid);
    assert_eq!(of_outputs(&world), ["outputs.pointer"]);
    let note = found(&world, "outputs.pointer");
    assert_eq!(note["weight"], "note");
    assert!(!rules(&world, "--require essay/G1 --at HEAD").contains(&"required.fallen".to_owned()));
    // Where the file itself was not fetched its bytes cannot be looked at, and that is told.
    world.given(OUTPUT, pointer(&sha256(&world, OUTPUT)));
    assert_eq!(of_outputs(&world), ["outputs.pointer"]);
    assert!(rules(&world, "").contains(&"verdict.not_judged".to_owned()));
    let said = world.ask("gate verify G1");
    assert!(said.code == 1 && said.stdout.contains("git lfs pull"), "{said:?}");
    // Of another file it is a pointer to something else.
    let oid = stored(&world, &pointer(&"7".repeat(64)));
    stored_as(&world, "100644", &oid);
    world.given(OUTPUT, SOURCES);
    assert_eq!(of_outputs(&world), ["outputs.drifted"]);
    assert_eq!(found(&world, "outputs.drifted")["found"], "7".repeat(64));
}

#[test]
fn a_directory_of_outputs_may_hold_pointers_of_git_lfs() {
    let world = out(|world| {
        world.given("out/a.txt", "a\n").given("out/b.txt", "b\n");
    });
    let oid = stored(&world, &pointer(&sha256(&world, "out/b.txt")));
    git(&world, &format!("update-index --cacheinfo 100644,{},out/b.txt", oid.trim()));
    git(&world, "commit --quiet --amend --no-edit");
    assert_eq!(of_outputs(&world), ["outputs.pointer"]);
}

#[test]
fn an_output_in_a_submodule_is_not_compared() {
    let world = World::new();
    one_gate(&world, "", &contract("G1", "sub/a.md", "# A"));
    begin(&world);
    world.given("sub/README.md", "sub\n");
    git(&world, "-C sub init --quiet");
    git(&world, "-C sub add --all");
    git(&world, "-C sub -c user.name=Grace -c user.email=g@example.com commit --quiet --message=sub");
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given("sub/a.md", "# A\n").hours(1).quietly("gate finish");
    git(&world, "-c advice.addEmbeddedRepo=false add --all");
    git(&world, "commit --quiet --message=done");
    assert_eq!(of_outputs(&world), ["outputs.not_compared"]);
    let told = found(&world, "outputs.not_compared");
    assert!(told["message"].as_str().unwrap().contains("the submodule `sub`"), "{told}");
    std::fs::remove_file(world.path("sub/a.md")).unwrap();
    assert_eq!(of_outputs(&world), ["outputs.not_compared"]);
}

#[test]
fn a_checkout_with_other_line_ends_is_told_as_that() {
    let world = committed();
    git(&world, "config core.autocrlf true");
    std::fs::remove_file(world.path(OUTPUT)).unwrap();
    git(&world, &format!("checkout --quiet -- {OUTPUT}"));
    assert!(world.read(OUTPUT).contains("\r\n"));
    assert_eq!(of_outputs(&world), ["outputs.changed_later"]);
    let note = found(&world, "outputs.changed_later");
    assert!(note["message"].as_str().unwrap().contains("line ends"), "{note}");
    let said = world.ask("gate verify G1");
    assert!(said.code == 1 && said.stdout.contains("only its line ends"), "{said:?}");
}

/// A run whose output `declared`, with the file `path`, was recorded with CRLF and is committed with LF.
fn committed_with_other_line_ends(world: &World, declared: &str, path: &str) {
    let outputs = format!(r#""required_outputs": {{"all_of": [{{"path": "{declared}"}}]}}"#);
    one_gate(world, "", &format!(r#"{{"gate": "G1", {outputs}}}"#));
    world.given(".gitattributes", "* text=auto\n");
    begin(world);
    world.quietly("run start --workflow one --slug x").quietly("gate start");
    world.given(path, "one\r\ntwo\r\n").hours(1).quietly("gate finish");
    git(world, "add --all");
    git(world, "commit --quiet --message=done");
}

#[test]
fn a_commit_with_other_line_ends_than_were_recorded_is_a_warning_of_its_own() {
    for directory in [false, true] {
        let world = World::new();
        let (declared, path) = if directory { ("out", "out/a.txt") } else { ("a.md", "a.md") };
        committed_with_other_line_ends(&world, declared, path);
        assert_eq!(of_outputs(&world), ["outputs.line_endings"], "{directory}");
        assert_eq!(found(&world, "outputs.line_endings")["weight"], "warning");
        // Whatever else differs is another output.
        let oid = stored(&world, "one\nthree\n");
        git(&world, &format!("update-index --cacheinfo 100644,{},{path}", oid.trim()));
        git(&world, "commit --quiet --amend --no-edit");
        assert_eq!(of_outputs(&world), ["outputs.drifted"], "{directory}");
    }
}

#[test]
fn a_verdict_is_made_again_from_a_commit_with_other_line_ends() {
    for (declared, path) in [("out", "out/a.txt"), ("a.md", "a.md")] {
        let world = World::new();
        committed_with_other_line_ends(&world, declared, path);
        std::fs::remove_file(world.path(path)).unwrap();
        git(&world, &format!("checkout --quiet -- {path}"));
        assert_eq!(world.read(path), "one\ntwo\n");
        let all = rules(&world, "");
        assert!(all.contains(&"outputs.line_endings".to_owned()), "{path}: {all:?}");
        assert!(!all.contains(&"verdict.not_judged".to_owned()), "{path}: {all:?}");
    }
}

#[test]
fn what_was_not_compared_makes_a_test_report_fail_where_the_command_does() {
    let world = crate::fixtures::sources_passed();
    let failures = |fail_on: &str| {
        let said = world.ask(&format!("audit --fail-on {fail_on} --format junit"));
        let top = said.stdout.lines().nth(1).unwrap().to_owned();
        let at = top.find("failures=\"").unwrap() + "failures=\"".len();
        let failures: usize = top[at..].split('"').next().unwrap().parse().unwrap();
        let (told, skipped) = (said.stdout.matches("<failure").count(), said.stdout.contains("<skipped"));
        assert_eq!(told, failures, "{said:?}");
        assert!(skipped, "what had nothing to look at is skipped all the same");
        failures
    };
    // The clock of these worlds is seeded, which is an error.
    assert_eq!(failures("error"), 1);
    assert_eq!(failures("warning"), 1 + of_weight(&world, "warning"));
    assert_eq!(failures("not_enforced"), 1 + of_weight(&world, "warning") + 1);
    assert!(failures("note") > failures("not_enforced"));
}

/// How many rules of this weight found something, over all runs.
fn of_weight(world: &World, weight: &str) -> usize {
    let answer: Value = world.ask("audit --json").json();
    let all = answer["runs"].as_array().unwrap().iter().flat_map(|run| run["findings"].as_array().unwrap());
    let rules = all.filter(|found| found["weight"] == weight).map(|found| found["rule"].as_str().unwrap());
    rules.collect::<std::collections::BTreeSet<_>>().len()
}
