//! A contract in one run: its outputs and checks at their places, and what therefore has to be looked at.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Contract, Output, PathTemplate, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::evidence::{Place, Wanted};
use crate::model::failure::Failure;
use crate::model::params::Params;
use crate::rules::checks::catalogue;
use crate::rules::checks::exists;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::kind::{CheckKind, Cost, ParamKind, Reads};
use crate::rules::common;
use crate::rules::quote::quoted;

pub use crate::rules::checks::frame::ask::{Declared, Meant, Spot, Target};

/// Turns a declared path into the place it names in this run.
pub type Placing<'a> = dyn Fn(&PathTemplate) -> Result<Place, Failure> + 'a;

/// A contract at one depth, every path at its place.
#[derive(Debug, Clone)]
pub struct Resolved {
    /// The depth of the run.
    pub depth: Depth,
    /// The outputs of `all_of`, required and optional, in the contract's order.
    pub all_of: Vec<Declared>,
    /// The alternatives, in the contract's order.
    pub any_of: Vec<Declared>,
    /// The checks, in the contract's order.
    pub checks: Vec<Check>,
}

/// A validation with its kind and its place.
#[derive(Debug, Clone)]
pub struct Check {
    /// Which entry of `validations` it is.
    pub index: usize,
    /// Its entry of the catalogue.
    pub kind: &'static CheckKind,
    /// As declared.
    pub validation: Validation,
    /// What it looks at.
    pub target: Target,
    /// The files that it reads beside its target, by parameter.
    pub beside: BTreeMap<&'static str, Spot>,
}

/// A check in words, as the packet shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Which entry of `validations` it is; `None` for what declared outputs ask by themselves.
    pub index: Option<usize>,
    /// The check's type.
    pub check: String,
    /// Whether failing it fails the gate.
    pub severity: Severity,
    /// What it asks: a complete sentence without a full stop.
    pub words: String,
    /// The author's words; may be empty.
    pub description: String,
}

/// Resolves `contract` for a run of `depth` with `params`; checks that do not apply there are left out.
///
/// Errors: a check that the catalogue does not know, and those of `placing`.
pub fn resolve(
    contract: &Contract,
    depth: Depth,
    params: &Params,
    placing: &Placing,
) -> Result<Resolved, Failure> {
    let declared = |outputs: &[Output]| -> Result<Vec<Declared>, Failure> {
        outputs.iter().map(|output| declare(output, depth, placing)).collect()
    };
    let applies = |validation: &Validation| {
        validation.common.when.as_ref().is_none_or(|when| when.holds(depth, params))
    };
    let applicable = contract.validations.iter().enumerate().filter(|(_, validation)| applies(validation));
    let checks = applicable.map(|(index, validation)| check(index, validation, placing));
    let checks: Vec<Check> = checks.collect::<Result<_, _>>()?;
    let (mut all_of, mut any_of) = (declared(&contract.all_of)?, declared(&contract.any_of)?);
    for output in all_of.iter_mut().chain(&mut any_of) {
        if output.meant == Meant::File && checks.iter().any(|check| takes_for_directory(check, &output.spot))
        {
            output.meant = Meant::Either;
        }
    }
    Ok(Resolved { depth, all_of, any_of, checks })
}

/// Whether the check wants a directory at the place of an output, whatever the output is called.
fn takes_for_directory(check: &Check, output: &Spot) -> bool {
    let names = match check.kind.name {
        "dir_exists" | "min_file_count" => true,
        _ => matches!(check.validation.args.get("kind"), Some(Arg::Text(kind)) if kind == "directory"),
    };
    names && matches!(&check.target, Target::At(spot) if spot.place == output.place)
}

fn declare(output: &Output, depth: Depth, placing: &Placing) -> Result<Declared, Failure> {
    let spot = spot(&output.path, placing)?;
    Ok(Declared {
        meant: spot.meant(),
        spot,
        description: output.description.clone(),
        required: output.is_required(depth),
    })
}

