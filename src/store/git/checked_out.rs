//! Which files are as git would check them out, where that is not with the bytes of the commit: line ends, `$Id$`, encodings.
//!
//! Who says so must not be whoever works: neither the repository's configuration, nor attributes that no commit holds. So git is asked in
//! a place of its own that has the commit's files as its index, takes attributes from there alone, and knows the settings of the user and of the
//! machine. No filter runs, since that is a program which may say anything; only what git-lfs keeps elsewhere is known without it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use crate::format::lfs::VERSION;
use crate::model::failure::Failure;
use crate::model::git_seen::Alike;
use crate::model::path::RepoPath;
use crate::rules::environment::Environment;
use crate::store::git::answers::{lost, success};
use crate::store::git::call::Call;
use crate::store::git::differing::Found;
use crate::store::git::entries::Entry;
use crate::store::git::guard;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::hashing::{Buffer, stream};
use crate::store::progress::Silent;
use crate::store::rooted::Root;
use crate::store::scratch::Scratch;

/// A larger file, in bytes, is compared with the commit's bytes alone.
const LARGEST: u64 = 64 << 20;

impl Git {
    /// Those of `entries` of `commit` that lie in the working tree otherwise than git would check them out.
    ///
    /// # Errors
    /// `Environment` when git does not answer, or there is no place for temporary files.
    pub(super) fn not_checked_out(&self, commit: &Oid, entries: &[Entry<'_>]) -> Result<Found, Failure> {
        if entries.is_empty() {
            return Ok(Found::new());
        }
        let place = Place::make(self, commit)?;
        place.check_out(self, entries)?;
        let filters = place.filters(self, entries)?;
        let (top, there) = (Root::open(self.top())?, Root::open(&place.work)?);
        let mut found = Found::new();
        for entry in entries {
            let filter = filters.get(entry.name).map(Vec::as_slice);
            match compare(&top, &there, entry.name, filter) {
                Some(Compared::Same) => {}
                Some(Compared::Alike(alike)) => drop(found.insert(entry.name.to_vec(), Some(alike))),
                None => drop(found.insert(entry.name.to_vec(), None)),
            }
        }
        Ok(found)
    }

    /// The size of the file that each of `entries` stands for; none where git does not have it, or has other bytes under its name.
    fn sizes(&self, entries: &[Entry<'_>]) -> Result<Vec<Option<u64>>, Failure> {
        let names: Vec<String> = entries.iter().map(|entry| entry.oid.to_owned()).collect();
        let mut sizes = vec![None; names.len()];
        self.each_object(&names, 0, "blob", &mut |i, stored| {
            if let Stored::Blob { size, .. } = stored {
                sizes[i] = Some(size);
            }
        })?;
        Ok(sizes)
    }
}

enum Compared {
    Same,
    Alike(Alike),
}

/// The file `name` below `top` against what git laid out below `there`; `None` where it is another.
fn compare(top: &Root, there: &Root, name: &[u8], filter: Option<&[u8]>) -> Option<Compared> {
    let other = filter.map(|_| Compared::Alike(Alike::Filter));
    let Ok(path) = RepoPath::new(std::str::from_utf8(name).ok()?) else { return other };
    let Ok(Some(expected)) = there.read_small(&path, LARGEST) else { return other };
    if filter == Some(b"lfs") && is_pointer(&expected) {
        return is_pointed_at(top, &path, &expected).then_some(Compared::Same);
    }
    let Ok(Some(found)) = top.read_small(&path, LARGEST) else { return other };
    if found == expected {
        return Some(Compared::Same);
    }
    let same_lines = || without_returns(&found).eq(without_returns(&expected));
    other.or_else(|| same_lines().then_some(Compared::Alike(Alike::LineEnds)))
}

/// Whether the text stands in the commit for a file of git-lfs.
fn is_pointer(text: &[u8]) -> bool {
    text.strip_prefix(VERSION.as_bytes()).is_some_and(|rest| rest.starts_with(b"\n"))
}

/// Whether the file has the digest and the size that the pointer says.
fn is_pointed_at(top: &Root, path: &RepoPath, pointer: &[u8]) -> bool {
    let Ok(Some(file)) = top.open_file(path) else { return false };
    let Ok(read) = stream(file.fd.as_fd(), file.stamp.size, &mut Buffer::default(), &Silent) else {
        return false;
    };
    let said = |key: &str, value: String| {
        let line = format!("{key}{value}");
        pointer.split(|&c| c == b'\n').any(|said| said == line.as_bytes())
    };
    said("oid sha256:", read.sha256.to_string()) && said("size ", read.size.to_string())
}

/// The bytes without the carriage return of a line end.
fn without_returns(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let stays = |at: usize, byte: u8| byte != b'\r' || bytes.get(at + 1) != Some(&b'\n');
    bytes.iter().copied().enumerate().filter(move |&(at, byte)| stays(at, byte)).map(|(_, byte)| byte)
}

/// A repository of our own with the objects of another one: its index is a commit, and its working tree is empty at first.
struct Place {
    _scratch: Scratch,
    work: PathBuf,
    env: Environment,
}

impl Place {
    fn make(git: &Git, commit: &Oid) -> Result<Place, Failure> {
        let temporary = git.user().get("TMPDIR").unwrap_or(OsStr::new("/tmp"));
        let scratch = Scratch::create(Path::new(temporary))?;
        let path = |name: &str| RepoPath::new(name).map_err(|why| Failure::bug(why.to_string()));
        for name in ["work", "git/refs", "git/objects"] {
            scratch.directory(&path(name)?)?;
        }
        scratch.put(&path("git/HEAD")?, b"ref: refs/heads/none\n", false)?;
        scratch.put(&path("git/config")?, config(commit).as_bytes(), false)?;
        let objects = git.ask(&["rev-parse", "--git-path", "objects"], b"")?;
        let objects = git.top().join(OsStr::from_bytes(objects.trim_ascii_end()));
        let (own, work) = (scratch.path().join("git"), scratch.path().join("work"));
        let within = |found: &[guard::Override]| {
            guard::environment(git.user(), &work, found)
                .with("GIT_DIR", &own)
                .with("GIT_INDEX_FILE", own.join("index"))
                .with("GIT_OBJECT_DIRECTORY", &objects)
                .with("GIT_ATTR_NOSYSTEM", "1")
        };
        let mut place = Place { env: within(&[]), work: work.clone(), _scratch: scratch };
        let listing = place.ask(git, &["config", "--list", "--show-scope", "--null"], b"")?;
        place.env = within(&guard::all_overrides(&listing));
        place.ask(git, &["read-tree", commit.as_str()], b"")?;
        Ok(place)
    }

    /// Lays the files out, as far as git has them and they are not too large.
    fn check_out(&self, git: &Git, entries: &[Entry<'_>]) -> Result<(), Failure> {
        let sizes = git.sizes(entries)?;
        let wanted = entries.iter().zip(sizes).filter(|(_, size)| size.is_some_and(|size| size <= LARGEST));
        let list: Vec<u8> = wanted.flat_map(|(entry, _)| [entry.name, b"\0"].concat()).collect();
        self.ask(git, &["checkout-index", "--force", "--quiet", "-z", "--stdin"], &list).map(drop)
    }

    /// The filter of each file that has one, by its name.
    fn filters(&self, git: &Git, entries: &[Entry<'_>]) -> Result<BTreeMap<Vec<u8>, Vec<u8>>, Failure> {
        let list: Vec<u8> = entries.iter().flat_map(|entry| [entry.name, b"\0"].concat()).collect();
        let output = self.ask(git, &["check-attr", "--cached", "-z", "--stdin", "filter"], &list)?;
        let words: Vec<&[u8]> = output.split(|&c| c == 0).collect();
        let filtered = words.chunks_exact(3).filter(|row| !matches!(row[2], b"unspecified" | b"unset" | b""));
        Ok(filtered.map(|row| (row[0].to_vec(), row[2].to_vec())).collect())
    }

    fn ask(&self, git: &Git, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
        let call = Call { directory: &self.work, env: &self.env, arguments, input, patience: git.patience() };
        success(call.make().map_err(lost)?, arguments[0])
    }
}

/// Of a repository whose objects are named like `commit`.
fn config(commit: &Oid) -> &'static str {
    match commit.as_str().len() {
        40 => "[core]\n\trepositoryformatversion = 0\n\tbare = false\n",
        _ => "[core]\n\trepositoryformatversion = 1\n\tbare = false\n[extensions]\n\tobjectformat = sha256\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_return_of_a_line_end_is_left_out() {
        let left: Vec<u8> = without_returns(b"a\r\nb\rc\n\r\r\nd\r").collect();
        assert_eq!(left, b"a\nb\rc\n\r\nd\r");
    }
}
