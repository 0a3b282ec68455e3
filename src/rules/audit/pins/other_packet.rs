//! The packet of an attempt is not what the pins render to.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::packets::Again;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.other_packet",
    weight: Weight::Error,
    title: "the packet of an attempt is not what the run's pins render to",
    why: "A packet follows from what was pinned, the attempt before and what was there. Whoever worked was told something else than the record shows.",
    mend: "Read the kept packet among the pins; look at who changed the record.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for packet in &dossier.packets {
        if let Again::Differs(again) = packet.again {
            let message = "rendered again, its packet has other bytes";
            let one = Found::new(message).file(&packet.told_in).attempt(&packet.gate, packet.attempt);
            let field = Some("start.packet.sha256".to_owned());
            found.push(Found { field, ..one.differs(again, packet.recorded) });
        }
    }
    found
}
