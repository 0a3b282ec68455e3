//! Git asked and told, in real repositories.

mod commits;
mod facts;
mod hostile;
mod odd;
mod repo;
