//! What the commits did to the record.

pub mod after_commit;
pub mod before_head;
pub mod clocks_differ;
pub mod contradicted;
pub mod corrupt;
pub mod deleted;
pub mod incomplete;
pub mod moved;
pub mod rewritten;
pub mod truncated;
pub mod uncommitted;
