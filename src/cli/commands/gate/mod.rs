//! `gate …`: start, look at, check and close the gates of a run.

pub mod check;
pub mod close;
pub mod command;
pub mod decide;
pub mod finish;
pub mod packet;
pub mod proof;
pub mod reopen;
pub mod start;
pub mod verify;
pub mod waive;
pub mod which;

pub use command::{Args, run};
