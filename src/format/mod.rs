//! Bytes that other programs read: the versioned record, definitions, schemas.

pub mod canonical;
pub mod definition;
pub mod record;
