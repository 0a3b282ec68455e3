//! What the fuzz targets feed, fed here as well: pieces of the books, cut and mixed, and bytes that nobody wrote. No parser panics.

#[path = "../../fuzz/entry_points.rs"]
mod entry_points;

use proptest::prelude::*;

use crate::book;
use crate::change::Thing;
use crate::expand;
use crate::world::files_below;

/// Texts that are nearly right, one for each line of the books that says one, and the good files.
fn seeds() -> Vec<Vec<u8>> {
    let mut seeds: Vec<Vec<u8>> = files_below(&book::shelf().join("base"))
        .into_values()
        .filter_map(|thing| if let Thing::File(bytes) = thing { Some(bytes) } else { None })
        .collect();
    for name in ["artifacts/subjects.txt", "artifacts/hostile.txt", "definitions/templates.txt"] {
        let book = book::read(&book::shelf().join(name));
        let lines = book.entries.iter().flat_map(|entry| &entry.changes);
        let texts = lines.filter_map(|line| line.strip_prefix("text ").or(line.strip_prefix("good ")));
        seeds.extend(texts.map(expand::bytes).filter(|bytes| bytes.len() < 2_000));
    }
    seeds.push(b"ada@example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJd6l0kQ1mVbXJ8T3r0cZk0Q7W6b1zGx0w4n5q2m8y1A\n\n-----BEGIN SSH SIGNATURE-----\nU1NIU0lHAAAAAQ==\n-----END SSH SIGNATURE-----\n".to_vec());
    seeds
}

/// Two pieces of seeds with something between them.
fn mixed() -> impl Strategy<Value = Vec<u8>> {
    let seed = prop::sample::select(seeds());
    let between = prop::sample::select(vec![
        "", "\n", "\n\n", "\0", "\"", "{", "[", "- [x] ", "](", "\u{202e}", "\u{1b}[", "../", "%2e%2e/",
    ]);
    (seed.clone(), any::<prop::sample::Index>(), between, seed, any::<prop::sample::Index>()).prop_map(
        |(one, to, between, other, from)| {
            let (to, from) = (to.index(one.len() + 1), from.index(other.len() + 1));
            [&one[..to], between.as_bytes(), &other[from..]].concat()
        },
    )
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn what_is_nearly_right_makes_no_parser_panic(bytes in mixed()) {
        entry_points::ALL.iter().for_each(|(name, _)| entry_points::feed(name, &bytes));
    }

    #[test]
    fn bytes_that_nobody_wrote_make_no_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        entry_points::ALL.iter().for_each(|(name, _)| entry_points::feed(name, &bytes));
    }
}

#[test]
fn every_seed_is_fed_to_every_parser() {
    for seed in seeds() {
        entry_points::ALL.iter().for_each(|(name, _)| entry_points::feed(name, &seed));
    }
    assert!(seeds().len() > 80);
}
