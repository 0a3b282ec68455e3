//! Values like those of a packet, to see before any work whether a template can be rendered with them.

use crate::model::contract::{Contract, Output};
use crate::model::depth::Depth;
use crate::model::params::{ParamDecl, ParamType, ParamValue, Params};
use crate::model::workflow::{GateDef, Workflow};
use crate::rules::packet::facts::{
    Commands, ContractFacts, FeedbackFacts, GateFacts, InputFacts, Named, OutputFacts, PacketFacts,
    PreviousFacts, SkillFacts,
};

/// Something that stands for any text.
const TEXT: &str = "sample";

/// The gate whose packet it would be, and what it refers to.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The workflow.
    pub workflow: &'a Workflow,
    /// The gate.
    pub gate: &'a GateDef,
    /// Its contract.
    pub contract: &'a Contract,
    /// Its procedures.
    pub skills: &'a [SkillFacts],
}

/// A value for every parameter that a workflow knows: its default, else the first that is allowed, else any.
pub fn params(declared: &[ParamDecl]) -> Params {
    let text = |name: &str, value: &str| (name.to_owned(), ParamValue::String(value.to_owned()));
    let always = [text("slug", TEXT), text("artifact_path", "sample/of/a-path"), text("depth", "standard")];
    let declared = declared.iter().map(|param| {
        let any = || match param.kind {
            ParamType::String => ParamValue::String(TEXT.to_owned()),
            ParamType::Integer => ParamValue::Integer(1),
            ParamType::Boolean => ParamValue::Boolean(true),
        };
        let value = param.default.clone().or_else(|| param.allowed.first().cloned()).unwrap_or_else(any);
        (param.name.clone(), value)
    });
    always.into_iter().chain(declared).collect()
}

/// A value for every parameter that a workflow knows, each fit to stand in a path but for defaults: they are as they are.
pub fn fitting(declared: &[ParamDecl]) -> Params {
    let mut fitting = harmless(&params(declared));
    fitting.extend(declared.iter().filter_map(|it| Some((it.name.clone(), it.default.clone()?))));
    fitting
}

/// `params` whose texts are replaced by one that may stand in a path and begin an argument.
pub fn harmless(params: &Params) -> Params {
    let plain = |value: &ParamValue| match value {
        ParamValue::String(_) => ParamValue::String(TEXT.to_owned()),
        other => other.clone(),
    };
    params.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}

/// The values of the first attempt and of one that follows another, at each of `depths`.
pub fn samples(about: About<'_>, params: &Params, depths: &[Depth]) -> Vec<PacketFacts> {
    let both = |depth: &Depth| [sample(about, params, *depth, 1), sample(about, params, *depth, 2)];
    depths.iter().flat_map(both).collect()
}

fn sample(about: About<'_>, params: &Params, depth: Depth, attempt: u32) -> PacketFacts {
    let About { workflow, gate, contract, skills } = about;
    let text = |name: &str| params.get(name).map(ToString::to_string).unwrap_or_default();
    let mut params = params.clone();
    params.insert("depth".to_owned(), ParamValue::String(depth.as_str().to_owned()));
    let needed = gate.needs.iter().map(|need| InputFacts {
        path: TEXT.to_owned(),
        gate: need.to_string(),
        exists: true,
    });
    PacketFacts {
        run_id: TEXT.to_owned(),
        workflow: Named { name: workflow.name.clone(), version: workflow.version.clone() },
        gate: GateFacts {
            id: gate.id.to_string(),
            name: gate.name.clone(),
            description: gate.description.clone(),
            agent: gate.agent.clone().unwrap_or_default(),
            max_attempts: gate.max_attempts.unwrap_or_default(),
            timeout: String::new(),
        },
        contract: ContractFacts { description: contract.description.clone() },
        attempt,
        slug: text("slug"),
        artifact_path: text("artifact_path"),
        params: params.into_iter().map(|(name, value)| (name, serde_json::json!(value))).collect(),
        depth: depth.to_string(),
        prompt: TEXT.to_owned(),
        inputs: needed.collect(),
        all_of: contract.all_of.iter().map(|it| output(it, depth)).collect(),
        any_of: contract.any_of.iter().map(|it| output(it, depth)).collect(),
        checks: contract.validations.iter().map(|validation| validation.check.clone()).collect(),
        previous: (attempt > 1).then(|| PreviousFacts {
            attempt: attempt - 1,
            status: "FAIL".to_owned(),
            failures: vec![TEXT.to_owned()],
        }),
        feedback: (attempt > 1).then(|| FeedbackFacts { by: TEXT.to_owned(), text: TEXT.to_owned() }),
        skills: skills.to_vec(),
        commands: Commands {
            check: TEXT.to_owned(),
            finish: TEXT.to_owned(),
            packet: TEXT.to_owned(),
            fail: TEXT.to_owned(),
        },
    }
}

fn output(output: &Output, depth: Depth) -> OutputFacts {
    OutputFacts {
        path: output.path.0.clone(),
        description: output.description.clone(),
        required: output.is_required(depth),
        directory: output.path.0.ends_with('/'),
    }
}
