//! The statements about attempts, in envelopes and bundles, and all envelopes of the run as JSON lines.

use crate::flow::attest::asked::{Ask, Form, Made};
use crate::flow::attest::key::Key;

use crate::format::attest::attempt::Attested;
use crate::format::attest::dsse::Envelope;
use crate::format::attest::statement::{Said, payload};
use crate::format::attest::{bundle, gate_attempt, slsa, svr, test_result};
use crate::model::failure::Failure;

/// Everything that is said of an attempt. Ours always; how its checks came out where it was judged; that it passed only where it did.
///
/// # Errors
/// None that the caller could cause.
pub fn said(of: &Attested<'_>, with_slsa: bool) -> Result<Vec<Said>, Failure> {
    let mut all = vec![gate_attempt::said(of)?];
    all.extend(of.is_judged().then(|| test_result::said(of)));
    all.extend(svr::said(of));
    if with_slsa {
        all.push(slsa::provenance(of));
        all.extend(slsa::summary(of));
    }
    Ok(all)
}

/// Adds them in the forms that were asked for.
///
/// # Errors
/// As [`Key::sign`].
pub fn add(of: &[&Attested<'_>], key: &Key, ask: &Ask, made: &mut Made) -> Result<(), Failure> {
    if !ask.wants(Form::Dsse) && !ask.wants(Form::Bundle) {
        return Ok(());
    }
    let mut lines = vec![];
    for attested in of {
        for said in said(attested, ask.slsa)? {
            let envelope = key.envelope(payload(attested, &said))?;
            let stem = format!("{}/{}.{}", ask.run, attested.stem(), said.name);
            if ask.wants(Form::Dsse) {
                let bytes = envelope.spell()?;
                lines.extend_from_slice(&bytes);
                made.add(Form::Dsse, format!("{stem}.dsse.json"), bytes);
            }
            if ask.wants(Form::Bundle) {
                made.add(Form::Bundle, format!("{stem}.sigstore.json"), bundled(&envelope, key)?);
            }
        }
    }
    if ask.wants(Form::Dsse) && ask.gate.is_none() {
        made.add(Form::Dsse, format!("{}/attestations.intoto.jsonl", ask.run), lines);
    }
    Ok(())
}

/// A bundle has exactly one signature, under the name that cosign knows.
fn bundled(envelope: &Envelope, key: &Key) -> Result<Vec<u8>, Failure> {
    let named = envelope.signatures.iter().find(|(keyid, _)| *keyid == key.named.openssh);
    let (keyid, raw) = named.ok_or_else(|| Failure::bug("an envelope without the key's own name"))?;
    bundle::spell(&envelope.payload, keyid, *raw)
}
