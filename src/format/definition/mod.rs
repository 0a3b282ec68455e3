//! Definitions that people write: workflows, contracts and `gatewright.json`, read from bytes.
//!
//! Every reader is a pure function from bytes: whoever calls it has opened the file. All problems of a file are
//! found in one go and come back as one [`Failure`](crate::model::failure::Failure) with the places shown.

pub mod case;
pub mod case_keys;
pub mod case_people;
pub mod check_keys;
mod common;
pub mod config;
pub mod config_keys;
pub mod conform;
pub mod contract;
pub mod contract_keys;
pub mod elements;
pub mod extends;
pub mod gate_needs;
pub mod gates;
pub mod json;
pub mod measures;
pub mod outputs;
pub mod own_check;
pub mod own_entry;
pub mod own_keys;
pub mod own_params;
pub mod own_sample;
pub mod param_decls;
pub mod placed;
pub mod pointing;
pub mod prescan;
pub mod problem;
pub mod reading;
pub mod report;
pub mod schema;
pub mod several;
pub mod shape;
pub mod source;
pub mod text;
pub mod together;
pub mod validations;
pub mod variables_in;
pub mod workflow;
pub mod workflow_keys;
pub mod wrong;

pub use case::read_case;
pub use config::{Config, GitCommit, read_config, refuse_unknown_defaults};
pub use contract::{Library, read_contract, read_contract_in, read_contract_of};
pub use extends::Fetch;
pub use own_check::read_own_check;
pub use own_entry::Shelf;
pub use own_sample::{OwnSample, read_own_sample};
pub use workflow::{check_contracts, read_workflow};
