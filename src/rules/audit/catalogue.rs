//! The rules of the audit, in the order in which they are told.

use crate::rules::audit::rule::Rule;
use crate::rules::audit::{behaviour, chain, form, history, outputs, pins, required, seals, verdict};

/// Every rule. Ids are never used again for something else.
pub static RULES: &[&Rule] = &[
    &form::unreadable::RULE,
    &form::unknown_version::RULE,
    &form::not_canonical::RULE,
    &form::stray_file::RULE,
    &form::missing_file::RULE,
    &form::no_chain::RULE,
    &form::no_runs::RULE,
    &form::runs_elsewhere::RULE,
    &chain::broken::RULE,
    &chain::illegal::RULE,
    &chain::edited_field::RULE,
    &chain::broken_seal::RULE,
    &chain::other_head::RULE,
    &chain::unsigned_human::RULE,
    &chain::seeded::RULE,
    &chain::future::RULE,
    &pins::bad_copy::RULE,
    &pins::drifted::RULE,
    &pins::repinned::RULE,
    &outputs::drifted::RULE,
    &outputs::absent::RULE,
    &outputs::not_committed::RULE,
    &outputs::changed_later::RULE,
    &outputs::not_compared::RULE,
    &verdict::contradicts_rows::RULE,
    &verdict::not_waived::RULE,
    &verdict::differs::RULE,
    &verdict::not_judged::RULE,
    &verdict::taken_over::RULE,
    &seals::invalid::RULE,
    &seals::unknown_signer::RULE,
    &seals::earlier::RULE,
    &required::no_run::RULE,
    &required::not_met::RULE,
    &required::fallen::RULE,
    &required::unknown::RULE,
    &required::waived::RULE,
    &required::not_blocking::RULE,
    &history::rewritten::RULE,
    &history::truncated::RULE,
    &history::deleted::RULE,
    &history::contradicted::RULE,
    &history::uncommitted::RULE,
    &history::incomplete::RULE,
    &behaviour::no_time::RULE,
    &behaviour::nothing_new::RULE,
    &behaviour::unfinished_attempt::RULE,
    &behaviour::unfinished_run::RULE,
    &behaviour::overridden::RULE,
    &behaviour::waived::RULE,
    &behaviour::not_enforced::RULE,
    &behaviour::revalidated::RULE,
    &behaviour::clock_set_back::RULE,
    &behaviour::reopened::RULE,
    &behaviour::own_judge::RULE,
];

/// The rule of that id.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id).copied()
}
