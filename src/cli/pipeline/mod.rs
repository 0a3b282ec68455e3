//! Drives a run gate by gate: has the work done or waits for it, finishes, stops at the first failure.
//!
//! | file | what it does |
//! |---|---|
//! | `state` | a run being driven, and how its gates are worked on |
//! | `driving` | goes through the gates |
//! | `working` | has the work of one attempt done, and finishes it |
//! | `performing` | runs the command that does the work, and records the call |
//! | `answers` | what is said when it ends |

pub mod answers;
pub mod driving;
pub mod performing;
pub mod state;
pub mod working;

pub use state::{How, Pipeline};
