//! How a workflow reads: parameters, gates, what each must bring and how it is judged.

use crate::cli::print::{Tone, padded};
use crate::cli::table::table;
use crate::flow::definitions::Definitions;
use crate::model::contract::{Arg, Common, Contract, Output, Severity, TargetSpec, Validation, When};
use crate::model::depth::Depth;
use crate::model::duration;
use crate::model::params::{ParamDecl, ParamType, ParamValue};
use crate::model::workflow::{Executor, GateDef, versioned};

/// The whole workflow.
pub fn workflow(found: &Definitions) -> String {
    let workflow = &found.workflow;
    let mut text = format!("{}\n", Tone::Strong.paint(versioned(&workflow.name, &workflow.version)));
    if !workflow.description.is_empty() {
        text.push_str(&format!("  {}\n", workflow.description));
    }
    if !workflow.params.is_empty() {
        let lines: Vec<Vec<String>> = workflow.params.iter().map(param).collect();
        text.push_str(&format!("\n{}\n{}", Tone::Strong.paint("Parameters"), table(&lines)));
    }
    text.extend(workflow.gates.iter().map(|def| gate(found, def)));
    text
}

fn param(param: &ParamDecl) -> Vec<String> {
    let listed =
        |values: &[ParamValue]| values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let mut kind = match param.kind {
        _ if !param.allowed.is_empty() => format!("one of {}", listed(&param.allowed)),
        ParamType::String => "text".to_owned(),
        ParamType::Integer => "whole number".to_owned(),
        ParamType::Boolean => "true or false".to_owned(),
    };
    match &param.default {
        Some(default) => kind.push_str(&format!("; {default} where nothing is said")),
        None if param.required => kind.push_str("; required"),
        None => {}
    }
    vec![format!("  {}", param.name), kind, param.description.clone()]
}

fn gate(found: &Definitions, gate: &GateDef) -> String {
    let title = if gate.name == gate.id.as_str() { String::new() } else { format!(" {}", gate.name) };
    let mut text = format!("\n{}{title}\n", Tone::Strong.paint(&gate.id));
    let mut line = |label: &str, value: &str| {
        if !value.is_empty() {
            text.push_str(&format!("  {} {value}\n", padded(label, 8)));
        }
    };
    let needs: Vec<&str> = gate.needs.iter().map(|need| need.as_str()).collect();
    line("about", &gate.description);
    line("needs", &needs.join(", "));
    line("work", &executor(gate));
    line("by", &gate.producers.join(", "));
    line("judged by", &gate.judges.join(", "));
    line("tries", &gate.max_attempts.map(|most| format!("at most {most}")).unwrap_or_default());
    line("timeout", &gate.timeout.map(duration::spell).unwrap_or_default());
    line("packet", &gate.template.as_ref().map_or("built in".to_owned(), ToString::to_string));
    line("contract", gate.contract.as_str());
    if let Some(contract) = found.contracts.get(&gate.id) {
        outputs(contract, &mut line);
    }
    text
}

fn outputs(contract: &Contract, line: &mut impl FnMut(&str, &str)) {
    if !contract.blocking {
        line("blocking", "no: a FAIL does not keep other gates from starting");
    }
    for output in &contract.all_of {
        line("output", &format!("{}{}{}", output.path.0, when(output), said(&output.description)));
    }
    for output in &contract.any_of {
        line("one of", &format!("{}{}", output.path.0, said(&output.description)));
    }
    for validation in &contract.validations {
        line("check", &check(validation));
        for (name, value) in common(&validation.common) {
            line("", &format!("  {name}: {value}"));
        }
        for (name, arg) in &validation.args {
            line("", &format!("  {name}: {}", argument(arg)));
        }
    }
    for skill in &contract.skills {
        line("skill", &format!("{}{}", skill.path, said(&skill.reason)));
    }
}

fn check(validation: &Validation) -> String {
    let target = target(&validation.target).map(|target| format!(" on {target}")).unwrap_or_default();
    let warning = if validation.severity == Severity::Warning { " (a warning)" } else { "" };
    format!("{}{target}{warning}{}", validation.check, said(&validation.description))
}

/// What a check is told as any other could be; nothing of what is left out.
fn common(common: &Common) -> Vec<(&'static str, String)> {
    let Common { id, message, hint, when, min_matches, mostly, from } = common;
    let told = [
        ("id", id.clone()),
        ("from", from.as_ref().map(ToString::to_string)),
        ("when", when.as_ref().map(condition)),
        ("min_matches", min_matches.map(|count| count.to_string())),
        ("mostly", mostly.map(|share| format!("{share} of 100"))),
        ("message", message.clone()),
        ("hint", hint.clone()),
    ];
    told.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// When a check applies.
pub fn condition(when: &When) -> String {
    let depths: Vec<&str> = when.depths.iter().map(|depth| depth.as_str()).collect();
    let depths = (!depths.is_empty()).then(|| format!("depth {}", depths.join(" or ")));
    let param = |(name, values): (&String, &Vec<ParamValue>)| {
        let values: Vec<String> = values.iter().map(ToString::to_string).collect();
        format!("{name} {}", values.join(" or "))
    };
    depths.into_iter().chain(when.params.iter().map(param)).collect::<Vec<_>>().join(", ")
}

/// A parameter of a check, lists and depths with commas.
fn argument(arg: &Arg) -> String {
    match arg {
        Arg::Text(text) => format!("`{text}`"),
        Arg::Texts(texts) => texts.iter().map(|text| format!("`{text}`")).collect::<Vec<_>>().join(", "),
        Arg::Count(count) => count.to_string(),
        Arg::Flag(flag) => flag.to_string(),
        Arg::Thresholds(numbers) => {
            numbers.iter().map(|(depth, n)| format!("{depth} {n}")).collect::<Vec<_>>().join(", ")
        }
        Arg::Conditions(fields) => {
            let said = fields.iter().map(|(field, condition)| format!("`{field}` is {condition}"));
            said.collect::<Vec<_>>().join(", ")
        }
    }
}

/// What a check looks at, as declared.
pub fn target(target: &TargetSpec) -> Option<String> {
    match target {
        TargetSpec::AnyOf => Some("any_of".to_owned()),
        TargetSpec::AllRequired => Some("all_required".to_owned()),
        TargetSpec::Path(template) => Some(template.0.clone()),
        TargetSpec::None => None,
    }
}

/// How a gate's work is done.
fn executor(gate: &GateDef) -> String {
    match &gate.executor {
        Executor::Human => "done by whoever reads the packet".to_owned(),
        Executor::Command(spec) => {
            let most = spec.timeout.map(|most| format!(", ended after {}", duration::spell(most)));
            format!("done by `{}`{}", spec.argv.join(" "), most.unwrap_or_default())
        }
    }
}

/// When an output is required, where that is not always.
fn when(output: &Output) -> String {
    let required: Vec<&str> =
        Depth::ALL.into_iter().filter(|depth| output.is_required(*depth)).map(Depth::as_str).collect();
    match required.len() {
        0 => " (optional)".to_owned(),
        n if n == Depth::ALL.len() => String::new(),
        _ => format!(" (required at depth {})", required.join(", ")),
    }
}

/// The author's words behind a dash.
pub fn said(description: &str) -> String {
    if description.is_empty() { String::new() } else { format!(" — {description}") }
}
