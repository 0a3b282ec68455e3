//! The signatures of people's decisions and waivers, verified: over these very words, in their role, by a key that was allowed then.

use std::collections::BTreeMap;

use crate::flow::audit::seals::Signers;
use crate::format::signature::message::{Decidable, Waivable, message, waiver_message};
use crate::format::signature::role::DECISION;
use crate::format::signature::verify::{Signed, signed_bytes};
use crate::model::digest::Digest;
use crate::model::dossier::attempts::AttemptFile;
use crate::model::dossier::signatures::{Signature, SignatureState};
use crate::model::dossier::{Chain, Dossier};
use crate::model::event::{Event, Fact};
use crate::model::ids::GateId;

/// The signatures of the run's events.
pub fn signatures(signers: &Signers, dossier: &Dossier) -> Vec<Signature> {
    let Some(chain) = &dossier.chain else { return vec![] };
    let mut counts: BTreeMap<(bool, &GateId, u32), usize> = BTreeMap::new();
    let mut found = vec![];
    for (at, link) in chain.links.iter().enumerate() {
        let (gate, attempt, signature) = match &link.event.fact {
            Fact::GateDecided { gate, attempt, signature, .. }
            | Fact::GateCheckWaived { gate, attempt, signature, .. } => (gate, *attempt, signature),
            _ => continue,
        };
        let waives = matches!(link.event.fact, Fact::GateCheckWaived { .. });
        let number = counts.entry((waives, gate, attempt)).or_default();
        *number += 1;
        let Some(armour) = signature else { continue };
        let state = match words(chain, dossier, &link.event, *number) {
            Some(words) => state(signers, &link.event, armour, &words),
            None => SignatureState::Unknown("the file of its attempt cannot be read".to_owned()),
        };
        let (gate, by) = (gate.to_string(), link.event.actor.clone());
        found.push(Signature { event: at, gate, attempt, by, state });
    }
    found
}

/// What was to be signed, the `number`th of its kind about its attempt.
fn words(chain: &Chain, dossier: &Dossier, event: &Event, number: usize) -> Option<String> {
    let run = &chain.run.id;
    let contract = |gate: &GateId, attempt: u32| -> Option<Digest> {
        match &dossier.attempt(gate, attempt)?.0.file {
            AttemptFile::Read { attempt, .. } => Some(attempt.start.contract_sha256),
            _ => None,
        }
    };
    match &event.fact {
        Fact::GateDecided { gate, attempt, decision, outputs, reason, .. } => {
            let (contract, attempt, outputs) = (contract(gate, *attempt)?, *attempt, *outputs);
            let about = Decidable { run, gate, attempt, contract, outputs, number };
            Some(message(&about, *decision, reason.as_deref()))
        }
        Fact::GateCheckWaived { gate, attempt, check, until, reason, .. } => {
            let (contract, attempt, until) = (contract(gate, *attempt)?, *attempt, *until);
            let about = Waivable { run, gate, attempt, contract, check, until, number };
            Some(waiver_message(&about, reason))
        }
        _ => None,
    }
}

fn state(signers: &Signers, event: &Event, armour: &str, words: &str) -> SignatureState {
    match signed_bytes(armour, &DECISION, words.as_bytes(), signers.allowed(), event.timestamp) {
        Err(why) => SignatureState::Invalid(why),
        Ok(Signed { principal: Ok(principal), .. }) => SignatureState::By(principal),
        Ok(Signed { principal: Err(why), known: true, .. }) => SignatureState::Invalid(why),
        Ok(Signed { principal: Err(why), fingerprint, .. }) => {
            SignatureState::Stranger(format!("{fingerprint}: {why}"))
        }
    }
}
