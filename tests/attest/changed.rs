//! A byte of an envelope is changed.

use std::collections::BTreeSet;

use serde_json::json;

use crate::scene::Scene;
use crate::verifiers::asked;

/// Where securesystemslib does not look, or base64 leaves bits over: the names and signatures for other verifiers, the last digit of its own
/// signature, white space. What was signed is read there as before.
fn spare(text: &str) -> BTreeSet<usize> {
    let mut spare = BTreeSet::from([text.len() - 1]);
    let signatures = text.find("\"signatures\"").unwrap();
    let starts: Vec<usize> =
        text[signatures..].match_indices("{\"keyid\"").map(|(at, _)| signatures + at).collect();
    assert_eq!(starts.len(), 3);
    spare.extend(starts[1]..text.len());
    // `….g==`: of its six bits two count.
    let last = text[..starts[1]].rfind("==").unwrap() - 1;
    spare.extend(last..last + 3);
    spare
}

#[test]
fn no_byte_of_an_envelope_can_be_changed_so_that_something_else_is_read() {
    let scene = Scene::new("walks");
    scene.export();
    let file = scene.of_run("G1.attempt-3.svr.dsse.json");
    let text = std::fs::read_to_string(&file).unwrap();
    let spare = spare(&text);
    let asks: Vec<_> = [0x01, 0x02, 0x20, 0x80]
        .iter()
        .map(|mask| json!({ "ask": "flips", "file": file, "pem": scene.pem(), "mask": mask }))
        .collect();
    for answer in asked(&asks).into_iter().flatten() {
        assert_eq!(answer["length"], text.len(), "{answer}");
        assert_eq!(answer["other"], json!([]), "something that nobody signed was read");
        let same = answer["same"].as_array().unwrap().iter().map(|at| at.as_u64().unwrap() as usize);
        let beyond: Vec<usize> = same.filter(|at| !spare.contains(at)).collect();
        assert_eq!(beyond, [0usize; 0], "accepted although changed where it counts");
    }
}
