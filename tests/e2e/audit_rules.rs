//! Rules of the audit one by one: what makes each of them speak, and an honest neighbour at which it does not.

use crate::audit::{found, rules};
use crate::fixtures::{
    DRAFT, SOURCES, ancestral, draft_passed, essay, one_open, sources_open, sources_passed,
};
use crate::git::begin;
use crate::people::allow;
use crate::world::World;

fn speaks(world: &World, rule: &str) -> bool {
    rules(world, "").iter().any(|found| found == rule)
}

#[test]
fn a_clock_that_was_set_back_between_two_events() {
    let world = sources_open();
    assert!(!speaks(&world, "behaviour.clock_set_back"));
    world.given("research/robot/sources.md", SOURCES).hours(-5).quietly("gate finish");
    assert_eq!(found(&world, "behaviour.clock_set_back")["field"], "events[2]");
}

#[test]
fn a_check_that_could_not_run_in_a_gate_that_passed() {
    let check = r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}]}, "validations": [{"type": "command", "argv": ["sh", "tools/agree.sh"], "severity": "warning"}]}"#;
    for trusted in [false, true] {
        let world = one_open("", check);
        world.given_script("tools/agree.sh", "exit 0\n").given("a.md", "a\n");
        if trusted {
            world.quietly("trust --yes");
        }
        world.quietly("gate finish");
        assert_eq!(world.run_json()["gates"][0]["status"], "PASS");
        assert_eq!(speaks(&world, "behaviour.not_enforced"), !trusted);
    }
}

#[test]
fn a_gate_that_was_reopened() {
    let world = sources_passed();
    assert!(!speaks(&world, "behaviour.reopened"));
    world.quietly("gate reopen --gate G1 --reason 'one is forged'");
    assert!(found(&world, "behaviour.reopened")["message"].as_str().unwrap().contains("one is forged"));
}

#[test]
fn a_gate_that_was_only_judged_as_it_was() {
    let world = essay();
    world.given("research/robot/sources.md", SOURCES).given_script("agent.sh", "exit 0\n");
    world.ask("run essay --slug robot --start-from G2 --exec ./agent.sh");
    let revalidated = found(&world, "behaviour.revalidated");
    assert_eq!((&revalidated["gate"], &revalidated["weight"]), (&"G1".into(), &"note".into()));
    assert!(!speaks(&sources_passed(), "behaviour.revalidated"));
}

#[test]
fn a_head_that_is_known_from_elsewhere_and_is_another_one() {
    let world = sources_passed();
    let head = world.run_json()["events"].as_array().unwrap().last().unwrap()["digest"].clone();
    let with = |head: &str| rules(&world, &format!("latest --expect-head {head}"));
    assert!(!with(head.as_str().unwrap()).contains(&"chain.other_head".to_owned()));
    assert!(with(&"a".repeat(64)).contains(&"chain.other_head".to_owned()));
}

#[test]
fn a_repository_without_any_run() {
    let world = essay();
    assert_eq!(rules(&world, ""), ["form.no_runs"]);
    world.quietly("run start --workflow essay --slug robot");
    assert!(!speaks(&world, "form.no_runs"));
}

#[test]
fn a_contract_that_was_pinned_anew() {
    let world = sources_open();
    world.quietly("gate fail --reason x");
    assert!(!speaks(&world, "pins.repinned"));
    let easier =
        r#"{"gate": "G1", "required_outputs": {"all_of": [{"path": "research/{slug}/sources.md"}]}}"#;
    world.given("contracts/essay/G1.contract.json", easier);
    world.quietly("run repin --gate G1 --reason 'two were too many'");
    assert!(found(&world, "pins.repinned")["message"].as_str().unwrap().contains("two were too many"));
}

#[test]
fn a_gate_that_is_not_met_and_does_not_block() {
    let lenient = r#"{"gate": "G1", "blocking": false, "required_outputs": {"all_of": [{"path": "a.md"}]}}"#;
    let world = one_open("", lenient);
    world.ask("gate finish");
    assert_eq!(world.run_json()["gates"][0]["status"], "FAIL");
    let of_required = || -> Vec<String> {
        rules(&world, "--require one").into_iter().filter(|rule| rule.starts_with("required.")).collect()
    };
    assert_eq!(of_required(), ["required.not_blocking"]);
    world.quietly("gate start --gate G1").given("a.md", "a\n").quietly("gate finish");
    assert_eq!(of_required(), Vec::<String>::new());
}

