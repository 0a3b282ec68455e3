//! Markdown as a parser sees it: the [`headings`] of a text and the [`scopes`] of its lines, both in its [`outline`], its [`pointers`] and [`tasks`], what is [`shown`] of it, within [`limits`] that keep hostile texts from costing minutes.

mod attributes;
pub mod both;
pub mod boxes;
mod css;
pub mod elements;
pub mod entities;
pub mod follow;
pub mod formulas;
pub mod html;
pub mod html_text;
mod led;
pub mod limits;
pub mod names;
mod nesting;
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
mod style;
pub mod tags;
pub mod tasks;
pub mod weblinks;

pub use outline::headings;
pub use parse::{Heading, front_matter};
