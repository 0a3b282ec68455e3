//! Contracts under test: the cases that a repository brings for them, judged and held against what they expect, and what is suspicious in
//! contracts themselves.

pub mod case_plan;
pub mod cases;
pub mod lint;
pub mod suite;
pub mod test;
