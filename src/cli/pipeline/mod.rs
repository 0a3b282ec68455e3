//! Drives a run gate by gate: has the work done or waits for it, finishes, stops at the first failure.
//!
//! | file | what it does |
//! |---|---|
//! | `state` | a run being driven, and how its gates are worked on |
//! | `driving` | goes through the gates |
//! | `working` | has the work of one attempt done, and finishes it |
//! | `answers` | what is said when it ends |

pub mod answers;
pub mod driving;
pub mod state;
pub mod working;

pub use state::{How, Pipeline};
