//! Markdown as a parser sees it: the [`headings`] of a text, the [`scopes`] of its lines, its [`pointers`] and [`tasks`], what is [`shown`] of it, within [`limits`] that keep hostile texts from costing minutes.

pub mod boxes;
pub mod html;
pub mod limits;
mod parse;
pub mod pointers;
pub mod scopes;
pub mod shown;
pub mod tasks;
pub mod weblinks;

pub use parse::{Heading, front_matter, headings};
