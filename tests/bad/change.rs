//! What an entry of a book does to the good files before the program looks at them.

use std::collections::BTreeMap;

use gatewright::format::definition::json::{self, Node, Value};
use gatewright::format::definition::problem::Problems;

use crate::expand;

/// What lies at a path of a world.
#[derive(Debug, Clone, PartialEq)]
pub enum Thing {
    File(Vec<u8>),
    Dir,
    Fifo,
    /// A symbolic link with its target.
    Link(String),
    /// A second name of another file.
    HardLink(String),
}

/// What lies where.
pub type Things = BTreeMap<String, Thing>;

/// Applies the lines of an entry, one after another, to the file that is in hand.
pub struct Hand<'a> {
    pub things: &'a mut Things,
    pub file: String,
}

impl Hand<'_> {
    /// One line of a book: a verb and what it is about.
    pub fn apply(&mut self, line: &str) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "in" => self.file = rest.to_owned(),
            "new" => {
                let (path, text) = rest.split_once(' ').unwrap_or((rest, ""));
                self.things.insert(name(path), Thing::File(expand::bytes(text)));
            }
            "rm" => drop(self.things.remove(rest).unwrap_or_else(|| panic!("there is no {rest}"))),
            "dir" => drop(self.things.insert(name(rest), Thing::Dir)),
            "fifo" => drop(self.things.insert(name(rest), Thing::Fifo)),
            "link" | "hardlink" => {
                let (path, target) = rest.split_once(' ').unwrap();
                let make = if verb == "link" { Thing::Link } else { Thing::HardLink };
                self.things.insert(path.to_owned(), make(target.to_owned()));
            }
            "text" => self.write(expand::bytes(rest)),
            "cut" => {
                let text = self.text();
                let end = text.find(rest).unwrap_or_else(|| panic!("{rest} is not there")) + rest.len();
                self.write(text.as_bytes()[..end].to_vec());
            }
            "sub" => {
                let (old, new) = rest.split_once(" => ").expect("sub OLD => NEW");
                let text = self.text();
                let at = text.find(old).unwrap_or_else(|| panic!("{old} is not in {}", self.file));
                self.splice(at..at + old.len(), new);
            }
            _ => self.edit(verb, rest),
        }
    }

    /// A line that names its place by a JSON pointer.
    fn edit(&mut self, verb: &str, rest: &str) {
        let (pointer, raw) = rest.split_once(' ').unwrap_or((rest, ""));
        let text = self.text();
        let mut problems = Problems::default();
        let tree = json::parse(&text, &mut problems).unwrap_or_else(|| panic!("no JSON: {text}"));
        let (above, last) = pointer.rsplit_once('/').unwrap_or(("", ""));
        let found = find(&tree, pointer);
        let there = || found.unwrap_or_else(|| panic!("{pointer} is not in {text}"));
        let key = || {
            let entries = find(&tree, above).map(Node::entries).unwrap_or_default();
            entries.iter().find(|entry| entry.key == unescaped(last)).unwrap_or_else(|| panic!("{pointer}"))
        };
        match verb {
            "put" => match found {
                Some(node) => self.splice(node.span.clone(), raw),
                None => {
                    let entry = format!("\"{}\": {raw}", unescaped(last));
                    let above = find(&tree, above).unwrap_or_else(|| panic!("{pointer} is not in {text}"));
                    self.append(above, &entry);
                }
            },
            "add" => self.append(there(), raw),
            "key" => self.splice(key().place.clone(), raw),
            "before" => {
                let at = key().place.start;
                self.splice(at..at, raw);
            }
            "del" => {
                let span = match find(&tree, above).map(|node| &node.value) {
                    Some(Value::Object(_)) => key().place.start..key().value.span.end,
                    _ => there().span.clone(),
                };
                let after = &text[span.end..];
                let comma =
                    after.find(|c: char| !c.is_whitespace()).filter(|at| after[*at..].starts_with(','));
                match comma {
                    Some(comma) => {
                        let behind = &after[comma + 1..];
                        let end = text.len() - behind.trim_start().len();
                        self.splice(span.start..end, "");
                    }
                    None => {
                        let start = text[..span.start].trim_end_matches([' ', '\n', ',']).len();
                        self.splice(start..span.end, "");
                    }
                }
            }
            other => panic!("`{other}` is no verb of a book"),
        }
    }

    /// Puts an entry last into an object or a list.
    fn append(&mut self, into: &Node, raw: &str) {
        let end = into.span.end - 1;
        let empty = into.entries().is_empty() && into.elements().is_empty();
        let text = self.text();
        let end = text[..end].trim_end().len();
        self.splice(end..end, &if empty { raw.to_owned() } else { format!(", {raw}") });
    }

    fn splice(&mut self, span: std::ops::Range<usize>, raw: &str) {
        let text = self.text();
        let all =
            [&text.as_bytes()[..span.start], &expand::bytes(raw), &text.as_bytes()[span.end..]].concat();
        self.write(all);
    }

    fn text(&self) -> String {
        match self.things.get(&self.file) {
            Some(Thing::File(bytes)) => {
                String::from_utf8(bytes.clone()).expect("UTF-8 until the last change")
            }
            other => panic!("{} is {other:?}", self.file),
        }
    }

    fn write(&mut self, bytes: Vec<u8>) {
        self.things.insert(self.file.clone(), Thing::File(bytes));
    }
}

fn name(path: &str) -> String {
    String::from_utf8(expand::bytes(path)).expect("a name in UTF-8")
}

fn find<'a>(node: &'a Node, pointer: &str) -> Option<&'a Node> {
    pointer.split('/').skip(1).try_fold(node, |node, part| match &node.value {
        Value::List(elements) => elements.get(part.parse::<usize>().ok()?),
        _ => node.get(&unescaped(part)),
    })
}

fn unescaped(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}
