//! What is wrong with a link to the repository, in words that tell how to mend it.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use crate::model::evidence::{Evidence, FileSeen};
use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::checks::contents::anchors::{Anchors, anchors, is_lines};
use crate::rules::checks::contents::pointing::{Found, Local, found, meant, spelled};
use crate::rules::checks::frame::text::Text;
use crate::rules::quote::{counted, quoted};
use crate::rules::suggest::nearest;

/// What can be pointed to in each file, found out once.
pub type Known = RefCell<BTreeMap<RepoPath, Result<Anchors, String>>>;

/// What is wrong with a link.
#[derive(Debug)]
pub enum Wrong {
    /// It leads nowhere.
    Broken(Finding),
    /// Whether it does cannot be found out.
    Unsure(Finding),
}

/// A link in a text.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The text that it stands in.
    pub text: &'a Text<'a>,
    /// Its line, from 1.
    pub line: u64,
    /// As written; of a reference without definition the label.
    pub to: &'a str,
}

impl Link<'_> {
    /// Nothing defines the reference.
    pub fn undefined(&self) -> Finding {
        let label = format!("[{}]", self.to);
        self.finding(
            format!("The reference {} has no definition", quoted(&label)),
            format!("write a line {}, or link directly", quoted(&format!("{label}: path/of/the/file.md"))),
        )
    }

    /// It leads out of the repository or is no path at all.
    pub fn astray(&self, why: &str) -> Finding {
        self.finding(
            format!("The link {} leads nowhere: {why}", quoted(self.to)),
            "link to a file of the repository, relative to this text or from the root with `/`".to_owned(),
        )
    }

    /// What is wrong with it when it leads to `local`.
    pub fn wrong(&self, local: &Local, evidence: &Evidence, known: &Known) -> Option<Wrong> {
        let fragment = local.fragment.as_deref();
        let Some(path) = &local.path else { return fragment.map(|_| self.no_headings()) };
        if path == self.text.path {
            return self.lost(path, fragment?, Ok(self.text.text), known);
        }
        match found(path, evidence) {
            Found::Unsure(why) => Some(self.unsure(&why)),
            Found::Nothing => Some(self.nothing(path, evidence)),
            Found::Dir { .. } => fragment.map(|_| self.no_headings()),
            Found::File(_) if local.is_directory => Some(Wrong::Broken(self.finding(
                format!("The link {} leads to a file and is written as a directory", quoted(self.to)),
                "leave out the last `/`".to_owned(),
            ))),
            Found::File(file) => self.lost(path, fragment?, content(path, file), known),
        }
    }

    fn nothing(&self, path: &RepoPath, evidence: &Evidence) -> Wrong {
        let hint = match meant(path, evidence) {
            Some(meant) => format!("did you mean {}?", quoted(&spelled(self.text.path, &meant))),
            None => "write that file, or mend the link".to_owned(),
        };
        let expected = Some(format!("a file or directory {}", quoted(path.as_str())));
        let message = format!("The link {} leads nowhere", quoted(self.to));
        Wrong::Broken(Finding { expected, ..self.finding(message, hint) })
    }

    fn no_headings(&self) -> Wrong {
        Wrong::Broken(self.finding(
            format!("The link {} names a heading of a directory, which has none", quoted(self.to)),
            "link to the file that has it".to_owned(),
        ))
    }

    /// What is wrong with its fragment, which is looked for in the file at `path`.
    fn lost(
        &self,
        path: &RepoPath,
        fragment: &str,
        content: Result<&str, String>,
        known: &Known,
    ) -> Option<Wrong> {
        let content = match content {
            Ok(content) => content,
            Err(why) => return Some(self.unsure(&why)),
        };
        let mut known = known.borrow_mut();
        let there = match known.entry(path.clone()).or_insert_with(|| anchors(path, content)) {
            Ok(there) => there,
            Err(why) => return Some(self.unsure(why)),
        };
        let wanted = fragment.strip_prefix("user-content-").unwrap_or(fragment);
        if there.names.contains(wanted) {
            return None;
        }
        match is_lines(wanted) {
            Some(last) => (last > there.lines).then(|| self.behind(path, there.lines)),
            None if there.has_names => Some(self.no_such_name(path, wanted, &there.names)),
            None => Some(self.unsure(&format!(
                "{} is neither Markdown nor HTML, and what `#` names in it is not known",
                quoted(path.as_str())
            ))),
        }
    }

    fn behind(&self, path: &RepoPath, lines: u64) -> Wrong {
        let message =
            format!("The link {} leads behind the end of {}", quoted(self.to), quoted(path.as_str()));
        let found = Some(counted(lines, "line"));
        Wrong::Broken(Finding { found, ..self.finding(message, "name a line that it has".to_owned()) })
    }

    fn no_such_name(&self, path: &RepoPath, wanted: &str, names: &BTreeSet<String>) -> Wrong {
        let name = quoted(path.as_str());
        let hint = match nearest(wanted, names.iter().map(String::as_str)) {
            Some(near) => format!("did you mean {}?", quoted(&format!("#{near}"))),
            None if names.is_empty() => format!("{name} has no headings"),
            None => {
                let some: Vec<String> =
                    names.iter().take(10).map(|name| quoted(&format!("#{name}"))).collect();
                let more = if names.len() > some.len() { ", …" } else { "" };
                format!("there are {}{more}", some.join(", "))
            }
        };
        let expected = Some(format!("a heading or name {} in {name}", quoted(&format!("#{wanted}"))));
        let message = format!("The link {} leads to no heading", quoted(self.to));
        Wrong::Broken(Finding { expected, ..self.finding(message, hint) })
    }

    fn unsure(&self, why: &str) -> Wrong {
        let message = format!("The link {} could not be judged: {why}", quoted(self.to));
        Wrong::Unsure(self.finding(message, "link to what can be read, or name it in `ignore`".to_owned()))
    }

    fn finding(&self, message: String, hint: String) -> Finding {
        Finding { hint: Some(hint), ..self.text.finding(Some(self.line), message) }
    }
}

fn content<'a>(path: &RepoPath, file: &'a FileSeen) -> Result<&'a str, String> {
    let name = quoted(path.as_str());
    let bytes = file.content.as_deref().ok_or_else(|| format!("{name} is too large to look into"))?;
    std::str::from_utf8(bytes).map_err(|_| format!("{name} is not UTF-8 text"))
}
