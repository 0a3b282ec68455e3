//! The predicate svr v0.1 of in-toto: that a contract said yes. There is none for anything but a PASS.

use serde_json::json;

use crate::format::attest::attempt::Attested;
use crate::format::attest::statement::{Said, file};

/// Its type.
pub const TYPE: &str = "https://in-toto.io/attestation/svr/v0.1";
/// Who verified: the meaning of a PASS, not a machine.
pub const VERIFIER: &str = "urn:gatewright:gate:v1";

/// That the attempt passed; `None` where it did not, also where it is WAIVED.
pub fn said(of: &Attested<'_>) -> Option<Said> {
    let at = of.attempt.finished_at.filter(|_| of.passed())?;
    let predicate = json!({
        "verifier": {
            "id": VERIFIER,
            "policy": file(of.contract.path.as_str(), of.contract.sha256),
            "record": file(&of.file, of.sha256),
        },
        "timeCreated": at,
        "properties": [
            "GATEWRIGHT_GATE_PASS",
            format!("GATEWRIGHT_GATE_PASS:{}/{}/{}", of.run_id(), of.gate.id, of.row.attempt),
        ],
    });
    Some(Said { name: "svr", predicate_type: TYPE, predicate })
}
