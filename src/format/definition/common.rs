//! What every entry of `validations` may say beside its check's own parameters → [`Common`].

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::format::definition::json::{Node, Value};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::text::Text;
use crate::model::contract::{Arg, Common, Contract, TargetSpec, When};
use crate::model::depth::Depth;
use crate::model::duration;
use crate::model::params::ParamValue;
use crate::rules::common::idle_share;
use crate::rules::known::KnownVariables;
use crate::rules::quote::quoted;
use crate::rules::suggest;
use crate::rules::templates;

/// Reads the keys that all checks share.
pub fn read(entry: &Node, known: &KnownVariables, problems: &mut Problems) -> Common {
    let text = |key: &str| entry.get(key).and_then(Node::text).map(str::to_owned);
    let count = |key: &str| entry.get(key).and_then(Node::whole).and_then(|count| u64::try_from(count).ok());
    Common {
        id: text("id"),
        message: text("message"),
        hint: text("hint"),
        when: entry.get("when").map(|node| when(node, known, problems)),
        min_matches: count("min_matches"),
        mostly: count("mostly"),
        from: None,
    }
}

fn when(node: &Node, known: &KnownVariables, problems: &mut Problems) -> When {
    let depths = node.get("depth").map_or(&[][..], Node::elements);
    let depths: Vec<Depth> = depths.iter().filter_map(|depth| depth.text()?.parse().ok()).collect();
    let mut params = BTreeMap::new();
    for entry in node.get("params").map_or(&[][..], Node::entries) {
        if !known.contains(&entry.key) {
            let message = format!("no parameter is called {}", quoted(&entry.key));
            problems.push(
                Problem::new("unknown_param", &entry.place, message)
                    .meant(suggest::nearest(&entry.key, known.names()))
                    .allowed(known.names()),
            );
        }
        let values = match entry.value.value {
            Value::List(ref list) => list.iter().filter_map(value).collect(),
            _ => value(&entry.value).into_iter().collect(),
        };
        params.insert(entry.key.clone(), values);
    }
    if let Some(none) = node.get("params").filter(|params| params.entries().is_empty()) {
        let problem = Problem::new("empty_when", &none.span, "`params` names no parameter");
        problems.push(problem.hint("name parameters with the values they must have, or leave it out"));
    } else if depths.is_empty() && params.is_empty() {
        let problem = Problem::new("empty_when", &node.span, "`when` names no condition");
        problems.push(problem.hint("name depths in `depth` or values in `params`, or leave `when` out"));
    }
    When { depths, params }
}

/// The value of a text, a whole number or a switch.
pub fn value(node: &Node) -> Option<ParamValue> {
    match &node.value {
        Value::Text(text) => Some(ParamValue::String(text.clone())),
        Value::Flag(flag) => Some(ParamValue::Boolean(*flag)),
        Value::Number(_) => node.whole().map(ParamValue::Integer),
        _ => None,
    }
}

/// Where a check takes its patterns for regular expressions, each must be one.
pub fn expressions(entries: &[Node], contract: &Contract, problems: &mut Problems) {
    for (entry, validation) in entries.iter().zip(&contract.validations) {
        if validation.args.get("is_regex") != Some(&Arg::Flag(true)) {
            continue;
        }
        let one = entry.get("pattern").into_iter();
        for node in one.chain(entry.get("patterns").map_or(&[][..], Node::elements)) {
            if let Some(Err(why)) = node.text().map(|text| Text::Regex.check(text)) {
                let why = why.map(|why| format!(": {why}")).unwrap_or_default();
                let message = format!("it is not a regular expression{why}");
                problems.push(Problem::new(Text::Regex.code(), &node.span, message));
            }
        }
    }
}

/// RFC 6901, but for the empty pointer: every step after a `/`, and `~` only in `~0` and `~1`.
fn is_pointer(text: &str) -> bool {
    text.starts_with('/') && text.split('~').skip(1).all(|rest| rest.starts_with(['0', '1']))
}

/// Names are unique, a number of matches is asked of globs only, and a share only of what gives several results.
pub fn agree(entries: &[Node], contract: &Contract, problems: &mut Problems) {
    let mut seen = BTreeSet::new();
    for (entry, validation) in entries.iter().zip(&contract.validations) {
        if let (Some(id), Some(node)) = (&validation.common.id, entry.get("id"))
            && !seen.insert(id.to_ascii_lowercase())
        {
            let message = format!("two checks are called {}", quoted(id));
            problems
                .push(Problem::new("duplicate_id", &node.span, message).hint("give each a name of its own"));
        }
        // One of the repository's own says so itself.
        if let (Some(node), None, Some((message, hint))) =
            (entry.get("mostly"), &validation.own, idle_share(validation))
        {
            problems.push(Problem::new("idle_share", &node.span, message).hint(hint));
        }
        let is_glob = matches!(&validation.target, TargetSpec::Path(path) if templates::is_glob(&path.0));
        let places = entry.get("checks").filter(|_| validation.check == "json_value");
        for place in places.map_or(&[][..], Node::entries).iter().filter(|it| !is_pointer(&it.key)) {
            let message = format!("{} is no JSON pointer", quoted(&place.key));
            problems.push(Problem::new("bad_pointer", &place.place, message).hint(
                "write `/` before each name and number, such as `/results/0/score`; in a name `~0` for `~` and `~1` for `/`",
            ));
        }
        if let Some(node) = entry.get("min_matches").filter(|_| validation.check == "file_absent") {
            let message = "`file_absent` wants no match, and `min_matches` wants some";
            problems
                .push(Problem::new("contradiction", &node.span, message).hint("leave one of the two out"));
        } else if let Some(node) = entry.get("min_matches").filter(|_| !is_glob) {
            let message = "`min_matches` counts the files that a glob matches, and the target is no glob";
            problems.push(
                Problem::new("no_glob", &node.span, message)
                    .hint("leave it out, or name a glob such as `docs/*.md`"),
            );
        }
    }
}

/// A span as it may be written: a number of seconds, or a text.
pub fn span(node: &Node) -> Option<Duration> {
    match &node.value {
        Value::Number(_) => {
            node.whole().and_then(|seconds| u64::try_from(seconds).ok()).map(Duration::from_secs)
        }
        Value::Text(text) => duration::parse(text),
        _ => None,
    }
}
