//! Making and verifying SSH signatures.

use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, Signature, SshSig};

use crate::format::signature::role::{DECISION, Role};
use crate::format::signature::signers::Signer;
use crate::model::digest::Digest;
use crate::model::time::Timestamp;

/// A signature may be this long, in bytes.
pub const MAX_SIGNATURE: usize = 8 * 1024;

/// Whose signature over `message` it is, among the `signers` that are allowed, made `at`.
///
/// # Errors
/// Why it does not count, in words that go on from "the signature does not count:".
pub fn signer_of(armour: &str, message: &str, signers: &[Signer], at: Timestamp) -> Result<String, String> {
    let read = read(armour, &DECISION)?;
    let keys = keys_of(&read, signers);
    if keys.is_empty() {
        return Err("its key is none of an allowed signer".to_owned());
    }
    holds(&read, &DECISION, message.as_bytes())?;
    principal_of(&keys, &DECISION, at)
}

/// A signature over bytes that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    /// The key, as OpenSSH shows it: `SHA256:…`.
    pub fingerprint: String,
    /// A short name for the key that may stand in a file's name: the beginning of the SHA-256 of its public half.
    pub key: String,
    /// Whose it is, or why that cannot be said.
    pub principal: Result<String, String>,
    /// Whether its key is that of somebody who may sign something, at some time.
    pub known: bool,
}

/// Whether `armour` is a signature over `bytes` in `role`, and whose, among the `signers` that are allowed, if it was made `at`.
///
/// # Errors
/// Why it is none, in words that go on from "the signature does not count:".
pub fn signed_bytes(
    armour: &str,
    role: &Role,
    bytes: &[u8],
    signers: Result<&[Signer], String>,
    at: Timestamp,
) -> Result<Signed, String> {
    let read = read(armour, role)?;
    holds(&read, role, bytes)?;
    let known = signers.as_ref().is_ok_and(|signers| !keys_of(&read, signers).is_empty());
    let principal = signers.and_then(|signers| match keys_of(&read, signers) {
        keys if keys.is_empty() => Err("its key is none of an allowed signer".to_owned()),
        keys => principal_of(&keys, role, at),
    });
    let public = PublicKey::from(read.public_key().clone());
    let blob = public.to_bytes().map_err(|why| format!("its key cannot be read ({why})"))?;
    let key = Digest::of(&blob).to_string().chars().take(16).collect();
    Ok(Signed { fingerprint: public.fingerprint(HashAlg::Sha256).to_string(), key, principal, known })
}

fn read(armour: &str, role: &Role) -> Result<SshSig, String> {
    let signature = SshSig::from_pem(armour).map_err(|why| format!("it cannot be read ({why})"))?;
    if signature.namespace() != role.namespace {
        let made = signature.namespace();
        return Err(format!("it was made in the namespace `{made}`, not `{}`", role.namespace));
    }
    Ok(signature)
}

fn holds(signature: &SshSig, role: &Role, bytes: &[u8]) -> Result<(), String> {
    let public = PublicKey::from(signature.public_key().clone());
    if public.algorithm() != Algorithm::Ed25519 {
        return Err(format!(
            "it was made with a key of kind {}; only ed25519 is verified here",
            public.algorithm()
        ));
    }
    public.verify(role.namespace, bytes, signature).map_err(|_| role.another.to_owned())
}

fn keys_of<'a>(signature: &SshSig, signers: &'a [Signer]) -> Vec<&'a Signer> {
    signers.iter().filter(|signer| signer.key.key_data() == signature.public_key()).collect()
}

/// Every principal of whoever has the key of the signature, whatever it may sign and when.
pub fn principals(armour: &str, signers: &[Signer]) -> Vec<String> {
    let Ok(read) = SshSig::from_pem(armour) else { return vec![] };
    keys_of(&read, signers).into_iter().map(|signer| signer.principal.clone()).collect()
}

fn principal_of(keys: &[&Signer], role: &Role, at: Timestamp) -> Result<String, String> {
    let mut refusals = vec![];
    for signer in keys {
        match signer.against(role.namespace, at) {
            None => return Ok(signer.principal.clone()),
            Some(why) => refusals.push(why),
        }
    }
    Err(refusals.join("; "))
}

/// Signs `bytes` in `role` with the private key in the text of an OpenSSH key file.
///
/// # Errors
/// What is wrong with the key, and what to do instead.
pub fn sign(key: &str, role: &Role, bytes: &[u8]) -> Result<String, String> {
    let key = private_key(key)?;
    let signature = key.sign(role.namespace, HashAlg::Sha512, bytes).map_err(|why| {
        format!("it cannot sign ({why}): sign with `ssh-keygen -Y sign` and give `--signature`")
    })?;
    spelled(&signature)
}

/// The private key in the text of an OpenSSH key file, if it can sign here.
pub(super) fn private_key(text: &str) -> Result<PrivateKey, String> {
    let key =
        PrivateKey::from_openssh(text).map_err(|why| format!("it is no private key of OpenSSH ({why})"))?;
    if key.algorithm() != Algorithm::Ed25519 {
        return Err(format!(
            "it is of kind {}, and only ed25519 signs here (`ssh-keygen -t ed25519` makes one)",
            key.algorithm()
        ));
    }
    if key.is_encrypted() {
        return Err("it is encrypted: add it to ssh-agent and give its public half, or sign with `ssh-keygen -Y sign` and give `--signature`"
            .to_owned());
    }
    Ok(key)
}

/// The public key in the text of a `.pub` file; `None` when the text is no such file.
pub fn public_key(text: &str) -> Option<Result<PublicKey, String>> {
    let text = text.trim();
    text.starts_with("ssh-").then(|| {
        PublicKey::from_openssh(text).map_err(|why| format!("it is no public key of OpenSSH ({why})"))
    })
}

/// What an agent has to sign for a signature over `bytes` in `role` (OpenSSH `PROTOCOL.sshsig`).
///
/// # Errors
/// None that the caller could cause.
pub fn to_be_signed(role: &Role, bytes: &[u8]) -> Result<Vec<u8>, String> {
    SshSig::signed_data(role.namespace, HashAlg::Sha512, bytes).map_err(|why| why.to_string())
}

/// The armour around what an agent has signed.
///
/// # Errors
/// When it is no signature.
pub fn armoured(public: &PublicKey, role: &Role, signature: &[u8]) -> Result<String, String> {
    let signature =
        Signature::try_from(signature).map_err(|why| format!("the agent gave no signature ({why})"))?;
    let signed = SshSig::new(public.key_data().clone(), role.namespace, HashAlg::Sha512, signature)
        .map_err(|why| why.to_string())?;
    spelled(&signed)
}

fn spelled(signature: &SshSig) -> Result<String, String> {
    signature.to_pem(LineEnding::LF).map_err(|why| format!("its signature cannot be written ({why})"))
}
