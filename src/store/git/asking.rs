//! What git really stored, read back as a stream and held against its name: the SHA-256 of files, and their bytes.

use std::sync::PoisonError;

use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::store::git::answers::{lost, refused};
use crate::store::git::batch::{BLOB, Batch};
use crate::store::git::call::Call;
use crate::store::git::objects::{Objects, UNANSWERED, lines};
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::git::stored::Stored;
use crate::store::git::way::{Way, ways};

/// From so many names on a program of its own is asked, which collects its answers: one that stays open has to hand out each at once.
const MANY: usize = 1000;

impl Git {
    /// The SHA-256 of the bytes of each of `blobs`, in their order.
    ///
    /// # Errors
    /// `Environment` when git does not have one of them.
    pub(super) fn digests(&self, blobs: &[Oid]) -> Result<Vec<Digest>, Failure> {
        let names: Vec<String> = blobs.iter().map(|oid| oid.as_str().to_owned()).collect();
        let digest = |stored| match stored {
            Stored::Blob { sha256, .. } => Some(sha256),
            _ => None,
        };
        let mut digests = vec![];
        self.each_stored(&names, 0, &mut |_, stored| digests.extend(digest(stored)))?;
        if digests.len() == blobs.len() {
            return Ok(digests);
        }
        Err(Failure::new(Kind::Environment, "git_refused", "`git cat-file` did not give back every file"))
    }

    /// How git is asked for what `commit` holds at `path`.
    pub fn name_at(&self, commit: &str, path: &RepoPath) -> String {
        format!("{commit}:{}", self.spelled(path))
    }

    /// Gives to `each` what git has under every one of `names` (an object's name, or `<commit>:<path from git's top>`), by
    /// its place among them, in their order. Bytes come along up to `keep` of them. All is asked of one program, which stays open for
    /// the next time, and read as a stream; every object, also those on the way to a path, is held against its name.
    ///
    /// # Errors
    /// `Environment` when git does not answer for all.
    pub fn each_stored(
        &self,
        names: &[String],
        keep: u64,
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        self.each_of(names, keep, BLOB, each)
    }

    /// As [`Git::each_stored`], where something else than files may be wanted.
    pub(super) fn each_of(
        &self,
        names: &[String],
        keep: u64,
        wanted: &'static str,
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        let ways = ways(names, &mut |names, keep, wanted, each| self.each_object(names, keep, wanted, each))?;
        let leads = |way: &Way| matches!(way, Way::Leads { .. });
        let (asked, places): (Vec<String>, Vec<usize>) = (ways.iter().enumerate())
            .filter(|(_, way)| leads(way))
            .map(|(i, way)| (way.name().to_owned(), i))
            .unzip();
        let mut given = 0;
        let mut pass_over = |until: usize, each: &mut dyn FnMut(usize, Stored)| {
            (given..until).for_each(|i| each(i, ways[i].end()));
            given = until + 1;
        };
        self.each_object(&asked, keep, wanted, &mut |i, stored| {
            pass_over(places[i], each);
            each(places[i], stored);
        })?;
        pass_over(names.len(), each);
        Ok(())
    }

    /// As [`Git::each_of`] for names that lead through no directory.
    pub(super) fn each_object(
        &self,
        names: &[String],
        keep: u64,
        wanted: &'static str,
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        if names.is_empty() {
            return Ok(());
        }
        let mut each = |i: usize, stored: Stored| {
            if let Stored::Corrupt(oid) = &stored {
                self.note_corrupt(oid);
            }
            each(i, stored);
        };
        if names.len() >= MANY {
            return self.at_once(names, (keep, wanted), &mut each);
        }
        let call = self.to_ask(&["cat-file", "--batch"])?;
        let mut open = self.objects().lock().unwrap_or_else(PoisonError::into_inner);
        // One that did not answer is out of step: it is not put back.
        let mut objects = open.take().map_or_else(|| Objects::start(&call), Ok)?;
        objects.each(&call, names, (keep, wanted), &mut each)?;
        *open = Some(objects);
        Ok(())
    }

    fn at_once(
        &self,
        names: &[String],
        (keep, wanted): (u64, &'static str),
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        let list = lines(names);
        let mut batch = Batch::new((keep, names.len()), each).wanting(wanted);
        let call = Call { input: list.as_bytes(), ..self.to_ask(&["cat-file", "--batch", "--buffer"])? };
        let answer = call.make_into(&mut |piece| batch.take(piece)).map_err(lost)?;
        match batch.done == names.len() {
            true => Ok(()),
            false => Err(refused(UNANSWERED, answer.complaint)),
        }
    }
}
