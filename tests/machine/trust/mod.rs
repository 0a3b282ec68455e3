//! What the user trusts, and what ends that.

mod keys;
mod ledgers;

use gatewright::store::rooted::Root;
use gatewright::store::trust::key::TrustKey;

use crate::place::Place;

/// A command line in words.
fn argv(line: &str) -> Vec<String> {
    line.split(' ').map(str::to_owned).collect()
}

/// The key of a command in a place as it is now.
fn key(place: &Place, argv: &[String]) -> TrustKey {
    TrustKey::compute(&Root::open(&place.path().canonicalize().unwrap()).unwrap(), argv).unwrap()
}

/// The files that a command names.
fn named(place: &Place, line: &str) -> Vec<String> {
    key(place, &argv(line)).files.into_iter().map(|file| file.path.to_string()).collect()
}