#[test]
fn a_required_gate_of_a_record_that_cannot_be_followed() {
    let world = ancestral();
    let name = world.ask("audit --json").json()["runs"][0]["workflow"].as_str().unwrap().to_owned();
    let of_required = |world: &World, what: &str| -> Vec<String> {
        let all = rules(world, &format!("--require {what}"));
        all.into_iter().filter(|rule| rule.starts_with("required.")).collect()
    };
    assert_eq!(of_required(&world, &format!("{name}/G1")), ["required.unknown"]);
    assert_eq!(of_required(&draft_passed(), "essay/G1,G2"), Vec::<String>::new());
}

/// The list of those who may sign, with a line in front of what is there.
fn listed(world: &World, first: &str) {
    let file = world.config("gatewright/allowed_signers");
    let known = std::fs::read_to_string(&file).unwrap();
    std::fs::write(file, format!("{first}\n{known}")).unwrap();
}

#[test]
fn one_bad_line_among_the_signers_is_told_with_its_place_and_the_others_count() {
    let world = sources_passed();
    let ada = allow(&world, 1, "ada@example.org", "");
    assert!(!speaks(&world, "seals.odd_signers"));
    listed(&world, "grace@example.org valid-befor=\"20300101\" ssh-ed25519 AAAA");
    assert!(!speaks(&world, "seals.odd_signers"), "nobody has signed anything");
    world.quietly(&format!("run seal --key {ada}"));
    let odd = found(&world, "seals.odd_signers");
    assert_eq!(odd["weight"], "warning");
    let message = odd["message"].as_str().unwrap();
    assert!(message.contains("~/.config/gatewright/allowed_signers:1"), "{message}");
    let run = world.ask("audit --json").json()["runs"][0].clone();
    assert_eq!((&run["level"], &run["sealed_by"]), (&"L2".into(), &serde_json::json!(["ada@example.org"])));
    // Whoever asks for one run is told with it, and who signs with a key that the line was for is told of the line.
    let one = world.ask(&format!("audit {} --json", world.runs()[0])).json();
    let of_one = one["runs"][0]["findings"].as_array().unwrap();
    assert!(of_one.iter().any(|found| found["rule"] == "seals.odd_signers"), "{one}");
}

#[test]
fn a_pattern_of_namespaces_allows_what_it_allows_in_openssh() {
    for (options, level) in [
        ("namespaces=\"*.gatewright\"", "L2"),
        ("namespaces=\"git,sea?.gatewright\"", "L2"),
        ("namespaces=\"*.gatewright,!seal.gatewright\"", "L0"),
        ("namespaces=\"git\"", "L0"),
    ] {
        let world = sources_passed();
        let ada = allow(&world, 1, "ada@example.org", "");
        world.quietly(&format!("run seal --key {ada}"));
        std::fs::write(world.config("gatewright/allowed_signers"), "").unwrap();
        allow(&world, 1, "ada@example.org", options);
        assert_eq!(world.ask("audit --json").json()["runs"][0]["level"], level, "{options}");
    }
}

#[test]
fn nothing_speaks_of_an_honest_run_that_was_committed_with_its_outputs() {
    let world = essay();
    world.given("gatewright.json", r#"{"git": {"commit": "outputs"}}"#).real();
    begin(&world);
    world.quietly("run start --workflow essay --slug robot").quietly("gate start --gate G1");
    std::thread::sleep(std::time::Duration::from_millis(600));
    world.given("research/robot/sources.md", SOURCES).quietly("gate finish").quietly("gate start --gate G2");
    std::thread::sleep(std::time::Duration::from_millis(600));
    world.given("essays/robot/draft.md", DRAFT).quietly("gate finish");
    let all = rules(&world, "");
    let notes = ["behaviour.unfinished_run", "behaviour.own_judge"];
    assert!(all.iter().all(|rule| notes.contains(&rule.as_str())), "{all:?}");
}
