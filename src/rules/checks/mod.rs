//! The checks. Each file holds a family: parameters, words for the packet, and the judgement.
//!
//! To add one, write its file with a `pub static … : CheckKind` and list it in [`catalogue::CHECKS`]; the manual, the JSON Schema
//! and `gatewright checks` are generated from that list. [`ask`] is what a check is asked, [`look`] finds what there is to look
//! at, [`outcome`] is what it answers.

pub mod anchors;
pub mod approval;
pub mod ask;
pub mod bounds;
pub mod broken;
pub mod catalogue;
pub mod changes;
pub mod checklist;
pub mod citations;
pub mod command;
pub mod contains;
pub mod csv_rows;
pub mod csv_shape;
pub mod data;
pub mod delimited;
pub mod entry;
pub mod exists;
pub mod fields;
pub mod files;
pub mod frontmatter;
pub mod git;
pub mod globs;
pub mod hash_equals;
pub mod headings;
pub mod json_report;
pub mod json_schema;
pub mod kind;
pub mod links;
pub mod located;
pub mod look;
pub mod manual;
pub mod outcome;
pub mod pattern;
pub mod placeholders;
pub mod pointing;
pub mod quote;
pub mod regexes;
pub mod reports;
pub mod schema;
pub mod schema_words;
pub mod searched;
pub mod sections;
pub mod sources;
pub mod sums;
pub mod values;
pub mod words;
