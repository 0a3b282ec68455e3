//! Keeping a bounded, masked part of what a program prints.

use std::io;

use crate::exec::process::spec::{Captured, Sink};
use crate::rules::secrets::Masker;

/// The longest line that is masked as a whole; longer ones are cut where no token can go on.
const LINE: usize = 64 * 1024;

/// Takes pieces of output as they come and passes whole lines on.
pub(super) struct Keeper<'a> {
    sink: Sink<'a>,
    masker: Masker,
    pending: Vec<u8>,
    captured: Captured,
}

impl<'a> Keeper<'a> {
    /// Nothing was printed yet.
    pub(super) fn new(sink: Sink<'a>) -> Keeper<'a> {
        Keeper { sink, masker: Masker::default(), pending: vec![], captured: Captured::default() }
    }

    /// The next piece of output.
    pub(super) fn take(&mut self, piece: &[u8]) -> io::Result<()> {
        self.captured.seen += piece.len() as u64;
        if self.captured.kept >= self.sink.cap {
            self.captured.truncated |= !piece.is_empty();
            return Ok(());
        }
        self.pending.extend_from_slice(piece);
        let whole = match self.pending.iter().rposition(|&c| c == b'\n') {
            Some(end) => end + 1,
            None if self.pending.len() > LINE => {
                let may_go_on = |c: &u8| c.is_ascii_alphanumeric() || b"_-.+/=".contains(c);
                self.pending.iter().rposition(|c| !may_go_on(c)).map_or(self.pending.len(), |at| at + 1)
            }
            None => 0,
        };
        let rest = self.pending.split_off(whole);
        let lines = std::mem::replace(&mut self.pending, rest);
        self.pass_on(&lines)
    }

    /// No more will come.
    pub(super) fn finish(mut self) -> io::Result<Captured> {
        let last = std::mem::take(&mut self.pending);
        self.pass_on(&last)?;
        self.sink.to.flush()?;
        Ok(self.captured)
    }

    fn pass_on(&mut self, lines: &[u8]) -> io::Result<()> {
        for line in lines.split_inclusive(|&c| c == b'\n') {
            let line = self.masker.line(line);
            let room = usize::try_from(self.sink.cap - self.captured.kept).unwrap_or(usize::MAX);
            let kept = &line[..line.len().min(room)];
            self.captured.truncated |= kept.len() < line.len();
            self.sink.to.write_all(kept)?;
            self.captured.kept += kept.len() as u64;
        }
        Ok(())
    }
}
