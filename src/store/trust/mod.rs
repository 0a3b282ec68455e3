//! What the user trusts: commands that a repository brings run only after the user has looked at them.
//!
//! | file | what it does |
//! |---|---|
//! | `key` | what exactly is trusted: root, arguments and the repository's files that they name |
//! | `named` | which files of the repository an argument names |
//! | `ledger` | the user's directory of trusted commands |
//! | `own` | files of the user's configuration that decide what is believed |
//! | `signers` | who may sign |
//! | `web` | which hosts may be asked although they are not public |
//! | `steady` | whether those files stayed as they were while the command ran |
//!
//! What is not covered, and has to be said wherever trust is asked for: files that a named script reads or starts in turn, the
//! content of a named directory, and whatever a path variable in an argument will stand for.

pub mod folder;
pub mod key;
pub mod ledger;
mod named;
pub mod own;
pub mod signers;
pub mod steady;
pub mod web;
