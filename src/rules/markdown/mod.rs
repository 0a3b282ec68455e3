//! Markdown as a parser sees it: the [`headings`] of a text and the [`scopes`] of its lines, both in its [`outline`], its [`pointers`] and [`tasks`], what is [`shown`] of it, within [`limits`] that keep hostile texts from costing minutes.

pub mod boxes;
pub mod elements;
pub mod html;
pub mod html_text;
pub mod limits;
pub mod notes;
pub mod ordered;
pub mod outline;
pub mod page;
mod paragraphs;
mod parse;
pub mod pointers;
pub mod render;
pub mod scopes;
pub mod shown;
pub mod tags;
pub mod tasks;
pub mod weblinks;

pub use outline::headings;
pub use parse::{Heading, front_matter};
