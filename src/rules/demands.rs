//! Whether something that was asked before, and is asked today, was asked in between: not by its words alone, but by what it comes to, as far as two demands can be
//! compared. More of what is counted, more of what is listed, and fewer of what may be chosen from are the stricter demand; of two regular expressions nobody
//! can say.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::contract::{Arg, Condition, Contract, Severity, TargetSpec, Validation};
use crate::model::depth::Depth;
use crate::model::params::Params;
use crate::model::workflow::GateDef;

/// Lists of which every entry is asked for: the type of a check and its parameter.
const EACH: [(&str, &str); 4] = [
    ("contains_text", "patterns"),
    ("contains_headings", "required_headings"),
    ("csv_shape", "not_empty"),
    ("csv_shape", "unique"),
];

/// Alternatives.
const ONE_OF: &str = "one of";

/// What a gate asks in one run, each demand as far as it can be compared with others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    /// Checks, by what they look at and how.
    checks: BTreeMap<Kind, BTreeSet<Atom>>,
    /// What may be chosen from, by what it is for.
    choices: BTreeMap<&'static str, BTreeSet<String>>,
    /// The most that is allowed, in thousandths.
    most: BTreeMap<&'static str, u64>,
}

/// Checks that are alike but for what can be compared.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    /// The type of the check and its target.
    what: String,
    /// Everything about it that is either the same or cannot be compared.
    how: String,
}

/// The least part of a check that is a demand by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Atom {
    /// That it is checked at all.
    Checked,
    /// At least so much of that.
    Least(String, i64),
    /// At most so much of that.
    Most(String, i64),
    /// This entry of that list; whether a longer text that holds it asks for it as well.
    Entry(String, String, bool),
}

/// What became of demands that were there before and are there again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    /// What was not asked in between, in words.
    pub lacks: BTreeSet<String>,
    /// What was asked before and what is asked today, neither of them in between, where nobody can say whether one is the other in other words.
    pub unlike: BTreeSet<(String, String)>,
}

impl Demands {
    /// Of a gate, for which its contract in effect is that.
    pub fn of(def: &GateDef, contract: &Contract, depth: Depth, params: &Params) -> Demands {
        let mut all = Demands::default();
        let applies =
            |check: &&Validation| check.common.when.as_ref().is_none_or(|when| when.holds(depth, params));
        for check in contract.validations.iter().filter(applies) {
            // A warning keeps nobody from passing.
            if check.severity == Severity::Error {
                let (kind, atoms) = taken_apart(check, depth);
                all.checks.entry(kind).or_default().extend(atoms);
            }
        }
        let mut choose = |what, from: BTreeSet<String>| {
            if !from.is_empty() {
                all.choices.insert(what, from);
            }
        };
        choose(ONE_OF, contract.any_of.iter().map(|output| output.path.0.clone()).collect());
        choose("a producer out of", def.producers.iter().cloned().collect());
        choose("a judge out of", def.judges.iter().cloned().collect());
        let thousandths = |span: std::time::Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        all.most.extend(def.max_attempts.map(|most| ("attempts", u64::from(most).saturating_mul(1000))));
        all.most.extend(def.timeout.map(|most| ("seconds for an attempt", thousandths(most))));
        all
    }

    /// Whether whoever meets `self` meets the check as well, though it may be asked in other words; a warning is nothing that has to be met.
    pub fn covers(&self, check: &Validation, depth: Depth) -> bool {
        let (kind, atoms) = taken_apart(check, depth);
        let asked = self.checks.get(&kind);
        let met = |atom: &Atom| asked.is_some_and(|asked| asked.iter().any(|one| one.implies(atom)));
        check.severity == Severity::Error && atoms.iter().all(met)
    }

    /// The alternatives of `now`, in words, where whoever meets `self` brings one of them as well.
    pub fn covers_one_of(&self, now: &Demands) -> Option<String> {
        let (asked, from) = (self.choices.get(ONE_OF)?, now.choices.get(ONE_OF)?);
        let words = || from.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        asked.is_subset(from).then(|| format!("{ONE_OF} {}", words()))
    }

    /// What of `self`, which was asked before, and of `now` was not asked by `then`.
    pub fn again(&self, then: &Demands, now: &Demands) -> Again {
        let mut again = Again::default();
        for (kind, atoms) in &self.checks {
            let (Some(today), asked) = (now.checks.get(kind), then.checks.get(kind)) else { continue };
            let both = atoms.iter().flat_map(|one| today.iter().filter_map(|other| one.both(other)));
            let lacking =
                both.filter(|one| !asked.is_some_and(|asked| asked.iter().any(|it| it.implies(one))));
            again.lacks.extend(lacking.map(|one| kind.words(&one)));
        }
        for (what, from) in &self.choices {
            let Some(today) = now.choices.get(what) else { continue };
            let either: BTreeSet<&String> = from.union(today).collect();
            let was =
                then.choices.get(what).is_some_and(|asked| asked.iter().all(|one| either.contains(one)));
            let words = || either.iter().map(|one| one.as_str()).collect::<Vec<_>>().join(", ");
            again.lacks.extend((!was).then(|| format!("{what} {}", words())));
        }
        for (what, most) in &self.most {
            let Some(most) = now.most.get(what).map(|today| most.max(today)) else { continue };
            let was = then.most.get(what).is_some_and(|asked| asked <= most);
            again.lacks.extend((!was).then(|| format!("at most {}.{:03} {what}", most / 1000, most % 1000)));
        }
        again.unlike = self.unlike(then, now);
        again
    }

