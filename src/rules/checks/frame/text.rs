//! A text that a check looks at, and what it is by its name.

use std::borrow::Cow;
use std::sync::Arc;

use crate::model::evidence::Place;
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::frame::documents::{
    Document, headings_of, html_page_of, page_of, pointers_of, scopes_of, shown_of, take_apart, tasks_of,
};
use crate::rules::checks::frame::outcome::finding_at;
use crate::rules::markdown::Heading;
use crate::rules::markdown::limits;
use crate::rules::markdown::page::Page;
use crate::rules::markdown::pointers::Pointers;
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;
use crate::rules::markdown::tasks::Task;
use crate::rules::quote::quoted;

/// A text a check looks at.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Where it lies.
    pub path: &'a RepoPath,
    /// The whole of it, without a byte order mark.
    pub text: &'a str,
    /// The same, taken apart for all checks of a judgement.
    pub document: Option<&'a Document>,
}

impl<'a> Text<'a> {
    /// Whether its name says that it is Markdown, or prose that is mostly written so.
    pub fn is_markdown(&self) -> bool {
        is_markdown(self.path)
    }

    /// Whether its name says that it is HTML.
    pub fn is_html(&self) -> bool {
        is_html(self.path)
    }

    /// Whether the parser may be asked what it is, where its name says that it is Markdown; what must not be asked of it is found out by nobody.
    pub fn is_readable(&self) -> bool {
        !self.is_markdown() || limits::check(self.text).is_ok()
    }

    /// What each line belongs to; in a file that is no Markdown everything is text.
    pub fn scopes(&self) -> Result<Arc<Vec<Scope>>, String> {
        if self.is_markdown() {
            return self.markdown_scopes();
        }
        Ok(Arc::new(vec![Scope::Text; self.text.split_inclusive('\n').count()]))
    }

    /// What each line belongs to as Markdown, whatever its name says.
    pub fn markdown_scopes(&self) -> Result<Arc<Vec<Scope>>, String> {
        scopes_of(self.document, self.text)
    }

    /// What a reader sees of it, line by line: in Markdown and HTML no tags, comments, pictures and targets of links.
    pub fn shown(&self) -> Result<Cow<'a, str>, String> {
        let may_hide = self.may_hide();
        if may_hide && self.is_markdown() {
            return shown_of(self.document, self.text).map(|shown| Arc::unwrap_or_clone(shown).into());
        }
        if may_hide && is_html(self.path) {
            return Ok(html_page_of(self.document, self.text)?.written(self.text, Of::All).into());
        }
        Ok(Cow::from(self.text))
    }

    /// Whether anything in it may be hidden: by no other sign it can be.
    fn may_hide(&self) -> bool {
        self.text.contains(['<', '&', '[', '`', '~', '|'])
    }

    /// For a check that goes on to ask what its lines belong to, or for its headings, and for what is shown of it: takes it apart for both.
    pub fn take_apart(&self) {
        if let Some(document) = self.document.filter(|_| self.is_markdown() && self.may_hide()) {
            take_apart(document, self.text);
        }
    }

    /// What it becomes on a page; `None` where its name says that it becomes none, and is read as it stands.
    pub fn page(&self) -> Result<Option<Arc<Page>>, String> {
        if self.is_markdown() {
            return self.markdown_page().map(Some);
        }
        is_html(self.path).then(|| html_page_of(self.document, self.text)).transpose()
    }

    /// What it becomes on a page as Markdown, whatever its name says.
    pub fn markdown_page(&self) -> Result<Arc<Page>, String> {
        page_of(self.document, self.text)
    }

    /// What it points to as Markdown, and what in it can be pointed to.
    pub fn pointers(&self) -> Result<Arc<Pointers>, String> {
        pointers_of(self.document, self.text)
    }

    /// The items of its task lists, as Markdown.
    pub fn tasks(&self) -> Result<Arc<Vec<Task>>, String> {
        tasks_of(self.document, self.text)
    }

    /// Its headings; an error says why it cannot be read as Markdown.
    pub fn headings(&self) -> Result<Arc<Vec<Heading>>, String> {
        headings_of(self.document, self.text)
            .map_err(|why| format!("{} cannot be read as Markdown: {why}", quoted(self.path.as_str())))
    }

    /// A finding about this text.
    pub fn finding(&self, line: Option<u64>, message: impl Into<String>) -> Finding {
        finding_at(&Place::Path(self.path.clone()), line, message.into())
    }
}

/// Whether the name says that it is Markdown, or prose that is mostly written so.
pub fn is_markdown(path: &RepoPath) -> bool {
    let Some((_, ending)) = path.file_name().rsplit_once('.') else { return true };
    ["md", "markdown", "mdx", "mdown", "txt"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn is_html(path: &RepoPath) -> bool {
    let ending = path.file_name().rsplit_once('.').map_or("", |(_, ending)| ending);
    ["html", "htm", "xhtml"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}
