//! What one check is asked: its parameters, its depth and where it is to look.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::answers::{Answers, Probe};
use crate::model::contract::{Arg, Args, PathTemplate};
use crate::model::depth::Depth;
use crate::model::digest::Digest;
use crate::model::evidence::Place;
use crate::model::own_check::OwnAsked;
use crate::model::path::RepoPath;
use crate::model::web_seen::WebSeen;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::quote::{exactly, listed};

/// A place as declared and as resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// As written in the contract.
    pub template: PathTemplate,
    /// After variables were substituted.
    pub place: Place,
}

impl Spot {
    /// Whether it is declared as a directory, with a `/` at its end.
    pub fn is_directory(&self) -> bool {
        self.template.0.ends_with('/') && matches!(self.place, Place::Path(_))
    }

    /// What it is meant to be as far as its path says: values of variables say nothing.
    pub fn meant(&self) -> Meant {
        let name = self.template.0.rsplit('/').next().unwrap_or_default();
        let is_extension = |(stem, extension): (&str, &str)| {
            let letters = extension.len() <= 8 && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
            !stem.is_empty() && letters && extension.starts_with(|first: char| first.is_ascii_alphabetic())
        };
        match &self.place {
            Place::Path(_) if self.is_directory() => Meant::Directory,
            Place::Path(_) if name.rsplit_once('.').is_some_and(is_extension) => Meant::File,
            _ => Meant::Either,
        }
    }
}

/// What a declared output is meant to be, as its path and the checks on it say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// A file: the declared path ends with an extension, and no check takes it for a directory.
    File,
    /// A directory: the declared path ends with `/`.
    Directory,
    /// Either.
    Either,
}

/// A declared output at its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Where.
    pub spot: Spot,
    /// What it has to be.
    pub meant: Meant,
    /// What it is, in the author's words.
    pub description: String,
    /// Whether it is required at this depth; without meaning in `any_of`, where one of all is required.
    pub required: bool,
}

/// What a check looks at, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The set of alternatives.
    AnyOf,
    /// Every output that is required at this depth.
    AllRequired,
    /// One place.
    At(Spot),
    /// The first of these that exists.
    FirstOf(Vec<Spot>),
    /// Nothing in the repository.
    Nothing,
}

/// One check as asked in one run.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Which entry of `validations` it is; results of commands are found by it.
    pub index: usize,
    /// The parameters, typed by the catalogue.
    pub args: &'a Args,
    /// The depth of the run.
    pub depth: Depth,
    /// Where it is to look.
    pub target: &'a Target,
    /// The outputs of `all_of`, required and optional.
    pub all_of: &'a [Declared],
    /// The outputs of `any_of`.
    pub any_of: &'a [Declared],
    /// The files to read beside the target, by parameter.
    pub beside: &'a BTreeMap<&'static str, Spot>,
    /// What is asked of a check of the repository's own.
    pub own: Option<&'a OwnAsked>,
    /// What others said; `None` as long as nobody was asked, and for ever for a check that waits for nobody: what is found then
    /// cannot hang on what is said later.
    pub answers: Option<&'a Answers>,
    /// The texts of this judgement, taken apart once for all checks; `None` where each is taken apart for this one alone.
    pub documents: Option<&'a Documents>,
}

/// What there is to be known of the web before anybody asks it.
static SILENCE: LazyLock<WebSeen> = LazyLock::new(WebSeen::default);

