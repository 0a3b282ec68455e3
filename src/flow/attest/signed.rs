//! Who has signed proof, by the signers that the user allows.

use crate::flow::attest::worth::Worth;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::attest::dsse::{Envelope, to_be_signed};
use crate::format::attest::keyid::Named;
use crate::format::signature::raw::holds_raw;
use crate::format::signature::role::ATTEST;
use crate::format::signature::signers::Signer;
use crate::model::time::Timestamp;
use crate::store::trust::signers::allowed;

/// Those who may sign, with the names that verifiers have for their keys; or why there is nobody.
pub struct Allowed {
    signers: Result<Vec<(Signer, Named)>, String>,
    now: Timestamp,
}

impl Allowed {
    /// The user's own list. An envelope says no time that could be believed, so keys have to be valid `now`.
    pub fn read(site: &Site, machine: &Machine, now: Timestamp) -> Allowed {
        Allowed::of(allowed(machine.signers.as_deref(), site.root.path()), now)
    }

    /// Those in a list, or why there is none.
    pub fn of(signers: Result<Vec<Signer>, String>, now: Timestamp) -> Allowed {
        let named = |signer: Signer| Named::of(&signer.key).ok().map(|named| (signer, named));
        Allowed { signers: signers.map(|signers| signers.into_iter().filter_map(named).collect()), now }
    }

    /// Whose envelope it is, where every signature in it is theirs, under the names that `names` chooses of their key.
    ///
    /// # Errors
    /// Why it does not count.
    pub fn signer(
        &self,
        envelope: &Envelope,
        names: impl Fn(&Named) -> Vec<String>,
    ) -> Result<String, String> {
        let bytes = to_be_signed(&envelope.payload);
        let keyids: Vec<&str> = envelope.signatures.iter().map(|(keyid, _)| keyid.as_str()).collect();
        let theirs = |(_, named): &&(Signer, Named)| names(named) == keyids;
        let mut refusals = vec![];
        for (signer, named) in self.signers.as_ref().map_err(Clone::clone)?.iter().filter(theirs) {
            if !envelope.signatures.iter().all(|(_, raw)| holds_raw(&named.public, &bytes, raw)) {
                return Err(format!("it is not signed: {}", ATTEST.another));
            }
            match signer.against(ATTEST.namespace, self.now) {
                None => return Ok(signer.principal.clone()),
                Some(why) => refusals.push(why),
            }
        }
        Err(match refusals.is_empty() {
            true => "its key is none of an allowed signer".to_owned(),
            false => refusals.join("; "),
        })
    }

    /// The key of an envelope that counts, under its names.
    pub fn named(&self, envelope: &Envelope) -> Option<&Named> {
        let (keyid, _) = envelope.signatures.first()?;
        let mut all = self.signers.iter().flatten().map(|(_, named)| named);
        all.find(|named| named.all().contains(&keyid.as_str()))
    }

    /// Whether `pem` is the key of somebody who may sign.
    pub fn key(&self, pem: &[u8]) -> Worth {
        let signers = match &self.signers {
            Ok(signers) => signers,
            Err(why) => return Worth::refused(why),
        };
        match signers.iter().find(|(_, named)| named.pem.as_bytes() == pem) {
            Some((signer, _)) => Worth::Good(Some(signer.principal.clone())),
            None => Worth::refused("it is the key of nobody among your allowed signers"),
        }
    }
}
