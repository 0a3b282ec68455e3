//! `run …`: drive a workflow, or start, list, show and complete runs.

pub mod command;
pub mod complete;
pub mod diff;
pub mod drive;
pub mod event;
pub mod export;
pub mod list;
pub mod reopen;
pub mod repin;
pub mod resume;
pub mod seal;
pub mod show;
pub mod start;
pub mod status;
pub mod timeline;
pub mod which;

pub use command::{Args, run};
