//! Which rules had something to look at in a run: what was not looked at has not passed.

use crate::rules::audit::audited::{Audited, Seen};
use crate::rules::audit::rule::Rule;

/// Rules that look at what the ancestor's records have as well.
const OF_ANCESTORS: [&str; 9] = [
    "form.unreadable",
    "form.unknown_version",
    "form.line_endings",
    "form.no_chain",
    "facts.other_attempt",
    "behaviour.no_time",
    "behaviour.call_outside",
    "behaviour.unfinished_attempt",
    "behaviour.unfinished_run",
];

/// Rules of the history that look at files one by one, whatever is in them.
const OF_FILES: [&str; 7] = [
    "history.rewritten",
    "history.deleted",
    "history.moved",
    "history.contradicted",
    "history.corrupt",
    "history.uncommitted",
    "history.incomplete",
];

/// Other rules that ask what commits hold or did.
const OF_COMMITS: [&str; 5] =
    ["pins.uncommitted", "pins.put_back", "pins.not_compared", "pins.older", "behaviour.contract_changed"];

/// Why the rule had nothing to look at in the run; `None` where it had.
pub fn not_looked(run: &Audited, rule: &Rule) -> Option<&'static str> {
    let Seen { events, ancestors, history, head } = run.seen;
    let family = rule.id.split('.').next().unwrap_or_default();
    let without_events = match family {
        "history" => OF_FILES.contains(&rule.id),
        "outputs" => ancestors,
        // A record that cannot be read is told of by these.
        "form" if !ancestors => true,
        "required" => true,
        _ => ancestors && OF_ANCESTORS.contains(&rule.id),
    };
    if (family == "history" || OF_COMMITS.contains(&rule.id)) && !history {
        return Some("nothing was looked at: there is no history of git to ask");
    }
    if rule.id == "chain.other_head" && !head {
        return Some("nothing was looked at: no head was given (`--expect-head`)");
    }
    if rule.id == "facts.other_attempt" && !ancestors {
        return Some("nothing was looked at: only the ancestor's records have such entries");
    }
    if events || without_events {
        return None;
    }
    Some(match ancestors {
        true => "nothing was looked at: the ancestor's record has no chain",
        false => "nothing was looked at: the record has no chain that could be followed",
    })
}
