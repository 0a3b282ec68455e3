//! Git asked and told, in real repositories.

mod commits;
mod differing;
mod facts;
mod hostile;
mod odd;
mod repo;
