//! The run that is attacked: gate G1 failed once and passed, gate G2 has an open attempt whose work is done.

use crate::support::definitions::{start, write_draft, write_parts};
use crate::support::place::{Done, Place};
use crate::support::record;
use crate::support::tree::Tree;

/// Closes the open attempt of gate G2.
pub const FINISH: &[&str] = &["gate", "finish", "--gate", "G2"];

/// The run and where it lies.
pub struct Scene {
    /// The place.
    pub place: Place,
    /// The run.
    pub run: String,
}

impl Scene {
    /// Sets the scene.
    pub fn new() -> Scene {
        let place = Place::new();
        let run = start(&place);
        place.expect(0, 2, &["gate", "start", "--gate", "G1"]);
        place.expect(1, 3, &["gate", "finish", "--gate", "G1"]);
        place.expect(0, 4, &["gate", "start", "--gate", "G1"]);
        write_draft(&place);
        place.expect(0, 5, &["gate", "finish", "--gate", "G1"]);
        place.expect(0, 6, &["gate", "start", "--gate", "G2"]);
        write_parts(&place, 3);
        Scene { place, run }
    }

    /// The same scene elsewhere.
    pub fn copied(tree: &Tree, run: &str) -> Scene {
        Scene { place: Place::holding(tree), run: run.to_owned() }
    }

    /// A path below the run's directory, from the repository's root.
    pub fn of_run(&self, below: &str) -> String {
        format!("runs/{}/{below}", self.run)
    }

    /// Reads a file below the run's directory.
    pub fn read(&self, below: &str) -> String {
        self.place.read(&self.of_run(below))
    }

    /// Writes a file below the run's directory.
    pub fn write(&self, below: &str, text: impl AsRef<[u8]>) {
        self.place.write(&self.of_run(below), text);
    }

    /// Puts `with` in place of `what`, which must be there, in a file below the run's directory.
    pub fn edit(&self, below: &str, what: &str, with: &str) {
        let text = self.read(below);
        assert!(text.contains(what), "`{what}` is not in {text}");
        self.write(below, text.replacen(what, with, 1));
    }

    /// Removes a file below the run's directory.
    pub fn remove(&self, below: &str) {
        std::fs::remove_file(self.place.repo().join(self.of_run(below))).unwrap();
    }

    /// The head of the chain.
    pub fn head(&self) -> String {
        record::verified(&self.place.repo(), &self.run).unwrap().head().to_string()
    }

    /// What the record consists of.
    pub fn record(&self) -> Tree {
        let prefix = format!("repo/{}", self.of_run("record"));
        self.place.tree().only(|path| path.starts_with(&prefix))
    }

    /// The command is refused by the state of the run (exit 4), says all of `named`, and touches nothing of the record.
    pub fn refused(&self, args: &[&str], named: &[&str]) -> Done {
        let before = self.record();
        let done = self.place.run(60, &[args, &["--run", &self.run]].concat());
        assert_eq!(done.code(), Some(4), "{args:?}: {}", done.told());
        for name in named {
            assert!(done.stderr.contains(name), "`{name}` is not named: {}", done.told());
        }
        assert_eq!(before.differences(&self.record()), "", "the record was touched");
        done
    }

    /// The command does what was asked, ending with `code`.
    pub fn accepted(&self, code: i32, args: &[&str]) -> Done {
        let done = self.place.expect(code, 60, &[args, &["--run", &self.run]].concat());
        record::verified(&self.place.repo(), &self.run).unwrap();
        done
    }
}
