//! `case.json` → [`Case`].

use crate::format::definition::case_keys::CASE;
use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::{case_people, common, reading};
use crate::model::case::{Case, Expectation};
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::verdict::State;
use crate::rules::quote::quoted;

/// Reads a case. Every problem that the file shows by itself is in the one failure.
pub fn read_case(file: &RepoPath, bytes: &[u8]) -> Result<Case, Failure> {
    reading::read(file, bytes, &CASE, |tree, _, problems| case(tree, problems))
}

fn case(tree: &Node, problems: &mut Problems) -> Option<Case> {
    let text = |key: &str| tree.get(key).and_then(Node::text);
    let expect = tree.get("expect")?;
    let expectation = expectation(expect)?;
    hollow(expect, &expectation, problems);
    if let Some(node) = tree.get("remove").filter(|_| text("extends").is_none()) {
        let message = "nothing can be removed, because the case extends no other";
        problems.push(
            Problem::new("nothing_removed", &node.span, message)
                .hint("name a case in `extends`, or leave `remove` out"),
        );
    }
    let also = tree.get("params").and_then(|params| params.get("depth"));
    if let (Some(_), Some(node)) = (text("depth"), also) {
        let message = "the depth stands in `depth`, and `params` may say another";
        problems.push(Problem::new("contradiction", &node.span, message).hint("leave one of the two out"));
    }
    let remove = tree.get("remove").map_or(&[][..], Node::elements);
    let params = tree.get("params").map_or(&[][..], Node::entries);
    Some(Case {
        description: text("description").unwrap_or_default().to_owned(),
        gate: text("gate").and_then(|gate| GateId::new(gate).ok()),
        depth: text("depth").and_then(|depth| depth.parse().ok()),
        params: params
            .iter()
            .map(|it| Some((it.key.clone(), common::value(&it.value)?)))
            .collect::<Option<_>>()?,
        extends: text("extends").map(str::to_owned),
        before: text("before").map(str::to_owned),
        remove: remove.iter().map(|path| RepoPath::new(path.text()?).ok()).collect::<Option<_>>()?,
        commands: tree.get("commands").and_then(Node::flag),
        now: text("now").and_then(|now| now.parse().ok()),
        people: match tree.get("people") {
            Some(node) => Some(case_people::read(node, problems)?),
            None => None,
        },
        expect: expectation,
    })
}

fn expectation(node: &Node) -> Option<Expectation> {
    let passes = match node.get("gate")?.text()? {
        "PASS" => true,
        "FAIL" => false,
        _ => return None,
    };
    let checks = node.get("checks").map_or(&[][..], Node::entries);
    let state = |node: &Node| {
        Some(match node.text()? {
            "pass" => State::Pass,
            "fail" => State::Fail,
            "warn" => State::Warn,
            "not_enforced" => State::NotEnforced,
            _ => return None,
        })
    };
    let checks = checks.iter().map(|it| Some((it.key.clone(), state(&it.value)?)));
    Some(Expectation { passes, checks: checks.collect::<Option<_>>()? })
}

/// What is expected has to be able to fail, and not to contradict itself.
fn hollow(node: &Node, expect: &Expectation, problems: &mut Problems) {
    let Some(gate) = node.get("gate") else { return };
    let blocks = |state: &State| matches!(state, State::Fail | State::NotEnforced);
    if !expect.passes && !expect.checks.values().any(blocks) {
        let message = "a FAIL is expected and no check that fails: any mistake would do";
        problems.push(
            Problem::new("expects_nothing", &gate.span, message)
                .hint("name in `checks` what fails, such as `\"contains_headings\": \"fail\"`"),
        );
    }
    let entries = node.get("checks").map_or(&[][..], Node::entries);
    for entry in entries.iter().filter(|it| expect.passes && it.value.text() == Some("fail")) {
        let message = format!("a PASS is expected and {} is to fail", quoted(&entry.key));
        problems.push(
            Problem::new("contradiction", &entry.value.span, message)
                .hint("a check that fails keeps the gate from passing; a warning is `warn`"),
        );
    }
}
