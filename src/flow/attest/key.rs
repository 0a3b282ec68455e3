//! The key that signs proof: the same OpenSSH key that seals and decides, in a file or held by ssh-agent.

use crate::exec::ssh_agent;
use crate::flow::people::proof::Proof;
use crate::format::attest::dsse::{Envelope, Raw, to_be_signed};
use crate::format::attest::keyid::Named;
use crate::format::signature::raw::{holds_raw, public_half, raw_of_agent, sign_raw};
use crate::format::signature::verify::public_key;
use crate::model::failure::{Failure, Kind};

/// A key that signs.
pub struct Key {
    proof: Proof,
    /// Its names.
    pub named: Named,
}

impl Key {
    /// The key in `proof`.
    ///
    /// # Errors
    /// `Usage` (`bad_key`) when it cannot sign here.
    pub fn of(proof: Proof) -> Result<Key, Failure> {
        let bad = |why: String| Failure::usage("bad_key", format!("the key cannot be used: {why}"));
        let public = match &proof {
            Proof::Key(text) => public_half(text),
            Proof::Agent(text, _) => {
                public_key(text).unwrap_or_else(|| Err("it is no public key".to_owned()))
            }
            Proof::Word | Proof::Signature(_) => Err("it is none".to_owned()),
        };
        let named = public.and_then(|public| Named::of(&public)).map_err(bad)?;
        Ok(Key { proof, named })
    }

    /// The signature over `payload` as an envelope has it.
    ///
    /// # Errors
    /// `Usage` (`bad_key`); `Environment` (`ssh_agent`) when the agent does not sign, or signs with another key.
    pub fn sign(&self, payload: &[u8]) -> Result<Raw, Failure> {
        let bytes = to_be_signed(payload);
        let bad = |why: String| Failure::usage("bad_key", format!("the key cannot be used: {why}"));
        let refused =
            |why| Failure::new(Kind::Environment, "ssh_agent", format!("ssh-agent did not sign: {why}"));
        let raw = match &self.proof {
            Proof::Agent(_, socket) => {
                let blob = self.named.public.to_bytes().map_err(|why| bad(why.to_string()))?;
                let signature = ssh_agent::sign(socket, &blob, &bytes).map_err(refused)?;
                raw_of_agent(&signature).map_err(refused)?
            }
            Proof::Key(text) => sign_raw(text, &bytes).map_err(bad)?,
            Proof::Word | Proof::Signature(_) => return Err(bad("it is none".to_owned())),
        };
        match holds_raw(&self.named.public, &bytes, &raw) {
            true => Ok(raw),
            false => Err(refused("its signature does not hold".to_owned())),
        }
    }

    /// `payload` in an envelope, signed under every name of the key.
    ///
    /// # Errors
    /// As [`Key::sign`].
    pub fn envelope(&self, payload: Vec<u8>) -> Result<Envelope, Failure> {
        let raw = self.sign(&payload)?;
        let signatures = self.named.all().map(|keyid| (keyid.to_owned(), raw)).to_vec();
        Ok(Envelope { payload, signatures })
    }
}
