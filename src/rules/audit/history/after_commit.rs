//! An event is later than the commit that brought it into the history.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Order;
use crate::rules::audit::history::clocks_differ::{impossible, told};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.after_commit",
    weight: Weight::Error,
    title: "an event is more than a day later than the commit that brought it into the history",
    why: "It was committed before it happened, so its time was invented. Up to 5 minutes nothing is said, up to a day it is `history.clocks_differ`. Amended and rebased commits have new dates and are later; an honest reason is a date that was set by hand, as `git rebase --committer-date-is-author-date` does.",
    mend: "Look at the commit and at the dates of the commits around it; do the work again where nothing explains it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let all = impossible(dossier).filter(|times| times.order == Order::BroughtIt);
    all.map(|times| told(dossier, times)).collect()
}
