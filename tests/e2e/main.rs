//! The whole program as people and agents meet it: every story in a small world of its own, told in full.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests prepare files and processes as a user would, and a helper that fails fails its test"
)]

mod fixtures;
mod hold;
mod mask;
#[cfg(feature = "online")]
mod web;
mod world;

mod agent;
mod ages;
mod all_at_once;
mod ancestor;
mod answers;
mod approve;
mod attempt_shown;
mod attest;
mod audit;
mod audit_ancestors;
mod audit_cut;
mod audit_definitions;
mod audit_elsewhere;
mod audit_files;
mod audit_forged;
mod audit_history;
mod audit_lost;
mod audit_measures;
mod audit_moved;
mod audit_packets;
mod audit_people;
mod audit_put_back;
mod audit_restored;
mod audit_reworded;
mod audit_roots;
mod audit_rules;
mod audit_stored;
mod audit_times;
mod audit_unfetched;
mod audit_unlooked;
mod before_work;
mod by_hand;
mod case_people;
mod cases;
mod ci;
mod contracts;
mod defaults;
mod definitions;
mod determinism;
mod diff;
mod doubtful;
mod dry_run;
mod export;
mod git;
mod git_checks;
mod golden;
mod help;
mod hostile;
mod invocation;
mod kinds;
mod late;
mod links;
mod listing;
mod machine;
mod newest;
mod offered;
mod outputs;
mod own_checks;
mod own_checks_attacked;
mod own_fixtures;
mod packet;
mod params;
mod paste;
mod people;
mod pipeline;
mod reopen;
mod repin;
mod report;
mod review;
mod reviewer;
mod seal;
mod secrets;
mod select;
mod signers;
mod sizes;
mod stale;
mod standing;
mod states;
mod sticky;
mod streams;
mod templates;
mod timeline;
mod too_large;
mod trust;
mod typed;
mod verify;
mod waive;
mod yardstick;
