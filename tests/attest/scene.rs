//! A run by the real clock, since nothing is attested of a seeded one: gate G1 failed, was given up and passed; gate G2 needs it and passed.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;
use ssh_key::private::{Ed25519Keypair, KeypairData};
use ssh_key::{LineEnding, PrivateKey};

use crate::support::place::{Done, PROGRAM, Place, finish};

const WORKFLOW: &str = r#"{
  "workflow": "demo",
  "version": "1",
  "description": "Two gates",
  "gates": [
    { "gate": "G1", "name": "Draft", "description": "Writes the draft", "contract": "contracts/demo/G1.contract.json" },
    { "gate": "G2", "name": "Notes", "description": "Writes notes on it", "contract": "contracts/demo/G2.contract.json" }
  ]
}
"#;

const G1: &str = r#"{
  "gate": "G1",
  "name": "Draft",
  "required_outputs": { "all_of": [
    { "path": "out/{slug}/draft.md", "description": "The draft" },
    { "path": "out/{slug}/parts", "description": "Its parts" }
  ] },
  "validations": [
    { "id": "robot", "type": "contains_text", "target": "out/{slug}/draft.md", "patterns": ["robot"], "description": "It speaks of robots" }
  ]
}
"#;

const G2: &str = r#"{
  "gate": "G2",
  "name": "Notes",
  "required_outputs": { "all_of": [ { "path": "out/{slug}/notes*.md", "description": "Notes" } ] },
  "validations": [
    { "id": "long", "type": "contains_text", "target": "out/{slug}/notes*.md", "patterns": ["long"], "severity": "warning", "description": "It is long" }
  ]
}
"#;

/// The scene.
pub struct Scene {
    /// The place.
    pub place: Place,
    /// The run.
    pub run: String,
}

impl Scene {
    /// Sets the scene; the draft says `words`.
    pub fn new(words: &str) -> Scene {
        let place = Place::new();
        place.write("workflows/demo.json", WORKFLOW);
        place.write("contracts/demo/G1.contract.json", G1);
        place.write("contracts/demo/G2.contract.json", G2);
        let mut scene = Scene { place, run: String::new() };
        let started = scene.expect(0, &["run", "start", "--workflow", "demo", "--slug", "essay"]);
        scene.run = started.stdout.trim().to_owned();
        scene.expect(0, &["gate", "start", "--gate", "G1"]);
        scene.place.write("out/essay/draft.md", "nothing\n");
        scene.expect(1, &["gate", "finish", "--gate", "G1"]);
        scene.expect(0, &["gate", "start", "--gate", "G1"]);
        std::fs::remove_file(scene.place.repo().join("out/essay/draft.md")).unwrap();
        scene.expect(0, &["gate", "abandon", "--gate", "G1", "--reason", "no words"]);
        scene.expect(0, &["gate", "start", "--gate", "G1"]);
        scene.place.write("out/essay/draft.md", format!("A robot {words}.\n"));
        scene.place.write("out/essay/parts/one.txt", "one\n");
        scene.place.write("out/essay/parts/below/two.txt", "two\n");
        scene.expect(0, &["gate", "finish", "--gate", "G1"]);
        scene.expect(0, &["gate", "start", "--gate", "G2"]);
        scene.place.write("out/essay/notes [1].md", format!("Notes {words}\n"));
        scene.expect(0, &["gate", "finish", "--gate", "G2"]);
        for (seed, name) in [(1, "ada"), (2, "eve")] {
            let text = key(seed).to_openssh(LineEnding::LF).unwrap();
            std::fs::write(scene.place.home().join(name), text.as_bytes()).unwrap();
        }
        scene
    }

    /// The program by the real clock.
    pub fn command(&self, program: &str) -> Command {
        let mut command = self.place.command(program, 0);
        command.env_remove("GATEWRIGHT_SEED").env("XDG_CONFIG_HOME", self.place.home().join("config"));
        command
    }

    /// Runs `gatewright`.
    pub fn run(&self, args: &[&str]) -> Done {
        finish(self.command(PROGRAM).args(args))
    }

    /// Runs `gatewright`, which must end with `code`.
    pub fn expect(&self, code: i32, args: &[&str]) -> Done {
        let done = self.run(args);
        assert_eq!(done.code(), Some(code), "gatewright {}\n{}", args.join(" "), done.told());
        done
    }

    /// The file of somebody's key.
    pub fn key(&self, name: &str) -> String {
        self.place.home().join(name).to_str().unwrap().to_owned()
    }

    /// Where proof goes.
    pub fn proof(&self) -> PathBuf {
        self.place.path().join("proof")
    }

    /// Exports all that there is, signed by Ada.
    pub fn export(&self) -> &Scene {
        let (key, proof) = (self.key("ada"), self.proof());
        self.expect(0, &["attest", "--key", &key, "--output", proof.to_str().unwrap(), "--slsa"]);
        self
    }

    /// A file of proof of the run.
    pub fn of_run(&self, name: &str) -> PathBuf {
        self.proof().join(&self.run).join(name)
    }

    /// The public key beside the proof.
    pub fn pem(&self) -> PathBuf {
        self.proof().join("key.pem")
    }

    /// The names of all files of proof of the run that end so, sorted.
    pub fn files(&self, end: &str) -> Vec<String> {
        let entries = std::fs::read_dir(self.proof().join(&self.run)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name.ends_with(end));
        names.sort();
        names
    }

    /// What an envelope of the run says.
    pub fn said(&self, name: &str) -> Value {
        let envelope: Value = serde_json::from_slice(&std::fs::read(self.of_run(name)).unwrap()).unwrap();
        payload(&envelope)
    }
}

/// What an envelope says.
pub fn payload(envelope: &Value) -> Value {
    use base64ct::Encoding;
    let bytes = base64ct::Base64::decode_vec(envelope["payload"].as_str().unwrap()).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// A key, another one for each seed.
pub fn key(seed: u8) -> PrivateKey {
    PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&[seed; 32])), "").unwrap()
}
