//! What there is to look at: places of a check over the evidence, the same for every check.

use std::borrow::Cow;

use crate::model::evidence::{DirSeen, Evidence, FileSeen, Observed, Place};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Spot, Target};
use crate::rules::checks::frame::decode::{AS_UTF8, Decode, utf8};
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::frame::outcome::{Judged, Outcome, finding_at};
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{counted, listed, quoted};

/// Whether something is at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Presence {
    /// A file, a directory with at least one file below it, or a glob with at least one match.
    Here,
    /// A directory with nothing below it: there, but no output.
    Empty,
    /// Nothing.
    Nothing,
    /// It could not be looked at: why.
    Unsure(String),
}

/// Whether something is at `place`.
pub fn presence(place: &Place, evidence: &Evidence) -> Presence {
    match place {
        Place::Path(path) => presence_at(path, evidence),
        Place::Glob(pattern) => match evidence.matched.get(pattern) {
            None => Presence::Unsure(unseen(pattern)),
            Some(files) if files.is_empty() => Presence::Nothing,
            Some(files) => files
                .iter()
                .map(|file| presence_at(file, evidence))
                .find(|found| *found != Presence::Here)
                .unwrap_or(Presence::Here),
        },
    }
}

fn presence_at(path: &RepoPath, evidence: &Evidence) -> Presence {
    match evidence.at(path) {
        None => Presence::Unsure(unseen(path.as_str())),
        Some(Observed::Missing) => Presence::Nothing,
        Some(Observed::Dir(dir)) if dir.entries.is_empty() => Presence::Empty,
        Some(Observed::File(_) | Observed::Dir(_)) => Presence::Here,
        Some(Observed::Refused(why)) => Presence::Unsure(why.clone()),
    }
}

/// What to do about what is there and cannot be read.
pub const MAKE_READABLE: &str = "put a regular file there that you may read and that no program writes to";
/// What to do about what was not looked at.
pub const ASK_FOR_LESS: &str = "let the contract name fewer places: so many are looked at for one judgement";
/// What to do about a text that could not be judged.
pub const SIMPLIFY: &str = "make the text shorter or simpler there, or let the check ask for less";

/// Why a place that nobody looked at is not judged.
pub fn unseen(name: &str) -> String {
    format!("{} was not looked at", quoted(name))
}

/// The outcome where nobody looked.
pub fn not_seen(name: &str) -> Outcome {
    Outcome::unknown(unseen(name)).hint(ASK_FOR_LESS)
}

/// The outcome where something is there and cannot be read, because `why`.
pub fn refused(why: &str) -> Outcome {
    Outcome::unknown(why).hint(MAKE_READABLE)
}

/// A place a check is to look at, and the missing one that it stands in for.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// Where to look.
    pub spot: &'a Spot,
    /// The declared target, when that is missing and `spot` is its first existing sibling of `any_of`.
    pub instead_of: Option<&'a Spot>,
}

/// The places to look at. `Err` is the outcome when there are none and there should be.
pub fn spots<'a>(ask: &Ask<'a>, evidence: &Evidence) -> Result<Vec<Looked<'a>>, Outcome> {
    let plain = |spot| Looked { spot, instead_of: None };
    let there = |spot: &&Spot| presence(&spot.place, evidence) != Presence::Nothing;
    match ask.target {
        Target::At(spot) if there(&spot) => Ok(vec![plain(spot)]),
        Target::At(spot) => Ok(vec![match ask.siblings(spot).find(there) {
            Some(sibling) => Looked { spot: sibling, instead_of: Some(spot) },
            None => plain(spot),
        }]),
        Target::AllRequired => Ok(ask.required().map(|output| plain(&output.spot)).collect()),
        Target::AnyOf => {
            let found: Vec<_> =
                ask.any_of.iter().map(|output| &output.spot).filter(there).map(plain).collect();
            some_of(found, ask.any_of.iter().map(|output| &output.spot))
        }
        Target::FirstOf(list) => {
            some_of(list.iter().find(there).map(plain).into_iter().collect(), list.iter())
        }
        Target::Nothing => Err(no_target()),
    }
}

