//! The user's directory of trusted commands: one file per key, named after its digest.
//!
//! The directory is the user's alone (0700) and so are its files (0600), from the start. One that others may write to, or a file that
//! is not exactly what its name says, is not believed: then nothing, or not that command, is trusted. Readers need no lock: a key is there
//! or not.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::fs::{Mode, fstat};
use rustix::io::Errno;
use rustix::process::geteuid;

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::durable::{remove, sweep_leftovers, write_private};
use crate::store::folders::{cannot, is_empty, sync};
use crate::store::lock::wait_for_dir;
use crate::store::rooted::Root;
use crate::store::trust::key::TrustKey;

/// Where trusted commands lie below the user's state directory.
const BELOW_STATE: &str = "gatewright/trust";
/// The most bytes of one key.
const KEY_CAP: u64 = 256 * 1024;

/// What a ledger says about a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// The user trusts it as it is.
    Trusted,
    /// The user has never trusted it.
    Unknown,
    /// The user trusted it, but the entry is damaged or others can read it.
    Damaged,
    /// The user trusted it, and then these files changed, appeared or vanished.
    Changed(Vec<RepoPath>),
}

/// The user's trusted commands.
#[derive(Debug, Clone)]
pub struct Ledger {
    directory: PathBuf,
}

/// Everything a ledger holds.
#[derive(Debug, Default)]
pub struct Listing {
    /// What is trusted, sorted by root and arguments.
    pub keys: Vec<TrustKey>,
    /// Names of files that are damaged or can be read by others; they count for nothing.
    pub broken: Vec<String>,
}

impl Ledger {
    /// The ledger of the user whose environment this is: below `XDG_STATE_HOME`, else below `~/.local/state`. Nothing is made or read
    /// yet. `None` when neither is known.
    pub fn of_user(env: &Environment) -> Option<Ledger> {
        let absolute = |name: &str| env.get(name).map(PathBuf::from).filter(|path| path.is_absolute());
        let state = absolute("XDG_STATE_HOME").or_else(|| Some(absolute("HOME")?.join(".local/state")))?;
        Some(Ledger { directory: state.join(BELOW_STATE) })
    }

    /// The ledger in `directory`, absolute.
    pub fn at(directory: PathBuf) -> Ledger {
        Ledger { directory }
    }

    /// Whether the command runs without asking.
    ///
    /// # Errors
    /// The ledger cannot be read or is not the user's alone: nothing is trusted then.
    pub fn standing(&self, key: &TrustKey) -> Result<Standing, Failure> {
        let Some(dir) = self.open()? else { return Ok(Standing::Unknown) };
        let name = file_name(key.digest())?;
        if read(&dir, &name).is_some_and(|found| found == *key) {
            return Ok(Standing::Trusted);
        }
        if !matches!(dir.look(&name), Ok(None)) {
            return Ok(Standing::Damaged);
        }
        let before = self.list()?.keys.into_iter().rev().find(|old| old.is_same_command(key));
        Ok(before.map_or(Standing::Unknown, |old| Standing::Changed(differing(&old, key))))
    }

    /// Trusts these commands from now on; durable when it returns. Earlier states of the same commands are no longer trusted.
    ///
    /// # Errors
    /// The machine refuses, or the ledger is not the user's alone; `Locked` when another process writes to it for longer than `wait`.
    pub fn trust(&self, keys: &[TrustKey], wait: Duration) -> Result<(), Failure> {
        let dir = self.open_or_make()?;
        let busy =
            format!("another process is writing into the list of trusted commands, `{}`", self.shown());
        let _lock = wait_for_dir(&dir, wait, &busy)?;
        sweep_leftovers(&dir)?;
        // What is trusted already may have been left visible only, by a process that was killed.
        sync(&dir, &self.shown())?;
        for key in keys {
            write_private(&dir, &file_name(key.digest())?, &key.to_bytes())?;
        }
        for old in self.list()?.keys {
            if keys.iter().any(|key| key.is_same_command(&old) && *key != old) {
                self.revoke(old.digest())?;
            }
        }
        Ok(())
    }

