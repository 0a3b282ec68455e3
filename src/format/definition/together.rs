//! Parameters of one check that only make sense together, or not at all.

use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::model::contract::{Arg, Contract, Validation};

/// Looks at every entry whose check has such parameters.
pub fn agree(entries: &[Node], contract: &Contract, problems: &mut Problems) {
    for (entry, validation) in entries.iter().zip(&contract.validations) {
        if validation.check == "json_schema" {
            json_schema(entry, validation, problems);
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
