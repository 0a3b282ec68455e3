//! Who had a part in an attempt and what people said about it, as far as a judgement asks for it.

use std::path::Path;

use crate::flow::machine::Machine;
use crate::flow::people::decisions::Panel;
use crate::flow::site::Site;
use crate::model::actor::{Actor, ActorClass};
use crate::model::case::{Involved, SupposedDecision};
use crate::model::decision::{Decided, People, Voice};
use crate::model::digest::Digest;
use crate::model::evidence::Producers;
use crate::model::time::Timestamp;
use crate::model::waiver::Waiver;

/// As a record tells it, or as a case supposes.
pub trait Council: std::fmt::Debug {
    /// Everybody who had a part in the work.
    fn producers(&self) -> Producers;
    /// The decisions as they count for outputs of that digest.
    fn people(&self, site: &Site, machine: &Machine, outputs: Digest) -> People;
    /// The waivers that count at `at`; `signers` lists who may sign.
    fn waivers(&self, site: &Site, signers: Option<&Path>, at: Timestamp) -> Vec<Waiver>;
}

impl Council for Panel {
    fn producers(&self) -> Producers {
        Panel::producers(self).clone()
    }

    fn people(&self, site: &Site, machine: &Machine, outputs: Digest) -> People {
        Panel::people(self, site, machine, outputs)
    }

    fn waivers(&self, site: &Site, signers: Option<&Path>, at: Timestamp) -> Vec<Waiver> {
        Panel::waivers(self, site, signers, at)
    }
}

/// What a case supposes: nobody asks a key for it.
impl Council for Involved {
    fn producers(&self) -> Producers {
        Producers {
            names: vec![self.producer.clone()],
            known: vec![],
            sessions: self.session.iter().cloned().collect(),
        }
    }

    fn people(&self, _site: &Site, _machine: &Machine, outputs: Digest) -> People {
        People {
            producer: Actor { class: ActorClass::Agent, name: self.producer.clone() },
            known: vec![],
            voices: self.decisions.iter().map(|supposed| voice(supposed, outputs)).collect(),
        }
    }

    fn waivers(&self, _site: &Site, _signers: Option<&Path>, _at: Timestamp) -> Vec<Waiver> {
        vec![]
    }
}

fn voice(supposed: &SupposedDecision, outputs: Digest) -> Voice {
    let class = if supposed.signed_by.is_some() { ActorClass::Human } else { ActorClass::ClaimedHuman };
    let decided = Decided {
        decision: supposed.decision,
        by: Actor { class, name: supposed.by.clone() },
        at: Timestamp::EPOCH,
        outputs: if supposed.stale { Digest::ZERO } else { outputs },
        reason: supposed.reason.clone(),
        signature: None,
    };
    Voice { decided, current: !supposed.stale, signer: supposed.signed_by.clone().map(Ok) }
}
