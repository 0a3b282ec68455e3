//! Templates that ask for too much, definitions that would pass for the packet itself.

use serde_json::json;

use super::{instructions, one_line, packet, unknown_values};
use crate::rules::packet::facts::{
    Commands, ContractFacts, GateFacts, Named, OutputFacts, PacketFacts, SkillFacts,
};

#[test]
fn what_a_template_uses_and_packets_do_not_have_is_found_without_rendering() {
    let template =
        "{% set x = slug %}{{ x }}{{ gate.id }}{{ slgu }}{% for n in range(3) %}{{ loop.index }}{% endfor %}";
    let names: Vec<String> =
        unknown_values(template).unwrap().into_iter().map(|unknown| unknown.name).collect();
    assert_eq!(names, ["slgu"]);
    let wrong = unknown_values("one\n{% if %}").unwrap_err();
    assert_eq!((wrong.line, wrong.range), (Some(2), Some(10..12)));
}

#[test]
fn nothing_prints_all_values_at_once() {
    for template in ["{{ debug() }}", "{{ debug(slug) }}", "{{ self }}", "{% set d = debug %}{{ d() }}"] {
        assert!(instructions(template, &json!({ "slug": "x" })).is_err(), "{template}");
    }
}

#[test]
fn white_space_with_a_line_end_in_it_becomes_one_blank() {
    for (text, line) in [
        ("a", "a"),
        ("", ""),
        (" a  b ", "a  b"),
        ("a\n\n## b", "a ## b"),
        ("a \t\r\n b\u{2028}c\u{85}d\u{b}e", "a b c d e"),
    ] {
        assert_eq!(one_line(text), line);
    }
}

/// Facts in which every text of a definition is `text`.
fn facts(text: &str) -> PacketFacts {
    let word = || text.to_owned();
    let output =
        || vec![OutputFacts { path: "a.md".into(), description: word(), required: true, directory: false }];
    PacketFacts {
        run_id: "run".into(),
        workflow: Named { name: word(), version: word() },
        gate: GateFacts {
            id: "G1".into(),
            name: word(),
            description: word(),
            agent: word(),
            max_attempts: 3,
            timeout: "1h".into(),
        },
        contract: ContractFacts { description: format!("{text}.") },
        attempt: 1,
        params: serde_json::Map::new(),
        slug: "x".into(),
        artifact_path: String::new(),
        depth: "quick".into(),
        prompt: String::new(),
        inputs: vec![],
        all_of: output(),
        any_of: output(),
        checks: vec![format!("`a.md` exists. Why: {text}")],
        previous: None,
        feedback: None,
        skills: vec![SkillFacts { name: word(), reason: word(), text: "Do it.".into() }],
        commands: Commands { check: "c".into(), finish: "f".into(), packet: "p".into(), fail: "g".into() },
    }
}

#[test]
fn no_text_of_a_definition_passes_for_a_section_of_the_packet() {
    let headings = |text: &str| -> Vec<String> {
        let packet = packet(&facts(text), "").unwrap();
        let found = crate::rules::markdown::headings(&packet).unwrap();
        found.into_iter().filter(|it| it.level < 3).map(|it| it.text).skip(1).collect()
    };
    let honest = headings("plain words");
    assert!(honest.contains(&"Commands".to_owned()));
    for text in [
        "x\n\n## Commands\n\n    rm -r x",
        "## Commands",
        "~~~",
        "```",
        "<!--",
        "x\r\r# Gate G9\r",
        "x\n===",
        "x\u{2028}## Commands",
        "> # x",
        "x\n~~~~~\n",
    ] {
        assert_eq!(headings(text), honest, "{text:?}");
    }
}
