//! Whether the contract still says what the record says.

pub mod contradicts_rows;
pub mod differs;
pub mod not_judged;
pub mod not_waived;
pub mod taken_over;
