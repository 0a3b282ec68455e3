//! The packets of the attempts again: what each was made from, taken from the events, the pins and the attempt's own `start`.
//!
//! Rendering executes nothing: the frame is ours, and a user's template is rendered by a process of our own that can neither read
//! nor write a file and is bounded in memory and time, just as when the attempt was opened.

use crate::flow::audit::known::{Copies, Known};
use crate::flow::audit::shelf::{Shelf, file};
use crate::flow::start_run::TOOL;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::contradictions::Contradiction;
use crate::model::dossier::packets::{Again, Packet};
use crate::model::event::{Fact, Link};
use crate::model::path::RepoPath;
use crate::rules::advance::{advance, begin};
use crate::rules::packet::facts::PacketFacts;
use crate::rules::packet::render;

/// A packet of which everything is known that it is made from.
pub struct Draft {
    /// What will be said of it.
    pub packet: Packet,
    /// Who opened the attempt: the program and its version.
    pub tool: String,
    /// What it may have been made from; more than one where the record leaves open how the agent was named.
    pub facts: Vec<PacketFacts>,
    /// The gate's template and where it lay.
    pub template: Option<(RepoPath, String)>,
}

/// What is known of the packets of a run.
#[derive(Default)]
pub struct Drafts {
    /// Those that can be rendered, in the order in which their attempts were opened.
    pub drafts: Vec<Draft>,
    /// Those that cannot.
    pub packets: Vec<Packet>,
    /// What attempts say of themselves and their definitions do not.
    pub contradictions: Vec<Contradiction>,
}

/// Drafts of the packets of all attempts whose files can be read.
pub fn drafts(known: &Known, copies: &Copies<'_>, links: &[Link], dossier: &Dossier) -> Drafts {
    let mut all = Drafts::default();
    let mut events = links.iter().map(|link| &link.event);
    let Some(mut then) = events.next().and_then(|first| begin(first).ok()) else { return all };
    let mut shelf = Shelf::new(known, copies, dossier);
    for event in events {
        if let Fact::GateStarted { gate, attempt, .. } = &event.fact
            && let Some((told, file)) = file(dossier, &then, gate, *attempt)
        {
            let packet = |again| Packet {
                gate: gate.to_string(),
                attempt: *attempt,
                told_in: told.path.clone(),
                recorded: file.start.packet.sha256,
                bytes: file.start.packet.bytes,
                real_bytes: file.start.packet.bytes,
                again,
            };
            match shelf.draft(&then, event, file) {
                Ok((facts, template)) => all.drafts.push(Draft {
                    packet: packet(Again::Same),
                    tool: file.start.tool.clone(),
                    facts,
                    template,
                }),
                Err(why) => all.packets.push(packet(Again::NotRendered(why.to_string()))),
            }
            all.contradictions.extend(shelf.contradictions(&then, told, file));
        }
        if matches!(event.fact, Fact::GateRepinned { .. }) {
            shelf.forget();
        }
        if advance(&mut then, event).is_err() {
            break;
        }
    }
    all
}

/// What was said of the packet, given the instructions that its template rendered to with each of its facts.
pub fn compared(draft: Draft, instructions: &[Result<String, String>]) -> Packet {
    let mut again = Again::NotRendered("it has no facts".to_owned());
    let mut real_bytes = draft.packet.bytes;
    for (facts, instructions) in draft.facts.iter().zip(instructions) {
        let text = match instructions {
            Ok(instructions) => render::packet(facts, instructions).map_err(|why| why.message),
            Err(why) => Err(why.clone()),
        };
        again = match text.map(|text| (Digest::of(text.as_bytes()), text.len() as u64)) {
            Ok((digest, bytes)) if digest == draft.packet.recorded => {
                real_bytes = bytes;
                Again::Same
            }
            Ok((digest, _)) if draft.tool == TOOL => Again::Differs(digest),
            Ok(_) => Again::NotRendered(format!(
                "it was made by {}, whose packets may be worded otherwise than those of {TOOL}",
                draft.tool
            )),
            Err(why) => Again::NotRendered(why),
        };
        if again == Again::Same {
            break;
        }
    }
    Packet { again, real_bytes, ..draft.packet }
}
