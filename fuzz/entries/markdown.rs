//! Markdown: headings, tasks, links, sources, citations, scopes.

use std::sync::Arc;

use gatewright::rules::checks::contents::anchors::anchors;
use gatewright::rules::checks::contents::cited::{KINDS, sources};
use gatewright::rules::checks::contents::entry::{Entry, check_entry, meant_entry, sections};
use gatewright::rules::checks::contents::prose::{bare_words, count, words_of};
use gatewright::rules::checks::contents::urls::{distinct_urls, urls, without_comments};
use gatewright::rules::checks::frame::text::Text;
use gatewright::rules::markdown::boxes::malformed;
use gatewright::rules::markdown::notes::notes;
use gatewright::rules::markdown::ordered::ordered;
use gatewright::rules::markdown::outline::scopes;
use gatewright::rules::markdown::pointers::{pointers, slug};
use gatewright::rules::markdown::render::page;
use gatewright::rules::markdown::shown::Of;
use gatewright::rules::markdown::tasks::tasks;
use gatewright::rules::markdown::weblinks::weblinks;
use gatewright::rules::markdown::{headings, html};

use super::file;

/// Task lists, links, sources, citations, scopes and headings of Markdown.
pub fn markdown(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let most =
        text.split('\n').count().max(text.split('\r').count()) as u64 + text.matches('\r').count() as u64;
    let found = headings(&text).unwrap_or_default();
    assert!(found.iter().all(|heading| (1..=6).contains(&heading.level) && heading.line <= most));
    let first = text.lines().next().unwrap_or_default();
    let _ = (sections(first, &found), check_entry(first), Entry::new(first), meant_entry(first), slug(first));
    if let Ok(tasks) = tasks(&text) {
        let _ = malformed(&text, || scopes(&text).map(Arc::new), &tasks);
    }
    let _ = (words_of(first), bare_words(first).count());
    let _ = (pointers(&text), weblinks(&text), html::read(&text), notes(&text), ordered(&text));
    if let Ok(page) = page(&text) {
        for of in [Of::All, Of::Text, Of::Prose, Of::Code, Of::Heading] {
            for view in [page.written(&text, of), page.plain(&text, of)] {
                assert_eq!(
                    view.matches('\n').count(),
                    text.matches('\n').count(),
                    "lines keep their numbers"
                );
                let (joined, begins) = page.joined(&view);
                assert!(
                    joined.len() <= view.len() + 1
                        && begins.iter().all(|(at, line)| *at <= joined.len() && *line <= most)
                );
            }
        }
    }
    if let Ok(scopes) = scopes(&text) {
        assert!(scopes.len() <= text.len() + 1, "no line comes out of nothing");
    }
    assert!(distinct_urls(&text) <= urls(&text).len() as u64);
    assert_eq!(
        without_comments(&text).matches('\n').count(),
        text.matches('\n').count(),
        "lines keep their numbers"
    );
    for name in ["a.md", "a.bib", "a.rs", "a.html"] {
        let path = file(name);
        let looked = Text { path: &path, text: &text, document: None };
        for kind in KINDS {
            let _ = sources(&looked, kind, &(1..u64::MAX));
        }
        let _ = (looked.scopes(), looked.headings(), anchors(&path, &text));
        if let Ok(shown) = looked.shown() {
            assert_eq!(shown.matches('\n').count(), text.matches('\n').count(), "lines keep their numbers");
        }
        assert!(count(&looked).unwrap_or_default() <= text.len() as u64, "no word comes out of nothing");
    }
}