/// A check that looks at something, and nothing says at what.
pub fn no_target() -> Outcome {
    Outcome::unknown("it has no target").hint("write the path that it looks at as `target`")
}

fn some_of<'a>(
    found: Vec<Looked<'a>>,
    candidates: impl Iterator<Item = &'a Spot>,
) -> Result<Vec<Looked<'a>>, Outcome> {
    if found.is_empty() {
        let names = listed(candidates.map(|spot| spot.place.as_str()));
        return Err(Outcome::no(
            Finding::new(format!("None of these exist: {names}")).hint("write one of them"),
        ));
    }
    Ok(found)
}

/// The longest text, in bytes, that a check reads.
pub const MAX_TEXT: u64 = 16 << 20;

/// Judges every text that `ask` looks at, one result each.
///
/// What is missing gets the outcome of `missing`; a directory, bytes that are no UTF-8 and files too large to be kept are told as such.
/// An error of `judge` is a parameter that is not there.
pub fn each_text(
    ask: &Ask,
    evidence: &Evidence,
    judge: &dyn Fn(&Text) -> Result<Outcome, String>,
    missing: &dyn Fn(&str) -> Outcome,
) -> Vec<Judged> {
    let decode: Decode = |bytes| utf8(bytes).map(Cow::Borrowed);
    each_text_as(ask, evidence, (decode, AS_UTF8), judge, missing)
}

/// The same where texts may be in other encodings: `decode` reads them, or its hint is told.
pub fn each_text_as(
    ask: &Ask,
    evidence: &Evidence,
    decode: (Decode, &'static str),
    judge: &dyn Fn(&Text) -> Result<Outcome, String>,
    missing: &dyn Fn(&str) -> Outcome,
) -> Vec<Judged> {
    let spots = match spots(ask, evidence) {
        Ok(spots) => spots,
        Err(outcome) => return vec![Judged::nowhere(outcome)],
    };
    let judged = |path: &RepoPath, file: &FileSeen| -> Result<Outcome, Outcome> {
        let text = decode.0(bytes_of(path, file)?).map_err(|why| unread(path, &why, decode.1))?;
        let document = ask.documents.and_then(|documents| documents.at(file.sha256));
        judge(&Text { path, text: &text, document }).map_err(|why| Outcome::unknown(why).hint(SIMPLIFY))
    };
    let one = |path: &RepoPath| match file_at(path, evidence) {
        Ok(file) => judged(path, file).unwrap_or_else(|unknown| unknown),
        Err(Unreadable::Missing) => missing(path.as_str()).hint(&format!("write {}", quoted(path.as_str()))),
        Err(Unreadable::Other(outcome)) => *outcome,
    };
    spots.iter().flat_map(|looked| texts_at(looked, evidence, &one, missing)).collect()
}

/// The texts that `ask` looks at, as far as they can be read: for a check that asks for what they name.
pub fn texts<'a>(ask: &Ask<'a>, evidence: &'a Evidence) -> Vec<Text<'a>> {
    let looked = spots(ask, evidence).unwrap_or_default();
    let paths = looked.iter().flat_map(|looked| match &looked.spot.place {
        Place::Path(path) => std::slice::from_ref(path),
        Place::Glob(pattern) => evidence.matched.get(pattern).map(Vec::as_slice).unwrap_or_default(),
    });
    paths.filter_map(|path| readable(path, evidence, ask.documents).ok()).collect()
}

fn texts_at(
    looked: &Looked,
    evidence: &Evidence,
    outcome: &dyn Fn(&RepoPath) -> Outcome,
    missing: &dyn Fn(&str) -> Outcome,
) -> Vec<Judged> {
    let spot = looked.spot;
    let one = |path: &RepoPath| Judged::file(spot, path.as_str(), instead(looked, outcome(path)));
    match &spot.place {
        Place::Path(path) => vec![one(path)],
        Place::Glob(pattern) => match evidence.matched.get(pattern) {
            None => vec![Judged::at(spot, not_seen(pattern))],
            Some(files) if files.is_empty() => {
                let hint = format!("write at least one file that matches {}", quoted(pattern));
                vec![Judged::at(spot, missing(pattern).hint(&hint))]
            }
            Some(files) => files.iter().map(one).collect(),
        },
    }
}

/// Notes in the figures that a sibling was looked at.
pub fn instead(looked: &Looked, outcome: Outcome) -> Outcome {
    match looked.instead_of {
        Some(spot) => outcome.figure("instead_of", spot.place.as_str()),
        None => outcome,
    }
}

enum Unreadable {
    Missing,
    Other(Box<Outcome>),
}

fn file_at<'a>(path: &RepoPath, evidence: &'a Evidence) -> Result<&'a FileSeen, Unreadable> {
    let other = |outcome| Err(Unreadable::Other(Box::new(outcome)));
    match evidence.at(path) {
        None => other(not_seen(path.as_str())),
        Some(Observed::Missing) => Err(Unreadable::Missing),
        Some(Observed::Refused(why)) => other(refused(why)),
        Some(Observed::Dir(_)) => other(Outcome::no(is_directory(path))),
        Some(Observed::File(file)) => Ok(file),
    }
}

