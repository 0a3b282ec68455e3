//! ed25519 signatures over bytes as they are, without the frame of SSHSIG: what DSSE asks for. Its own frame keeps them apart, since the
//! bytes begin with other letters.

use signature::{Signer, Verifier};
use ssh_key::{Algorithm, PublicKey, Signature};

use crate::format::signature::verify::private_key;

/// Signs `bytes` with the private key in the text of an OpenSSH key file.
///
/// # Errors
/// What is wrong with the key, and what to do instead.
pub fn sign_raw(key: &str, bytes: &[u8]) -> Result<[u8; 64], String> {
    let key = private_key(key)?;
    let signature = key.try_sign(bytes).map_err(|why| format!("it cannot sign ({why})"))?;
    plain(&signature)
}

/// The public half of the private key in the text of an OpenSSH key file.
///
/// # Errors
/// As [`sign_raw`].
pub fn public_half(key: &str) -> Result<PublicKey, String> {
    private_key(key).map(|key| key.public_key().clone())
}

/// What an agent has signed, in the spelling of its protocol.
///
/// # Errors
/// When it is no signature of ed25519; in words that go on from "ssh-agent did not sign:".
pub fn raw_of_agent(signature: &[u8]) -> Result<[u8; 64], String> {
    let signature =
        Signature::try_from(signature).map_err(|why| format!("the agent gave no signature ({why})"))?;
    plain(&signature)
}

fn plain(signature: &Signature) -> Result<[u8; 64], String> {
    let bytes = signature.as_bytes().try_into().ok();
    bytes
        .filter(|_| signature.algorithm() == Algorithm::Ed25519)
        .ok_or_else(|| "it is not of ed25519".to_owned())
}

/// Whether `raw` is a signature of `public` over `bytes`.
pub fn holds_raw(public: &PublicKey, bytes: &[u8], raw: &[u8; 64]) -> bool {
    let signature = Signature::new(Algorithm::Ed25519, raw.to_vec());
    signature.is_ok_and(|signature| Verifier::verify(public, bytes, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use ssh_key::private::{Ed25519Keypair, KeypairData};
    use ssh_key::{LineEnding, PrivateKey};

    use super::*;

    #[test]
    fn a_signature_holds_over_its_bytes_and_no_others() {
        let key = PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[1; 32])), "").unwrap();
        let text = key.to_openssh(LineEnding::LF).unwrap();
        let mut raw = sign_raw(&text, b"bytes").unwrap();
        let public = public_half(&text).unwrap();
        assert!(holds_raw(&public, b"bytes", &raw));
        assert!(!holds_raw(&public, b"byte", &raw));
        raw[3] ^= 1;
        assert!(!holds_raw(&public, b"bytes", &raw));
    }
}
