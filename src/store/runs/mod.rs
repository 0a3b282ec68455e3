//! The runs of a repository on disk: `runs/<id>/record` is committed, `runs/<id>/logs` is not.
//!
//! RUN.json is the seal. While it says that attempt n is open, `attempt-<n>.json` may be replaced; once its closing
//! event carries the file's digest, never. RUN.json's rename is the commit point of every command.

mod brief;
pub mod create;
mod crowd;
pub mod heal;
mod index;
pub mod layout;
pub mod open;
pub mod opened;
pub mod read;
pub mod revision;
pub mod seals;
pub mod select;
pub mod summary;
