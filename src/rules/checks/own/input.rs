//! What a check of the repository's own is told on standard input: nothing but what its verdict may depend on.

use serde_json::{Value, json};

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::path::RepoPath;
use crate::rules::checks::frame::ask::{Ask, Target};
use crate::rules::checks::frame::look::{self, Looked, Presence, presence, spots};
use crate::rules::checks::frame::outcome::{Outcome, finding_at};
use crate::rules::quote::quoted;

/// The version of this form.
const FORMAT: u32 = 1;

/// What there is to judge.
#[derive(Debug, Default)]
pub struct Seen {
    /// Every file, each once, sorted by path.
    files: Vec<File>,
    /// The declared target that is missing, when its sibling is judged.
    pub instead_of: Option<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct File {
    path: RepoPath,
    sha256: Digest,
    size: u64,
}

/// One JSON object with a line end. No run, no attempt, no time: equal files and parameters give equal bytes, so that a verdict
/// can be judged again.
///
/// # Errors
/// The outcome where nothing is there to judge: the program does not run then.
pub fn input(ask: &Ask, evidence: &Evidence) -> Result<Vec<u8>, Box<Outcome>> {
    let own = ask
        .own
        .ok_or_else(|| Box::new(Outcome::unknown("what it is was not read").hint("mend its `check.json`")))?;
    let seen = seen(ask, evidence)?;
    let file = |it: &File| json!({ "path": it.path, "sha256": it.sha256, "size": it.size });
    let told = json!({
        "format": FORMAT,
        "check": own.check.kind(),
        "version": own.check.version,
        "depth": ask.depth,
        "params": Value::Object(own.params.clone()),
        "targets": seen.files.iter().map(file).collect::<Vec<_>>(),
    });
    Ok(format!("{told}\n").into_bytes())
}

/// What there is to judge: every file of the targets, those of directories among them.
///
/// # Errors
/// The outcome where something is missing or cannot be looked at.
pub fn seen(ask: &Ask, evidence: &Evidence) -> Result<Seen, Box<Outcome>> {
    let mut seen = Seen::default();
    if *ask.target == Target::Nothing {
        return Ok(seen);
    }
    for looked in spots(ask, evidence)? {
        let Looked { spot, instead_of } = looked;
        let name = quoted(spot.place.as_str());
        let wrong =
            |message: String| Box::new(Outcome::no(finding_at(&spot.place, None, message).hint("write it")));
        match presence(&spot.place, evidence) {
            Presence::Here => {}
            Presence::Empty => return Err(wrong(format!("{name} is an empty directory"))),
            Presence::Nothing => return Err(wrong(format!("{name} is missing"))),
            Presence::Unsure(why) => return Err(Box::new(look::refused(&why))),
        }
        if let Some(declared) = instead_of {
            seen.instead_of = Some(declared.place.as_str().to_owned());
        }
        let paths = match &spot.place {
            Place::Path(path) => std::slice::from_ref(path),
            Place::Glob(pattern) => evidence.matched.get(pattern).map(Vec::as_slice).unwrap_or_default(),
        };
        paths.iter().for_each(|path| seen.add(path, evidence));
    }
    seen.files.sort();
    seen.files.dedup();
    if seen.files.is_empty() {
        let nothing = Outcome::unknown("there is no file that it could look at");
        return Err(Box::new(nothing.hint("write the file that it looks at")));
    }
    Ok(seen)
}

impl Seen {
    fn add(&mut self, path: &RepoPath, evidence: &Evidence) {
        match evidence.at(path) {
            Some(Observed::File(file)) => {
                self.files.push(File { path: path.clone(), sha256: file.sha256, size: file.size });
            }
            Some(Observed::Dir(dir)) => {
                let below = dir.entries.iter().filter_map(|entry| {
                    let path = path.join(&entry.path).ok()?;
                    Some(File { path, sha256: entry.sha256, size: entry.size })
                });
                self.files.extend(below);
            }
            // Said already by whoever asked whether something is there.
            Some(Observed::Missing | Observed::Refused(_)) | None => {}
        }
    }
}
