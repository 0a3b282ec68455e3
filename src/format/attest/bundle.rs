//! Sigstore bundles v0.3: one envelope with one signature, and the hint which key verifies it.

use serde::{Deserialize, Serialize};

use crate::format::attest::dsse::{Envelope, Raw, Spelled, line};
use crate::model::failure::Failure;

/// Its media type.
pub const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Bundle {
    media_type: String,
    verification_material: Material,
    dsse_envelope: Spelled,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Material {
    public_key: Hint,
    tlog_entries: Vec<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Hint {
    hint: String,
}

/// The bundle around `payload`, signed by the key of that OpenSSH `fingerprint`. No log has it: verifiers are told so.
///
/// # Errors
/// None that the caller could cause.
pub fn spell(payload: &[u8], fingerprint: &str, signature: Raw) -> Result<Vec<u8>, Failure> {
    let envelope =
        Envelope { payload: payload.to_vec(), signatures: vec![(fingerprint.to_owned(), signature)] };
    line(&Bundle {
        media_type: MEDIA_TYPE.to_owned(),
        verification_material: Material { public_key: Hint { hint: String::new() }, tlog_entries: vec![] },
        dsse_envelope: envelope.to_spelled(),
    })
}

/// The envelope of a bundle that is spelled so.
///
/// # Errors
/// Why it is none, in words that go on from "the bundle does not count:".
pub fn read(bytes: &[u8]) -> Result<Envelope, String> {
    let bundle: Bundle = serde_json::from_slice(bytes).map_err(|why| format!("it cannot be read ({why})"))?;
    let envelope = Envelope::from_spelled(&bundle.dsse_envelope)?;
    let [(fingerprint, signature)] = envelope.signatures.as_slice() else {
        return Err("it has not exactly one signature".to_owned());
    };
    match spell(&envelope.payload, fingerprint, *signature) {
        Ok(again) if again == bytes => Ok(envelope),
        _ => Err("it is not spelled as gatewright spells bundles: somebody has edited it".to_owned()),
    }
}
