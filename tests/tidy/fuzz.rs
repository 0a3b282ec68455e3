//! Fuzz targets: what is listed exists, is fed, and is told of.

use std::collections::BTreeSet;

use crate::{hold, tree};

const LIST: &str = "fuzz/entry_points.rs";
const PAGE: &str = "docs/fuzzing.md";

/// What stands between `before` and `after` in lines of the text.
fn named(text: &str, before: &str, after: &str) -> BTreeSet<String> {
    let name = |line: &str| Some(line.trim().strip_prefix(before)?.split_once(after)?.0.to_owned());
    text.lines().filter_map(name).collect()
}

fn differ(one: &BTreeSet<String>, what: &str, other: &BTreeSet<String>) -> Vec<String> {
    one.symmetric_difference(other).map(|name| format!("{what}: {name}")).collect()
}

#[test]
fn every_entry_point_has_a_target_that_feeds_it_and_a_line_in_the_page() {
    let entries = named(&tree::read(LIST), "(\"", "\", ");
    assert!(entries.len() > 12, "the entry points were not found: {entries:?}");
    let manifest = tree::read("fuzz/Cargo.toml");
    let bins = manifest.split_once("[[bin]]").map(|(_, bins)| named(bins, "name = \"", "\"")).unwrap();
    let paths = named(&manifest, "path = \"fuzz_targets/", ".rs\"");
    let mut problems = differ(&entries, "an entry point without [[bin]], or the reverse", &bins);
    problems.extend(differ(&entries, "a [[bin]] with another path", &paths));
    problems.extend(differ(
        &entries,
        "not in the page, or only there",
        &named(&tree::read(PAGE), "| `", "` |"),
    ));
    let files: BTreeSet<String> = tree::files("fuzz/fuzz_targets")
        .iter()
        .filter_map(|file| {
            Some(file.path.strip_prefix("fuzz/fuzz_targets/")?.strip_suffix(".rs")?.to_owned())
        })
        .collect();
    problems.extend(differ(&entries, "an entry point without a file, or the reverse", &files));
    for name in &entries {
        let text = tree::read(&format!("fuzz/fuzz_targets/{name}.rs"));
        if !text.contains(&format!("entry_points::feed(\"{name}\", bytes)")) {
            problems.push(format!("the target {name} does not feed the entry point of its name"));
        }
    }
    hold(&format!("Keep {LIST}, fuzz/Cargo.toml, fuzz/fuzz_targets and {PAGE} to each other:"), &problems);
}
