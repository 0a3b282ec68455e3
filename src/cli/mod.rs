//! The door for people and agents: arguments, printing, exit codes.

pub mod answer;
pub mod args;
pub mod commands;
pub mod complete;
pub mod door;
pub mod exit;
pub mod fault;
pub mod follow;
#[cfg(feature = "live")]
pub mod live;
pub mod main;
pub mod meant;
pub mod named;
pub mod outside;
pub mod pipeline;
pub mod print;
pub mod progress;
pub mod report;
pub mod running;
pub mod session;
pub mod show;
pub mod sticky;
pub mod table;
pub mod waiting;
pub mod waivers;

pub use main::main;
