//! What an attempt says became of an output is not what its own digests say.

use std::collections::BTreeMap;

use crate::model::attempt::{Artifact, Change};
use crate::model::audit::{Found, Weight};
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::attempts::AttemptFile;
use crate::rules::audit::facts::said::said;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_change",
    weight: Weight::Error,
    title: "what an attempt says became of an output is not what its own digests say",
    why: "Created, changed and unchanged follow from the digests before and after the work. Somebody made work out of what had been there, or the other way round.",
    mend: "Bring the committed version back; believe the digests, where the recorded bytes are still to be had.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for (gate, told) in dossier.attempts() {
        let AttemptFile::Read { attempt, .. } = &told.file else { continue };
        let before: BTreeMap<&str, Digest> = match &told.long_before {
            Some(long) => long.iter().map(|(path, sha256)| (path.as_str(), *sha256)).collect(),
            None => attempt.start.before.iter().map(|seen| (seen.path.as_str(), seen.sha256)).collect(),
        };
        for (i, artifact) in attempt.artifacts.iter().enumerate() {
            let expected = change(artifact, before.get(artifact.path.as_str()));
            let both = [
                said(format!("artifacts[{i}].change"), expected.as_str(), artifact.change.as_str()),
                said(format!("artifacts[{i}].exists"), exists(artifact), artifact.exists),
            ];
            let message = format!("`{}` is said to be another than its digests say", artifact.path);
            found.extend(both.into_iter().flatten().map(|said| said.found(&message, told, gate)));
        }
    }
    found
}

/// What has a digest is there. A link or a pipe has none, and is there all the same: only then is something said of its change.
fn exists(artifact: &Artifact) -> bool {
    artifact.sha256.is_some() || artifact.change != Change::Missing
}

fn change(artifact: &Artifact, before: Option<&Digest>) -> Change {
    match (exists(artifact), before) {
        (false, _) => Change::Missing,
        (true, _) if artifact.sha256.is_none() && artifact.change == Change::Unreadable => artifact.change,
        (true, None) => Change::Created,
        (true, Some(before)) if artifact.sha256 == Some(*before) => Change::Unchanged,
        (true, Some(_)) => Change::Changed,
    }
}
