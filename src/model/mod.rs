//! The nouns of gatewright: values without I/O, clock or bytes on disk.

pub mod actor;
pub mod attempt;
pub mod audit;
pub mod baseline;
pub mod case;
pub mod contract;
pub mod decision;
pub mod depth;
pub mod digest;
pub mod dossier;
pub mod event;
pub mod evidence;
pub mod failure;
pub mod flaw;
pub mod git_seen;
pub mod ids;
pub mod invocation;
pub mod params;
pub mod path;
pub mod pin;
pub mod pointed;
pub mod run;
pub mod spelling;
pub mod time;
pub mod verdict;
pub mod workflow;
