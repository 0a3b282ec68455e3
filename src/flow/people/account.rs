//! By what this machine knows its user now, in the form in which a record keeps it.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::account::Account;
use crate::model::actor::Actor;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::ids::RunId;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::outputs::{Check, Resolved};
use crate::rules::secrets::find_token;
use crate::store::git::at_hand::names;

/// So many names are kept; the first are those of the machine's and the user's configuration.
const KEPT: usize = 8;

/// The account in which this command runs, as `run` names it.
pub fn account(site: &Site, machine: &Machine, run: &RunId) -> Account {
    let all = names(site.root.path(), &machine.git_env).into_iter().chain(machine.seat.told.clone());
    let mut names: Vec<String> = vec![];
    for name in all.filter(|name| find_token(name).is_none() && name != Actor::UNKNOWN) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.truncate(KEPT);
    let mark = machine.seat.mark.as_ref();
    Account {
        id: mark.map(|mark| Digest::of(format!("gatewright account\n{run}\n{mark}").as_bytes())),
        names,
    }
}

/// The same where a check of `plan` asks whether somebody is another than whoever did the work.
pub fn account_asked(site: &Site, machine: &Machine, run: &RunId, plan: &Resolved) -> Option<Account> {
    let asks = |check: &Check| matches!(check.kind.cost, Cost::People | Cost::Review(_));
    plan.checks.iter().any(asks).then(|| account(site, machine, run))
}

/// The names of whoever opened `attempt`, as the accounts say in which it was opened and closed and, while it is open, the one `now`.
/// None where it does not say in which it was opened, as in older records: then they are the one that it names.
pub fn known_names(attempt: &Attempt, now: Option<&Account>) -> Vec<String> {
    let start = &attempt.start;
    let Some(then) = &start.account else { return vec![] };
    let later = attempt.judge_account.iter().chain(now).filter(|later| later.is(then));
    let named = [&start.producer.name].into_iter().filter(|name| *name != Actor::UNKNOWN);
    let all = named.chain(&then.names).chain(later.flat_map(|later| &later.names));
    let mut names: Vec<String> = all.cloned().collect();
    names.sort();
    names.dedup();
    names
}
