//! What an attempt was judged on, by the digests that it recorded.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::around::Around;
use crate::flow::audit::in_commits::{Sought, in_commits};
use crate::flow::audit::seen::Seen;
use crate::flow::audit::unread::refused;
use crate::flow::gate_view::GateView;
use crate::flow::judging::wanted;
use crate::flow::listed::{looked_at, recorded};
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::dossier::outputs::ComparedWith;
use crate::model::evidence::{Evidence, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::model::pointed::Stands;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::judge::asked::further_wanted;
use crate::rules::outputs::Resolved;
use crate::store::pointed::pointed;
use crate::store::runs::read::RunDir;

/// What an attempt was judged on.
pub(super) struct Recorded {
    /// The run.
    run: String,
    /// Outputs, and what checks looked at beside them.
    files: BTreeMap<RepoPath, Digest>,
    /// What the contract looks at, and whether its text is needed; nothing was there where `files` has nothing.
    needed: BTreeMap<RepoPath, bool>,
    matched: BTreeMap<String, Vec<RepoPath>>,
    /// Outputs that were there and could not be read, and why.
    refused: BTreeMap<RepoPath, String>,
    /// Whether an output was a directory, where the attempt says that.
    directories: BTreeMap<RepoPath, bool>,
}

impl Recorded {
    /// By `attempt`, for the contract in `view`.
    ///
    /// # Errors
    /// `State` when a list beside the attempt's file was edited or is gone.
    pub fn of(dir: &RunDir, attempt: &Attempt, view: &GateView) -> Result<Recorded, Failure> {
        let mut files = recorded(dir, attempt)?;
        files.extend(looked_at(dir, attempt)?);
        // Texts that a text points to were read for checks of it.
        let all = points_further(&view.plan);
        let mut needed: BTreeMap<RepoPath, bool> = files.keys().map(|path| (path.clone(), all)).collect();
        let refused = refused(attempt);
        needed.extend(refused.keys().map(|path| (path.clone(), false)));
        let mut matched = BTreeMap::new();
        for Wanted { place, content } in wanted(view) {
            match place {
                Place::Path(path) => *needed.entry(path).or_default() |= content,
                Place::Glob(pattern) => {
                    let paths = matching(&pattern, files.keys().chain(refused.keys()));
                    paths.iter().for_each(|path| *needed.entry(path.clone()).or_default() |= content);
                    matched.insert(pattern, paths);
                }
            }
        }
        let there = attempt.artifacts.iter().filter(|row| row.exists);
        let directories =
            there.filter_map(|row| Some((RepoPath::new(&row.path).ok()?, row.files.is_some()))).collect();
        Ok(Recorded { run: attempt.run_id.to_string(), files, needed, matched, refused, directories })
    }

    /// What has to be looked at, and whether its bytes are needed.
    pub fn wanted(&self) -> BTreeMap<RepoPath, bool> {
        let needed = |path: &RepoPath| self.needed.get(path).copied().unwrap_or_default();
        self.files.keys().map(|path| (path.clone(), needed(path))).collect()
    }

    /// What was observed then: what was `seen` today and is still that, else what the commit that outputs are compared `with`
    /// holds, or an earlier one of the record; an error says what cannot be had.
    pub fn evidence(
        self,
        around: &Around,
        seen: &mut Seen,
        with: &ComparedWith,
    ) -> Result<Result<Evidence, String>, Failure> {
        let mut evidence = Evidence { matched: self.matched, ..Evidence::default() };
        let mut elsewhere = vec![];
        for (path, needed) in self.needed {
            let directory = self.directories.get(&path).copied();
            let found = match self.files.get(&path) {
                None => match self.refused.get(&path) {
                    Some(why) => Observed::Refused(why.clone()),
                    None => Observed::Missing,
                },
                Some(sha256) => match seen.take(&path, *sha256, needed) {
                    // A directory and the list of its files have one digest.
                    Some(found) if directory.is_none_or(|it| it == is_dir(&found)) => found,
                    _ => {
                        elsewhere.push(Sought { path, sha256: *sha256, needed, directory });
                        continue;
                    }
                },
            };
            evidence.observed.insert(path, found);
        }
        let found = in_commits(around, &self.run, with, &elsewhere)?;
        if let Some(Sought { path, .. }) = elsewhere.iter().find(|it| !found.contains_key(&it.path)) {
            return Ok(Err(format!("the recorded bytes of `{path}` are nowhere to be found")));
        }
        evidence.observed.extend(found);
        Ok(Ok(evidence))
    }
}

fn is_dir(seen: &Observed) -> bool {
    matches!(seen, Observed::Dir(_))
}

/// Whether a check of the plan looks at what a text points to.
fn points_further(plan: &Resolved) -> bool {
    plan.checks
        .iter()
        .any(|check| matches!(check.kind.cost, Cost::Further(_) | Cost::Review(_) | Cost::Web(_)))
}

/// What stands where texts point to: what was read then is recorded; of what was only listed, the tree says what it is.
pub(super) fn point_further(around: &Around, view: &GateView, evidence: &mut Evidence) {
    let further = further_wanted(&view.plan, evidence, &Documents::of(evidence));
    let listed = pointed(&around.site.root, further.keys());
    for path in further.into_keys() {
        let stands = match (evidence.at(&path), listed.at.get(&path)) {
            (Some(Observed::Missing) | None, Some(Stands::Else) | None) => Stands::Nothing,
            (Some(Observed::Missing) | None, Some(other)) => other.clone(),
            (Some(_), _) => Stands::Else,
        };
        evidence.pointed.at.insert(path, stands);
    }
    evidence.pointed.names = listed.names;
}

/// The recorded paths that a pattern stands for.
fn matching<'a>(pattern: &str, paths: impl Iterator<Item = &'a RepoPath>) -> Vec<RepoPath> {
    let Ok(matcher) = crate::store::globs::matcher(pattern) else { return vec![] };
    let found: BTreeSet<RepoPath> = paths.filter(|path| matcher.is_match(path.as_str())).cloned().collect();
    found.into_iter().collect()
}
