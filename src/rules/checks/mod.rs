//! The catalogue of checks. The manual, the JSON Schema and `gatewright checks` are generated from [`catalogue::CHECKS`].

pub mod catalogue;
