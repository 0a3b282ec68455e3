//! The committed record of a run: RUN.json and attempt files.

pub mod chain;
pub mod difference;
pub mod event;
pub mod facts;
pub mod place;
pub mod read;
pub mod rows;
pub mod run;
pub mod schema;
pub mod strict;
pub mod survey;
pub mod v0;
pub mod version;
pub mod written;

pub use version::FORMAT;
