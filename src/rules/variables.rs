//! Path variables: what a declared path or command means in a run.

use crate::model::contract::{Arg, Contract, PathTemplate, TargetSpec};
use crate::model::evidence::Place;
use crate::model::failure::Failure;
use crate::model::ids::is_component;
use crate::model::params::{ParamValue, Params};
use crate::rules::checks::catalogue::{self, ParamKind};
use crate::rules::params::option;
use crate::rules::templates::{self, Piece};

pub use crate::rules::known::{ALWAYS_KNOWN, KnownVariables};
pub use crate::rules::params::resolve_params;

/// The place that `template` names in a run with `params`.
///
/// Every component that a value brings along must be a safe one, so that no value can leave the repository, act as a
/// glob or look like an option; the result is checked once more as a whole. Values are never expanded again.
pub fn place(template: &PathTemplate, params: &Params) -> Result<Place, Failure> {
    let refuse = |why: String| {
        Failure::usage("bad_path", format!("the path `{}` cannot be used", template.0)).cause(why)
    };
    let mut path = String::new();
    for piece in templates::path_pieces(&template.0).map_err(|bad| refuse(bad.message))? {
        match piece {
            Piece::Literal(text) => path.push_str(text),
            Piece::Variable(name, _) => path.push_str(&path_value(name, params, &template.0)?),
        }
    }
    let checked = templates::whole_path(&path).map_err(|(_, why)| refuse(why))?;
    if templates::is_glob(checked.as_str()) {
        Ok(Place::Glob(checked.as_str().to_owned()))
    } else {
        Ok(Place::Path(checked))
    }
}

/// The value of `name` as part of a path.
fn path_value(name: &str, params: &Params, template: &str) -> Result<String, Failure> {
    let value = value(name, params, template)?.to_string();
    let several = name == "artifact_path";
    let safe = if several { value.split('/').all(is_component) } else { is_component(&value) };
    if safe {
        return Ok(value);
    }
    let parts = if several { "each component" } else { "the value" };
    Err(Failure::usage(
        "param_in_path",
        format!("the parameter `{name}` is `{}`, which cannot enter a path", value.escape_debug()),
    )
    .hint(format!("{parts} must be 1 to 100 letters, digits, `.`, `_` or `-`, and not begin with `-`")))
}

fn value<'a>(name: &str, params: &'a Params, template: &str) -> Result<&'a ParamValue, Failure> {
    params.get(name).ok_or_else(|| {
        Failure::usage(
            "missing_param",
            format!("`{template}` needs the parameter `{name}`, which has no value"),
        )
        .hint(format!("give it when the run is started: `{}`", option(name)))
    })
}

/// An argument vector with its variables replaced.
///
/// A value is never expanded again, holds no NUL, and a text that begins an argument does not begin with `-`, so that
/// it cannot become an option.
pub fn argv(args: &[String], params: &Params) -> Result<Vec<String>, Failure> {
    argv_with(args, params, &[])
}

/// The same with names and values beside the parameters, such as `packet` for an executor.
pub fn argv_with(args: &[String], params: &Params, extra: &[(&str, &str)]) -> Result<Vec<String>, Failure> {
    args.iter().map(|argument| fill(argument, params, extra)).collect()
}

fn fill(argument: &str, params: &Params, extra: &[(&str, &str)]) -> Result<String, Failure> {
    let mut filled = String::new();
    for piece in templates::argument_pieces(argument) {
        let name = match piece {
            Piece::Literal(text) => {
                filled.push_str(text);
                continue;
            }
            Piece::Variable(name, _) => name,
        };
        if let Some((_, value)) = extra.iter().find(|(known, _)| *known == name) {
            filled.push_str(value);
            continue;
        }
        let value = value(name, params, argument)?;
        if let (ParamValue::String(text), true) = (value, filled.is_empty())
            && text.starts_with('-')
        {
            let message =
                format!("the parameter `{name}` is `{}`, which would act as an option", text.escape_debug());
            return Err(
                Failure::usage("param_as_option", message).hint("give a value that does not begin with `-`")
            );
        }
        filled.push_str(&value.to_string());
    }
    Ok(filled)
}

/// Whether every path and command of `contract` can be resolved with `params`: asked before any work.
pub fn check_contract(contract: &Contract, params: &Params) -> Result<(), Failure> {
    for template in paths(contract) {
        place(&template, params)?;
    }
    for validation in &contract.validations {
        for (name, arg) in &validation.args {
            if let (Some(ParamKind::Argv), Arg::Texts(args)) = (kind_of(&validation.check, name), arg) {
                argv(args, params)?;
            }
        }
    }
    Ok(())
}

/// Every path that `contract` declares or looks at.
pub fn paths(contract: &Contract) -> Vec<PathTemplate> {
    let outputs = contract.all_of.iter().chain(&contract.any_of).map(|output| output.path.clone());
    let mut paths: Vec<PathTemplate> = outputs.collect();
    for validation in &contract.validations {
        if let TargetSpec::Path(template) = &validation.target {
            paths.push(template.clone());
        }
        for (name, arg) in &validation.args {
            match (kind_of(&validation.check, name), arg) {
                (Some(ParamKind::Paths | ParamKind::Globs), Arg::Texts(listed)) => {
                    paths.extend(listed.iter().cloned().map(PathTemplate));
                }
                (Some(ParamKind::File), Arg::Text(path)) => paths.push(PathTemplate(path.clone())),
                _ => {}
            }
        }
    }
    paths
}

fn kind_of(check: &str, param: &str) -> Option<ParamKind> {
    let declared = catalogue::find(check)?.params.iter().find(|declared| declared.name == param)?;
    Some(declared.kind)
}
