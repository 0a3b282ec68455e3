//! What long work tells whoever watches; the store itself prints nothing.

/// Told from several threads how a collection goes on, and that a command runs.
pub trait Progress: Sync {
    /// So many more files are going to be read.
    fn expect(&self, files: u64);
    /// One of them was opened: it has so many bytes.
    fn opened(&self, bytes: u64);
    /// So many more bytes were read.
    fn bytes(&self, bytes: u64);
    /// One more file is done.
    fn file_done(&self);
    /// So many of so many runs are done, of work that goes through runs and not through one list of files.
    fn runs_done(&self, _done: usize, _of: usize) {}
    /// A command runs from now on; `log` names the file that its output goes to, if there is one.
    fn command_runs(&self, _argv: &[String], _log: Option<&str>) {}
    /// The command has ended.
    fn command_ended(&self) {}
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn expect(&self, _files: u64) {}
    fn opened(&self, _bytes: u64) {}
    fn bytes(&self, _bytes: u64) {}
    fn file_done(&self) {}
}
