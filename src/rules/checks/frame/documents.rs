//! Markdown texts as they were taken apart, each once however many checks look at it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Observed};
use crate::rules::markdown::page::Page;
use crate::rules::markdown::pointers::{Pointers, pointers};
use crate::rules::markdown::render::page;
use crate::rules::markdown::scopes::{Scope, scopes};
use crate::rules::markdown::shown::Of;
use crate::rules::markdown::{Heading, headings};

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
    scopes: OnceLock<Found<Vec<Scope>>>,
    headings: OnceLock<Found<Vec<Heading>>>,
    pointers: OnceLock<Found<Pointers>>,
    page: OnceLock<Found<Page>>,
    shown: OnceLock<Found<String>>,
}

/// The scope of every line of `text`, which is that of the document.
///
/// # Errors
/// As [`scopes()`](crate::rules::markdown::scopes::scopes).
pub fn scopes_of(document: Option<&Document>, text: &str) -> Result<Arc<Vec<Scope>>, String> {
    once(document.map(|it| &it.scopes), || scopes(text))
}

/// Its headings.
///
/// # Errors
/// As [`headings()`](crate::rules::markdown::headings).
pub fn headings_of(document: Option<&Document>, text: &str) -> Result<Arc<Vec<Heading>>, String> {
    once(document.map(|it| &it.headings), || headings(text))
}

/// What it points to, and what in it can be pointed to.
///
/// # Errors
/// As [`pointers()`](crate::rules::markdown::pointers::pointers).
pub fn pointers_of(document: Option<&Document>, text: &str) -> Result<Arc<Pointers>, String> {
    once(document.map(|it| &it.pointers), || pointers(text))
}

/// What it becomes on a page.
///
/// # Errors
/// As [`page()`](crate::rules::markdown::render::page).
pub fn page_of(document: Option<&Document>, text: &str) -> Result<Arc<Page>, String> {
    once(document.map(|it| &it.page), || page(text))
}

/// What a reader sees of it, line by line.
///
/// # Errors
/// As [`page_of`].
pub fn shown_of(document: Option<&Document>, text: &str) -> Result<Arc<String>, String> {
    let shown = || page_of(document, text).map(|page| page.written(text, Of::All));
    once(document.map(|it| &it.shown), shown)
}

fn once<T>(known: Option<&OnceLock<Found<T>>>, find: impl FnOnce() -> Result<T, String>) -> Found<T> {
    match known {
        Some(known) => known.get_or_init(|| find().map(Arc::new)).clone(),
        None => find().map(Arc::new),
    }
}
