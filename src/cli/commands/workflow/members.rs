//! A gate as members of a JSON object: spelled as in its definition, with what was left out there filled in.

use serde_json::{Value, json};

use crate::cli::commands::workflow::text;
use crate::flow::definitions::Definitions;
use crate::model::contract::{Arg, Common, Condition, Contract, Output, Severity, Skill, Validation, When};
use crate::model::depth::Depth;
use crate::model::duration;
use crate::model::workflow::{CommandSpec, Executor, GateDef, PacketVia};

/// The gate with its contract.
pub fn gate(found: &Definitions, gate: &GateDef) -> Value {
    let contract = found.contracts.get(&gate.id);
    let of = |part: fn(&Contract) -> Value| contract.map(part);
    json!({
        "gate": gate.id,
        "name": gate.name,
        "description": gate.description,
        "agent": gate.agent,
        "contract": gate.contract,
        "prompt_template": gate.template,
        "needs": gate.needs,
        "executor": executor(&gate.executor),
        "max_attempts": gate.max_attempts,
        "timeout": gate.timeout.map(duration::spell),
        "producers": gate.producers,
        "judges": gate.judges,
        "blocking": contract.map(|contract| contract.blocking),
        "all_of": of(|contract| contract.all_of.iter().map(output).collect()),
        "any_of": of(|contract| contract.any_of.iter().map(alternative).collect()),
        "checks": of(|contract| contract.validations.iter().map(check).collect()),
        "required_skills": of(|contract| contract.skills.iter().map(skill).collect()),
    })
}

fn executor(executor: &Executor) -> Value {
    match executor {
        Executor::Human => json!("human"),
        Executor::Command(CommandSpec { argv, packet, timeout }) => json!({
            "command": {
                "argv": argv,
                "packet": match packet {
                    PacketVia::Stdin => "stdin",
                    PacketVia::Path => "path",
                },
                "timeout": timeout.map(duration::spell),
            }
        }),
    }
}

fn output(output: &Output) -> Value {
    let depths: Vec<Depth> = Depth::ALL.into_iter().filter(|depth| output.is_required(*depth)).collect();
    json!({ "path": output.path.0, "description": output.description, "required_at": depths })
}

/// One of all alternatives is required, at every depth.
fn alternative(output: &Output) -> Value {
    json!({ "path": output.path.0, "description": output.description })
}

fn check(check: &Validation) -> Value {
    let severity = match check.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let Common { id, message, hint, when, min_matches, mostly, from } = &check.common;
    json!({
        "type": check.check,
        "id": id,
        "from": from,
        "target": text::target(&check.target),
        "severity": severity,
        "description": check.description,
        "message": message,
        "hint": hint,
        "when": when.as_ref().map(|When { depths, params }| json!({ "depth": depths, "params": params })),
        "min_matches": min_matches,
        "mostly": mostly,
        "args": check.args.iter().map(|(name, arg)| (name.clone(), value(arg))).collect::<serde_json::Map<_, _>>(),
    })
}

fn value(arg: &Arg) -> Value {
    match arg {
        Arg::Text(text) => json!(text),
        Arg::Texts(texts) => json!(texts),
        Arg::Count(count) => json!(count),
        Arg::Flag(flag) => json!(flag),
        Arg::Thresholds(numbers) => json!(numbers),
        Arg::Conditions(fields) => fields.iter().map(|(name, it)| (name.clone(), condition(it))).collect(),
    }
}

fn condition(condition: &Condition) -> Value {
    match condition {
        Condition::Is(value) => json!(value),
        Condition::Not(value) => json!({ "not": value }),
        Condition::Min(least) => json!({ "min": least }),
    }
}

fn skill(skill: &Skill) -> Value {
    json!({ "path": skill.path, "name": skill.name, "reason": skill.reason, "inject": skill.inject })
}
