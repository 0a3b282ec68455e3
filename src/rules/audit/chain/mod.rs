//! Whether the events hold together, and all else follows from them.

pub mod broken;
pub mod broken_seal;
pub mod edited_field;
pub mod future;
pub mod illegal;
pub mod other_head;
pub mod seeded;
pub mod unsigned_human;
