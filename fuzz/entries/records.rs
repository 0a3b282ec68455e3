//! RUN.json of every version, attempt files, lists of digests beside them, signatures and who may sign.

use gatewright::flow::artifacts::parse_sums;
use gatewright::format::record::read::{AnyRecord, chain_of, read};
use gatewright::format::record::survey::survey;
use gatewright::format::signature::role::DECISION;
use gatewright::format::signature::signers;
use gatewright::format::signature::verify::{public_key, sign, signer_of};
use gatewright::format::spelled::members;
use gatewright::model::attempt::Attempt;
use gatewright::model::time::Timestamp;
use gatewright::store::runs::layout::{attempt_in, sealed_head};
use gatewright::store::runs::read::parse_attempt;

/// A record, read or refused with words; what is read spells itself back, and what is read line by line is JSON. An attempt's file. A list of digests. Names of files beside them.
pub fn records(bytes: &[u8]) {
    match read(bytes) {
        Ok(AnyRecord::V1(record)) => {
            assert_eq!(record.spell().expect("what was read can be written"), bytes);
            assert!(chain_of(bytes).is_some(), "what was read has a chain");
        }
        Ok(AnyRecord::V0(_)) => {}
        Err(flaw) => assert!(!flaw.message.is_empty()),
    }
    let _ = (survey(bytes), chain_of(bytes), parse_attempt(bytes, "attempt-1.json"));
    let _ = serde_json::from_slice::<Attempt>(bytes);
    if let Some(sums) = parse_sums(bytes) {
        assert!(sums.keys().all(|path| !path.as_str().starts_with('/')));
    }
    if std::str::from_utf8(bytes).is_ok_and(|text| members(text, |_, _, _| Some(())).is_some()) {
        assert!(
            serde_json::from_slice::<serde_json::Value>(bytes).is_ok(),
            "what was read line by line is JSON"
        );
    }
    let name = String::from_utf8_lossy(bytes);
    let _ = (attempt_in(&name), sealed_head(&name));
}

/// Allowed signers, signatures in armour, private keys.
pub fn signatures(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (first, rest) = text.split_once("\n\n").unwrap_or((&text, &text));
    let allowed = signers::read(first).signers;
    for (line, why) in signers::read(&text).passed_over {
        assert!(line >= 1 && !why.is_empty());
    }
    let now = Timestamp::from_millis(1_800_000_000_000).expect("a time");
    let verified = signer_of(rest, "a decision", &allowed, now);
    assert!(verified.is_err(), "nobody has signed this");
    let _ = public_key(rest);
    let _ = sign(rest, &DECISION, b"a decision");
}
