//! What the run was defined by.

pub mod bad_copy;
pub mod drifted;
pub mod not_compared;
pub mod older;
pub mod other_packet;
pub mod packet_not_rendered;
pub mod put_back;
pub mod repinned;
pub mod uncommitted;
