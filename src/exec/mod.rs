//! Ways of getting work done: a person, a command; and running programs safely.

pub mod command;
pub mod executor;
pub mod human;
pub mod probe;
pub mod process;
pub mod program;
pub mod render;
pub mod ssh_agent;
pub mod web;
