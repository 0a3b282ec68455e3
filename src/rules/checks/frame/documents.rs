//! Markdown and HTML texts as they were taken apart, each once however many checks look at it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed};
use crate::rules::markdown::Heading;
use crate::rules::markdown::both::both;
use crate::rules::markdown::outline::{Outline, outline};
use crate::rules::markdown::page::Page;
use crate::rules::markdown::pointers::{Pointers, pointers};
use crate::rules::markdown::render::{html_page, page};
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;
use crate::rules::markdown::tasks::{Task, tasks};

/// What was found in a text, or why it cannot be read as Markdown.
type Found<T> = Result<Arc<T>, String>;

/// The texts of one judgement. They are known by the digests of their bytes, so that nothing is ever said of a text but what it says
/// itself.
#[derive(Debug, Default)]
pub struct Documents(HashMap<Digest, Document>);

impl Documents {
    /// Those that `evidence` holds the bytes of.
    pub fn of(evidence: &Evidence) -> Documents {
        let mut documents = Documents::default();
        documents.add(evidence);
        documents
    }

    /// Adds those that are new in `evidence`; what is known of the others stays.
    pub fn add(&mut self, evidence: &Evidence) {
        for observed in evidence.observed.values() {
            if let Observed::File(file) = observed
                && file.content.is_some()
            {
                self.0.entry(file.sha256).or_default();
            }
        }
    }

    /// The text whose bytes have this digest.
    pub fn at(&self, sha256: Digest) -> Option<&Document> {
        self.0.get(&sha256)
    }
}

/// A text, taken apart as far as somebody asked for it.
#[derive(Debug, Default)]
pub struct Document {
    outline: OnceLock<Found<Outline>>,
    pointers: OnceLock<Found<Pointers>>,
    tasks: OnceLock<Found<Vec<Task>>>,
    page: OnceLock<Found<Page>>,
    html: OnceLock<Found<Page>>,
    shown: OnceLock<Found<String>>,
}

/// The scope of every line of `text`, which is that of the document.
///
/// # Errors
/// As [`outline()`](crate::rules::markdown::outline::outline).
pub fn scopes_of(document: Option<&Document>, text: &str) -> Result<Arc<Vec<Scope>>, String> {
    Ok(outline_of(document, text)?.scopes.clone())
}

/// Its headings.
///
/// # Errors
/// As [`scopes_of`].
pub fn headings_of(document: Option<&Document>, text: &str) -> Result<Arc<Vec<Heading>>, String> {
    Ok(outline_of(document, text)?.headings.clone())
}

/// What it points to, and what in it can be pointed to.
///
/// # Errors
/// As [`pointers()`](crate::rules::markdown::pointers::pointers).
pub fn pointers_of(document: Option<&Document>, text: &str) -> Result<Arc<Pointers>, String> {
    once(document.map(|it| &it.pointers), || pointers(text))
}

/// The items of its task lists.
///
/// # Errors
/// As [`tasks()`](crate::rules::markdown::tasks::tasks).
pub fn tasks_of(document: Option<&Document>, text: &str) -> Result<Arc<Vec<Task>>, String> {
    once(document.map(|it| &it.tasks), || tasks(text))
}

/// What it becomes on a page.
///
/// # Errors
/// As [`page()`](crate::rules::markdown::render::page).
pub fn page_of(document: Option<&Document>, text: &str) -> Result<Arc<Page>, String> {
    once(document.map(|it| &it.page), || page(text))
}

/// What it becomes on a page as HTML.
///
/// # Errors
/// None: browsers make a page of every text.
pub fn html_page_of(document: Option<&Document>, text: &str) -> Result<Arc<Page>, String> {
    once(document.map(|it| &it.html), || Ok(html_page(text)))
}

/// Takes it apart for whoever asks for its outline and its page, unless either was asked for before.
pub fn take_apart(document: &Document, text: &str) {
    if document.outline.get().is_some() || document.page.get().is_some() {
        return;
    }
    let (outline, page) = match both(text) {
        Ok((outline, page)) => (Ok(Arc::new(outline)), Ok(Arc::new(page))),
        Err(why) => (Err(why.clone()), Err(why)),
    };
    // Another check may have been faster, and found the same.
    let _ = (document.outline.set(outline), document.page.set(page));
}

/// What a reader sees of it, line by line.
///
/// # Errors
/// As [`page_of`].
pub fn shown_of(document: Option<&Document>, text: &str) -> Result<Arc<String>, String> {
    let shown = || page_of(document, text).map(|page| page.written(text, Of::All));
    once(document.map(|it| &it.shown), shown)
}

fn outline_of(document: Option<&Document>, text: &str) -> Found<Outline> {
    once(document.map(|it| &it.outline), || outline(text))
}

fn once<T>(known: Option<&OnceLock<Found<T>>>, find: impl FnOnce() -> Result<T, String>) -> Found<T> {
    match known {
        Some(known) => known.get_or_init(|| find().map(Arc::new)).clone(),
        None => find().map(Arc::new),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_once_as_html_and_once_as_markdown() {
        let (document, text) = (Document::default(), "<p>one\n\n    two</p>");
        let html = || html_page_of(Some(&document), text).unwrap();
        let markdown = || page_of(Some(&document), text).unwrap();
        assert!(Arc::ptr_eq(&html(), &html()) && Arc::ptr_eq(&markdown(), &markdown()));
        assert_ne!(html().parts, markdown().parts, "neither is taken for the other");
    }
}
