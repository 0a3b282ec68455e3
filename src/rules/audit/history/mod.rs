//! What the commits did to the record.

pub mod contradicted;
pub mod deleted;
pub mod incomplete;
pub mod rewritten;
pub mod truncated;
pub mod uncommitted;
