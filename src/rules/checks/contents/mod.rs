//! What stands in the files that checks read: words, sources, headings as contracts ask for them, places to point to, values, tables, lists of
//! digests, schemas. Nothing here passes a verdict.

pub mod address_end;
pub mod addresses;
pub mod anchors;
pub mod cited;
pub mod data;
pub mod delimited;
pub mod entry;
pub mod json_tokens;
pub mod located;
pub mod numbered;
pub mod numbers;
pub mod pointing;
pub mod prose;
pub mod schema;
pub mod schema_drafts;
pub mod schema_says;
pub mod schema_words;
pub mod sums;
pub mod unread;
pub mod urls;
