//! A check as its manual says it: the catalogue's entry as data for people, for generated pages and for schemas.

use serde::Serialize;

use crate::rules::checks::frame::kind::{CheckKind, Cost, Param, ParamKind, Reads, TargetRule};

/// The manual of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Manual {
    /// Its name in `validations[].type`.
    pub name: &'static str,
    /// The version of its meaning.
    pub version: u32,
    /// What it asks, in one sentence.
    pub summary: &'static str,
    /// What may stand at `target`.
    pub target: &'static str,
    /// Its own parameters.
    pub params: Vec<ManualEntry>,
    /// The figures its result rows carry.
    pub figures: Vec<ManualEntry>,
    /// What it needs of the files it looks at.
    pub reads: &'static str,
    /// When it is judged.
    pub when: &'static str,
    /// A `validations` entry as JSON.
    pub example: &'static str,
}

/// A parameter or a figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManualEntry {
    /// Its key.
    pub name: &'static str,
    /// For a parameter: what may stand there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepts: Option<String>,
    /// For a parameter: whether it must be given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required: Option<bool>,
    /// One sentence.
    pub doc: &'static str,
}

/// The manual of `kind`.
pub fn manual(kind: &CheckKind) -> Manual {
    Manual {
        name: kind.name,
        version: kind.version,
        summary: kind.summary,
        target: target(kind.target),
        params: kind.params.iter().map(param).collect(),
        figures: kind
            .figures
            .iter()
            .map(|figure| ManualEntry { name: figure.name, accepts: None, required: None, doc: figure.doc })
            .collect(),
        reads: match kind.reads {
            Reads::Nothing => "no file",
            Reads::Existence => "what is there, its kind and size",
            Reads::Content => "the text",
            Reads::Change => "what is there, and what was there when the attempt began",
            Reads::ContentAndChange => "the text, and what was there when the attempt began",
        },
        when: match kind.cost {
            Cost::People => "last, on what people decided",
            Cost::Review(_) => "last, on what was collected and on what that names",
            Cost::Cheap => "first, on what was collected",
            Cost::Further(_) => "first, on what was collected and on what that names",
            Cost::Git(_) => "after git was asked, and only when no cheaper check failed the gate",
            Cost::Web(web) => web.when,
            Cost::Probe(_) => "after a command was run, and only when no cheaper check failed the gate",
        },
        example: kind.example,
    }
}

fn param(param: &Param) -> ManualEntry {
    ManualEntry {
        name: param.name,
        accepts: Some(accepts(param.kind)),
        required: Some(param.required),
        doc: param.doc,
    }
}

fn target(rule: TargetRule) -> &'static str {
    match rule {
        TargetRule::Any => "a path, a glob, `any_of` or `all_required`",
        TargetRule::Path => "a path",
        TargetRule::Place => "a path or a glob",
        TargetRule::None => "nothing; it has no `target`",
    }
}

/// What may stand at a parameter of this kind, in words.
pub fn accepts(kind: ParamKind) -> String {
    let fixed = match kind {
        ParamKind::OneOf(words) => {
            let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
            return format!("one of {}", words.join(", "));
        }
        ParamKind::Text => "a text of 1 to 4096 bytes",
        ParamKind::Texts => "a list of at least one text of 1 to 4096 bytes",
        ParamKind::Heading => "a heading such as `## Sources`",
        ParamKind::Headings => {
            "a list of headings, at least one, each a text, perhaps after `#` to `######` and a space"
        }
        ParamKind::Regex => "a regular expression of at most 1000 bytes",
        ParamKind::Glob => "a glob",
        ParamKind::Paths => "a list of at least one path",
        ParamKind::File => "the path of a file",
        ParamKind::Globs => "a list of at least one path or glob",
        ParamKind::Argv => "a list of texts, first the program",
        ParamKind::Count => "a whole number, 0 or more",
        ParamKind::Positive => "a whole number, 1 or more",
        ParamKind::ExitCode => "a whole number from 0 to 255",
        ParamKind::Percent => "a whole number from 1 to 100",
        ParamKind::Seconds => "a whole number from 1 to 86400",
        ParamKind::Span => "a whole number of seconds, or a span such as `90s`, `1h30m` or `2d`",
        ParamKind::Sha256 => "a SHA-256 in 64 hexadecimal digits",
        ParamKind::Flag => "true or false",
        ParamKind::Thresholds => "a whole number for each of quick, standard and deep, or one for all",
        ParamKind::Conditions => {
            "an object of fields, each with a value, `{ \"not\": value }` or `{ \"min\": number }`"
        }
    };
    fixed.to_owned()
}
