//! What `file_exists` asks of what is there: its kind and its size.

use crate::model::evidence::{Evidence, Observed, Place};
use crate::model::verdict::Finding;
use crate::rules::checks::frame::ask::Ask;
use crate::rules::checks::frame::outcome::{Outcome, finding_at};
use crate::rules::quote::{counted, quoted};

/// Kind and size, as far as a check says something of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bounds<'a> {
    kind: Option<&'a str>,
    min_size: Option<u64>,
    max_size: Option<u64>,
}

impl<'a> Bounds<'a> {
    /// Those that a check asks for.
    pub fn of(ask: &Ask<'a>) -> Bounds<'a> {
        Bounds {
            kind: ask.text_if_given("kind"),
            min_size: ask.count("min_size"),
            max_size: ask.count("max_size"),
        }
    }

    /// Whether they say themselves what it has to be.
    pub fn say_kind(self) -> bool {
        self.kind.is_some()
    }

    /// In words behind "is"; empty where nothing is asked.
    pub fn words(self) -> String {
        let kind = self.kind.map(|kind| format!("a {kind}"));
        let least = self.min_size.map(|least| format!("at least {} long", counted(least, "byte")));
        let most = self.max_size.map(|most| format!("at most {} long", counted(most, "byte")));
        [kind, least, most].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// Whether what exists at `place` keeps them.
    pub fn judge(self, place: &Place, evidence: &Evidence) -> Outcome {
        match place {
            Place::Glob(pattern) => {
                let files = evidence.matched.get(pattern).map(Vec::as_slice).unwrap_or_default();
                let findings = files.iter().flat_map(|path| {
                    let (is, size) = measured(evidence.at(path));
                    self.findings(&Place::Path(path.clone()), is, size)
                });
                Outcome::of(findings.collect()).figure("count", files.len())
            }
            Place::Path(path) => {
                let observed = evidence.at(path);
                let (is, size) = measured(observed);
                let outcome = Outcome::of(self.findings(place, is, size));
                match observed {
                    Some(Observed::File(file)) => outcome.figure("size", file.size),
                    Some(Observed::Dir(dir)) => outcome.figure("count", dir.entries.len()),
                    _ => outcome,
                }
            }
        }
    }

    fn findings(self, place: &Place, is: &str, size: u64) -> Vec<Finding> {
        let name = quoted(place.as_str());
        let mut findings = vec![];
        if let Some(kind) = self.kind.filter(|kind| *kind != is) {
            let message = format!("{name} is a {is}, not a {kind}");
            let hint = Some(format!("write a {kind} of that name"));
            findings.push(Finding { hint, ..finding_at(place, None, message) });
        }
        let mut wrong = |bound: Option<u64>, words: &str, hint: &str, is_wrong: fn(u64, u64) -> bool| {
            let Some(bound) = bound.filter(|bound| is_wrong(size, *bound)) else { return };
            let wanted = format!("{words} {}", counted(bound, "byte"));
            findings.push(Finding {
                expected: Some(wanted.clone()),
                found: Some(counted(size, "byte")),
                hint: Some(hint.to_owned()),
                ..finding_at(place, None, format!("{name} has {}, {wanted} wanted", counted(size, "byte")))
            });
        };
        wrong(self.min_size, "at least", "write what is missing", |size, least| size < least);
        wrong(self.max_size, "at most", "make it smaller", |size, most| size > most);
        findings
    }
}

fn measured(observed: Option<&Observed>) -> (&'static str, u64) {
    match observed {
        Some(Observed::File(file)) => ("file", file.size),
        Some(Observed::Dir(dir)) => ("directory", dir.entries.iter().map(|entry| entry.size).sum()),
        _ => ("nothing", 0),
    }
}
