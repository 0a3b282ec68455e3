//! What people say of an open attempt: approvals and rejections, waivers, and what proves that it was they.
//!
//! | file | what it does |
//! |---|---|
//! | `decide` | `gate approve` and `gate reject` |
//! | `waive` | `gate waive` |
//! | `proof` | a signature, or a word given at a terminal |
//! | `decisions` | what was said about an attempt, and whether it counts now |

pub mod decide;
pub mod decisions;
pub mod proof;
pub mod waive;
