//! Files that checks measured by and that are others today: whether they are what they had been before.

use std::collections::BTreeSet;

use crate::flow::audit::around::Around;
use crate::flow::audit::between::between;
use crate::flow::audit::held::Held;
use crate::flow::audit::judged_by::JudgedBy;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::today::today;
use crate::flow::site::MAX_DEFINITION;
use crate::format::definition::measures::{parts, plainly};
use crate::model::dossier::history::Superseded;
use crate::store::git::oid::Oid;
use crate::store::git::stored::Stored;

/// What stands for a text of which no part can be named.
const WHOLE: &str = "its text as a whole";

/// What became of one; `head` is where git stood when the work began. `None` where today's says the same in another spelling, or nobody has the bytes that were
/// measured by.
pub(super) fn measured(
    held: &Held,
    around: &Around,
    loaded: &Loaded,
    it: &JudgedBy,
    head: Option<&Oid>,
) -> Option<Superseded> {
    let versions = held.of(&it.path)?;
    let pinned = loaded.dir.as_ref().and_then(|dir| dir.pinned(it.then).ok());
    let then = pinned.as_deref().or_else(|| versions.bytes(it.then))?;
    let today = today(around, &it.path, MAX_DEFINITION);
    let today = today.as_deref();
    if today.is_some_and(|today| plainly(today) == plainly(then)) {
        return None;
    }
    let (mut found, before) = between(Some(versions), it);
    let mut before: Vec<Vec<u8>> = before.map(<[u8]>::to_vec).collect();
    // Whoever brings back an older version for a while measures by something else than what was committed then.
    before.extend(
        head.and_then(|head| at_head(around, it, head)).filter(|bytes| plainly(bytes) != plainly(then)),
    );
    found.lacks = today.map(|today| again(then, today, &before)).unwrap_or_default();
    Some(found)
}

/// What stood there before and stands there again today.
fn again(then: &[u8], today: &[u8], before: &[Vec<u8>]) -> Vec<String> {
    let (pinned, now) = (parts(then).unwrap_or_default(), parts(today).unwrap_or_default());
    let known: BTreeSet<String> = before.iter().filter_map(|bytes| parts(bytes)).flatten().collect();
    let lacks: Vec<String> =
        now.into_iter().filter(|one| known.contains(one) && !pinned.contains(one)).collect();
    let whole = before.iter().any(|bytes| plainly(bytes) == plainly(today));
    match lacks.is_empty() && whole {
        true => vec![WHOLE.to_owned()],
        false => lacks,
    }
}

/// What the commit has there.
fn at_head(around: &Around, it: &JudgedBy, head: &Oid) -> Option<Vec<u8>> {
    let git = around.log?.git();
    let mut found = None;
    // A commit that is not here says nothing.
    let _ = git.each_stored(&[git.name_at(head.as_str(), &it.path)], MAX_DEFINITION, &mut |_, stored| {
        if let Stored::Blob { content, .. } = stored {
            found = content;
        }
    });
    found
}
