//! The tests of a report told apart: one that is listed several times is one.

use std::collections::HashMap;

use crate::rules::checks::reports::figures::{Item, Tally};
use crate::rules::checks::reports::xml::Element;

/// How a test came out, as one element tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It held.
    Held,
    /// It failed, for this reason.
    Failed(String),
    /// It was skipped, for this reason.
    Skipped(String),
}

/// All tests, in the order in which they are listed first.
#[derive(Debug, Default)]
pub struct Tests {
    all: Vec<(Item, Told)>,
    known: HashMap<Vec<String>, usize>,
    repeated: u64,
}

/// What suites and tests are told apart by: attributes that tools set by what is tested and where.
const OF_SUITE: [&str; 5] = ["name", "package", "hostname", "id", "file"];
const OF_TEST: [&str; 3] = ["classname", "name", "file"];

impl Tests {
    /// Adds the test of `element`, which stands in `suites`. One that is known failed where it failed once, and ran where it ran once.
    pub fn add(&mut self, suites: &[&Element], element: &Element, told: Told) {
        let part = |name: &str| element.get(name).filter(|text| !text.is_empty());
        let names: Vec<&str> = [part("classname"), part("name")].into_iter().flatten().collect();
        let next = self.all.len();
        if part("name").is_some() {
            let of = |element: &Element, keys: &[&str]| -> Vec<String> {
                keys.iter().map(|key| element.get(key).unwrap_or_default().to_owned()).collect()
            };
            let mut key: Vec<String> = suites.iter().flat_map(|suite| of(suite, &OF_SUITE)).collect();
            key.extend(of(element, &OF_TEST));
            let at = *self.known.entry(key).or_insert(next);
            if let Some((item, before)) = self.all.get_mut(at) {
                self.repeated += 1;
                if matches!(
                    (&*before, &told),
                    (Told::Skipped(_), Told::Held) | (Told::Held | Told::Skipped(_), Told::Failed(_))
                ) {
                    *before = told;
                    item.line = Some(element.line);
                }
                return;
            }
        }
        self.all.push((Item { line: Some(element.line), name: names.join(" "), why: String::new() }, told));
    }

    /// What they come to.
    pub fn tally(self) -> Tally {
        let mut tally = Tally { repeated: self.repeated, ..Tally::default() };
        for (item, told) in self.all {
            tally.total += 1;
            match told {
                Told::Held => {}
                Told::Failed(why) => tally.failures.add(|| Item { why, ..item }),
                Told::Skipped(why) => tally.skipped.add(|| Item { why, ..item }),
            }
        }
        tally
    }
}
