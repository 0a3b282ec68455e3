//! A declared output while the work goes on: whether it must be there, and what there is of it.

use std::collections::BTreeMap;

use crate::flow::artifacts::artifacts;
use crate::model::attempt::Change;
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Place};
use crate::model::path::RepoPath;
use crate::rules::checks::frame::look::{Presence, presence};
use crate::rules::outputs::Declared;

/// Whether an output must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// It must.
    Required,
    /// It may be left out.
    Optional,
    /// One of all alternatives must be there.
    Alternative,
}

/// What there is of a declared output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputSeen {
    /// Where: a path or a glob.
    pub place: Place,
    /// What it is, in the author's words.
    pub description: String,
    /// Whether it must be there.
    pub need: Need,
    /// How many files there are: 1 for a file, all below a directory, all that match a glob. A directory without any is
    /// no output yet.
    pub files: u64,
    /// All their bytes together.
    pub size: u64,
    /// What became of it since the attempt was opened, strongest first: created, changed, unchanged, unreadable, missing.
    pub change: Change,
    /// What keeps it from being an output although something is there.
    pub trouble: Option<String>,
    /// Somebody is writing to it: nothing is known but that.
    pub restless: bool,
}

impl OutputSeen {
    /// What `evidence` says of `output`, compared with what was there `before` the attempt. `need` is that of its list;
    /// at the `restless` places somebody is writing.
    pub fn of(
        output: &Declared,
        need: Need,
        evidence: &Evidence,
        before: &BTreeMap<RepoPath, Digest>,
        restless: &[Place],
    ) -> OutputSeen {
        let rows = artifacts(std::iter::once(output), evidence, before);
        let there = || rows.iter().filter(|row| row.exists);
        let strongest = [Change::Created, Change::Changed, Change::Unchanged, Change::Unreadable]
            .into_iter()
            .find(|change| there().any(|row| row.change == *change));
        OutputSeen {
            place: output.spot.place.clone(),
            description: output.description.clone(),
            need: if need == Need::Required && !output.required { Need::Optional } else { need },
            files: there().map(|row| row.files.unwrap_or(1)).sum(),
            size: there().filter_map(|row| row.size).sum(),
            change: strongest.unwrap_or(Change::Missing),
            trouble: match presence(&output.spot.place, evidence) {
                Presence::Here | Presence::Nothing | Presence::Empty => None,
                Presence::Unsure(why) => Some(why),
            },
            restless: restless.contains(&output.spot.place),
        }
    }
}
