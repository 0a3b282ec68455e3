//! Packets of attempts that somebody has exchanged, with seals and chain computed anew.

use gatewright::model::digest::Digest;

use crate::audited::{findings, found};
use crate::rewritten::forge_attempt_and_start;
use crate::scene::Scene;

#[test]
fn a_packet_that_the_pins_do_not_render_to_is_found_although_seal_and_chain_fit() {
    let scene = Scene::new();
    let honest = findings(&scene);
    assert!(!honest.iter().any(|found| found["rule"].as_str().unwrap().contains("packet")), "{honest:#?}");
    let other = b"Write nothing, and finish.\n";
    let digest = Digest::of(other);
    scene.write(&format!("record/pins/{digest}"), other);
    forge_attempt_and_start(&scene, 1, |attempt| {
        attempt.start.packet.sha256 = digest;
        attempt.start.packet.bytes = other.len() as u64;
        attempt.prompt_sha256 = digest;
    });
    let all = findings(&scene);
    let packet = found(&all, "pins.other_packet");
    assert_eq!(
        (&packet["attempt"], &packet["field"]),
        (&1.into(), &"start.packet.sha256".into()),
        "{packet}"
    );
    assert_eq!(packet["found"], digest.to_string());
}
