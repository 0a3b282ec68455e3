//! A recorded size is not that of the bytes with the recorded digest.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::packets::Again;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "facts.other_size",
    weight: Weight::Error,
    title: "a recorded size is not that of the bytes with the recorded digest",
    why: "Size and digest were taken from the same bytes. Somebody edited one of them.",
    mend: "Bring the committed version back.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let mut found = vec![];
    for output in &dossier.outputs {
        if let (Some(size), Some(real)) = (output.size, output.real_size)
            && size != real
        {
            let message = format!("`{}` has another size than was recorded", output.path);
            let field = output.field.as_ref().map(|field| format!("{field}.size"));
            found.push(Found { field, ..output.found(message).differs(real, size) });
        }
    }
    for packet in &dossier.packets {
        if packet.again == Again::Same && packet.bytes != packet.real_bytes {
            let message = "its packet has another size than was recorded";
            let one = Found::new(message).file(&packet.told_in).attempt(&packet.gate, packet.attempt);
            let field = Some("start.packet.bytes".to_owned());
            found.push(Found { field, ..one.differs(packet.real_bytes, packet.bytes) });
        }
    }
    found
}
