//! How somebody shows that it is them who decides.

use std::path::PathBuf;

use crate::exec::ssh_agent;
use crate::flow::machine::Machine;
use crate::flow::people::signer::Signer;
use crate::flow::site::Site;
use crate::format::signature::role::{DECISION, Role};
use crate::format::signature::verify::{armoured, principals, public_key, sign, signer_of, to_be_signed};
use crate::model::failure::{Failure, Kind};
use crate::model::time::Timestamp;
use crate::store::trust::signers::{allowed, passed_over};

/// How somebody shows that it is them.
#[derive(Debug, Clone)]
pub enum Proof {
    /// They sit at a terminal and say so: it proves nothing.
    Word,
    /// The text of a private key.
    Key(String),
    /// The text of a public key whose private half an ssh-agent holds, and its socket.
    Agent(String, PathBuf),
    /// A signature over the subject's message.
    Signature(String),
}

impl Proof {
    /// The signature over `bytes` in `role`; `None` where somebody only gave their word.
    ///
    /// # Errors
    /// `Usage` (`bad_key`); `Environment` (`ssh_agent`) when the agent does not sign.
    pub fn armour(&self, role: &Role, bytes: &[u8]) -> Result<Option<String>, Failure> {
        let bad = |why: String| Failure::usage("bad_key", format!("the key cannot be used: {why}"));
        Ok(Some(match self {
            Proof::Word => return Ok(None),
            Proof::Key(key) => sign(key, role, bytes).map_err(bad)?,
            Proof::Agent(text, socket) => {
                let public =
                    public_key(text).unwrap_or_else(|| Err("it is no public key".to_owned())).map_err(bad)?;
                let blob = public.to_bytes().map_err(|why| bad(why.to_string()))?;
                let data = to_be_signed(role, bytes).map_err(Failure::bug)?;
                let refused = |why| {
                    Failure::new(Kind::Environment, "ssh_agent", format!("ssh-agent did not sign: {why}"))
                };
                let signature = ssh_agent::sign(socket, &blob, &data).map_err(refused)?;
                armoured(&public, role, &signature).map_err(refused)?
            }
            Proof::Signature(armour) => armour.clone(),
        }))
    }
}

/// The signature over `message` and whose it is; `None` where somebody only gave their word.
///
/// # Errors
/// `Usage` (`bad_key`); `State` (`signature_refused`) when it is not by somebody who may sign at `at`.
pub fn signed(
    site: &Site,
    machine: &Machine,
    proof: &Proof,
    message: &str,
    at: Timestamp,
) -> Result<Option<Signer>, Failure> {
    let Some(armour) = proof.armour(&DECISION, message.as_bytes())? else { return Ok(None) };
    let whose = allowed(machine.signers.as_deref(), site.root.path()).and_then(|signers| {
        let principal = signer_of(&armour, message, &signers, at)?;
        Ok((principal, principals(&armour, &signers)))
    });
    let (principal, names) = whose.map_err(|why| {
        let failure = Failure::state("signature_refused", format!("the signature does not count: {why}")).hint(
            "who may sign stands in `~/.config/gatewright/allowed_signers`, in the form of `ssh-keygen(1)`",
        );
        let odd = passed_over(machine.signers.as_deref(), site.root.path());
        odd.into_iter().filter(|line| !why.contains(line)).fold(failure, Failure::hint)
    })?;
    Ok(Some(Signer { armour, principal, names }))
}
