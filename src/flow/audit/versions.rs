//! The versions of the files of records: what one is, and what lies between two of them.

use std::collections::BTreeMap;

use crate::format::record::read::{chain_of, is_v0};
use crate::model::audit::WHOLE;
use crate::model::digest::Digest;
use crate::model::dossier::history::{Did, Lying, Other};
use crate::model::path::RepoPath;
use crate::store::git::history::Change;
use crate::store::git::oid::Oid;
use crate::store::runs::layout;

/// A version of a record's file.
#[derive(Debug, Clone)]
pub struct Version {
    /// Of its bytes.
    pub sha256: Digest,
    /// The digests of its events, where it is a RUN.json of ours.
    pub chain: Option<Vec<Digest>>,
    /// Whether it is a RUN.json of the ancestor, or an attempt that is still open.
    pub loose: bool,
}

/// The versions of the files of some runs, by object and by what the file is: the same bytes are no open attempt where a record
/// should be.
pub type Versions = BTreeMap<(String, Role), Version>;

/// What a file of a record is, by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The RUN.json of a run.
    Run,
    /// An attempt's, or a list beside it.
    Attempt,
    /// Anything else.
    Other,
}

impl Role {
    /// Of a file below the directory of the runs, which is `below` with a `/`.
    pub fn of(path: &RepoPath, below: &str) -> Role {
        let of_run = path.as_str().strip_prefix(below).and_then(|rest| rest.split_once('/'));
        if of_run.is_some_and(|(_, file)| file == layout::RUN_JSON) {
            return Role::Run;
        }
        match layout::attempt_in(path.file_name()) {
            Some(_) => Role::Attempt,
            None => Role::Other,
        }
    }
}

/// What this content is, in this place.
pub(super) fn version(sha256: Digest, content: Option<&[u8]>, role: Role) -> Version {
    let content = content.unwrap_or_default();
    if role == Role::Run {
        let chain = chain_of(content).filter(|chain| !chain.is_empty());
        return Version { sha256, loose: chain.is_none() && is_v0(content), chain };
    }
    // An attempt that is open is written again when it is closed; everything else is written once.
    #[derive(serde::Deserialize)]
    struct State {
        status: String,
    }
    let open = role == Role::Attempt
        && serde_json::from_slice::<State>(content).is_ok_and(|state| state.status == "RUNNING");
    Version { sha256, chain: None, loose: open }
}

/// What a change did to a file below the directory of the runs, which is `below` with a `/`.
pub(super) fn did(change: &Change, versions: &Versions, below: &str) -> Did {
    let role = Role::of(&change.path, below);
    let get = |oid: &Oid| versions.get(&(oid.as_str().to_owned(), role));
    let (before, after) = match (&change.before, &change.after) {
        (None, _) => return Did::Extended,
        (Some(_), None) => return Did::Deleted,
        (Some(before), Some(after)) if before == after => return Did::Extended,
        (Some(before), Some(after)) => (get(before), get(after)),
    };
    let (Some(before), Some(after)) = (before, after) else {
        return Did::Unknown("git does not give both versions".to_owned());
    };
    if before.sha256 == after.sha256 || before.loose {
        return Did::Extended;
    }
    let whole = |how: &str| {
        Did::Rewrote(Other {
            how: how.to_owned(),
            field: WHOLE.to_owned(),
            expected: before.sha256.to_string(),
            found: after.sha256.to_string(),
        })
    };
    match (&before.chain, &after.chain) {
        (Some(before), Some(after)) if before == after => whole("other bytes around the same events"),
        (Some(before), Some(after)) => extends(before, after),
        (Some(_), None) => whole("what is there from then on has no chain"),
        _ => whole("a file that is written once has other bytes"),
    }
}

fn extends(before: &[Digest], after: &[Digest]) -> Did {
    let same = before.iter().zip(after).take_while(|(one, other)| one == other).count();
    if same == before.len() && same < after.len() {
        return Did::Extended;
    }
    if before == after {
        // Whatever else changed does not follow from them.
        return Did::Rewrote(Other {
            how: "other bytes around the same events".to_owned(),
            field: WHOLE.to_owned(),
            expected: "the bytes that were committed".to_owned(),
            found: "other bytes".to_owned(),
        });
    }
    if same == after.len() {
        return Did::Truncated(after.len(), before.len());
    }
    Did::Rewrote(Other {
        how: format!("`events[{same}]` is another one than before"),
        field: format!("events[{same}].digest"),
        expected: before[same].to_string(),
        found: after[same].to_string(),
    })
}

/// How the RUN.json that is `lying` there stands to the committed one.
pub(super) fn stands(committed: Option<&Version>, lying: Option<&[u8]>) -> Lying {
    let Some(committed) = committed else { return Lying::Uncommitted };
    // What was committed and is not there any more was taken away.
    let Some(lying) = lying else { return Lying::Other };
    if Digest::of(lying) == committed.sha256 {
        return Lying::Committed;
    }
    match (&committed.chain, chain_of(lying)) {
        (Some(before), Some(after)) if extends(before, &after) == Did::Extended => Lying::Ahead,
        (None, _) if committed.loose => Lying::Ahead,
        _ => Lying::Other,
    }
}
