//! What reviewers ask of a run beside the audit; nothing here writes into it.
//!
//! | file | what it is for |
//! |---|---|
//! | `show_attempt` | one attempt in full |
//! | `timeline` | the events replayed |
//! | `diff` | two attempts or two runs held against each other |
//! | `report` | a run as one page |
//! | `export` | a bundle that audits itself on another machine |
//! | `recorded_bytes` | the bytes of a digest, in the tree or in git |

pub mod diff;
pub mod export;
pub mod recorded_bytes;
pub mod report;
pub mod show_attempt;
pub mod timeline;
