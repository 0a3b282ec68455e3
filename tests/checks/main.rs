//! Judging over the public API: contracts and evidence made by hand, and what is said about them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test says what is wrong by panicking")]

mod ages;
mod ancestor;
mod approval;
mod changes;
mod checklist;
mod citations;
mod existence;
mod frontmatter;
mod git;
mod hashes;
mod headings;
mod hidden;
mod hostile;
mod junit;
mod laws;
mod links;
mod mending;
mod own;
mod plan;
mod probes;
mod reports;
mod review;
mod schemas;
mod shared;
mod shown;
mod sources;
mod substance;
mod support;
mod tables;
mod template;
mod texts;
mod together;
mod waivers;
mod web;
mod words;
