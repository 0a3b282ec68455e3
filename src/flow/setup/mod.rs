//! A repository is set up: example workflows, the schemas beside definitions, defaults that mean something.

pub mod defaults;
pub mod init;
pub mod starter_cases;
pub mod starters;
pub mod write_schemas;
