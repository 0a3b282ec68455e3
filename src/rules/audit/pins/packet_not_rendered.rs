//! The packet of an attempt could not be rendered again.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::packets::Again;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "pins.packet_not_rendered",
    weight: Weight::NotEnforced,
    title: "the packet of an attempt could not be rendered again",
    why: "Without that, only its kept copy says what whoever worked was told, and nothing that it follows from the pins.",
    mend: "Read the kept packet among the pins; audit with the gatewright of that time.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for packet in &dossier.packets {
        if let Again::NotRendered(why) = &packet.again {
            let message = format!("its packet was not rendered again: {why}");
            let one = Found::new(message).file(&packet.told_in).attempt(&packet.gate, packet.attempt);
            found.push(Found { field: Some("start.packet".to_owned()), ..one });
        }
    }
    found
}
