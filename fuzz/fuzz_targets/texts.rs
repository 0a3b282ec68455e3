//! What contracts read in artifacts, and what enters packets: Markdown, tokens, templates.
#![no_main]

use gatewright::rules::markdown::headings;
use gatewright::rules::packet::render::instructions;
use gatewright::rules::secrets::{find_token, mask};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = headings(&text);
    assert_eq!(find_token(&mask(&text)), None, "a masked text holds no token");
    if text.len() < 4096 {
        let _ = instructions(&text, &serde_json::json!({"slug": "x", "params": {"depth": "quick"}}));
    }
});
