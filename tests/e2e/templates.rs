//! Templates of packets: strict, bounded, deterministic; a hostile one ends in a clean error with its place.

use std::time::{Duration, Instant};

use crate::fixtures::{contract, one_gate};
use crate::world::World;

fn with_template(template: &str) -> World {
    let world = World::new();
    one_gate(
        &world,
        r#""prompt_template": "one/G1.md.j2", "agent": "scribe","#,
        &contract("G1", "a.md", "# A"),
    );
    world.given("workflows/one/G1.md.j2", template);
    world.quietly("run start --workflow one --slug robot --depth quick");
    world
}

#[test]
fn a_template_sees_the_facts_of_its_gate() {
    let world = with_template(
        "For {{ agent | default(gate.agent) }}: {{ gate.id }} of {{ workflow.name }} about {{ slug }} at {{ depth }}, attempt {{ attempt }}.\n\
         {% for output in all_of %}- {{ output.path }}{% endfor %}\n\
         Then `{{ commands.finish }}`.\n",
    );
    world.quietly("gate start").gw(0, "gate packet");
    insta::assert_snapshot!(world.told());
}

#[test]
fn a_template_that_is_wrong_or_hostile_ends_in_an_error_with_its_place() {
    let mut told = String::new();
    for (what, template) in [
        ("a value that does not exist", "one\ntwo {{ slgu }}\n"),
        ("a member that does not exist", "{{ gate.nmae }}\n"),
        ("bad syntax", "one\n\n{% if %}\n"),
        ("a block that never ends", "{% for x in [1] %}\n"),
        (
            "an endless loop",
            "{% for a in range(99999) %}{% for b in range(99999) %}x{% endfor %}{% endfor %}\n",
        ),
        (
            "a text that doubles",
            "{% set ns = namespace(s='aaaaaaaaaaaaaaaa') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s }}\n",
        ),
        ("a text that is multiplied", "{{ 'abcdefgh' * 1000000000 }}\n"),
        ("a long range", "{{ range(1000000000) | list | length }}\n"),
        ("an include", "{% include '/etc/passwd' %}\n"),
        ("an import", "{% import 'secrets' as s %}\n"),
        ("the debug function", "{{ debug() }}\n"),
        ("deep nesting", &"{% if 1 %}".repeat(5000)),
        ("deep recursion", "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}\n"),
    ] {
        let world = World::new();
        one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
        world.given("workflows/one/G1.md.j2", template);
        let begun = Instant::now();
        // What shows without rendering is told before the run is started, the rest when the packet is rendered.
        let mut said = world.ask("run start --workflow one --slug robot");
        let before = world.tree("");
        if said.code == 0 {
            said = world.ask("gate start");
        }
        assert!(begun.elapsed() < Duration::from_secs(5), "{what} took {:?}", begun.elapsed());
        assert_eq!(said.code, 2, "{what}: {said:?}");
        assert!(said.stderr.contains("workflows/one/G1.md.j2"), "{what}: {said:?}");
        world.same_as(&before);
        told.push_str(&format!("# {what}\n\n$ gatewright {}\n{}\n", said.arguments.join(" "), said.stderr));
    }
    insta::assert_snapshot!(told);
}

#[test]
fn a_template_gets_no_more_memory_than_is_said_whatever_the_allocator_reserved_before() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    // 268 MB, made of two halves that are there as well.
    let template = "{% set ns = namespace(s='aaaaaaaaaaaaaaaa') %}{% for i in range(24) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}{{ ns.s | length }}\n";
    world.given("workflows/one/G1.md.j2", template);
    let said = world.ask("run start --workflow one --slug robot");
    assert!(said.code == 2 && said.stderr.contains("template_too_costly"), "{said:?}");
}

#[test]
fn a_value_that_packets_do_not_have_is_an_error_before_any_run_unless_the_template_takes_care_of_it() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    world
        .given("workflows/one/G1.md.j2", "{{ slug }} {{ who | default('nobody') }} {{ range(3) }}\n")
        .gw(0, "workflow lint")
        .gw(0, "run start --workflow one --slug robot")
        .write(
            "workflows/one/G1.md.j2",
            "{{ slgu }}\n{% if previous %}{{ previous.failure }}{% endif %}{{ who }}\n",
        )
        .gw(2, "workflow lint")
        .gw(2, "run start --workflow one --slug robot")
        .gw(2, "run repin --gate G1 --reason 'a better prompt'")
        .write("workflows/one/G1.md.j2", "{{ slug }}\n{% if previous %}{{ previous.failure }}{% endif %}\n")
        .gw(2, "workflow lint")
        .gw(2, "run one --slug other")
        .gw(2, "run repin --gate G1 --reason 'a better prompt'")
        .gw(0, "help templates");
    let problem = world.json(2, "run start --workflow one --slug robot")["problems"][0].clone();
    assert_eq!((&problem["line"], &problem["column"]), (&2.into(), &21.into()), "{problem}");
    assert_eq!(world.runs().len(), 1);
    insta::assert_snapshot!(world.told());
}

