//! Parameters of one check that only make sense together, or not at all.

use crate::format::definition::conform::opening;
use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::model::contract::{Arg, Contract, Validation};

/// Looks at every entry whose check has such parameters.
pub fn agree(entries: &[Node], contract: &Contract, problems: &mut Problems) {
    for (entry, validation) in entries.iter().zip(&contract.validations) {
        match validation.check.as_str() {
            "json_schema" => json_schema(entry, validation, problems),
            "csv_shape" => csv_shape(entry, validation, problems),
            "hash_equals" => hash_equals(entry, problems),
            "differs_from_template" => from_itself(entry, problems),
            "json_report" => json_report(entry, validation, problems),
            "citations_resolve" => citations(entry, validation, problems),
            "only_paths_changed" => paths_changed(entry, problems),
            "approval" => approval(entry, validation, problems),
            _ => {}
        }
    }
}

fn contradiction(node: &Node, message: &str, hint: &str, problems: &mut Problems) {
    problems.push(Problem::new("contradiction", &node.span, message).hint(hint));
}

fn text<'a>(validation: &'a Validation, name: &str) -> Option<&'a str> {
    match validation.args.get(name) {
        Some(Arg::Text(text)) => Some(text),
        _ => None,
    }
}

fn json_schema(entry: &Node, validation: &Validation, problems: &mut Problems) {
    let other =
        entry.get("format").filter(|_| text(validation, "format").is_some_and(|format| format != "yaml"));
    if let (Some(node), Some("frontmatter")) = (other, text(validation, "part")) {
        contradiction(
            node,
            "front matter is YAML, and `format` says another",
            "leave `format` out",
            problems,
        );
    }
}

fn csv_shape(entry: &Node, validation: &Validation, problems: &mut Problems) {
    let listed = |name: &str| entry.get(name).map_or(&[][..], Node::elements);
    let columns: Vec<&str> = listed("columns").iter().filter_map(Node::text).collect();
    for (at, node) in listed("columns").iter().enumerate() {
        if node.text().is_some_and(|name| columns[..at.min(columns.len())].contains(&name)) {
            contradiction(
                node,
                "the column is named twice, and a table has it once",
                "name it once",
                problems,
            );
        }
    }
    let judged = listed("unique").iter().chain(listed("not_empty"));
    let exact = validation.args.get("exact") == Some(&Arg::Flag(true));
    for node in judged.filter(|node| exact && node.text().is_some_and(|name| !columns.contains(&name))) {
        let message = "the table has just `columns`, and this one is not among them";
        contradiction(node, message, "add it to `columns`, or leave out `exact`", problems);
    }
    if let (Some(Arg::Thresholds(least)), Some(Arg::Count(most)), Some(node)) =
        (validation.args.get("min_rows"), validation.args.get("max_rows"), entry.get("max_rows"))
        && least.values().any(|least| least > most)
    {
        contradiction(node, "`min_rows` asks for more rows than `max_rows` allows", "raise it", problems);
    }
}

fn hash_equals(entry: &Node, problems: &mut Problems) {
    let (digest, list) = (entry.get("sha256"), entry.get("sums"));
    if let (Some(_), Some(list)) = (digest, list) {
        let message = "the digest stands in `sha256`, and `sums` may say another";
        contradiction(list, message, "leave one of the two out", problems);
    } else if digest.is_none() && list.is_none() {
        let message = "the check names no digest that the file must have";
        problems.push(
            Problem::new("no_measure", &opening(entry), message)
                .hint("write it in `sha256`, or name a list such as `SHA256SUMS` in `sums`"),
        );
    }
}

fn from_itself(entry: &Node, problems: &mut Problems) {
    let text = |key: &str| entry.get(key).and_then(Node::text);
    if let (Some(node), true) = (entry.get("template"), text("template") == text("target")) {
        let message = "the template is the target itself, and nothing differs from itself";
        contradiction(node, message, "name the file that it began from", problems);
    }
}

/// Parameters that say nothing about a report of this format.
const FOREIGN: &[(&str, &[&str])] = &[
    ("junit", &["min_percent", "measure"]),
    ("sarif", &["min_percent", "measure", "min_tests"]),
    ("coverage", &["max_failures", "max_skipped", "min_tests"]),
];

fn json_report(entry: &Node, validation: &Validation, problems: &mut Problems) {
    let Some(format) = text(validation, "format") else { return };
    let foreign = FOREIGN.iter().find(|(name, _)| *name == format).map_or(&[][..], |(_, foreign)| foreign);
    for (name, node) in foreign.iter().filter_map(|name| Some((name, entry.get(name)?))) {
        let message = format!("`{name}` says nothing about a report of the format `{format}`");
        contradiction(node, &message, "leave it out, or say the other format", problems);
    }
    if let (None, Some(node), "coverage") = (entry.get("min_percent"), entry.get("format"), format) {
        let message = "coverage needs `min_percent`: without it any figure would do";
        problems.push(
            Problem::new("no_measure", &node.span, message)
                .hint("say how much must be covered, from 1 to 100"),
        );
    }
}

fn citations(entry: &Node, validation: &Validation, problems: &mut Problems) {
    if let (Some(node), Some("footnotes")) = (entry.get("heading"), text(validation, "style")) {
        let message = "footnotes have no list under a heading";
        contradiction(node, message, "leave `heading` out, or say `numbers`", problems);
    }
}

fn paths_changed(entry: &Node, problems: &mut Problems) {
    if entry.get("allow").is_none() && entry.get("deny").is_none() {
        let message = "neither `allow` nor `deny` is given, so that anything may change";
        problems.push(
            Problem::new("no_measure", &opening(entry), message)
                .hint("name in `allow` what may change, or in `deny` what may not"),
        );
    }
}

fn approval(entry: &Node, validation: &Validation, problems: &mut Problems) {
    let by = entry.get("by").map_or(&[][..], Node::elements);
    let mut people: Vec<&str> = vec![];
    for node in by {
        let Some(name) = node.text() else { continue };
        if people.contains(&name) {
            contradiction(node, "this person is named twice and counts once", "name each once", problems);
        }
        people.push(name);
    }
    let (Some(Arg::Count(quorum)), Some(node)) = (validation.args.get("quorum"), entry.get("quorum")) else {
        return;
    };
    if !by.is_empty() && *quorum > people.len() as u64 {
        let message = "more people are asked for than `by` names";
        contradiction(node, message, "lower it, or name more people in `by`", problems);
    }
}
