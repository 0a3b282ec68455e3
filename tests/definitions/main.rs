//! Definitions as people get them right and wrong: read from a corpus, and broken in every way that can be enumerated.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read their corpus, and a helper that fails fails its test"
)]

mod arbitrary;
mod broken;
mod contract;
mod corpus;
mod extends;
mod idle;
mod lint;
mod lint_across;
mod messages;
mod needs;
mod own_checks;
mod params;
mod schema;
mod unmatchable;
mod variables;
mod workflow;
