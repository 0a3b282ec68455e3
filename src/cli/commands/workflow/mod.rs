//! `workflow …`: list, show and lint the definitions of the repository.

pub mod command;
pub mod lint;
pub mod list;
pub mod members;
pub mod show;
pub mod text;

pub use command::{Args, run};
