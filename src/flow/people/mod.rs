//! What people say of an open attempt (approvals, rejections, waivers) and of a whole run (seals), and what proves that it was they.
//!
//! | file | what it does |
//! |---|---|
//! | `decide` | `gate approve` and `gate reject` |
//! | `waive` | `gate waive` |
//! | `seal` | `run seal` |
//! | `proof` | a signature, or a word given at a terminal |
//! | `decisions` | what was said about an attempt, and whether it counts now |

pub mod decide;
pub mod decisions;
pub mod proof;
pub mod seal;
pub mod waive;