    /// Checks of one type on one target, of which one was asked before and another is asked today, neither of them by `then`.
    fn unlike(&self, then: &Demands, now: &Demands) -> BTreeSet<(String, String)> {
        let only = |of: &Demands, other: &Demands| -> Vec<Kind> {
            let kinds = of.checks.keys();
            kinds
                .filter(|kind| !then.checks.contains_key(kind) && !other.checks.contains_key(kind))
                .cloned()
                .collect()
        };
        let (before, today) = (only(self, now), only(now, self));
        let pairs = before.iter().flat_map(|one| today.iter().map(move |other| (one, other)));
        let alike = pairs.filter(|(one, other)| one.what == other.what);
        alike.map(|(one, other)| (one.words(&Atom::Checked), other.words(&Atom::Checked))).collect()
    }
}

impl Kind {
    fn words(&self, atom: &Atom) -> String {
        let Kind { what, how } = self;
        let how = if how.is_empty() { String::new() } else { format!(" ({how})") };
        match atom {
            Atom::Checked => format!("{what}{how}"),
            Atom::Least(name, least) => format!("{what}{how}, {name}: at least {least}"),
            Atom::Most(name, most) => format!("{what}{how}, {name}: at most {most}"),
            Atom::Entry(name, text, _) => format!("{what}{how}, {name}: {text:?}"),
        }
    }
}

impl Atom {
    /// Whether whoever meets it meets the other one.
    fn implies(&self, other: &Atom) -> bool {
        match (self, other) {
            (Atom::Least(name, least), Atom::Least(of, wanted)) => name == of && least >= wanted,
            (Atom::Most(name, most), Atom::Most(of, wanted)) => name == of && most <= wanted,
            (Atom::Entry(name, text, within), Atom::Entry(of, wanted, _)) => {
                name == of && (text == wanted || *within && text.contains(wanted.as_str()))
            }
            (one, other) => one == other,
        }
    }

    /// What both ask, where one of them asks what the other does.
    fn both(&self, other: &Atom) -> Option<Atom> {
        if self.implies(other) {
            return Some(other.clone());
        }
        other.implies(self).then(|| self.clone())
    }
}

fn taken_apart(check: &Validation, depth: Depth) -> (Kind, Vec<Atom>) {
    let target = match &check.target {
        TargetSpec::AnyOf => " of any_of".to_owned(),
        TargetSpec::AllRequired => " of all_required".to_owned(),
        TargetSpec::Path(path) => format!(" of {}", path.0),
        TargetSpec::None => String::new(),
    };
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    // Where a text may come only so often, or is a pattern, a longer one is not the stricter one.
    let plain = !check.args.contains_key("max_count") && check.args.get("is_regex") != Some(&Arg::Flag(true));
    let (mut how, mut atoms) = (vec![], vec![Atom::Checked]);
    for (name, arg) in &check.args {
        let counted = |value: u64| {
            let (name, value) = (name.clone(), number(value));
            if name.starts_with("max") { Atom::Most(name, value) } else { Atom::Least(name, value) }
        };
        let is_bound = name.starts_with("min") || name.starts_with("max") || name == "quorum";
        match arg {
            Arg::Thresholds(at) => atoms.extend(at.get(&depth).map(|value| counted(*value))),
            Arg::Count(value) if is_bound => atoms.push(counted(*value)),
            Arg::Texts(texts) if EACH.contains(&(check.check.as_str(), name.as_str())) => {
                let within = plain && name == "patterns";
                atoms.extend(texts.iter().map(|text| Atom::Entry(name.clone(), text.clone(), within)));
            }
            Arg::Conditions(all) => atoms.extend(all.iter().map(|(field, it)| match it {
                Condition::Min(least) => Atom::Least(field.clone(), *least),
                other => Atom::Entry(name.clone(), format!("{field} is {other}"), false),
            })),
            Arg::Text(text) => how.push(format!("{name}: {text:?}")),
            Arg::Texts(texts) => how.push(format!("{name}: {texts:?}")),
            Arg::Count(value) => how.push(format!("{name}: {value}")),
            Arg::Flag(flag) => how.push(format!("{name}: {flag}")),
        }
    }
    if let Some(own) = &check.own {
        how.push(format!("version: {}", own.check.version));
        how.extend(own.params.iter().map(|(name, value)| format!("{name}: {value}")));
    }
    atoms.extend(check.common.min_matches.map(|least| Atom::Least("min_matches".to_owned(), number(least))));
    let mostly = check.common.mostly.map_or(100, number);
    atoms.push(Atom::Least("mostly".to_owned(), mostly));
    (Kind { what: format!("{}{target}", check.check), how: how.join(", ") }, atoms)
}

#[cfg(test)]
mod tests;
