//! DSSE envelopes: what is signed, their one spelling, reading them back.

use base64ct::{Base64, Encoding};
use serde::{Deserialize, Serialize};

use crate::model::failure::Failure;

/// What every payload is: JSON of in-toto.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";
/// An ed25519 signature.
pub type Raw = [u8; 64];

/// An envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Envelope {
    /// What it says.
    pub payload: Vec<u8>,
    /// Who signed, as a verifier names the key, and what they signed with. One signature may stand under several names.
    pub signatures: Vec<(String, Raw)>,
}

/// As it is spelled.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(super) struct Spelled {
    payload_type: String,
    payload: String,
    signatures: Vec<SpelledSignature>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpelledSignature {
    keyid: String,
    sig: String,
}

/// The bytes that are signed for `payload`: its pre-authentication encoding.
pub fn to_be_signed(payload: &[u8]) -> Vec<u8> {
    let head = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len());
    [head.as_bytes(), payload].concat()
}

/// `json` as a payload. Its base64 has no padding, whose spare bits could be changed without changing what is read.
pub fn payload(json: &serde_json::Value) -> Vec<u8> {
    let mut bytes = json.to_string().into_bytes();
    bytes.resize(bytes.len().next_multiple_of(3), b'\n');
    bytes
}

impl Envelope {
    pub(super) fn to_spelled(&self) -> Spelled {
        let signature = |(keyid, sig): &(String, Raw)| SpelledSignature {
            keyid: keyid.clone(),
            sig: Base64::encode_string(sig),
        };
        Spelled {
            payload_type: PAYLOAD_TYPE.to_owned(),
            payload: Base64::encode_string(&self.payload),
            signatures: self.signatures.iter().map(signature).collect(),
        }
    }

    /// Its one spelling: one line, so that many of them are JSON lines.
    ///
    /// # Errors
    /// None that the caller could cause.
    pub fn spell(&self) -> Result<Vec<u8>, Failure> {
        line(&self.to_spelled())
    }

    /// Reads an envelope that is spelled so, and no other.
    ///
    /// # Errors
    /// Why it is none, in words that go on from "the envelope does not count:".
    pub fn read(bytes: &[u8]) -> Result<Envelope, String> {
        let spelled: Spelled =
            serde_json::from_slice(bytes).map_err(|why| format!("it cannot be read ({why})"))?;
        let envelope = Envelope::from_spelled(&spelled)?;
        match envelope.spell() {
            Ok(again) if again == bytes => Ok(envelope),
            _ => Err("it is not spelled as gatewright spells envelopes: somebody has edited it".to_owned()),
        }
    }

    pub(super) fn from_spelled(spelled: &Spelled) -> Result<Envelope, String> {
        if spelled.payload_type != PAYLOAD_TYPE {
            return Err(format!("its payload is not of type {PAYLOAD_TYPE}"));
        }
        let decoded = |what: &str, text: &str| {
            Base64::decode_vec(text).map_err(|why| format!("its {what} is not base64 ({why})"))
        };
        let mut signatures = vec![];
        for SpelledSignature { keyid, sig } in &spelled.signatures {
            let sig = decoded("signature", sig)?.try_into();
            signatures.push((keyid.clone(), sig.map_err(|_| "its signature is not one of ed25519")?));
        }
        Ok(Envelope { payload: decoded("payload", &spelled.payload)?, signatures })
    }
}

pub(super) fn line<T: Serialize>(value: &T) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec(value)
        .map_err(|why| Failure::bug(format!("an envelope could not be written: {why}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_is_what_the_specification_says() {
        assert_eq!(to_be_signed(b"hello"), b"DSSEv1 28 application/vnd.in-toto+json 5 hello");
    }

    #[test]
    fn an_envelope_reads_back_and_every_other_byte_of_it_is_refused() {
        let envelope = Envelope {
            payload: payload(&serde_json::json!({ "a": 1 })),
            signatures: vec![("x".to_owned(), [7; 64]), ("y".to_owned(), [7; 64])],
        };
        let bytes = envelope.spell().unwrap();
        assert_eq!(Envelope::read(&bytes).as_ref(), Ok(&envelope));
        for at in 0..bytes.len() {
            for bit in 0..8 {
                let mut changed = bytes.clone();
                changed[at] ^= 1 << bit;
                // What can still be read says something else, which the signature does not cover.
                assert_ne!(Envelope::read(&changed).as_ref(), Ok(&envelope), "byte {at}");
            }
        }
    }
}
