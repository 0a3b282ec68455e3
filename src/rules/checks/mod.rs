//! The checks. Each file holds a family: parameters, words for the packet, and the judgement.
//!
//! To add one, write its file with a `pub static … : CheckKind` and list it in [`catalogue::CHECKS`]; the manual, the JSON Schema
//! and `gatewright checks` are generated from that list. [`frame`] is what every check is made of, [`contents`] reads what stands in
//! files, [`own`] are checks of a repository's own, [`parts`] are parameters with their judgement that families share, [`reports`] reads what other tools wrote.

pub mod absent;
pub mod approval;
pub mod awaited;
pub mod catalogue;
pub mod changes;
pub mod checklist;
pub mod citations;
pub mod command;
pub mod contains;
pub mod contents;
pub mod csv_shape;
pub mod exists;
pub mod files;
pub mod frame;
pub mod frontmatter;
pub mod git;
pub mod hash_equals;
pub mod headings;
pub mod json_report;
pub mod json_schema;
pub mod links;
pub mod own;
pub mod parts;
pub mod placeholders;
pub mod reachable;
pub mod regexes;
pub mod reports;
pub mod review;
pub mod sources;
pub mod template;
pub mod values;
pub mod words;
