//! A git repository with its own user, independent of whoever runs the tests.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use gatewright::model::digest::Digest;
use gatewright::model::failure::Failure;
use gatewright::model::path::RepoPath;
use gatewright::rules::environment::Environment;
use gatewright::store::git::commit::{Committed, Wanted};
use gatewright::store::git::repository::Git;
use gatewright::store::rooted::Root;

use crate::place::Place;

/// A repository in `repo/`, its user's home in `home/`.
pub struct Repo {
    place: Place,
    /// Where the root of ours is, from the top.
    pub below: String,
}

impl Repo {
    /// An empty repository with a user and no commit.
    pub fn empty(name: &str) -> Repo {
        let place = Place::new(&format!("git-{name}"));
        std::fs::create_dir_all(place.file("repo")).unwrap();
        std::fs::create_dir_all(place.file("home")).unwrap();
        let repo = Repo { place, below: String::new() };
        std::fs::write(
            repo.home().join("gitconfig"),
            "[user]\n name = Ada Example\n email = ada@example.com\n",
        )
        .unwrap();
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo
    }

    /// One with a commit of `README.md` and `old.md`.
    pub fn new(name: &str) -> Repo {
        let repo = Repo::empty(name);
        repo.write("README.md", "read me\n").write("old.md", "old\n");
        repo.git(&["add", "--all"]);
        repo.git(&["commit", "--quiet", "--message=first"]);
        repo
    }

    pub fn top(&self) -> PathBuf {
        self.place.file("repo").canonicalize().unwrap()
    }

    pub fn home(&self) -> PathBuf {
        self.place.file("home")
    }

    pub fn at(&self, path: &str) -> PathBuf {
        self.top().join(path)
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) -> &Repo {
        std::fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        std::fs::write(self.at(path), text).unwrap();
        self
    }

    /// A script in the home that leaves `mark` there when it is run, and then does `more`.
    pub fn trap(&self, mark: &str, more: &str) -> String {
        use std::os::unix::fs::PermissionsExt;
        let path = self.home().join(format!("{mark}.sh"));
        std::fs::write(&path, format!("#!/bin/sh\ntouch '{}'\n{more}\n", self.mark(mark).display())).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Where the trap leaves its mark.
    pub fn mark(&self, mark: &str) -> PathBuf {
        self.home().join(format!("{mark}.sprung"))
    }

    /// Which traps were sprung since the last call.
    pub fn sprung(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.home()).unwrap().map(|entry| entry.unwrap().path());
        let marks: Vec<PathBuf> =
            entries.filter(|path| path.extension().is_some_and(|end| end == "sprung")).collect();
        marks.iter().for_each(|path| std::fs::remove_file(path).unwrap());
        marks.iter().map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
    }

    pub fn env(&self) -> Environment {
        Environment::default()
            .with("PATH", "/usr/local/bin:/usr/bin:/bin")
            .with("HOME", self.home())
            .with("GIT_CONFIG_NOSYSTEM", "1")
            .with("GIT_CONFIG_GLOBAL", self.home().join("gitconfig"))
    }

    /// Runs git as the user would, unguarded, and wants it to succeed.
    pub fn git(&self, arguments: &[&str]) -> String {
        let (ok, out) = self.try_git(&self.top(), arguments);
        assert!(ok, "git {arguments:?}: {out}");
        out
    }

    /// The same without wanting anything.
    pub fn try_git(&self, directory: &Path, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new("git");
        command.args(arguments).current_dir(directory).env_clear().envs(self.env().iter());
        let output = command.env("GIT_EDITOR", "true").output().unwrap();
        let text =
            String::from_utf8_lossy(if output.status.success() { &output.stdout } else { &output.stderr });
        (output.status.success(), text.into_owned())
    }

    pub fn root(&self) -> Root {
        Root::open(&self.top().join(&self.below)).unwrap()
    }

    pub fn open(&self) -> Git {
        Git::open(self.root().path(), &self.env()).unwrap().unwrap()
    }

    pub fn changed(&self, paths: &[&str]) -> Vec<String> {
        self.open().changed(&repo_paths(paths)).unwrap()
    }

    /// Commits `paths` whatever git ignores.
    pub fn commit(&self, paths: &[&str]) -> Result<Committed, Failure> {
        let wanted = Wanted {
            always: &repo_paths(paths),
            unless_ignored: &[],
            judged: &BTreeMap::new(),
            message: "Record of a gate\n\nBody.",
        };
        self.open().commit_paths(&self.root(), &wanted)
    }

    /// Commits `paths` unless git ignores them.
    pub fn commit_outputs(&self, paths: &[&str]) -> Result<Committed, Failure> {
        self.commit_judged(paths, &self.judged())
    }

    /// Commits `paths` as far as they still have the bytes in `judged`.
    pub fn commit_judged(
        &self,
        paths: &[&str],
        judged: &BTreeMap<RepoPath, Digest>,
    ) -> Result<Committed, Failure> {
        let paths = repo_paths(paths);
        let wanted = Wanted { always: &[], unless_ignored: &paths, judged, message: "Outputs of a gate" };
        self.open().commit_paths(&self.root(), &wanted)
    }

    /// Every file that can be named as it is now.
    pub fn judged(&self) -> BTreeMap<RepoPath, Digest> {
        let top = self.top().join(&self.below);
        walkdir::WalkDir::new(&top)
            .into_iter()
            .flatten()
            .filter(|entry| entry.file_type().is_file())
            .filter_map(|entry| {
                let below = entry.path().strip_prefix(&top).ok()?.to_str()?;
                Some((RepoPath::new(below).ok()?, Digest::of(&std::fs::read(entry.path()).ok()?)))
            })
            .collect()
    }

    /// The files of a commit against the one before, and how they changed.
    pub fn shown(&self, commit: &str) -> String {
        self.git(&["show", "--no-renames", "--format=", "--name-status", commit])
    }
}

pub fn repo_paths(paths: &[&str]) -> Vec<RepoPath> {
    paths.iter().map(|path| RepoPath::new(path).unwrap()).collect()
}
