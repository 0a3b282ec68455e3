//! A contract: what a gate must bring and what is checked, as defined.

use std::collections::BTreeMap;

use crate::model::depth::Depth;
use crate::model::ids::GateId;
use crate::model::own_check::OwnAsked;
use crate::model::params::{ParamValue, Params};
use crate::model::path::RepoPath;

/// A contract as its definition says, checked against the catalogue of checks.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The gate it judges.
    pub gate: GateId,
    /// A name for people.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// Whether a FAIL keeps dependants from starting and fails the run. True where nothing is said.
    pub blocking: bool,
    /// Outputs that must all be there.
    pub all_of: Vec<Output>,
    /// Outputs of which one must be there.
    pub any_of: Vec<Output>,
    /// What is checked, in the order written.
    pub validations: Vec<Validation>,
    /// Procedures whose text enters the packet.
    pub skills: Vec<Skill>,
}

/// A declared output: a file, a directory or a glob, with path variables in braces.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// As written, with `{slug}` and the like.
    pub path: PathTemplate,
    /// What it is.
    pub description: String,
    /// `required !== false`; see [`Output::is_required`].
    pub required: bool,
    /// Where given, replaces `required` by membership.
    pub required_for: Option<Vec<Depth>>,
    /// Depths at which it is optional, after the two before.
    pub optional_for: Vec<Depth>,
}

impl Output {
    /// The ancestor's rule: `required`, then `required_for_depth` replaces it by membership, then membership in
    /// `optional_for_depth` makes it optional.
    pub fn is_required(&self, depth: Depth) -> bool {
        let required = self.required_for.as_ref().map_or(self.required, |list| list.contains(&depth));
        required && !self.optional_for.contains(&depth)
    }
}

/// A path as declared: variables in braces, possibly a glob (`*`, `?`, `[…]`, `**`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PathTemplate(pub String);

/// One entry of `validations`, its parameters typed by the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub struct Validation {
    /// The check's type: a name of the catalogue, or `checks/<name>`.
    pub check: String,
    /// What it looks at.
    pub target: TargetSpec,
    /// Whether failing it fails the gate.
    pub severity: Severity,
    /// The author's words.
    pub description: String,
    /// What every check may be told beside its own parameters.
    pub common: Common,
    /// The check's own parameters by name.
    pub args: Args,
    /// What is asked of a check that the repository brings itself; `None` for those of the catalogue.
    pub own: Option<OwnAsked>,
}

/// What every check may be told: its name, its words when it does not hold, when it applies, how much must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Common {
    /// A name for it, unique in its contract: waivers, additions and reports point to it.
    pub id: Option<String>,
    /// What is said first when it does not hold.
    pub message: Option<String>,
    /// How to mend it, in place of the check's own hint.
    pub hint: Option<String>,
    /// When it applies; always where nothing is said.
    pub when: Option<When>,
    /// A glob as its target must match at least so many files.
    pub min_matches: Option<u64>,
    /// Of the things it looks at, so many in a hundred must hold, from 1 to 100; all where nothing is said.
    pub mostly: Option<u64>,
    /// The contract that says it, where that is one which this contract extends.
    pub from: Option<RepoPath>,
}

/// A condition on the run; every part that is given must hold.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct When {
    /// At these depths; any where empty.
    pub depths: Vec<Depth>,
    /// With these parameters at one of these values.
    pub params: BTreeMap<String, Vec<ParamValue>>,
}

impl When {
    /// Whether it holds in a run of `depth` with `params`.
    pub fn holds(&self, depth: Depth, params: &Params) -> bool {
        let one_of = |(name, values): (&String, &Vec<ParamValue>)| {
            params.get(name).is_some_and(|value| values.iter().any(|wanted| same(wanted, value)))
        };
        (self.depths.is_empty() || self.depths.contains(&depth)) && self.params.iter().all(one_of)
    }
}

/// A text may stand for a number or a switch: values typed on a command line are compared as they are written.
fn same(one: &ParamValue, other: &ParamValue) -> bool {
    one == other || one.to_string() == other.to_string()
}

/// What a check looks at, as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetSpec {
    /// The set of alternatives.
    AnyOf,
    /// Every required output.
    AllRequired,
    /// A path, declared as an output or not.
    Path(PathTemplate),
    /// Nothing in particular; checks that need no target (`command`).
    None,
}

/// Whether failing a check fails the gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Severity {
    /// It does.
    #[default]
    Error,
    /// It is shown and does not.
    Warning,
}

/// A procedure whose text enters the packet.
#[derive(Debug, Clone, PartialEq)]
pub struct Skill {
    /// The file.
    pub path: RepoPath,
    /// A name for people.
    pub name: String,
    /// Why it is needed.
    pub reason: String,
    /// Headings of the sections to inject; the whole file where empty.
    pub inject: Vec<String>,
}

/// Parameters of a check by name. Only names the catalogue declares, each with the type it declares.
pub type Args = BTreeMap<String, Arg>;

/// A typed parameter of a check. Which variant a name has is declared in the catalogue.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// A text, a regular expression or a glob: already tried by whoever read the definition.
    Text(String),
    /// A list of texts.
    Texts(Vec<String>),
    /// A count.
    Count(u64),
    /// A switch.
    Flag(bool),
    /// A number per depth; a plain number in the definition stands for all depths.
    Thresholds(BTreeMap<Depth, u64>),
    /// What is asked of fields by name.
    Conditions(BTreeMap<String, Condition>),
}

/// What is asked of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// It has this value.
    Is(ParamValue),
    /// It is there and has another value.
    Not(ParamValue),
    /// It is a number, at least this.
    Min(i64),
}

impl std::fmt::Display for Condition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Condition::Is(value) => write!(f, "`{value}`"),
            Condition::Not(value) => write!(f, "there and not `{value}`"),
            Condition::Min(least) => write!(f, "a number, at least {least}"),
        }
    }
}
