//! What all checks share when they are judged: matches of a glob, how many must hold, the author's own words.

use serde_json::json;

use crate::model::contract::{Common, TargetSpec, Validation};
use crate::model::evidence::{Evidence, Place};
use crate::model::verdict::{Finding, Row, State};
use crate::rules::checks::frame::ask::Target;
use crate::rules::checks::frame::outcome::{Held, Judged, Outcome, finding_at};
use crate::rules::quote::{counted, quoted};
use crate::rules::templates::is_glob;

/// What they add to the words of a check.
pub fn words(common: &Common) -> String {
    let least = common.min_matches.map(|least| format!("; at least {} match", counted(least, "file")));
    let share = common.mostly.filter(|share| *share < 100);
    let share =
        share.map(|share| format!("; it is enough when this holds for {share} in 100 of what is looked at"));
    least.into_iter().chain(share).collect()
}

/// The row of a glob that matches fewer files than are asked for.
pub fn too_few_matches(
    common: &Common,
    target: &Target,
    evidence: &Evidence,
    judged: &[Judged],
) -> Option<Judged> {
    let least = common.min_matches?;
    let Target::At(spot) = target else { return None };
    let Place::Glob(pattern) = &spot.place else { return None };
    let count = evidence.matched.get(pattern)?.len() as u64;
    // Most checks have said themselves that nothing matches.
    let said = count == 0 && judged.iter().any(|judged| judged.outcome.held != Held::Yes);
    if said || count >= least {
        return None;
    }
    let message = format!("{} match {}, at least {least} wanted", counted(count, "file"), quoted(pattern));
    let finding = Finding {
        expected: Some(format!("at least {}", counted(least, "match").replace("matchs", "matches"))),
        found: Some(count.to_string()),
        hint: Some("write more files that match".to_owned()),
        ..finding_at(&spot.place, None, message)
    };
    Some(Judged::at(spot, Outcome::no(finding).figure("matches", count).figure("min_matches", least)))
}

/// The rows of one check with what its contract says of all of them.
pub fn applied(common: &Common, mut rows: Vec<Row>) -> Vec<Row> {
    if let Some(share) = common.mostly {
        forgive(share, &mut rows);
    }
    for finding in rows.iter_mut().flat_map(|row| &mut row.findings) {
        if let Some(message) = &common.message {
            finding.message = format!("{message}: {}", finding.message);
        }
        if let Some(hint) = &common.hint {
            finding.hint = Some(hint.clone());
        }
    }
    rows
}

/// Types that give one result for a glob, however many files match.
const ONE_FOR_A_GLOB: [&str; 7] = [
    "file_exists",
    "file_absent",
    "dir_exists",
    "min_file_count",
    "changed_since_start",
    "unchanged",
    "git_committed",
];

/// Why a share of what the check looks at means nothing, with what would; `None` where it means something.
pub fn idle_share(validation: &Validation) -> Option<(&'static str, &'static str)> {
    let kind = validation.check.as_str();
    let one = Some((
        "`mostly` counts results, and this check gives one: it holds or it does not",
        "leave it out, or let a check that judges every file look at a glob such as `docs/*.md`",
    ));
    match &validation.target {
        TargetSpec::None => one,
        TargetSpec::Path(path) if !is_glob(&path.0) || ONE_FOR_A_GLOB.contains(&kind) => one,
        TargetSpec::AnyOf if kind == "file_exists" => one,
        TargetSpec::AllRequired if kind == "file_exists" && validation.args.is_empty() => Some((
            "`mostly` forgives nothing here: an output that is required has to be there, whatever a check forgives",
            "leave it out; an output that may be missing says `\"required\": false`",
        )),
        TargetSpec::Path(_) | TargetSpec::AnyOf | TargetSpec::AllRequired => None,
    }
}

/// Where enough of the rows hold, those that do not are warnings. What could not be checked is not forgiven.
fn forgive(share: u64, rows: &mut [Row]) {
    let all = rows.len() as u64;
    let held = rows.iter().filter(|row| row.state == State::Pass).count() as u64;
    let enough = held > 0 && held * 100 >= share * all;
    for row in rows.iter_mut().filter(|row| row.state == State::Fail) {
        row.figures.insert("mostly".to_owned(), json!({ "held": held, "of": all, "percent": share }));
        if enough {
            row.state = State::Warn;
        }
    }
}
