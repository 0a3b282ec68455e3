//! RUN.json and attempt files from arbitrary bytes: read, or refused with words; what is read spells itself back.
#![no_main]

use gatewright::format::record::read::{AnyRecord, read};
use gatewright::model::attempt::Attempt;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    match read(bytes) {
        Ok(AnyRecord::V1(record)) => assert_eq!(record.spell().expect("what was read can be written"), bytes),
        Ok(AnyRecord::V0(_)) => {}
        Err(flaw) => assert!(!flaw.message.is_empty()),
    }
    let _ = serde_json::from_slice::<Attempt>(bytes);
});
