//! Markdown as a parser sees it: the [`headings`] of a text, the [`scopes`] of its lines, within [`limits`] that keep hostile texts from costing minutes.

pub mod limits;
mod parse;
pub mod scopes;

pub use parse::{Heading, headings};
