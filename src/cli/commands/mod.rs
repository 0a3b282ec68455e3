//! Every command: arguments, manual and action in one file each.

pub mod attest;
pub mod audit;
pub mod checks;
pub mod command;
pub mod completions;
pub mod contract;
pub mod gate;
pub mod help;
pub mod init;
pub mod invocation;
pub mod man;
pub mod output;
pub mod own_checks;
pub mod report;
pub mod run;
pub mod schema;
pub mod trust;
pub mod waiting;
pub mod workflow;
pub mod writing;
pub mod written;

pub use command::Command;
