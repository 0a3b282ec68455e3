//! A directory with a repository and a home, and the program run in it with a cleared, seeded environment.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::support::tree::Tree;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_gatewright");
/// The first moment of the seeded clock: 2024-01-01T00:00:00Z in milliseconds.
const BEGINNING: i64 = 1_704_067_200_000;

/// A directory of its own with `repo` and `home`, removed at the end.
pub struct Place(PathBuf);

/// How a command ended and what it said.
pub struct Done {
    /// As the operating system says it.
    pub status: ExitStatus,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Place {
    /// An empty place. In memory where the machine has a file system for that: nothing here needs a disk.
    pub fn new() -> Place {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        // A test that was killed leaves its place, and numbers of processes come round again.
        loop {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let path = base().join(format!("gatewright-test-{}-{number}", std::process::id()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Place::at(path),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => panic!("{}: {error}", path.display()),
            }
        }
    }

    /// An empty place at this path, for what depends on it.
    pub fn at(path: PathBuf) -> Place {
        let place = Place(path);
        std::fs::create_dir_all(place.repo()).unwrap();
        std::fs::create_dir_all(place.home()).unwrap();
        place
    }

    /// A place that holds `tree`.
    pub fn holding(tree: &Tree) -> Place {
        let place = Place::new();
        tree.write(&place.0);
        place
    }

    /// The whole of it.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The repository.
    pub fn repo(&self) -> PathBuf {
        self.0.join("repo")
    }

    /// The user's home.
    pub fn home(&self) -> PathBuf {
        self.0.join("home")
    }

    /// Everything in it.
    pub fn tree(&self) -> Tree {
        Tree::read(&self.0)
    }

    /// Writes a file of the repository.
    pub fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.repo().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Reads a file of the repository.
    pub fn read(&self, path: &str) -> String {
        String::from_utf8(std::fs::read(self.repo().join(path)).unwrap()).unwrap()
    }

    /// A command that runs `program` here; `step` says how many minutes after the beginning the seeded clock stands.
    pub fn command(&self, program: &str, step: u32) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.repo())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.home())
            .env("LC_ALL", "C")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GATEWRIGHT_ACTOR", "Tester")
            .env("GATEWRIGHT_SEED", format!("{},{step}", BEGINNING + i64::from(step) * 60_000))
            .stdin(Stdio::null());
        command
    }

    /// Runs `gatewright` with `args`, the seeded clock standing at `step`.
    pub fn run(&self, step: u32, args: &[&str]) -> Done {
        finish(self.command(PROGRAM, step).args(args))
    }

    /// Runs `gatewright`, which must end with `code`.
    pub fn expect(&self, code: i32, step: u32, args: &[&str]) -> Done {
        let done = self.run(step, args);
        assert_eq!(done.code(), Some(code), "gatewright {}\n{}", args.join(" "), done.told());
        done
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

impl Done {
    /// The exit code; `None` for a death by signal.
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    /// Everything it said, for messages.
    pub fn told(&self) -> String {
        format!("{}\n--- stdout\n{}\n--- stderr\n{}", self.status, self.stdout, self.stderr)
    }

    /// Standard output as the one JSON object it has to be.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|why| panic!("no JSON ({why}): {}", self.told()))
    }
}

/// Runs a command to its end.
pub fn finish(command: &mut Command) -> Done {
    let output = command.output().unwrap_or_else(|why| panic!("{command:?}: {why}"));
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Done { status: output.status, stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

/// Where places are made.
fn base() -> &'static Path {
    static BASE: OnceLock<&Path> = OnceLock::new();
    BASE.get_or_init(|| {
        let memory = Path::new("/dev/shm");
        let probe = memory.join(format!("gatewright-probe-{}", std::process::id()));
        let usable = std::fs::create_dir(&probe).is_ok();
        let _ = std::fs::remove_dir(&probe);
        if usable { memory } else { Path::new(env!("CARGO_TARGET_TMPDIR")) }
    })
}