fn spot(template: &PathTemplate, placing: &Placing) -> Result<Spot, Failure> {
    Ok(Spot { template: template.clone(), place: placing(template)? })
}

fn check(index: usize, validation: &Validation, placing: &Placing) -> Result<Check, Failure> {
    let Some(kind) = catalogue::find(&validation.check) else {
        let name = quoted(&validation.check);
        return Err(Failure::usage(
            "unknown_check",
            format!("the contract asks for the check {name}, which does not exist"),
        ));
    };
    let target = match &validation.target {
        TargetSpec::AnyOf => Target::AnyOf,
        TargetSpec::AllRequired => Target::AllRequired,
        TargetSpec::Path(template) => Target::At(spot(template, placing)?),
        TargetSpec::None => listed_paths(kind, validation, placing)?,
    };
    let beside = beside(kind, validation, placing)?;
    Ok(Check { index, kind, validation: with_globs(kind, validation, placing)?, target, beside })
}

fn beside(
    kind: &CheckKind,
    validation: &Validation,
    placing: &Placing,
) -> Result<BTreeMap<&'static str, Spot>, Failure> {
    let files = kind.params.iter().filter(|param| param.kind == ParamKind::File);
    let named = files.filter_map(|param| match validation.args.get(param.name) {
        Some(Arg::Text(template)) => Some((param.name, PathTemplate(template.clone()))),
        _ => None,
    });
    named.map(|(name, template)| Ok((name, spot(&template, placing)?))).collect()
}

/// The validation with the variables of its globs substituted.
fn with_globs(kind: &CheckKind, validation: &Validation, placing: &Placing) -> Result<Validation, Failure> {
    let mut validation = validation.clone();
    for param in kind.params.iter().filter(|param| param.kind == ParamKind::Globs) {
        if let Some(Arg::Texts(globs)) = validation.args.get_mut(param.name) {
            for glob in globs {
                *glob = placing(&PathTemplate(glob.clone()))?.as_str().to_owned();
            }
        }
    }
    Ok(validation)
}

/// A check without target may name its places in a parameter.
fn listed_paths(kind: &CheckKind, validation: &Validation, placing: &Placing) -> Result<Target, Failure> {
    let Some(param) = kind.params.iter().find(|param| param.kind == ParamKind::Paths) else {
        return Ok(Target::Nothing);
    };
    let Some(Arg::Texts(templates)) = validation.args.get(param.name) else { return Ok(Target::Nothing) };
    let spots = templates.iter().map(|template| spot(&PathTemplate(template.clone()), placing));
    Ok(Target::FirstOf(spots.collect::<Result<_, _>>()?))
}

impl Resolved {
    /// What has to be looked at: every declared output and what checks read, each place once, sorted; with content
    /// where a check needs the text.
    pub fn wanted(&self) -> Vec<Wanted> {
        let mut wanted: BTreeMap<&Place, bool> = BTreeMap::new();
        for output in self.all_of.iter().chain(&self.any_of) {
            wanted.insert(&output.spot.place, false);
        }
        for check in self.checks.iter().filter(|check| check.kind.reads != Reads::Nothing) {
            for spot in self.read_by(check) {
                *wanted.entry(&spot.place).or_default() |=
                    matches!(check.kind.reads, Reads::Content | Reads::ContentAndChange);
            }
            for spot in check.beside.values() {
                wanted.insert(&spot.place, true);
            }
        }
        wanted.into_iter().map(|(place, content)| Wanted { place: place.clone(), content }).collect()
    }

    /// The places that are compared with what was there when the attempt began, beside the declared outputs.
    pub fn compared(&self) -> impl Iterator<Item = &Place> {
        let checks = self
            .checks
            .iter()
            .filter(|check| matches!(check.kind.reads, Reads::Change | Reads::ContentAndChange));
        let beside = self.checks.iter().flat_map(|check| check.beside.values());
        checks.flat_map(|check| self.read_by(check)).chain(beside).map(|spot| &spot.place)
    }

