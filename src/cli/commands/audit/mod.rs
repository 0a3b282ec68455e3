//! `audit`: what records prove, for reviewers.

pub mod answer;
mod command;
pub mod newest;
mod rules;
mod text;

pub use command::{Args, run};
