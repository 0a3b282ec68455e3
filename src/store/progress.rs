//! What long work tells whoever watches; the store itself prints nothing.

/// Told from several threads how a collection goes on.
pub trait Progress: Sync {
    /// So many more files are going to be read.
    fn expect(&self, files: u64);
    /// One of them was opened: it has so many bytes.
    fn opened(&self, bytes: u64);
    /// So many more bytes were read.
    fn bytes(&self, bytes: u64);
    /// One more file is done.
    fn file_done(&self);
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
