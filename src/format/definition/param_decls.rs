//! `params` of a workflow → [`ParamDecl`]s.

use std::ops::Range;

use crate::format::definition::json::{Entry, Node, Value};
use crate::format::definition::problem::{Problem, Problems};
use crate::model::params::{ParamDecl, ParamType, ParamValue};
use crate::rules::known::ALWAYS_KNOWN;
use crate::rules::params;
use crate::rules::quote::quoted;

/// Names that stand in braces for something else.
const TAKEN: [&str; 1] = ["packet"];

/// Reads all declarations; `None` where a shape is not kept.
pub fn read(node: Option<&Node>, problems: &mut Problems) -> Option<Vec<ParamDecl>> {
    let entries = node.map_or(&[][..], Node::entries);
    let read: Vec<Option<ParamDecl>> = entries.iter().map(|entry| param(entry, problems)).collect();
    read.into_iter().collect()
}

fn param(entry: &Entry, problems: &mut Problems) -> Option<ParamDecl> {
    if TAKEN.contains(&entry.key.as_str()) {
        let name = quoted(&entry.key);
        let message =
            format!("a parameter cannot be called {name}: it stands for the packet's file in commands");
        problems.push(Problem::new("reserved_name", &entry.place, message));
    }
    let node = &entry.value;
    let known = ALWAYS_KNOWN.contains(&entry.key.as_str());
    if known {
        only_default(entry, problems);
    }
    let kind = match node.get("type").and_then(Node::text) {
        Some("integer") => ParamType::Integer,
        Some("boolean") => ParamType::Boolean,
        _ => ParamType::String,
    };
    let listed = node.get("enum").map_or(&[][..], Node::elements);
    let allowed: Option<Vec<ParamValue>> =
        listed.iter().map(|node| typed(node, kind, "an entry of `enum`", problems)).collect();
    let default = match node.get("default") {
        Some(node) => Some(typed(node, kind, "`default`", problems)?),
        None => None,
    };
    let allowed = allowed?;
    twice(listed, &allowed, problems);
    if let (Some(value), Some(place)) = (&default, node.get("default").map(|node| node.span.clone())) {
        default_fits(&entry.key, value, &place, &allowed, problems);
    }
    Some(ParamDecl {
        name: entry.key.clone(),
        kind,
        description: node.get("description").and_then(Node::text).unwrap_or_default().to_owned(),
        allowed,
        default,
        required: node.get("required").and_then(Node::flag).unwrap_or(false),
    })
}

/// `slug`, `artifact_path` and `depth` are what they are; a workflow may only say what they are by default.
fn only_default(entry: &Entry, problems: &mut Problems) {
    for key in ["type", "enum", "required"] {
        if let Some(own) = entry.value.entries().iter().find(|own| own.key == key) {
            let message = format!("{} is always known and cannot be declared anew", quoted(&entry.key));
            problems.push(
                Problem::new("known_param", &own.place, message)
                    .label(format!("`{key}` cannot be changed"))
                    .hint("`default` and `description` are allowed"),
            );
        }
    }
}

fn typed(node: &Node, kind: ParamType, name: &str, problems: &mut Problems) -> Option<ParamValue> {
    let (value, wanted) = match kind {
        ParamType::String => (node.text().map(|text| ParamValue::String(text.to_owned())), "a text"),
        ParamType::Integer => (node.whole().map(ParamValue::Integer), "a whole number"),
        ParamType::Boolean => (node.flag().map(ParamValue::Boolean), "`true` or `false`"),
    };
    // Lists, objects and null have been found already, by the shape; so have numbers that are not whole.
    let fits_no_type = matches!(node.value, Value::Null | Value::List(_) | Value::Object(_));
    let broken = matches!(node.value, Value::Number(_)) && node.whole().is_none();
    if value.is_none() && !fits_no_type && !broken {
        let message = format!("{name} must be {wanted}, as `type` says, not {}", node.kind());
        problems.push(Problem::new("wrong_type", &node.span, message).label(node.kind()));
    }
    value
}

fn twice(nodes: &[Node], values: &[ParamValue], problems: &mut Problems) {
    for (at, value) in values.iter().enumerate() {
        if let Some(first) = values[..at].iter().position(|other| other == value) {
            let message = format!("the value {} stands twice in `enum`", quoted(&value.to_string()));
            problems.push(
                Problem::new("duplicate_value", &nodes[at].span, message)
                    .label("again here")
                    .also(&nodes[first].span, "first here"),
            );
        }
    }
}

fn default_fits(
    name: &str,
    value: &ParamValue,
    place: &Range<usize>,
    allowed: &[ParamValue],
    problems: &mut Problems,
) {
    if !allowed.is_empty() && !allowed.contains(value) {
        let message = format!("the default {} is not among the values of `enum`", quoted(&value.to_string()));
        problems.push(
            Problem::new("default_not_allowed", place, message)
                .allowed(allowed.iter().map(ParamValue::to_string)),
        );
    }
    if let Err(why) = params::check_known(name, &value.to_string()) {
        let value = quoted(&value.to_string());
        let message = format!("{value} cannot be the default of {}: {why}", quoted(name));
        problems.push(Problem::new("bad_default", place, message));
    }
}
