//! Making and verifying SSH signatures.

use ssh_key::{HashAlg, LineEnding, PrivateKey, SshSig};

use crate::format::signature::message::NAMESPACE;
use crate::format::signature::signers::Signer;
use crate::model::time::Timestamp;

/// A signature may be this long, in bytes.
pub const MAX_SIGNATURE: usize = 8 * 1024;

/// Whose signature over `message` it is, among the `signers` that are allowed, made `at`.
///
/// # Errors
/// Why it does not count, in words that go on from "the signature does not count:".
pub fn signer_of(armour: &str, message: &str, signers: &[Signer], at: Timestamp) -> Result<String, String> {
    let signature = SshSig::from_pem(armour).map_err(|why| format!("it cannot be read ({why})"))?;
    if signature.namespace() != NAMESPACE {
        return Err(format!("it was made in the namespace `{}`, not `{NAMESPACE}`", signature.namespace()));
    }
    let keys: Vec<&Signer> =
        signers.iter().filter(|signer| signer.key.key_data() == signature.public_key()).collect();
    let Some(first) = keys.first() else {
        return Err("its key is none of an allowed signer".to_owned());
    };
    first.key.verify(NAMESPACE, message.as_bytes(), &signature).map_err(|_| {
        "it is not a signature over this decision: run, gate, attempt, contract, outputs, number or words are others (somebody may have decided meanwhile; print the message again)"
            .to_owned()
    })?;
    let mut refusals = vec![];
    for signer in &keys {
        match signer.against(NAMESPACE, at) {
            None => return Ok(signer.principal.clone()),
            Some(why) => refusals.push(why),
        }
    }
    Err(refusals.join("; "))
}

/// Signs `message` with the private key in the text of an OpenSSH key file.
///
/// # Errors
/// What is wrong with the key, and what to do instead.
pub fn sign(key: &str, message: &str) -> Result<String, String> {
    let key =
        PrivateKey::from_openssh(key).map_err(|why| format!("it is no private key of OpenSSH ({why})"))?;
    if key.is_encrypted() {
        return Err(
            "it is encrypted: sign the message with `ssh-keygen -Y sign` and give `--signature`".to_owned()
        );
    }
    let signature = key.sign(NAMESPACE, HashAlg::Sha512, message.as_bytes()).map_err(|why| {
        format!("it cannot sign ({why}): sign with `ssh-keygen -Y sign` and give `--signature`")
    })?;
    signature.to_pem(LineEnding::LF).map_err(|why| format!("its signature cannot be written ({why})"))
}
