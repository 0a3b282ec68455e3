//! `file_absent`: whether nothing is there.

use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::{Ask, Spot, Target};
use crate::rules::checks::frame::kind::{CheckKind, Cost, Reads, TargetRule, figure};
use crate::rules::checks::frame::look;
use crate::rules::checks::frame::outcome::{Judged, Outcome, finding_at};
use crate::rules::quote::{counted, exactly, quoted};

/// `file_absent`.
pub static FILE_ABSENT: CheckKind = CheckKind {
    name: "file_absent",
    version: 1,
    summary: "Nothing is at a path, or no file matches a glob; what cannot be looked at is not absent.",
    target: TargetRule::Place,
    params: &[],
    figures: &[figure("count", "How many files match the glob.")],
    reads: Reads::Existence,
    cost: Cost::Cheap,
    example: r#"{ "type": "file_absent", "target": "{artifact_path}/draft-*.md" }"#,
    words: |ask| {
        Ok(match ask.target {
            Target::At(Spot { place: Place::Glob(pattern), .. }) => {
                format!("No file matches {}", exactly(pattern))
            }
            Target::At(spot) => format!("Nothing is at {}", exactly(spot.place.as_str())),
            _ => return Err("it has no target".to_owned()),
        })
    },
    judge,
};

fn judge(ask: &Ask, evidence: &Evidence) -> Vec<Judged> {
    let Target::At(spot) = ask.target else {
        return vec![Judged::nowhere(look::no_target())];
    };
    let found = |what: String| {
        let hint = Some("take it away".to_owned());
        Outcome::no(Finding { hint, ..finding_at(&spot.place, None, what) })
    };
    let name = quoted(spot.place.as_str());
    let outcome = match &spot.place {
        Place::Glob(pattern) => match evidence.matched.get(pattern).map(Vec::as_slice) {
            None => look::not_seen(pattern),
            Some([]) => Outcome::yes().figure("count", 0),
            Some([first, ..]) => {
                let count = evidence.matched.get(pattern).map_or(0, Vec::len);
                found(format!(
                    "{} match {name}, the first is {}",
                    counted(count as u64, "file"),
                    quoted(first.as_str())
                ))
                .figure("count", count)
            }
        },
        Place::Path(path) => match evidence.at(path) {
            Some(Observed::Missing) => Outcome::yes(),
            Some(Observed::File(_)) => found(format!("{name} exists")),
            Some(Observed::Dir(_)) => found(format!("{name} exists: it is a directory")),
            Some(Observed::Refused(why)) => look::refused(why),
            None => look::not_seen(path.as_str()),
        },
    };
    vec![Judged::at(spot, outcome)]
}
