//! Definitions that people write: workflows, contracts and `gatewright.json`, read from bytes.
//!
//! Every reader is a pure function from bytes: whoever calls it has opened the file. All problems of a file are
//! found in one go and come back as one [`Failure`](crate::model::failure::Failure) with the places shown.

pub mod config;
pub mod contract;
pub mod workflow;

pub use config::{Config, GitCommit, read_config};
pub use contract::{read_contract, read_contract_of};
pub use workflow::read_workflow;
