//! How somebody shows that it is them who decides.

use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::signature::verify::{sign, signer_of};
use crate::model::failure::Failure;
use crate::model::time::Timestamp;
use crate::store::trust::signers::allowed;

/// How somebody shows that it is them.
#[derive(Debug, Clone)]
pub enum Proof {
    /// They sit at a terminal and say so: it proves nothing.
    Word,
    /// The text of a private key.
    Key(String),
    /// A signature over the subject's message.
    Signature(String),
}

/// The signature over `message` and whose it is; neither where somebody only gave their word.
///
/// # Errors
/// `Usage` (`bad_key`); `State` (`signature_refused`) when it is not by somebody who may sign at `at`.
pub fn signed(
    site: &Site,
    machine: &Machine,
    proof: &Proof,
    message: &str,
    at: Timestamp,
) -> Result<(Option<String>, Option<String>), Failure> {
    let armour = match proof {
        Proof::Word => return Ok((None, None)),
        Proof::Key(key) => sign(key, message)
            .map_err(|why| Failure::usage("bad_key", format!("the key cannot be used: {why}")))?,
        Proof::Signature(armour) => armour.clone(),
    };
    let whose = allowed(machine.signers.as_deref(), site.root.path())
        .and_then(|signers| signer_of(&armour, message, &signers, at));
    let principal = whose.map_err(|why| {
        Failure::state("signature_refused", format!("the signature does not count: {why}")).hint(
            "who may sign stands in `~/.config/gatewright/allowed_signers`, in the form of `ssh-keygen(1)`",
        )
    })?;
    Ok((Some(armour), Some(principal)))
}
