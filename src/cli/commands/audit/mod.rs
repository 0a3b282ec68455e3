//! `audit`: what records prove, for reviewers.

pub mod answer;
mod command;
mod rules;
mod text;

pub use command::{Args, run};
