//! What an entry of the catalogue says about itself.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::evidence::Evidence;
use crate::model::path::RepoPath;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::Judged;

/// One type of check: everything that a definition, the manual, a schema, a packet and the judge need to know.
#[derive(Debug)]
pub struct CheckKind {
    /// Its name in `validations[].type`.
    pub name: &'static str,
    /// The version of its meaning; a result row names it.
    pub version: u32,
    /// One sentence for the manual.
    pub summary: &'static str,
    /// What it may look at.
    pub target: TargetRule,
    /// Its own parameters.
    pub params: &'static [Param],
    /// The figures its result rows carry, in their order.
    pub figures: &'static [Figure],
    /// What it needs of the files it looks at.
    pub reads: Reads,
    /// When it is judged.
    pub cost: Cost,
    /// A `validations` entry as JSON, for the manual.
    pub example: &'static str,
    /// The check in words: one complete sentence without a full stop. `Err` names the parameter that is not there.
    pub words: fn(&Ask) -> Result<String, String>,
    /// The judgement, one result for each thing looked at.
    pub judge: fn(&Ask, &Evidence) -> Vec<Judged>,
}

/// What a check may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetRule {
    /// A path, `any_of` or `all_required`; required.
    Any,
    /// A path; required.
    Path,
    /// A path or a glob; required.
    Place,
    /// No target; writing one is an error.
    None,
}

/// What a check needs of the files it looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// No file.
    Nothing,
    /// What is there, its kind and size.
    Existence,
    /// The text.
    Content,
    /// What is there, and what was there when the attempt began.
    Change,
    /// The text, and what was there when the attempt began.
    ContentAndChange,
}

/// When a check is judged.
#[derive(Debug, Clone, Copy)]
pub enum Cost {
    /// On what was collected from the repository.
    Cheap,
    /// Likewise, and on further places that the first look makes it ask for.
    Further(fn(&Ask, &Evidence) -> Further),
    /// On what a command reported, and only when no cheap check failed the gate. The function says what to run; its error names
    /// the parameter that is not there.
    Probe(fn(&Ask) -> Result<ProbeRequest, String>),
    /// On what git says, after the commands and likewise only then. The function says of which files it has to say what the
    /// commit holds.
    Git(fn(&Ask, &Evidence) -> Vec<RepoPath>),
    /// On what servers of the web answer, after git and likewise only then. What else the check finds wrong counts as cheap.
    Web(&'static AsksWeb),
    /// On what people decided: last of all, so that they are asked about what holds otherwise.
    People,
    /// On what somebody else wrote about the outputs, and on further places that it makes the check ask for: likewise last.
    Review(fn(&Ask, &Evidence) -> Further),
}

/// Further places to look at, and whether their text is needed. A directory is only listed.
pub type Further = BTreeMap<RepoPath, bool>;

/// What a check wants of the web.
#[derive(Debug)]
pub struct AsksWeb {
    /// For the manual: when it is judged.
    pub when: &'static str,
    /// Whether it wants anything, as it is asked.
    pub wants: fn(&Ask) -> bool,
    /// The addresses, as they are asked for.
    pub addresses: fn(&Ask, &Evidence) -> Vec<String>,
    /// Further places to look at before, as for [`Cost::Further`].
    pub further: fn(&Ask, &Evidence) -> Further,
}

/// A command that somebody has to run before the check can be judged; its result becomes evidence under `index`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProbeRequest {
    /// Which entry of `validations` asks for it.
    pub index: usize,
    /// Program and arguments as declared, path variables not yet substituted.
    pub argv: Vec<String>,
    /// It is ended after this long.
    pub timeout: Duration,
}

/// A parameter of a check.
#[derive(Debug)]
pub struct Param {
    /// Its key in the definition.
    pub name: &'static str,
    /// What may stand there.
    pub kind: ParamKind,
    /// Whether it must.
    pub required: bool,
    /// One sentence for the manual.
    pub doc: &'static str,
}

/// What may stand at a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// A text of 1 to 4,096 bytes → `Arg::Text`.
    Text,
    /// A list of at least one such text → `Arg::Texts`.
    Texts,
    /// A heading such as `## Sources`: a text, perhaps after a level and a space → `Arg::Text`.
    Heading,
    /// A list of at least one heading such as `## Layer 1`: a text, perhaps after a level and a space → `Arg::Texts`.
    Headings,
    /// One of these words → `Arg::Text`.
    OneOf(&'static [&'static str]),
    /// A regular expression of at most 1,000 bytes that compiles within the size limit → `Arg::Text`.
    Regex,
    /// A glob that compiles → `Arg::Text`.
    Glob,
    /// A list of at least one path template → `Arg::Texts`.
    Paths,
    /// The path template of one file that is read beside the target → `Arg::Text`, and at its place in `Ask::beside`.
    File,
    /// A list of at least one path or glob template, none of them a target; resolved, its variables are substituted →
    /// `Arg::Texts`.
    Globs,
    /// An argument vector of at least one element, the first not empty → `Arg::Texts`.
    Argv,
    /// A whole number from 0 to 2^53 → `Arg::Count`.
    Count,
    /// The same from 1 → `Arg::Count`.
    Positive,
    /// An exit code, a whole number from 0 to 255 → `Arg::Count`.
    ExitCode,
    /// A share, a whole number from 1 to 100 → `Arg::Count`.
    Percent,
    /// A span of time, a whole number of seconds from 1 to 86,400 → `Arg::Count`.
    Seconds,
    /// A span of time, a whole number of seconds or a text such as `90s`, `24h`, `1h30m`, at most a year → `Arg::Count`, in seconds.
    Span,
    /// A SHA-256 in 64 hexadecimal digits → `Arg::Text`.
    Sha256,
    /// `true` or `false` → `Arg::Flag`.
    Flag,
    /// A whole number for each of quick, standard and deep, or one number for all → `Arg::Thresholds`.
    Thresholds,
    /// Fields by name, each with a value, `{"not": value}` or `{"min": number}` → `Arg::Conditions`.
    Conditions,
}

/// A figure of a check's result rows.
#[derive(Debug)]
pub struct Figure {
    /// Its key in the row.
    pub name: &'static str,
    /// One sentence for the manual.
    pub doc: &'static str,
}

/// The figure of every check that tries a sibling when its target is missing.
pub const INSTEAD_OF: Figure =
    figure("instead_of", "The declared target that is missing, when this row is about its sibling.");

/// A parameter that must be given.
pub const fn needed(name: &'static str, kind: ParamKind, doc: &'static str) -> Param {
    Param { name, kind, required: true, doc }
}

/// A parameter that may be left out.
pub const fn optional(name: &'static str, kind: ParamKind, doc: &'static str) -> Param {
    Param { name, kind, required: false, doc }
}

/// A figure called `name`.
pub const fn figure(name: &'static str, doc: &'static str) -> Figure {
    Figure { name, doc }
}
