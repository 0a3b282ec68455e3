//! The times that records say, beside those of the commits that they name and came with.

use std::collections::{BTreeMap, BTreeSet};

use crate::flow::audit::history::Log;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::redefined::head;
use crate::flow::audit::versions::Versions;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Order, Times};
use crate::model::event::{Fact, Link};
use crate::store::git::oid::Oid;

/// Notes them for some runs: what the log does not say of commits is asked of git in one question.
pub(super) fn note(log: &Log, versions: &Versions, runs: &mut [Loaded]) {
    let named: BTreeSet<Oid> =
        runs.iter().flat_map(|run| begun(&run.dossier)).map(|(_, _, _, head)| head).collect();
    let (known, asked): (Vec<Oid>, Vec<Oid>) =
        named.into_iter().partition(|commit| log.made_at(commit).is_some());
    // A commit that git does not have, after a branch was thrown away for example, says nothing.
    let mut made = log.git().made_at(&asked).unwrap_or_default();
    made.extend(known.into_iter().filter_map(|commit| Some((commit.clone(), log.made_at(&commit)?))));
    for run in runs {
        let mut times = there_before(&run.dossier, &made);
        times.extend(brought(&run.dossier, log, versions));
        if let Some(told) = &mut run.dossier.history {
            told.times = times;
        }
    }
}

/// Every attempt that says where git stood when it began, with its event.
fn begun(dossier: &Dossier) -> Vec<(usize, &Link, (String, u32), Oid)> {
    let links = dossier.chain.iter().flat_map(|chain| chain.links.iter().enumerate());
    let begun = links.filter_map(|(i, link)| match &link.event.fact {
        Fact::GateStarted { gate, attempt, .. } => {
            let (told, of) = dossier.attempt(gate, *attempt)?;
            Some((i, link, (of.gate.clone(), *attempt), head(told)?))
        }
        _ => None,
    });
    begun.collect()
}

fn there_before(dossier: &Dossier, made: &BTreeMap<Oid, i64>) -> Vec<Times> {
    let times = begun(dossier).into_iter().filter_map(|(event, link, (gate, attempt), head)| {
        Some(Times {
            event,
            happened: link.event.timestamp,
            made: *made.get(&head)?,
            commit: head.as_str().to_owned(),
            order: Order::ThereBefore(gate, attempt),
        })
    });
    times.collect()
}

/// The first commit that holds an event, for the last of the events that it brought.
fn brought(dossier: &Dossier, log: &Log, versions: &Versions) -> Vec<Times> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let (links, mut times, mut known) = (&chain.links, vec![], 0);
    for (commit, events) in log.grown(&dossier.run, versions) {
        // Every digest stands for all before it.
        let new = events.iter().zip(links).skip(known).take_while(|(event, link)| **event == link.digest);
        let until = known + new.count();
        // The time of a clamped event is that of the one before it, which another clock may have said.
        let own = |i: &usize| {
            let before = i.checked_sub(1).map(|before| links[before].event.timestamp);
            !(links[*i].event.clamped && before == Some(links[*i].event.timestamp))
        };
        if let (Some(event), Some(made)) = ((known..until).rev().find(own), log.made_at(commit)) {
            let (happened, commit) = (links[event].event.timestamp, commit.as_str().to_owned());
            times.push(Times { event, happened, commit, made, order: Order::BroughtIt });
        }
        known = until;
    }
    times
}
