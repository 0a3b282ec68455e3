//! A world of its own: a repository, a home, a clock and dice, and the story of what was done in it.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{hold, mask};

/// When every world begins: 2027-01-15T08:00:00Z.
pub const DAWN: i64 = 1_800_000_000_000;
/// A name that the machine knows its user by; it must never reach a record.
pub const USER: &str = "login-of-the-machine";
/// A value in the environment that must never reach a record or an answer.
pub const CANARY: &str = "canary-in-the-environment";

/// What a command answered.
#[derive(Debug, Clone)]
pub struct Said {
    pub arguments: Vec<String>,
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl Said {
    /// The answer of a command that was run with `--json`.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("{why}: {self:?}"))
    }
}

/// A repository, a home, a clock and dice, and the story of what was done.
pub struct World {
    dir: tempfile::TempDir,
    clock: Cell<i64>,
    dice: Cell<u64>,
    env: RefCell<Vec<(String, String)>>,
    story: RefCell<String>,
    tampered: Cell<bool>,
    seeded: Cell<bool>,
}

impl World {
    /// An empty repository: no definition, no git.
    pub fn new() -> World {
        let dir = tempfile::Builder::new().prefix("world-").tempdir().unwrap();
        for name in ["repo", "home", "state"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let world = World {
            dir,
            clock: Cell::new(DAWN),
            dice: Cell::new(0),
            env: RefCell::new(vec![]),
            story: RefCell::new(String::new()),
            tampered: Cell::new(false),
            seeded: Cell::new(true),
        };
        let home = world.path("../home");
        let state = world.path("../state");
        for (name, value) in [
            ("PATH", std::env::var("PATH").unwrap().as_str()),
            ("HOME", home.to_str().unwrap()),
            ("XDG_STATE_HOME", state.to_str().unwrap()),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("LANG", "C"),
            ("USER", USER),
            ("LOGNAME", USER),
            ("SOME_TOKEN", CANARY),
            ("GATEWRIGHT_ACTOR", "Ada"),
        ] {
            world.with_env(name, value);
        }
        world
    }

    /// Another world in which the same has happened.
    pub fn fork(&self) -> World {
        let dir = tempfile::Builder::new().prefix("world-").tempdir().unwrap();
        let copied = Command::new("cp").arg("-a").arg(self.dir.path().join(".")).arg(dir.path()).status();
        assert!(copied.unwrap().success());
        let moved = |text: &str| {
            text.replace(
                self.dir.path().to_str().unwrap(),
                dir.path().canonicalize().unwrap().to_str().unwrap(),
            )
        };
        let env = self.env.borrow().iter().map(|(name, value)| (name.clone(), moved(value))).collect();
        World {
            dir,
            clock: self.clock.clone(),
            dice: self.dice.clone(),
            env: RefCell::new(env),
            story: RefCell::new(String::new()),
            tampered: self.tampered.clone(),
            seeded: self.seeded.clone(),
        }
    }

    /// With a variable of the environment for all commands that follow.
    pub fn with_env(&self, name: &str, value: &str) -> &World {
        self.without_env(name).env.borrow_mut().push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without it.
    pub fn without_env(&self, name: &str) -> &World {
        self.env.borrow_mut().retain(|(known, _)| known != name);
        self
    }

    /// Where `path` of the repository lies.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("repo").join(path)
    }

    /// Where `path` of the user's configuration lies, outside the repository.
    pub fn config(&self, path: &str) -> PathBuf {
        self.dir.path().canonicalize().unwrap().join("home/.config").join(path)
    }

    /// A file that is there before the story begins.
    pub fn given(&self, path: &str, text: impl AsRef<[u8]>) -> &World {
        let file = self.path(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    /// A script that is there before the story begins.
    pub fn given_script(&self, path: &str, text: &str) -> &World {
        use std::os::unix::fs::PermissionsExt;
        self.given(path, format!("#!/bin/sh\n{text}"));
        std::fs::set_permissions(self.path(path), std::fs::Permissions::from_mode(0o755)).unwrap();
        self
    }

    /// Somebody writes a file; the story says so.
    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &World {
        self.given(path, text).note(&format!("write {path}"))
    }

    /// Somebody removes a file; the story says so.
    pub fn remove(&self, path: &str) -> &World {
        std::fs::remove_file(self.path(path)).unwrap();
        self.note(&format!("remove {path}"))
    }

    /// A sentence of the story.
    pub fn note(&self, text: &str) -> &World {
        writeln!(self.story.borrow_mut(), "# {text}\n").unwrap();
        self
    }

    /// The file's text.
    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    /// The clock goes on by so many hours, or back.
    pub fn hours(&self, hours: i64) -> &World {
        self.clock.set(self.clock.get() + hours * 3_600_000);
        self.note(&format!("{} hours {}", hours.abs(), if hours < 0 { "back" } else { "later" }))
    }

    /// From here on clock and ids are the machine's: a record that an audit finds nothing wrong with.
    pub fn real(&self) -> &World {
        self.seeded.set(false);
        self
    }

    /// From here on records are not as the program wrote them.
    pub fn tampered(&self) -> &World {
        self.tampered.set(true);
        self
    }

    /// From here on commands go by the real clock and real dice.
    pub fn by_the_real_clock(&self) -> &World {
        self.seeded.set(false);
        self
    }

    /// Runs `gatewright` with the words of `line`, quoted as in a shell. The clock goes on by a minute.
    pub fn ask(&self, line: &str) -> Said {
        self.ask_with(line, b"")
    }

    /// The same with something on standard input.
    pub fn ask_with(&self, line: &str, stdin: &[u8]) -> Said {
        let arguments = shlex::split(line).unwrap_or_else(|| panic!("quotes: {line}"));
        let said = self.run(env!("CARGO_BIN_EXE_gatewright"), arguments, stdin);
        hold::answer(&said);
        said
    }

    /// What a shell says to a script in which `"$0"` is the program.
    pub fn shell(&self, script: &str) -> Said {
        let words = ["-c", script, env!("CARGO_BIN_EXE_gatewright")];
        self.run("sh", words.map(str::to_owned).to_vec(), b"")
    }

    fn run(&self, program: &str, arguments: Vec<String>, stdin: &[u8]) -> Said {
        let mut command = Command::new(program);
        command.args(&arguments).current_dir(self.path("")).env_clear();
        command.envs(self.env.borrow().iter().map(|(name, value)| (name, value)));
        if self.seeded.get() {
            command.env("GATEWRIGHT_SEED", format!("{},{}", self.clock.get(), self.dice.get()));
        }
        self.clock.set(self.clock.get() + 60_000);
        self.dice.set(self.dice.get() + 1000);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that does not read its input may be gone already.
        let _ = std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin);
        let output = child.wait_with_output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said {
            stdout: text(output.stdout),
            stderr: text(output.stderr),
            code: output.status.code().unwrap_or_else(|| panic!("a signal ended {arguments:?}")),
            arguments,
        }
    }

    /// Runs a command and tells of it; it must end with `code`.
    pub fn gw(&self, code: i32, line: &str) -> &World {
        self.gw_with(code, line, "")
    }

    /// The same with something on standard input.
    pub fn gw_with(&self, code: i32, line: &str, stdin: &str) -> &World {
        let said = self.ask_with(line, stdin.as_bytes());
        let mut story = self.story.borrow_mut();
        writeln!(story, "$ gatewright {line}").unwrap();
        said.stdout.lines().for_each(|line| writeln!(story, "| {line}").unwrap());
        said.stderr.lines().for_each(|line| writeln!(story, "! {line}").unwrap());
        writeln!(story, "exit {}\n", said.code).unwrap();
        assert_eq!(said.code, code, "{story}");
        drop(story);
        self
    }

    /// Runs a command that only prepares the story; it must end with 0.
    pub fn quietly(&self, line: &str) -> &World {
        let said = self.ask(line);
        assert_eq!(said.code, 0, "{line}\n{}{}", said.stdout, said.stderr);
        self
    }

    /// The answer to a command with `--json`, which must end with `code`.
    pub fn json(&self, code: i32, line: &str) -> Value {
        let json = if line.contains("--json") { "" } else { " --json" };
        let said = self.ask(&format!("{line}{json}"));
        assert_eq!(said.code, code, "{line}\n{}{}", said.stdout, said.stderr);
        said.json()
    }

    /// The story tells a file as it is.
    pub fn show(&self, path: &str) -> &World {
        let text = self.read(path);
        let mut story = self.story.borrow_mut();
        writeln!(story, "# {path}\n{}", text.trim_end()).unwrap();
        story.push('\n');
        drop(story);
        self
    }

    /// The story tells every record as it is, pins by name only.
    pub fn record(&self) -> &World {
        for (path, text) in self.tree("runs") {
            if path.contains("/record/pins/") {
                self.note(&format!("{path}, {} bytes", text.len()));
            } else if path.contains("/record/") {
                self.show(&path);
            }
        }
        self
    }

    /// Every file below `path`, sorted, with its bytes; links are not followed.
    pub fn tree(&self, path: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.path("");
        let mut files: Vec<(String, Vec<u8>)> = walkdir::WalkDir::new(self.path(path))
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| (relative(&root, entry.path()), std::fs::read(entry.path()).unwrap()))
            .collect();
        files.sort();
        files
    }

    /// Whether the repository is as it was, told by the paths that differ. Lock files are passed over: they name their last
    /// holder, and are never committed.
    pub fn same_as(&self, before: &[(String, Vec<u8>)]) {
        let now = self.tree("");
        let differs = |one: &[(String, Vec<u8>)], other: &[(String, Vec<u8>)]| -> Vec<String> {
            let lost = one.iter().filter(|file| !other.contains(file) && !lock(&file.0));
            lost.map(|(path, _)| path.clone()).collect()
        };
        assert_eq!((differs(before, &now), differs(&now, before)), (vec![], vec![]), "gone, and come");
    }

    /// The ids of all runs, oldest first.
    pub fn runs(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path("runs")) else { return vec![] };
        let mut ids: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.starts_with("run_"))
            .collect();
        ids.sort();
        ids
    }

    /// The only run's record.
    pub fn run_json(&self) -> Value {
        let [run] = self.runs().try_into().unwrap_or_else(|runs| panic!("not one run: {runs:?}"));
        serde_json::from_str(&self.read(&format!("runs/{run}/record/RUN.json"))).unwrap()
    }

    /// A closed or open attempt's file of the only run.
    pub fn attempt(&self, gate: &str, n: u32) -> Value {
        let [run] = self.runs().try_into().unwrap_or_else(|runs| panic!("not one run: {runs:?}"));
        let path = format!("runs/{run}/record/gates/{gate}/attempt-{n}.json");
        serde_json::from_str(&self.read(&path)).unwrap()
    }

    /// The rules of the errors and warnings that an audit finds: of a seeded record at least `chain.seeded`.
    pub fn audited(&self) -> Vec<String> {
        let audit = self.json(1, "audit");
        let runs = audit["runs"].as_array().unwrap().iter();
        let findings = runs.flat_map(|run| run["findings"].as_array().unwrap());
        let weighty =
            findings.filter(|finding| finding["weight"] == "error" || finding["weight"] == "warning");
        weighty.map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    }

    /// The story, digests named in the order in which they appear.
    pub fn told(&self) -> String {
        mask::masked(&self.story.borrow().replace(self.dir.path().to_str().unwrap(), "<world>"))
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            hold::records(self, self.dir.path(), self.tampered.get());
        }
    }
}

/// Whether `path` is that of a run's lock or of a gate's.
pub fn lock(path: &str) -> bool {
    path.contains("/logs/") && path.ends_with("/lock")
}

fn relative(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_str().unwrap().to_owned()
}