    /// Whether any check compares with how the attempt began.
    pub fn compares(&self) -> bool {
        let compares = |kind: &CheckKind| {
            matches!(kind.reads, Reads::Change | Reads::ContentAndChange) || matches!(kind.cost, Cost::Git(_))
        };
        self.checks.iter().any(|check| compares(check.kind) || !check.beside.is_empty())
    }

    fn read_by<'a>(&'a self, check: &'a Check) -> Vec<&'a Spot> {
        let ask = self.ask(check);
        match &check.target {
            Target::At(spot) => std::iter::once(spot).chain(ask.siblings(spot)).collect(),
            Target::FirstOf(spots) => spots.iter().collect(),
            Target::AnyOf => self.any_of.iter().map(|output| &output.spot).collect(),
            Target::AllRequired => ask.required().map(|output| &output.spot).collect(),
            Target::Nothing => vec![],
        }
    }

    /// Whether `check` wants servers of the web to be asked.
    pub fn asks_web(&self, check: &Check) -> bool {
        matches!(check.kind.cost, Cost::Web(web) if (web.wants)(&self.ask(check)))
    }

    /// `check` as it is asked here.
    pub fn ask<'a>(&'a self, check: &'a Check) -> Ask<'a> {
        Ask {
            index: check.index,
            args: &check.validation.args,
            depth: self.depth,
            target: &check.target,
            all_of: &self.all_of,
            any_of: &self.any_of,
            beside: &check.beside,
            own: check.validation.own.as_ref(),
            answers: None,
            documents: None,
        }
    }

    /// The required outputs whose existence no error-level `file_exists` asks for: they are required all the same.
    ///
    /// A `file_exists` on a path that is also one of `any_of` does not count, because a sibling may stand in for it.
    pub fn uncovered(&self) -> impl Iterator<Item = &Declared> {
        self.all_of.iter().filter(|output| {
            output.required
                && !self.existence_checks().any(|check| match &check.target {
                    Target::AllRequired => true,
                    Target::At(spot) => {
                        spot.place == output.spot.place && self.ask(check).siblings(spot).next().is_none()
                    }
                    _ => false,
                })
        })
    }

    /// Whether there are alternatives that no error-level `file_exists` asks for: one of them is required all the same.
    pub fn any_of_is_uncovered(&self) -> bool {
        !self.any_of.is_empty() && !self.existence_checks().any(|check| check.target == Target::AnyOf)
    }

    fn existence_checks(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| {
            // A check that forgives a share of what is missing makes nothing optional.
            check.kind.name == exists::FILE_EXISTS.name
                && check.validation.severity == Severity::Error
                && check.validation.common.mostly.is_none()
        })
    }

    /// Every check that will be applied, in words: first what the outputs ask by themselves, then the validations in order.
    pub fn said(&self) -> Vec<Said> {
        let implied = |check: &str, words| Said {
            index: None,
            check: check.to_owned(),
            severity: Severity::Error,
            words,
            description: String::new(),
        };
        let uncovered: Vec<Declared> = self.uncovered().cloned().collect();
        let mut said = Vec::new();
        if !uncovered.is_empty() {
            said.push(implied(exists::FILE_EXISTS.name, exists::words_required(&uncovered)));
        }
        if self.any_of_is_uncovered() {
            said.push(implied(exists::ANY_OF, exists::words_any_of(&self.any_of)));
        }
        said.extend(self.checks.iter().map(|check| self.say(check)));
        said
    }

    fn say(&self, check: &Check) -> Said {
        Said {
            index: Some(check.index),
            check: check.validation.check.clone(),
            severity: check.validation.severity,
            words: match (check.kind.words)(&self.ask(check)) {
                Ok(words) => words + &common::words(&check.validation.common),
                Err(why) => format!("`{}` cannot be judged: {why}", check.validation.check),
            },
            description: check.validation.description.clone(),
        }
    }
}
