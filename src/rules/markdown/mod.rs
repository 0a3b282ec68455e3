//! Markdown as a parser sees it: the [`headings`] of a text, within [`limits`] that keep hostile texts from costing minutes.

pub mod limits;
mod parse;

pub use parse::{Heading, headings};
