//! `audit`: what records prove, for reviewers.

mod command;
mod rules;
mod text;

pub use command::{Args, run};
