//! Entries of `validations` → [`Validation`]s, their parameters typed by the catalogue.

use std::collections::BTreeMap;

use crate::format::definition::common;
use crate::format::definition::json::{Node, Value};
use crate::format::definition::own_entry::{self, Taken};
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::format::definition::variables_in;
use crate::model::contract::{Arg, Args, Condition, Contract, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::own_check::name_in;
use crate::rules::checks::catalogue::{self, ParamKind, TargetRule};
use crate::rules::known::KnownVariables;

/// Reads one entry; `None` where its shape is not kept.
pub fn read(
    entry: &Node,
    known: &KnownVariables,
    taken: &Taken,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Validation> {
    let name = entry.get("type")?.text()?;
    if let Some(own) = name_in(name) {
        let (own, target) = own_entry::read(entry, own, taken, known, source, problems)?;
        return Some(Validation {
            check: name.to_owned(),
            target,
            severity: severity(entry, problems),
            description: entry.get("description").and_then(Node::text).unwrap_or_default().to_owned(),
            common: common::read(entry, known, problems),
            args: Args::new(),
            own: Some(own),
        });
    }
    let kind = catalogue::find(name)?;
    let target = target(entry.get("target"), kind.target, known, source, problems);
    let mut args = Some(Args::new());
    for param in kind.params {
        let Some(node) = entry.get(param.name) else { continue };
        match (arg(node, param.kind, known, source, problems), &mut args) {
            (Some(arg), Some(args)) => {
                args.insert(param.name.to_owned(), arg);
            }
            (_, args) => *args = None,
        }
    }
    Some(Validation {
        check: kind.name.to_owned(),
        target: target?,
        severity: severity(entry, problems),
        description: entry.get("description").and_then(Node::text).unwrap_or_default().to_owned(),
        common: common::read(entry, known, problems),
        args: args?,
        own: None,
    })
}

fn severity(entry: &Node, problems: &mut Problems) -> Severity {
    let (severity, level) = (entry.get("severity"), entry.get("level"));
    if let (Some(_), Some(level)) = (severity, level) {
        let message = "`level` and `severity` say the same; one of them is enough";
        problems.push(Problem::new("level_twice", &level.span, message).hint("leave out one of the two"));
    }
    match severity.or(level).and_then(Node::text) {
        Some("warning") => Severity::Warning,
        _ => Severity::Error,
    }
}

fn target(
    node: Option<&Node>,
    rule: TargetRule,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<TargetSpec> {
    if rule == TargetRule::None {
        return Some(TargetSpec::None);
    }
    let node = node?;
    match node.text()? {
        "any_of" => (rule == TargetRule::Any).then_some(TargetSpec::AnyOf),
        "all_required" => (rule == TargetRule::Any).then_some(TargetSpec::AllRequired),
        _ => variables_in::path(node, known, source, problems).map(TargetSpec::Path),
    }
}

fn arg(
    node: &Node,
    kind: ParamKind,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Arg> {
    let texts = || {
        node.elements().iter().map(|element| element.text().map(str::to_owned)).collect::<Option<Vec<_>>>()
    };
    match kind {
        ParamKind::Text | ParamKind::Heading | ParamKind::OneOf(_) | ParamKind::Regex | ParamKind::Glob => {
            Some(Arg::Text(node.text()?.to_owned()))
        }
        ParamKind::Sha256 => Some(Arg::Text(node.text()?.to_ascii_lowercase())),
        ParamKind::Texts | ParamKind::Headings => texts().map(Arg::Texts),
        ParamKind::Paths | ParamKind::Globs => {
            let paths: Vec<_> = node
                .elements()
                .iter()
                .map(|path| variables_in::path(path, known, source, problems))
                .collect();
            Some(Arg::Texts(paths.into_iter().map(|path| Some(path?.0)).collect::<Option<_>>()?))
        }
        ParamKind::File => variables_in::path(node, known, source, problems).map(|path| Arg::Text(path.0)),
        ParamKind::Argv => variables_in::argv(node, known, source, problems).map(Arg::Texts),
        ParamKind::Count
        | ParamKind::Positive
        | ParamKind::ExitCode
        | ParamKind::Percent
        | ParamKind::Seconds => count(node).map(Arg::Count),
        ParamKind::Span => common::span(node).map(|span| Arg::Count(span.as_secs())),
        ParamKind::Flag => node.flag().map(Arg::Flag),
        ParamKind::Thresholds => thresholds(node).map(Arg::Thresholds),
        ParamKind::Conditions => conditions(node, problems).map(Arg::Conditions),
    }
}

fn conditions(node: &Node, problems: &mut Problems) -> Option<BTreeMap<String, Condition>> {
    let wrong = |span: &std::ops::Range<usize>, message: &str| {
        Problem::new("bad_condition", span, message)
            .hint("write a value, `{\"not\": value}` or `{\"min\": number}`")
    };
    if node.entries().is_empty() {
        problems.push(wrong(&node.span, "no field is named"));
    }
    let mut read = |node: &Node| -> Option<Condition> {
        if node.entries().is_empty() && !matches!(node.value, Value::Object(_)) {
            return common::value(node).map(Condition::Is);
        }
        match (node.get("not"), node.get("min")) {
            (Some(not), None) => common::value(not).map(Condition::Not),
            (None, Some(min)) => min.whole().map(Condition::Min),
            _ => {
                problems.push(wrong(&node.span, "a field needs one condition"));
                None
            }
        }
    };
    node.entries().iter().map(|entry| Some((entry.key.clone(), read(&entry.value)?))).collect()
}

fn count(node: &Node) -> Option<u64> {
    u64::try_from(node.whole()?).ok()
}

fn thresholds(node: &Node) -> Option<BTreeMap<Depth, u64>> {
    let at = |depth: Depth| match node.value {
        Value::Number(_) => count(node),
        _ => count(node.get(depth.as_str())?),
    };
    Depth::ALL.into_iter().map(|depth| Some((depth, at(depth)?))).collect()
}

/// A target that stands for a set of outputs must have some to stand for.
pub fn targets(entries: &[Node], contract: &Contract, problems: &mut Problems) {
    let ever_required =
        contract.all_of.iter().any(|output| Depth::ALL.iter().any(|depth| output.is_required(*depth)));
    for (entry, validation) in entries.iter().zip(&contract.validations) {
        let Some(node) = entry.get("target") else { continue };
        let (word, key) = match validation.target {
            TargetSpec::AnyOf if contract.any_of.is_empty() => ("any_of", "required_outputs.any_of"),
            TargetSpec::AllRequired if !ever_required => ("all_required", "required_outputs.all_of"),
            _ => continue,
        };
        let message = format!("the target `{word}` stands for no output");
        problems.push(
            Problem::new("empty_target", &node.span, message)
                .hint(format!("name the outputs in `{key}`, or a path here")),
        );
    }
}
