//! Times of the record and of commits contradict each other by no more than clocks go wrong.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Order, Times};
use crate::model::time::Timestamp;
use crate::rules::audit::rule::Rule;
use crate::rules::quote::counted;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.clocks_differ",
    weight: Weight::Warning,
    title: "times of the record and of commits contradict each other by no more than clocks go wrong",
    why: "An attempt that began before the commit that it says it began on, or an event later than the commit that brought it, by more than 5 minutes and at most a day. Two machines whose clocks differ do that, or a clock that takes local time for UTC; so does a time that was invented.",
    mend: "Compare the clocks of the machines; look at the commit and at the commits around it.",
    look,
};

/// What clocks may differ by, in milliseconds.
const ALLOWED: i64 = 5 * 60 * 1000;
/// What a clock that is set wrong may differ by: a day, more than any time zone.
const WRONG_CLOCK: i64 = 24 * 60 * 60 * 1000;

fn look(dossier: &Dossier) -> Vec<Found> {
    let odd = believable(dossier).filter(|times| (ALLOWED + 1..=WRONG_CLOCK).contains(&times.apart()));
    odd.map(|times| told(dossier, times)).collect()
}

/// Those that no clock explains.
pub(super) fn impossible(dossier: &Dossier) -> impl Iterator<Item = &Times> {
    believable(dossier).filter(|times| times.apart() > WRONG_CLOCK)
}

/// The times of a seeded clock are invented, which is an error of its own.
fn believable(dossier: &Dossier) -> impl Iterator<Item = &Times> {
    let seeded = dossier.chain.as_ref().is_some_and(|chain| chain.run.seeded);
    dossier.history.iter().filter(move |_| !seeded).flat_map(|told| &told.times)
}

/// A finding about them.
pub(super) fn told(dossier: &Dossier, times: &Times) -> Found {
    let short = times.commit.get(..12).unwrap_or(&times.commit);
    let made = Timestamp::from_millis(times.made.saturating_mul(1000)).unwrap_or(Timestamp::EPOCH);
    let apart = span(times.apart());
    let (message, expected) = match &times.order {
        Order::ThereBefore(..) => (
            format!("it began {apart} before commit {short} was made, which it says was there when it began"),
            format!("at least {made}"),
        ),
        Order::BroughtIt => (
            format!("the event is {apart} later than commit {short}, which brought it into the history"),
            format!("at most {made}"),
        ),
    };
    let one = Found::new(message).file(dossier.run_json()).at(format!("events[{}].timestamp", times.event));
    let one = Found { commit: Some(times.commit.clone()), ..one.differs(expected, times.happened) };
    match &times.order {
        Order::ThereBefore(gate, attempt) => one.attempt(gate, *attempt),
        Order::BroughtIt => one,
    }
}

/// So long, in the largest unit that fits.
fn span(millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    match minutes {
        0..120 => counted(minutes, "minute"),
        120..2_880 => counted(minutes / 60, "hour"),
        _ => counted(minutes / 1_440, "day"),
    }
}
