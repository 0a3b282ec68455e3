//! Which files of the working tree have other bytes than a commit holds: each is read, no time and no size is believed.
//!
//! The index says of a file that it has not changed when it was told so, and whoever works may tell it anything.

use std::ffi::{OsStr, OsString};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};

use rustix::fs::{AtFlags, FileType, Mode, OFlags};

use crate::model::failure::{Failure, Kind};
use crate::store::git::answers::lost;
use crate::store::git::entries::Entry;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::rooted::Root;

/// So much is hashed in one call, in bytes: far less than what a call has time for.
const PORTION: u64 = 2 << 30;
/// So many files, whose names and digests a call can take.
const FILES: usize = 100_000;
/// The target of a link may be this long, in bytes.
const LONGEST_TARGET: u64 = 64 << 10;

/// Entries that the working tree does not hold.
#[derive(Debug, Default)]
pub(super) struct Unlike<'a> {
    /// Something else is there, or nothing.
    pub other: Vec<Entry<'a>>,
    /// A regular file is there that has other bytes.
    pub bytes: Vec<Entry<'a>>,
}

/// What is there.
enum There {
    File { executable: bool, size: u64 },
    Link(Vec<u8>),
    Dir,
}

impl Git {
    /// Which of `entries`, sorted by name, the working tree does not hold as they are. Submodules are only looked for.
    ///
    /// # Errors
    /// `Environment` when git does not answer.
    pub(super) fn unlike<'a>(&self, entries: &[Entry<'a>]) -> Result<Unlike<'a>, Failure> {
        let tells_modes = self.tells_modes()?;
        let top = Root::open(self.top())?;
        let mut places = Places::below(&top);
        let (mut unlike, mut files, mut links) = (Unlike::default(), vec![], vec![]);
        for entry in entries {
            match (entry.mode, places.look(entry.name)) {
                ("100644" | "100755", Some(There::File { executable, size }))
                    if !tells_modes || executable == (entry.mode == "100755") =>
                {
                    files.push((*entry, size));
                }
                ("120000", Some(There::Link(target))) => links.push((*entry, target)),
                ("160000", Some(There::Dir)) => {}
                _ => unlike.other.push(*entry),
            }
        }
        for portion in portions(&files) {
            let found = self.names_of(portion)?;
            let other = portion.iter().zip(found).filter(|((entry, _), oid)| entry.oid != oid.as_str());
            unlike.bytes.extend(other.map(|((entry, _), _)| *entry));
        }
        let targets: Vec<String> = links.iter().map(|(entry, _)| entry.oid.to_owned()).collect();
        self.each_stored(&targets, LONGEST_TARGET, &mut |i, stored| {
            let (entry, target) = &links[i];
            if !matches!(stored, Stored::Blob { content: Some(content), .. } if content == *target) {
                unlike.other.push(*entry);
            }
        })?;
        Ok(unlike)
    }

    /// Whether it counts that a file may be executed: on file systems without modes every file would differ.
    fn tells_modes(&self) -> Result<bool, Failure> {
        let arguments = ["config", "--type=bool", "--get", "core.fileMode"];
        let answer = self.call(self.guarded()?, &arguments, b"").map_err(lost)?;
        Ok(answer.output.trim_ascii() != b"false")
    }

    /// What git would call the bytes of each file as they are.
    fn names_of(&self, files: &[(Entry<'_>, u64)]) -> Result<Vec<Oid>, Failure> {
        let list: Vec<u8> = files.iter().flat_map(|(entry, _)| line(entry.name)).collect();
        let output = self.ask(&["hash-object", "--no-filters", "--stdin-paths"], &list)?;
        let oids: Vec<Oid> = String::from_utf8_lossy(&output).lines().filter_map(Oid::new).collect();
        if oids.len() == files.len() {
            return Ok(oids);
        }
        Err(Failure::new(Kind::Environment, "git_refused", "`git hash-object` did not answer for every file"))
    }
}

/// `name` in a line, quoted as git reads it, so that it is taken for nothing but a name.
fn line(name: &[u8]) -> Vec<u8> {
    let mut line = b"\"./".to_vec();
    for &byte in name {
        match byte {
            b'"' | b'\\' => line.extend([b'\\', byte]),
            b' '..=b'~' => line.push(byte),
            _ => line.extend(format!("\\{byte:03o}").bytes()),
        }
    }
    line.extend(b"\"\n");
    line
}

fn portions<'a, 'b>(files: &'b [(Entry<'a>, u64)]) -> Vec<&'b [(Entry<'a>, u64)]> {
    let mut portions = vec![];
    let (mut start, mut bytes) = (0, 0);
    for (i, (_, size)) in files.iter().enumerate() {
        if i > start && (i - start == FILES || bytes + size > PORTION) {
            portions.push(&files[start..i]);
            (start, bytes) = (i, 0);
        }
        bytes += size;
    }
    portions.push(&files[start..]);
    portions.retain(|portion| !portion.is_empty());
    portions
}

