//! A repository is set up: example workflows, the schemas beside definitions.

pub mod init;
pub mod starters;
pub mod write_schemas;
