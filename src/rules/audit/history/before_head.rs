//! An attempt began before the commit was made that it says it began on.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::Order;
use crate::rules::audit::history::clocks_differ::{impossible, told};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.before_head",
    weight: Weight::Error,
    title: "an attempt began more than a day before the commit was made that it says it began on",
    why: "`start.git.head` names a commit that cannot have been there yet: the record was back-dated. Up to 5 minutes nothing is said, up to a day it is `history.clocks_differ`. An honest reason is a commit whose date somebody set by hand to later.",
    mend: "Look at the commit, at the commits around it and at other records of that time; do the work again where nothing explains it.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let all = impossible(dossier).filter(|times| matches!(times.order, Order::ThereBefore(..)));
    all.map(|times| told(dossier, times)).collect()
}