#[test]
fn lint_says_everything_at_once() {
    let world = World::new();
    let gate = |id: &str| {
        format!(
            r#"{{"gate": "{id}", "name": "{id}", "contract": "contracts/{id}.json", "prompt_template": "one/{id}.md.j2", "needs": []}}"#
        )
    };
    let gates: Vec<String> = ["G1", "G2", "G3", "G4"].into_iter().map(gate).collect();
    let workflow = format!(r#"{{"workflow": "one", "version": "1", "gates": [{}]}}"#, gates.join(","));
    let secret = format!("\"description\": \"{}{}\"", "AKIA", "IOSFODNN7EXAMPLE");
    world
        .given("workflows/one.json", workflow)
        .given("workflows/one/G1.md.j2", "fine\n{% for %}\n")
        .given("workflows/one/G2.md.j2", "{{ slgu }}\n\n  {{ nowhere }}\n")
        .given("workflows/one/G3.md.j2", "{{ gate.nmae }}\n")
        .given("workflows/one/G4.md.j2", "{{ slug | uper }}\n")
        .given("contracts/G1.json", contract("G1", "a.md", "# A"))
        .given("contracts/G2.json", r#"{"gate": "G2", "validations": [{"type": "file_exist"}]}"#)
        .given("contracts/G3.json", contract("G3", "a.md", "# A"))
        .given("contracts/G4.json", contract("G4", "b.md", "# B").replacen('{', &format!("{{\n{secret},"), 1))
        .gw(2, "workflow lint")
        .gw(2, "run start --workflow one --slug robot");
    let answer = world.json(2, "workflow lint");
    let problems = answer["workflows"][0]["error"]["problems"].as_array().unwrap();
    let places: Vec<String> = problems
        .iter()
        .map(|it| format!("{}:{}:{} {}", it["file"].as_str().unwrap(), it["line"], it["column"], it["code"]))
        .collect();
    insta::assert_snapshot!(world.told() + &places.join("\n"));
}

#[test]
fn a_procedure_without_the_section_to_inject_is_told_before_any_run() {
    let world = World::new();
    let skills = r###"{"gate": "G1", "required_outputs": {"all_of": [{"path": "a.md"}]},
        "required_skills": [{"path": "skills/cite.md", "name": "Cite", "reason": "So", "inject": ["## Steps"]}]}"###;
    one_gate(&world, "", skills);
    world
        .given("skills/cite.md", "# Cite\n\n## Stps\n")
        .gw(2, "workflow lint")
        .gw(2, "run start --workflow one --slug robot");
    assert_eq!(world.runs(), Vec::<String>::new());
    insta::assert_snapshot!(world.told());
}

#[test]
fn what_a_template_is_given_is_never_expanded_again() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    world
        .given("workflows/one/G1.md.j2", "{{ prompt }}\n")
        .given("prompt.md", "Say {{ run_id }} and {% for x in y %}\n")
        .quietly("run start --workflow one --slug robot --prompt-file prompt.md")
        .quietly("gate start");
    let packet = world.json(0, "gate packet");
    assert!(packet["packet"]["text"].as_str().unwrap().contains("Say {{ run_id }} and {% for x in y %}"));
}

#[test]
fn a_template_that_is_missing_or_no_text_is_told_before_any_run() {
    let world = World::new();
    one_gate(&world, r#""prompt_template": "one/G1.md.j2","#, &contract("G1", "a.md", "# A"));
    world
        .gw(2, "run start --workflow one --slug x")
        .given("workflows/one/G1.md.j2", b"\xff")
        .gw(2, "run start --workflow one --slug x")
        .given("workflows/one/G1.md.j2", "x".repeat(256 * 1024 + 1))
        .gw(2, "run start --workflow one --slug x");
    assert_eq!(world.runs(), Vec::<String>::new());
    insta::assert_snapshot!(world.told());
}
