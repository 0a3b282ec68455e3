//! What each verifier calls an ed25519 key, and the key in the form that it reads.

use base64ct::{Base64, Encoding};
use ssh_key::{HashAlg, PublicKey};

use crate::model::digest::Digest;

/// DER of a SubjectPublicKeyInfo of ed25519, up to the key itself (RFC 8410).
const SPKI: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// An ed25519 key under all of its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The key as it signs.
    pub public: PublicKey,
    /// Its 32 bytes in hexadecimal.
    pub hex: String,
    /// What securesystemslib and in-toto for Python call it.
    pub securesystemslib: String,
    /// What in-toto for Go calls it.
    pub golang: String,
    /// What OpenSSH and cosign call it: `SHA256:…`.
    pub openssh: String,
    /// The key as PEM, which cosign and `in-toto-verify` read.
    pub pem: String,
}

impl Named {
    /// The names of `public`.
    ///
    /// # Errors
    /// When it is of another kind than ed25519; in words that go on from "the key cannot be used:".
    pub fn of(public: &PublicKey) -> Result<Named, String> {
        let Some(key) = public.key_data().ed25519() else {
            return Err(format!("it is of kind {}, and only ed25519 signs here", public.algorithm()));
        };
        // A digest is 32 bytes in hexadecimal as well.
        let hex = Digest::from_bytes(key.0).to_string();
        let named = |hashes: &str| {
            let key = format!(
                r#"{{{hashes}"keytype":"ed25519","keyval":{{"public":"{hex}"}},"scheme":"ed25519"}}"#
            );
            Digest::of(key.as_bytes()).to_string()
        };
        let der = [&SPKI[..], &key.0[..]].concat();
        let pem = Base64::encode_string(&der);
        Ok(Named {
            public: public.clone(),
            securesystemslib: named(""),
            golang: named(r#""keyid_hash_algorithms":["sha256","sha512"],"#),
            openssh: public.fingerprint(HashAlg::Sha256).to_string(),
            pem: format!("-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n"),
            hex,
        })
    }

    /// The names under which an envelope carries the signature, one for each verifier.
    pub fn all(&self) -> [&str; 3] {
        [&self.securesystemslib, &self.golang, &self.openssh]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verifier_has_a_name_of_its_own_for_a_key() {
        // The key of RFC 8032, test 1, in the form of OpenSSH.
        let hex = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
        let bytes: Vec<u8> =
            (0..32).map(|i| u8::from_str_radix(&hex[2 * i..2 * i + 2], 16).unwrap()).collect();
        let key = ssh_key::public::Ed25519PublicKey(bytes.try_into().unwrap());
        let named = Named::of(&PublicKey::from(key)).unwrap();
        assert_eq!(named.hex, hex);
        let [python, golang, openssh] = named.all();
        assert!(python != golang && openssh.starts_with("SHA256:"));
        let pem = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
        assert!(named.pem.contains(pem), "{}", named.pem);
    }
}
