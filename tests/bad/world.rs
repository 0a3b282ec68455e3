//! A world in which the program meets what an entry made of the good files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use gatewright::model::path::is_treacherous;
use serde_json::Value;

use crate::change::{Thing, Things};

/// The program answers anything of a book in so long.
const PATIENCE: Duration = Duration::from_secs(120);

/// A repository with the good files, and a home.
pub struct World {
    dir: tempfile::TempDir,
    good: Things,
    now: Things,
}

/// What the program answered.
pub struct Answer {
    pub code: i32,
    pub json: Value,
}

impl World {
    /// A world that holds the files below `good`.
    pub fn new(good: &Things) -> World {
        let dir = tempfile::Builder::new().prefix("bad-").tempdir().unwrap();
        for name in ["repo", "home"] {
            std::fs::create_dir(dir.path().join(name)).unwrap();
        }
        let mut world = World { dir, good: good.clone(), now: BTreeMap::new() };
        world.become_(good);
        world
    }

    /// Makes the world hold just these things, beside what the program itself wrote.
    pub fn become_(&mut self, things: &Things) {
        let gone: Vec<String> = self
            .now
            .iter()
            .filter(|(path, thing)| things.get(*path) != Some(thing))
            .map(|it| it.0.clone())
            .collect();
        for path in gone {
            clear(&self.path(&path));
        }
        for (path, thing) in things.iter().filter(|(path, thing)| self.now.get(*path) != Some(thing)) {
            make(&self.path(""), &self.path(path), thing);
        }
        self.now.clone_from(things);
    }

    /// What the world held at first.
    pub fn good(&self) -> Things {
        self.good.clone()
    }

    /// Where `path` of the repository lies.
    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join("repo").join(path)
    }

    /// Runs the program with these words and `--json`; what it says must be fit to be shown on a terminal.
    pub fn ask(&self, words: &str) -> Answer {
        let (code, stdout, stderr) = self.run(&format!("{words} --json"));
        let json = serde_json::from_str(&stdout)
            .unwrap_or_else(|why| panic!("{why}: exit {code}\n{stdout}\n{stderr}"));
        Answer { code, json }
    }

    /// The same as people run it.
    pub fn ask_as_people(&self, words: &str) -> (i32, String) {
        let (code, stdout, stderr) = self.run(words);
        (code, stdout + &stderr)
    }

    /// Runs the program; what it must never do is a failure here.
    pub fn run(&self, words: &str) -> (i32, String, String) {
        let began = Instant::now();
        let mut command = Command::new(env!("CARGO_BIN_EXE_gatewright"));
        command.args(shlex::split(words).unwrap()).current_dir(self.path("")).env_clear();
        command.env("PATH", std::env::var("PATH").unwrap()).env("HOME", self.dir.path().join("home"));
        command.env("GATEWRIGHT_ACTOR", "Ada").env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::null());
        let output = command.output().unwrap();
        let took = began.elapsed();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("answers are UTF-8");
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        let code = output.status.code().unwrap_or_else(|| panic!("a signal ended `{words}`\n{stderr}"));
        assert!(
            !matches!(code, 70 | 101),
            "`{words}` panicked or met a fault of its own\n{stdout}\n{stderr}"
        );
        harmless(&stdout);
        harmless(&stderr);
        assert!(took < PATIENCE, "`{words}` took {took:?}");
        (code, stdout, stderr)
    }
}

/// Nothing in it drives a terminal or turns the direction of its text.
fn harmless(text: &str) {
    let bad = text.chars().find(|c| *c != '\n' && is_treacherous(*c));
    assert_eq!(bad, None, "{text:?}");
}

/// Nothing is at `path` then, whatever was.
fn clear(path: &Path) {
    match std::fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => std::fs::remove_dir_all(path).unwrap(),
        Ok(_) => std::fs::remove_file(path).unwrap(),
        Err(_) => {}
    }
}

fn make(root: &Path, path: &Path, thing: &Thing) {
    clear(path);
    if let Some(above) = path.parent() {
        std::fs::create_dir_all(above).unwrap();
    }
    match thing {
        Thing::File(bytes) => std::fs::write(path, bytes).unwrap(),
        Thing::Dir => std::fs::create_dir_all(path).unwrap(),
        Thing::Fifo => assert!(Command::new("mkfifo").arg(path).status().unwrap().success()),
        Thing::Link(target) => std::os::unix::fs::symlink(target, path).unwrap(),
        Thing::HardLink(target) => std::fs::hard_link(root.join(target), path).unwrap(),
    }
}

/// Every file below `root`.
pub fn files_below(root: &Path) -> Things {
    let mut things = BTreeMap::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned();
            things.insert(name, Thing::File(std::fs::read(entry.path()).unwrap()));
        }
    }
    things
}

/// Does `work` for each of `items` on all processors, each with a world of its own; results in the items' order.
pub fn in_parallel<T: Sync, R: Send>(
    good: &Things,
    items: &[T],
    work: impl Fn(&mut World, &T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(8);
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let worker = || {
            let mut world = World::new(good);
            let mut done = vec![];
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(at) else { return done };
                done.push((at, work(&mut world, item)));
            }
        };
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
