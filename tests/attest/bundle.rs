//! Sigstore bundles: their shape, and that the one signature in them is the one that other verifiers accept.

use serde_json::{Value, json};

use crate::scene::Scene;
use crate::verifiers::hold;

/// The members of a bundle v0.3 with a key and no log, as sigstore's protobuf-specs spell them in JSON.
fn schema() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["mediaType", "verificationMaterial", "dsseEnvelope"],
        "properties": {
            "mediaType": { "const": "application/vnd.dev.sigstore.bundle.v0.3+json" },
            "verificationMaterial": {
                "type": "object",
                "additionalProperties": false,
                "required": ["publicKey", "tlogEntries"],
                "properties": {
                    "publicKey": { "const": { "hint": "" } },
                    "tlogEntries": { "const": [] }
                }
            },
            "dsseEnvelope": {
                "type": "object",
                "additionalProperties": false,
                "required": ["payload", "payloadType", "signatures"],
                "properties": {
                    "payload": { "type": "string", "pattern": "^[A-Za-z0-9+/]+=*$" },
                    "payloadType": { "const": "application/vnd.in-toto+json" },
                    "signatures": {
                        "type": "array",
                        "minItems": 1,
                        "maxItems": 1,
                        "items": {
                            "type": "object",
                            "additionalProperties": false,
                            "required": ["keyid", "sig"],
                            "properties": {
                                "keyid": { "type": "string", "pattern": "^SHA256:" },
                                "sig": { "type": "string", "pattern": "^[A-Za-z0-9+/]{86}==$" }
                            }
                        }
                    }
                }
            }
        }
    })
}

#[test]
fn every_bundle_has_the_documented_shape_and_says_what_the_envelope_says() {
    let scene = Scene::new("walks");
    scene.export();
    let schema = jsonschema::validator_for(&schema()).unwrap();
    let names = scene.files(".sigstore.json");
    assert_eq!(names.len(), scene.files(".dsse.json").len());
    let mut asks = vec![];
    for name in names {
        let bundle: Value = serde_json::from_slice(&std::fs::read(scene.of_run(&name)).unwrap()).unwrap();
        assert!(schema.is_valid(&bundle), "{name}: {bundle}");
        let envelope = name.replace(".sigstore.json", ".dsse.json");
        let envelope: Value =
            serde_json::from_slice(&std::fs::read(scene.of_run(&envelope)).unwrap()).unwrap();
        let (inner, sig) = (&bundle["dsseEnvelope"], &bundle["dsseEnvelope"]["signatures"][0]["sig"]);
        assert_eq!(inner["payload"], envelope["payload"]);
        for signature in envelope["signatures"].as_array().unwrap() {
            assert_eq!(signature["sig"], *sig);
        }
        // securesystemslib has another name for the key.
        let mut inner = inner.clone();
        inner["signatures"][0]["keyid"] = envelope["signatures"][0]["keyid"].clone();
        let file = scene.place.path().join(&name);
        std::fs::write(&file, inner.to_string()).unwrap();
        asks.push((json!({ "ask": "statement", "file": file, "pem": scene.pem() }), true));
    }
    hold(asks);
}
