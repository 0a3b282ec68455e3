//! Gatewright: a gate-contract workflow runner with durable run records.
//!
//! The library is built in floors. A module imports only from floors with a smaller number;
//! modules of one directory know each other, directories on one floor do not.
//! `tests/tidy` reads this table and holds the tree to it.
//!
//! | floor | directory | knows | must not know |
//! |---|---|---|---|
//! | 1 | `model` | the nouns: ids, paths, digests, workflow, contract, evidence, verdict, event, run, attempt | I/O, clock, bytes on disk |
//! | 2 | `rules` | decisions, pure functions: what may follow what, judging evidence, rendering a packet | files, processes, formats |
//! | 3 | `format` | bytes that other programs read: definitions, the versioned record, answers, schemas | where those bytes lie |
//! | 4 | `store` | the repository on disk, git | ways of getting work done |
//! | 4 | `exec` | ways of getting work done: a person, a command | the repository on disk |
//! | 5 | `flow` | one file per intention: load, decide, commit | terminal |
//! | 6 | `cli` | the door for people and agents: arguments, printing, exit codes | other doors |

pub mod cli;
pub mod exec;
pub mod flow;
pub mod format;
pub mod model;
pub mod rules;
pub mod store;
