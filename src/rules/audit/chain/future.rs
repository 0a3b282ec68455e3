//! An event or a record lies in the future.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "chain.future",
    weight: Weight::Error,
    title: "an event or a record lies in the future",
    why: "It cannot have happened yet: the clock of the machine that recorded it, or of this one, is wrong, or the time was invented.",
    mend: "Compare the clocks; look at the commits around it.",
    look,
};

/// Clocks may differ by so much, in milliseconds.
const TOLERANCE: i64 = 5 * 60 * 1000;

fn look(dossier: &Dossier) -> Vec<Found> {
    let times = dossier.chain.iter().flat_map(|chain| {
        let time = |(i, link): (usize, &crate::model::event::Link)| {
            (format!("events[{i}].timestamp"), link.event.timestamp)
        };
        chain.links.iter().enumerate().map(time)
    });
    let begun = dossier.started_at.map(|at| ("started_at".to_owned(), at));
    let late =
        |(_, at): &(String, crate::model::time::Timestamp)| at.millis() > dossier.now.millis() + TOLERANCE;
    let first = begun.into_iter().chain(times).find(late);
    first
        .map(|(field, at)| {
            let mut found = Found::new("the time lies in the future").file(dossier.run_json());
            found.field = Some(field);
            found.differs(format!("at most {}", dossier.now), at)
        })
        .into_iter()
        .collect()
}
