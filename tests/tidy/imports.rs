//! Which modules a file imports: `use crate::…`, paths written out, and `super::…`, resolved to files.

use std::collections::{BTreeMap, BTreeSet};

use crate::rust::code;
use crate::tree::{self, File};

/// Every module of the program, by its path (`store::runs::open`), with its file and the modules it imports.
pub struct Program {
    pub modules: BTreeMap<String, Module>,
}

/// A module.
pub struct Module {
    pub file: String,
    pub imports: BTreeSet<String>,
}

impl Program {
    pub fn read() -> Program {
        let files: Vec<File> =
            tree::files("src").into_iter().filter(|file| file.path.ends_with(".rs")).collect();
        let names: BTreeSet<String> = files.iter().map(|file| name(&file.path)).collect();
        let modules = files.iter().map(|file| {
            let own = name(&file.path);
            let mut imports: BTreeSet<String> =
                paths(&code(&file.text)).iter().filter_map(|path| resolve(&own, path, &names)).collect();
            imports.remove(&own);
            (own, Module { file: file.path.clone(), imports })
        });
        Program { modules: modules.collect() }
    }
}

/// `src/store/runs/mod.rs` is `store::runs`; `src/lib.rs` is the empty name.
fn name(path: &str) -> String {
    let below = path.trim_start_matches("src/").trim_end_matches(".rs");
    let below = below.strip_suffix("/mod").unwrap_or(below);
    if matches!(below, "lib" | "main") { String::new() } else { below.replace('/', "::") }
}

/// The module that `path`, written in `own`, leads into: its longest beginning that is a module.
fn resolve(own: &str, path: &str, names: &BTreeSet<String>) -> Option<String> {
    let mut segments: Vec<&str> = path.split("::").collect();
    let mut base: Vec<&str> = match segments.first() {
        Some(&"crate" | &"gatewright") => vec![],
        Some(&"super") => own.split("::").collect(),
        _ => return None,
    };
    while segments.first() == Some(&"super") {
        base.pop();
        segments.remove(0);
    }
    if matches!(segments.first(), Some(&"crate" | &"gatewright")) {
        segments.remove(0);
    }
    base.extend(segments);
    (1..=base.len()).rev().map(|length| base[..length].join("::")).find(|name| names.contains(name))
}

/// Every path that begins with `crate` or `super`, groups in braces written out.
fn paths(code: &str) -> Vec<String> {
    let mut found = vec![];
    for head in ["crate::", "super::"] {
        for (at, _) in code.match_indices(head) {
            let inside = code[..at].ends_with(|c: char| c.is_alphanumeric() || "_:$".contains(c));
            if !inside {
                let flat: String = code[at..].chars().filter(|c| !c.is_whitespace()).take(4000).collect();
                spell("", &flat, &mut found);
            }
        }
    }
    found
}

/// Adds the paths that `text` begins with, each behind `before`; what follows them.
fn spell<'t>(before: &str, text: &'t str, found: &mut Vec<String>) -> &'t str {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let (path, rest) = text.split_at(end);
    let path = format!("{before}{path}");
    if !(path.ends_with("::") && rest.starts_with('{')) {
        found.push(path.trim_end_matches(':').to_owned());
        return rest;
    }
    let mut rest = &rest[1..];
    while !rest.is_empty() && !rest.starts_with('}') {
        let next = spell(&path, rest, found);
        rest = next.trim_start_matches(|c| c != ',' && c != '}').trim_start_matches(',');
    }
    rest.get(1..).unwrap_or("")
}

#[test]
fn paths_in_groups_are_written_out() {
    let found = paths("use crate::a::{b::C, d::{E, F as G}, self};\nlet x = crate::h::i(super::j::K);");
    let expected = [
        "crate::a::b::C",
        "crate::a::d::E",
        "crate::a::d::FasG",
        "crate::a::self",
        "crate::h::i",
        "super::j::K",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_path_leads_to_the_innermost_module_on_it() {
    let names: BTreeSet<String> = ["a", "a::b", "a::c"].map(str::to_owned).into();
    assert_eq!(resolve("a::b", "crate::a::c::Thing", &names), Some("a::c".to_owned()));
    assert_eq!(resolve("a::b", "super::c::Thing", &names), Some("a::c".to_owned()));
    assert_eq!(resolve("a::b", "std::fs", &names), None);
}
