//! Markdown as a parser sees it: [`headings`] of a text, within [`limits`] that keep hostile texts from costing minutes.

pub mod headings;
pub mod limits;