impl<'a> Ask<'a> {
    /// The text called `name`.
    pub fn text(&self, name: &str) -> Result<&'a str, String> {
        self.text_if_given(name).ok_or_else(|| format!("its parameter `{name}` is missing"))
    }

    /// The text called `name`, if it was given.
    pub fn text_if_given(&self, name: &str) -> Option<&'a str> {
        match self.args.get(name) {
            Some(Arg::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The list called `name`.
    pub fn texts(&self, name: &str) -> Result<&'a [String], String> {
        match self.args.get(name) {
            Some(Arg::Texts(list)) if !list.is_empty() => Ok(list),
            _ => Err(format!("its parameter `{name}` is missing or empty")),
        }
    }

    /// The number called `name`, if it was given.
    pub fn count(&self, name: &str) -> Option<u64> {
        match self.args.get(name) {
            Some(Arg::Count(count)) => Some(*count),
            _ => None,
        }
    }

    /// The file called `name` at its place, if it was given.
    pub fn beside(&self, name: &str) -> Option<&'a Spot> {
        self.beside.get(name)
    }

    /// The switch called `name`; off where it was not given.
    pub fn flag(&self, name: &str) -> bool {
        matches!(self.args.get(name), Some(Arg::Flag(true)))
    }

    /// The threshold at this depth.
    pub fn threshold(&self) -> Result<u64, String> {
        self.threshold_if_given("thresholds")?
            .ok_or_else(|| "its parameter `thresholds` is missing".to_owned())
    }

    /// What the thresholds called `name` say about this depth, if they were given.
    pub fn threshold_if_given(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(Arg::Thresholds(by_depth)) = self.args.get(name) else { return Ok(None) };
        let here = by_depth.get(&self.depth).copied();
        here.map(Some).ok_or_else(|| format!("its `{name}` say nothing about the depth `{}`", self.depth))
    }

    /// What its command reported.
    pub fn probe(&self) -> Option<&'a Probe> {
        self.answers?.probes.get(&self.index)
    }

    /// The repository's files that its command names, as they were when it ran.
    pub fn program(&self) -> Option<&'a BTreeMap<RepoPath, Digest>> {
        self.answers?.programs.get(&self.index)
    }

    /// What servers of the web answered.
    pub fn web(&self) -> &'a WebSeen {
        self.answers.map_or(&*SILENCE, |answers| &answers.web)
    }

    /// The outputs that are required at this depth.
    pub fn required(&self) -> impl Iterator<Item = &'a Declared> + use<'a> {
        self.all_of.iter().filter(|output| output.required)
    }

    /// The alternatives that may stand in for `spot` when it is missing: where it is one of `any_of`, the others.
    pub fn siblings(&self, spot: &Spot) -> impl Iterator<Item = &'a Spot> + use<'a> {
        let place = spot.place.clone();
        let is_one = self.any_of.iter().any(|output| output.spot.place == place);
        self.any_of.iter().map(|output| &output.spot).filter(move |other| is_one && other.place != place)
    }

    /// What a check of texts looks at, in words, as the singular subject that begins a sentence.
    pub fn subject(&self) -> String {
        match self.target {
            Target::At(spot) => self.subject_at(spot),
            Target::AnyOf => format!(
                "Each of {} that exists (at least one must)",
                listed(self.any_of.iter().map(|output| output.spot.place.as_str()))
            ),
            Target::AllRequired => {
                let names = listed(self.required().map(|output| output.spot.place.as_str()));
                format!("Each required output ({names})")
            }
            Target::FirstOf(spots) => {
                format!("The first of {} that exists", listed(spots.iter().map(|spot| spot.place.as_str())))
            }
            Target::Nothing => "The repository".to_owned(),
        }
    }

    fn subject_at(&self, spot: &Spot) -> String {
        let name = match &spot.place {
            Place::Path(path) => exactly(path.as_str()),
            Place::Glob(pattern) => {
                format!("Each file that matches {} (at least one must)", exactly(pattern))
            }
        };
        let siblings: Vec<&str> = self.siblings(spot).map(|other| other.place.as_str()).collect();
        match siblings.as_slice() {
            [] => name,
            [only] => format!("{name} (where it is missing: {})", exactly(only)),
            many => format!(
                "{name} (where it is missing: the first of {} that exists)",
                listed(many.iter().copied())
            ),
        }
    }
}
