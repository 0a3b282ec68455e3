//! The reference under `docs/reference` and the JSON Schemas under `schemas` are made from the program itself, kept in the
//! tree and compared. `GATEWRIGHT_ACCEPT=1 cargo test --test reference` writes them anew.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read the tree, and a helper that fails fails its test"
)]

mod answers;
mod checks;
mod commands;
mod definitions;
mod exit_codes;
mod page;
mod record;
mod schemas;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const ACCEPT: &str = "GATEWRIGHT_ACCEPT=1 cargo test --test reference";

/// Every generated file by its path from the project's root.
fn made() -> BTreeMap<String, String> {
    let pages = [
        ("commands", commands::page()),
        ("definitions", definitions::page()),
        ("checks", checks::page()),
        ("record", record::page()),
        ("answers", answers::page()),
        ("exit-codes", exit_codes::page()),
    ];
    let mut made: BTreeMap<String, String> =
        pages.into_iter().map(|(name, text)| (format!("docs/reference/{name}.md"), text)).collect();
    made.extend(schemas::files());
    made
}

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What lies in the generated directories.
fn kept() -> BTreeMap<String, String> {
    let read = |dir: &str| -> Vec<(String, String)> {
        let Ok(entries) = std::fs::read_dir(project().join(dir)) else { return vec![] };
        entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .map(|name| {
                (format!("{dir}/{name}"), std::fs::read_to_string(project().join(dir).join(&name)).unwrap())
            })
            .collect()
    };
    read("docs/reference").into_iter().chain(read("schemas")).collect()
}

#[test]
fn the_reference_in_the_tree_is_what_the_program_says() {
    let made = made();
    if std::env::var_os("GATEWRIGHT_ACCEPT").is_some() {
        kept().keys().for_each(|path| std::fs::remove_file(project().join(path)).unwrap());
        for (path, text) in &made {
            std::fs::create_dir_all(project().join(path).parent().unwrap_or(Path::new(""))).unwrap();
            std::fs::write(project().join(path), text).unwrap();
        }
    }
    let kept = kept();
    let differs: Vec<String> = made
        .keys()
        .chain(kept.keys())
        .filter(|path| made.get(*path) != kept.get(*path))
        .map(|path| format!("  {path}{}", first_difference(kept.get(path), made.get(path))))
        .collect();
    assert!(
        differs.is_empty(),
        "The reference is not what the program says:\n{}\n`{ACCEPT}` writes it anew.",
        differs.join("\n")
    );
}

/// Such as ` at line 12: kept `a`, made `b``.
fn first_difference(kept: Option<&String>, made: Option<&String>) -> String {
    let (Some(kept), Some(made)) = (kept, made) else {
        return if kept.is_none() { " is missing".to_owned() } else { " is of no use any more".to_owned() };
    };
    let mut lines = kept.lines().zip(made.lines()).enumerate();
    match lines.find(|(_, (kept, made))| kept != made) {
        Some((at, (kept, made))) => format!(" at line {}: kept `{kept}`, made `{made}`", at + 1),
        None => " has another length".to_owned(),
    }
}
