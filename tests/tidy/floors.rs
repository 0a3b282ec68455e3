//! A module imports only from floors below its own, or from its own directory.

use std::collections::BTreeMap;

use crate::imports::Program;
use crate::{hold, tree};

/// The floor of each directory, from the table in `src/lib.rs`.
pub fn table() -> BTreeMap<String, u32> {
    let lib = tree::read("src/lib.rs");
    let rows = lib.lines().filter_map(|line| line.strip_prefix("//! | "));
    rows.filter_map(|row| {
        let mut cells = row.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        let directory = cells.next()?.trim_matches('`').trim_end_matches('/').to_owned();
        Some((directory, floor))
    })
    .collect()
}

#[test]
fn the_table_of_floors_names_every_directory_and_no_other() {
    let table = table();
    let there: Vec<String> = std::fs::read_dir(tree::root().join("src"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert!(!there.is_empty());
    let missing = there.iter().filter(|name| !table.contains_key(*name));
    let gone = table.keys().filter(|name| !there.contains(name));
    let problems: Vec<String> = missing
        .map(|name| format!("src/{name} has no row"))
        .chain(gone.map(|name| format!("the row `{name}` has no directory")))
        .collect();
    hold("The table of floors in src/lib.rs and the directories below src/ differ:", &problems);
}

#[test]
fn modules_import_only_from_lower_floors_or_their_own_directory() {
    let (table, program) = (table(), Program::read());
    assert!(program.modules.len() > 100, "the modules were not found");
    let top = |module: &str| module.split("::").next().unwrap_or_default().to_owned();
    let mut problems = vec![];
    for (name, module) in program.modules.iter().filter(|(name, _)| !name.is_empty()) {
        for import in &module.imports {
            let (own, other) = (top(name), top(import));
            if own != other && table[&other] >= table[&own] {
                problems.push(format!(
                    "{} (floor {}) imports {import} (floor {})",
                    module.file, table[&own], table[&other]
                ));
            }
        }
    }
    hold("Import from lower floors only; when a small thing is needed from above, move it down:", &problems);
}