fn readable<'a>(
    path: &'a RepoPath,
    evidence: &'a Evidence,
    documents: Option<&'a Documents>,
) -> Result<Text<'a>, Unreadable> {
    let file = file_at(path, evidence)?;
    let other = |outcome| Unreadable::Other(Box::new(outcome));
    let bytes = bytes_of(path, file).map_err(other)?;
    let text = utf8(bytes).map_err(|why| other(unread(path, &why, AS_UTF8)))?;
    Ok(Text { path, text, document: documents.and_then(|documents| documents.at(file.sha256)) })
}

/// The text of a file that a check reads beside its target.
///
/// # Errors
/// Why there is none.
pub fn beside<'a>(spot: &'a Spot, evidence: &'a Evidence) -> Result<Text<'a>, String> {
    let Place::Path(path) = &spot.place else { return Err(unseen(spot.place.as_str())) };
    readable(path, evidence, None).map_err(|unreadable| match unreadable {
        Unreadable::Missing => {
            format!("{} is missing, and nothing can be judged without it", quoted(path.as_str()))
        }
        Unreadable::Other(outcome) => {
            outcome.findings.into_iter().next().map(|finding| finding.message).unwrap_or_default()
        }
    })
}

fn is_directory(path: &RepoPath) -> Finding {
    let place = Place::Path(path.clone());
    let message = format!("{} is a directory and this check reads files", quoted(path.as_str()));
    Finding {
        hint: Some(format!("name the files, for example `{path}/**/*.md`")),
        ..finding_at(&place, None, message)
    }
}

/// What was kept of a file, or why nothing was and what to do about it.
fn bytes_of<'a>(path: &RepoPath, file: &'a FileSeen) -> Result<&'a [u8], Outcome> {
    file.content.as_deref().ok_or_else(|| {
        Outcome::unknown(format!(
            "{} is too large to be read by a check ({}; at most {} MiB)",
            quoted(path.as_str()),
            counted(file.size, "byte"),
            MAX_TEXT >> 20
        ))
        .hint("split it into smaller files, and let the check name them")
    })
}

fn unread(path: &RepoPath, why: &str, hint: &str) -> Outcome {
    Outcome::unknown(format!("{} {why}", quoted(path.as_str()))).hint(hint)
}

/// The directory at `place`; else the outcome that says what is there instead.
pub fn directory<'a>(place: &Place, evidence: &'a Evidence) -> Result<&'a DirSeen, Outcome> {
    let name = quoted(place.as_str());
    let wrong = |message: String, hint: &str| Err(Outcome::no(finding_at(place, None, message).hint(hint)));
    let Place::Path(path) = place else {
        let message = format!("{name} is a glob, which matches files; name the directory itself");
        return wrong(message, "let the check name the directory, without `*`");
    };
    match evidence.at(path) {
        Some(Observed::Dir(dir)) => Ok(dir),
        Some(Observed::File(_)) => {
            wrong(format!("{name} is a file, not a directory"), "make a directory of that name in its place")
        }
        Some(Observed::Missing) => wrong(format!("Missing: {path}"), "make the directory"),
        Some(Observed::Refused(why)) => Err(refused(why)),
        None => Err(not_seen(path.as_str())),
    }
}
