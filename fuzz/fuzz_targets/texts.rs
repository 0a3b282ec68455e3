//! What contracts read in artifacts, what own checks print, and what enters packets: Markdown, findings, tokens, templates.
#![no_main]

use gatewright::model::path::is_treacherous;
use gatewright::rules::checks::own::printed::printed;
use gatewright::rules::markdown::headings;
use gatewright::rules::packet::render::instructions;
use gatewright::rules::secrets::{find_token, mask};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let _ = headings(&text);
    assert_eq!(find_token(&mask(&text)), None, "a masked text holds no token");
    for finding in printed(&text).findings {
        assert_eq!(find_token(&finding.message), None, "a finding holds no token");
        assert!(!finding.message.chars().any(is_treacherous), "a finding drives no terminal");
    }
    if text.len() < 4096 {
        let _ = instructions(&text, &serde_json::json!({"slug": "x", "params": {"depth": "quick"}}));
    }
});
