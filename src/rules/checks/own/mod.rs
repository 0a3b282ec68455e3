//! Checks that a repository brings itself: what their programs are told, and what is made of their answers.

pub mod input;
pub mod kind;
pub mod printed;
