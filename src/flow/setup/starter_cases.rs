//! The cases of contracts that templates bring: one for every gate in which its contract holds, one in which it does not, and one for every check that runs
//! nothing and asks no git. Whoever adapts a contract has something to begin with; the project's own tree has many more.

/// A file of a case: where it goes below the workflow's cases, and what it holds.
pub type CaseFile = (&'static str, &'static str);

macro_rules! cases {
    ($workflow:literal: $($path:literal),* $(,)?) => {
        &[$((
            concat!("contracts/", $workflow, "/tests/", $path),
            include_str!(concat!("../../../../contracts/", $workflow, "/tests/", $path)),
        )),*]
    };
}

pub mod bugfix;
pub mod feature;
pub mod release;
pub mod research_report;
pub mod visual_essay;
