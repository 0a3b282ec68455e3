//! One `git cat-file` that stays open, so that many questions cost one process.

use std::io;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;

use crate::model::failure::Failure;
use crate::store::git::answers::{lost, refused};
use crate::store::git::batch::Batch;
use crate::store::git::call::{Call, Outlet, keep_beginning, kill, shorten, write_some};
use crate::store::git::stored::Stored;

/// What is said where the program ends before it has answered.
pub(super) const UNANSWERED: &str = "`git cat-file` did not answer for every name";

/// The program and its pipes. It ends with this value.
#[derive(Debug)]
pub(super) struct Objects {
    child: Child,
    input: ChildStdin,
    output: Outlet<ChildStdout>,
    complaint: Outlet<ChildStderr>,
}

/// Takes what the program answers, piece by piece, and says whether that was all.
pub(super) type Answers<'a> = dyn FnMut(&[u8]) -> io::Result<bool> + 'a;

impl Objects {
    /// Starts the program.
    pub fn start(call: &Call<'_>) -> Result<Objects, Failure> {
        let mut child = call.start().map_err(lost)?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(complaint)) = pipes else {
            return Err(Failure::bug("a program was started without pipes"));
        };
        rustix::io::ioctl_fionbio(&input, true).map_err(|errno| talks(errno.into()))?;
        let (output, complaint) =
            (Outlet::new(output).map_err(talks)?, Outlet::new(complaint).map_err(talks)?);
        Ok(Objects { child, input, output, complaint })
    }

    /// Asks what `call` has as its input, and gives what the program answers to `answers` until that is all.
    ///
    /// # Errors
    /// `Environment` when it ends before, takes longer than the call may, or answers something else. Then it is out of step.
    pub fn ask(&mut self, call: &Call<'_>, answers: &mut Answers<'_>) -> Result<(), Failure> {
        let deadline = Instant::now() + call.patience;
        let (mut questions, mut all, mut complained) = (call.input, false, vec![]);
        while !all {
            if !self.output.open {
                return Err(refused(UNANSWERED, shorten(&complained)));
            }
            questions = write_some(&self.input, questions).map_or(&[], |(_, rest)| rest);
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(call.too_slow());
            }
            self.wait(left, !questions.is_empty()).map_err(|errno| talks(errno.into()))?;
            let mut sink = |piece: &[u8]| {
                all = answers(piece)?;
                Ok(())
            };
            self.output.read(&mut sink).map_err(talks)?;
            self.complaint.read(&mut |piece| keep_beginning(&mut complained, piece)).map_err(talks)?;
        }
        Ok(())
    }

    /// Asks for `names`: of what is `wanted`, bytes come along up to `keep` of them.
    ///
    /// # Errors
    /// As [`Objects::ask`].
    pub fn each(
        &mut self,
        call: &Call<'_>,
        names: &[String],
        (keep, wanted): (u64, &'static str),
        each: &mut dyn FnMut(usize, Stored),
    ) -> Result<(), Failure> {
        let list = lines(names);
        let mut batch = Batch::new((keep, names.len()), each).wanting(wanted);
        self.ask(&Call { input: list.as_bytes(), ..*call }, &mut |piece| {
            batch.take(piece)?;
            Ok(batch.done == names.len())
        })
    }

    /// Waits until there is something to read or, where something is `left_to_write`, to write.
    fn wait(&self, at_most: Duration, left_to_write: bool) -> Result<(), Errno> {
        let mut watched = vec![PollFd::new(&self.output.pipe, PollFlags::IN)];
        watched.extend(self.complaint.open.then(|| PollFd::new(&self.complaint.pipe, PollFlags::IN)));
        watched.extend(left_to_write.then(|| PollFd::new(&self.input, PollFlags::OUT)));
        match poll(&mut watched, Timespec::try_from(at_most).ok().as_ref()) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(errno) => Err(errno),
        }
    }
}

impl Drop for Objects {
    fn drop(&mut self) {
        kill(&self.child);
        // Whatever it says, it has ended.
        let _ = self.child.wait();
    }
}

/// Each name in a line.
pub(super) fn lines(names: &[String]) -> String {
    names.iter().flat_map(|name| [name.as_str(), "\n"]).collect()
}

fn talks(error: io::Error) -> Failure {
    Failure::io("cannot talk to `git`", &error)
}