/// Looks at names below a directory, through no link. The directory of the last one stays open: names come sorted.
struct Places<'a> {
    top: &'a Root,
    directory: Vec<u8>,
    open: Option<OwnedFd>,
}

impl Places<'_> {
    fn below(top: &Root) -> Places<'_> {
        Places { top, directory: vec![], open: None }
    }

    /// What is at `name`; `None` when there is nothing, nothing that may be read, or a link on the way.
    fn look(&mut self, name: &[u8]) -> Option<There> {
        let slash = name.iter().rposition(|&c| c == b'/');
        let (directory, last) = slash.map_or((&b""[..], name), |at| (&name[..at], &name[at + 1..]));
        if directory != self.directory {
            self.directory = directory.to_vec();
            self.open = None;
            for part in directory.split(|&c| c == b'/').filter(|part| !part.is_empty()) {
                let above = self.open.as_ref().map_or(self.top.fd(), AsFd::as_fd);
                let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                let next = rustix::fs::openat(above, OsStr::from_bytes(part), flags, Mode::empty()).ok();
                if next.is_none() {
                    // No directory has an empty name: the next look below this one finds nothing either.
                    self.open = None;
                    self.directory = b"/".to_vec();
                    return None;
                }
                self.open = next;
            }
        }
        let above = self.open.as_ref().map_or(self.top.fd(), AsFd::as_fd);
        let last: OsString = OsStringExt::from_vec(last.to_vec());
        let stat = rustix::fs::statat(above, &last, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => {
                // One that cannot be read cannot be shown to be the same.
                let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOFOLLOW | OFlags::CLOEXEC;
                rustix::fs::openat(above, &last, flags, Mode::empty()).ok()?;
                let size = u64::try_from(stat.st_size).unwrap_or_default();
                Some(There::File { executable: stat.st_mode & 0o100 != 0, size })
            }
            FileType::Symlink => {
                let target = rustix::fs::readlinkat(above, &last, vec![]).ok()?;
                Some(There::Link(target.into_bytes()))
            }
            FileType::Directory => Some(There::Dir),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_line() {
        assert_eq!(line(b"-a b.md"), b"\"./-a b.md\"\n");
        assert_eq!(line(b"\"\\\n\xff"), b"\"./\\\"\\\\\\012\\377\"\n");
    }

    #[test]
    fn a_call_is_given_no_more_than_it_has_time_for() {
        let entry = Entry { mode: "100644", oid: "", name: b"" };
        let sizes = |sizes: &[u64]| {
            let files: Vec<_> = sizes.iter().map(|size| (entry, *size)).collect();
            portions(&files).iter().map(|portion| portion.len()).collect::<Vec<_>>()
        };
        assert_eq!(sizes(&[]), [0; 0]);
        assert_eq!(sizes(&[1, 2, 3]), [3]);
        assert_eq!(sizes(&[PORTION * 2, 1, PORTION, 1]), [1, 1, 1, 1]);
        assert_eq!(sizes(&vec![1; FILES + 1]), [FILES, 1]);
    }
}
