//! What commands answer with `--json`: the shape of every kind of answer, as a JSON Schema.
//!
//! | file | what it does |
//! |---|---|
//! | `shape` | the words that shapes are written in |
//! | `attempt`, `attest`, `audit`, `gate`, `pipeline`, `run`, `run_lists`, `definition`, `checks`, `contract`, `diff`, `export`, `program`, `timeline` | the kinds of answer, by what they are about |
//! | `waiver`, `waived` | answers of `gate waive`; what others say of waivers |
//! | `schema` | all of them as one schema |

pub mod attempt;
pub mod attest;
pub mod audit;
pub mod checks;
pub mod contract;
pub mod definition;
pub mod diff;
pub mod export;
pub mod gate;
pub mod pipeline;
pub mod program;
pub mod run;
pub mod run_lists;
pub mod schema;
pub mod shape;
pub mod timeline;
pub mod waived;
pub mod waiver;