    /// Everything that is trusted, in all repositories.
    pub fn list(&self) -> Result<Listing, Failure> {
        let mut listing = Listing::default();
        let Some(dir) = self.open()? else { return Ok(listing) };
        for entry in dir.list().map_err(|why| why.failure(Kind::Environment, &self.shown()))? {
            let name = String::from_utf8_lossy(&entry.name).into_owned();
            if !name.ends_with(SUFFIX) {
                continue;
            }
            match RepoPath::new(&name).ok().and_then(|path| read(&dir, &path)) {
                Some(key) => listing.keys.push(key),
                None => listing.broken.push(name),
            }
        }
        listing.keys.sort_by(|a, b| (&a.root, &a.argv, &a.check).cmp(&(&b.root, &b.argv, &b.check)));
        listing.broken.sort();
        Ok(listing)
    }

    /// Trusts a command no longer; durable when it returns. `false` when it was not trusted.
    pub fn revoke(&self, key: Digest) -> Result<bool, Failure> {
        match self.open()? {
            Some(dir) => remove(&dir, &file_name(key)?),
            None => Ok(false),
        }
    }

    /// The directory, when it is there and the user's alone.
    fn open(&self) -> Result<Option<Root>, Failure> {
        if !self.directory.is_dir() {
            return Ok(None);
        }
        let dir = Root::open(&self.directory)?;
        let stat = fstat(dir.fd()).map_err(|errno| cannot("read", &self.shown(), errno))?;
        if stat.st_uid != geteuid().as_raw() || stat.st_mode & 0o077 != 0 {
            return Err(Failure::new(
                Kind::Environment,
                "trust_not_private",
                "the directory of trusted commands can be used by others, so nothing in it is trusted",
            )
            .next(format!("chmod 700 '{}'", self.shown())));
        }
        Ok(Some(dir))
    }

    fn open_or_make(&self) -> Result<Root, Failure> {
        let mut missing: Vec<&Path> = self.directory.ancestors().take_while(|path| !path.is_dir()).collect();
        let there = self.directory.ancestors().nth(missing.len());
        // A crash between mkdir and the fsync below leaves an empty directory that a power cut may still take.
        if let Some(there) = there
            && is_empty(&Root::open(there)?)
                .map_err(|errno| cannot("read", &there.to_string_lossy(), errno))?
        {
            settle(there)?;
        }
        missing.reverse();
        for path in missing {
            match rustix::fs::mkdir(path, Mode::from_raw_mode(0o700)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(errno) => return Err(cannot("make", &path.to_string_lossy(), errno)),
            }
            settle(path)?;
        }
        self.open()?.ok_or_else(|| cannot("open", &self.shown(), Errno::NOENT))
    }

    fn shown(&self) -> String {
        self.directory.to_string_lossy().into_owned()
    }
}

/// Makes the name of a directory durable.
fn settle(directory: &Path) -> Result<(), Failure> {
    match directory.parent() {
        Some(above) => sync(&Root::open(above)?, &directory.to_string_lossy()),
        None => Ok(()),
    }
}

/// The end of the name of a key's file.
const SUFFIX: &str = ".json";

fn file_name(key: Digest) -> Result<RepoPath, Failure> {
    RepoPath::new(&format!("{key}{SUFFIX}")).map_err(|bad| Failure::bug(bad.to_string()))
}

/// The key in the file `name`, when the file is the user's alone and holds exactly what its name says.
fn read(dir: &Root, name: &RepoPath) -> Option<TrustKey> {
    let file = dir.open_file(name).ok()??;
    let stat = fstat(&file.fd).ok()?;
    if stat.st_uid != geteuid().as_raw() || stat.st_mode & 0o077 != 0 {
        return None;
    }
    let bytes = dir.read_small(name, KEY_CAP).ok()??;
    let key: TrustKey = serde_json::from_slice(&bytes).ok()?;
    (key.to_bytes() == bytes && file_name(key.digest()).ok()? == *name).then_some(key)
}

/// The files in which two states of a command differ.
fn differing(old: &TrustKey, new: &TrustKey) -> Vec<RepoPath> {
    let mut paths: Vec<RepoPath> = vec![];
    for (one, other) in [(old, new), (new, old)] {
        paths.extend(
            one.files.iter().filter(|file| !other.files.contains(file)).map(|file| file.path.clone()),
        );
    }
    paths.sort();
    paths.dedup();
    paths
}
