//! All addresses of a judgement, a few at a time, until the time is over.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::exec::process::spec::Stop;
use crate::model::web_seen::WebSeen;
use crate::rules::web::hosts::Hosts;
use crate::rules::web::way::Way;

/// How much is asked of others.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// So long may one address take, redirects and all.
    pub each: Duration,
    /// So long may all of them take.
    pub all: Duration,
    /// So many are asked at once.
    pub at_once: usize,
    /// So many of one host.
    pub per_host: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { each: Duration::from_secs(10), all: Duration::from_secs(120), at_once: 8, per_host: 2 }
    }
}

/// By what way, and what may be asked.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The way.
    pub way: &'a Way,
    /// What may be asked although it is not public.
    pub hosts: &'a Hosts,
    /// How much.
    pub limits: Limits,
    /// Nothing more is asked once it is set.
    pub stop: &'a Stop,
}

/// Asks for each of `addresses`. Whatever goes wrong is an answer, because a check that could not ask must say so.
pub fn ask(addresses: &BTreeSet<String>, asking: Asking<'_>) -> WebSeen {
    match &asking.way.closed {
        Some(why) => WebSeen::NotAsked(why.clone()),
        None => all(addresses, asking),
    }
}

#[cfg(not(feature = "online"))]
fn all(_addresses: &BTreeSet<String>, _asking: Asking<'_>) -> WebSeen {
    WebSeen::NotAsked("this gatewright was built without its feature `online`".to_owned())
}

#[cfg(feature = "online")]
use online::all;

#[cfg(feature = "online")]
mod online {
    use std::collections::{BTreeMap, BTreeSet};
    use std::sync::{Mutex, PoisonError};
    use std::time::Instant;

    use super::Asking;
    use crate::exec::web::fetch::{By, Came, LATE, fetch};
    use crate::exec::web::queue::Queue;
    use crate::model::web_seen::{Answer, WebSeen};
    use crate::rules::web::address::Address;

    pub fn all(addresses: &BTreeSet<String>, asking: Asking<'_>) -> WebSeen {
        let host = |address: &String| Address::parse(address).map(|it| it.host).unwrap_or_default();
        let queue = Queue::new(addresses.iter().map(|it| (host(it), it.as_str())), asking.limits.per_host);
        let came = Mutex::new(BTreeMap::new());
        let over = Instant::now() + asking.limits.all;
        let work = || {
            while let Some((host, address)) = queue.take() {
                let answer = one(address, asking, over);
                queue.done(&host);
                came.lock().unwrap_or_else(PoisonError::into_inner).insert(address.to_owned(), answer);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..asking.limits.at_once.min(addresses.len()) {
                // Where the machine grants no further thread, fewer do the same.
                if std::thread::Builder::new().spawn_scoped(scope, work).is_err() {
                    break;
                }
            }
            work();
        });
        weighed(came.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// `None` when the time was over before it was asked.
    fn one(address: &str, asking: Asking<'_>, over: Instant) -> Option<Came> {
        let now = Instant::now();
        if now >= over || asking.stop.is_set() {
            return None;
        }
        let by = By { way: asking.way, hosts: asking.hosts };
        let came = fetch(address, by, over.min(now + asking.limits.each));
        // It may have had less time than every other.
        (came != Came::Late || Instant::now() < over).then_some(came)
    }

    /// A name that leads nowhere, or silence, is the address's fault only where there is a network: where somebody was reached.
    fn weighed(came: BTreeMap<String, Option<Came>>) -> WebSeen {
        let reached = |came: &Option<Came>| matches!(came, Some(Came::Status(..) | Came::Failed(_)));
        let network = came.values().any(reached);
        WebSeen::Asked(came.into_iter().map(|(address, came)| (address, answer(came, network))).collect())
    }

    fn answer(came: Option<Came>, network: bool) -> Answer {
        const NO_NETWORK: &str = "there is no network here, or no name service; try again where there is one";
        match came {
            None => {
                Answer::NotAsked("the time for the web was over before it was its turn; try again".to_owned())
            }
            Some(Came::Status(code, redirected)) => Answer::Status { code, redirected },
            Some(Came::Failed(why)) => Answer::Failed(why),
            Some(Came::Late) if network => Answer::Failed(LATE.to_owned()),
            Some(Came::Refused(why)) => Answer::NotAsked(why),
            Some(Came::NotPublic(why)) => Answer::NotPublic(why),
            Some(Came::NoName) if network => Answer::Failed("nobody knows its host".to_owned()),
            Some(Came::NoName | Came::Late) => Answer::NotAsked(NO_NETWORK.to_owned()),
            Some(Came::NoWay(why)) => Answer::NotAsked(why),
        }
    }
}
