//! The door for people and agents: arguments, printing, exit codes.

pub mod door;
pub mod exit;
pub mod print;
pub mod report;
