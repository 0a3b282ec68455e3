//! A repository with a workflow of one gate, made for a measurement and removed after it.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::measure::{GATEWRIGHT, command, run};

/// A repository in a temporary directory.
pub struct Scene(PathBuf);

impl Scene {
    /// A repository whose only gate brings `output`.
    pub fn new(name: &str, output: &str) -> Scene {
        let dir = std::env::temp_dir().join(format!("gatewright-bench-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        std::fs::create_dir_all(dir.join("workflows")).unwrap();
        std::fs::create_dir_all(dir.join("contracts")).unwrap();
        let workflow = r#"{"workflow": "bench", "gates": [{"gate": "G1", "name": "One", "contract": "contracts/G1.contract.json"}]}"#;
        let contract = format!(
            r#"{{"gate": "G1", "name": "One", "required_outputs": {{"all_of": [{{"path": "{output}"}}]}}}}"#
        );
        std::fs::write(dir.join("workflows/bench.json"), workflow).unwrap();
        std::fs::write(dir.join("contracts/G1.contract.json"), contract).unwrap();
        Scene(dir)
    }

    /// Its root.
    pub fn dir(&self) -> &Path {
        &self.0
    }

    /// A command of gatewright in it.
    pub fn gatewright(&self, args: &[&str]) -> Command {
        let mut command = command(GATEWRIGHT, &self.0);
        command.args(args);
        command
    }

    /// Runs a command of gatewright in it.
    pub fn run(&self, args: &[&str]) {
        run(self.gatewright(args));
    }

    /// Runs a command of gatewright in it that has to succeed.
    pub fn must(&self, args: &[&str]) {
        assert!(self.gatewright(args).status().unwrap().success(), "{args:?} failed in {}", self.0.display());
    }

    /// Starts a run.
    pub fn start_run(&self) {
        self.must(&["run", "start", "--workflow", "bench", "--slug", "bench"]);
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
