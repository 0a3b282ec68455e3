//! Git asked and told, in real repositories.

mod commits;
mod differing;
mod disguised;
mod facts;
mod hostile;
mod odd;
mod repo;
