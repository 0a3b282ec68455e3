//! Parameters of a run: what was given, what the repository and the workflow say when nothing was, all of it checked.

use std::collections::BTreeMap;
use std::str::FromStr;

use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::ids::is_component;
use crate::model::params::{ParamDecl, ParamType, ParamValue, Params};
use crate::model::path::is_treacherous;
use crate::rules::known::ALWAYS_KNOWN;
use crate::rules::suggest;

/// The longest value, in bytes.
pub const LONGEST_VALUE: usize = 1_000;

/// The largest whole number; the smallest is its opposite.
pub const LARGEST_WHOLE: i64 = 1 << 53;

/// The parameters of a run: given values before the repository's `defaults` before the workflow's own.
///
/// `depth` is always among them, [`Depth::Standard`] where nobody says otherwise; `slug` and `artifact_path` only when
/// somebody does. A name of `defaults` that the workflow does not declare is left alone: they are the repository's, not
/// the workflow's. A `/` at the end of `artifact_path`, as shells complete it, is dropped.
pub fn resolve_params(
    declared: &[ParamDecl],
    given: &BTreeMap<String, String>,
    defaults: &BTreeMap<String, ParamValue>,
) -> Result<Params, Failure> {
    let known = |name: &str| ALWAYS_KNOWN.contains(&name) || declared.iter().any(|param| param.name == name);
    if let Some(name) = given.keys().find(|name| !known(name)) {
        return Err(unknown(name, declared));
    }
    let mut params = Params::new();
    for name in names(declared) {
        let decl = declared.iter().find(|param| param.name == name);
        let text = given.get(name).cloned().or_else(|| defaults.get(name).map(ParamValue::to_string));
        let value = match text {
            Some(text) => Some(read(name, decl, &text)?),
            None => decl.and_then(|param| param.default.clone()),
        };
        if let Some(value) = value {
            params.insert(name.to_owned(), value);
        }
    }
    params
        .entry("depth".to_owned())
        .or_insert_with(|| ParamValue::String(Depth::default().as_str().to_owned()));
    all_required(declared, &params)?;
    Ok(params)
}

/// The names that are always known, then the declared ones.
fn names(declared: &[ParamDecl]) -> impl Iterator<Item = &str> {
    let own = declared.iter().map(|param| param.name.as_str()).filter(|name| !ALWAYS_KNOWN.contains(name));
    ALWAYS_KNOWN.into_iter().chain(own)
}

fn unknown(name: &str, declared: &[ParamDecl]) -> Failure {
    let allowed: Vec<&str> = names(declared).collect();
    let failure =
        Failure::usage("unknown_param", format!("this workflow has no parameter `{}`", name.escape_debug()));
    let failure = match suggest::nearest(name, allowed.iter().copied()) {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None => failure,
    };
    failure.hint(format!("allowed: {}", allowed.join(", ")))
}

fn all_required(declared: &[ParamDecl], params: &Params) -> Result<(), Failure> {
    // Nothing is no value: an unset variable of a script ends up as an empty text.
    let said = |name: &str| params.get(name).is_some_and(|value| !value.to_string().trim().is_empty());
    let missing: Vec<&ParamDecl> =
        declared.iter().filter(|param| param.required && !said(&param.name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let listed: Vec<String> = missing.iter().map(|param| format!("`{}`", param.name)).collect();
    let message = format!("this workflow needs a value for {}", listed.join(", "));
    let hint = |failure: Failure, param: &&ParamDecl| {
        let about = if param.description.is_empty() { "" } else { ": " };
        failure.hint(format!("`{}`{about}{}", option(&param.name), param.description))
    };
    Err(missing.iter().fold(Failure::usage("missing_param", message), hint))
}

/// The option that gives the parameter a value.
pub fn option(name: &str) -> String {
    match name {
        "slug" => "--slug \"<slug>\"".to_owned(),
        "artifact_path" => "--artifact-path \"<path>\"".to_owned(),
        "depth" => "--depth \"<depth>\"".to_owned(),
        _ => format!("--param {name}=\"<value>\""),
    }
}

/// `text` as the value of `name`, of its declared type and among the values allowed.
fn read(name: &str, decl: Option<&ParamDecl>, text: &str) -> Result<ParamValue, Failure> {
    let refuse = |why: String| {
        let shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
        Failure::usage("bad_param", format!("the parameter `{name}` cannot be `{shown}`")).cause(why)
    };
    let text = if name == "artifact_path" { text.strip_suffix('/').unwrap_or(text) } else { text };
    if text == "<value>" {
        return Err(refuse("it is still the placeholder of a hint".to_owned()));
    }
    check_known(name, text).map_err(refuse)?;
    let value = typed(decl.map_or(ParamType::String, |param| param.kind), text).map_err(refuse)?;
    let allowed = decl.map_or(&[][..], |param| &param.allowed);
    if allowed.is_empty() || allowed.contains(&value) {
        return Ok(value);
    }
    let listed: Vec<String> = allowed.iter().map(ParamValue::to_string).collect();
    let failure = refuse(format!("allowed: {}", listed.join(", ")));
    Err(match suggest::nearest(text, listed.iter().map(String::as_str)) {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None => failure,
    })
}

fn typed(kind: ParamType, text: &str) -> Result<ParamValue, String> {
    match kind {
        ParamType::String => check_value(text).map(|()| ParamValue::String(text.to_owned())),
        ParamType::Integer => text
            .parse()
            .ok()
            .filter(|number: &i64| {
                (-LARGEST_WHOLE..=LARGEST_WHOLE).contains(number) && number.to_string() == text
            })
            .map(ParamValue::Integer)
            .ok_or_else(|| "it must be a whole number in digits, between -2^53 and 2^53".to_owned()),
        ParamType::Boolean => bool::from_str(text)
            .map(ParamValue::Boolean)
            .map_err(|_| "it must be `true` or `false`".to_owned()),
    }
}

/// Whether `text` may be the value of a parameter: at most 1,000 bytes, nothing that could drive a terminal.
pub fn check_value(text: &str) -> Result<(), String> {
    if text.len() > LONGEST_VALUE {
        return Err(format!("it has {} bytes; a value has at most {LONGEST_VALUE}", text.len()));
    }
    match text.chars().find(|&c| is_treacherous(c)) {
        Some(c) => Err(format!("it holds the character U+{:04X}, which values must not have", c as u32)),
        None => Ok(()),
    }
}

/// Whether `text` may be the value of `slug`, `artifact_path` or `depth`; other names take any text.
pub fn check_known(name: &str, text: &str) -> Result<(), String> {
    const COMPONENT: &str =
        "1 to 100 letters, digits, `.`, `_` or `-`, not beginning with `-`, and not `.` or `..`";
    match name {
        "slug" if !is_component(text) => Err(format!("it must be {COMPONENT}")),
        "artifact_path" if !(text.len() <= LONGEST_VALUE && text.split('/').all(is_component)) => {
            Err(format!("it must be a path inside the repository, each component {COMPONENT}"))
        }
        "depth" => Depth::from_str(text).map(|_| ()),
        _ => Ok(()),
    }
}
