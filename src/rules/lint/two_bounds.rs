//! Bounds that cross between two checks of one file: a least that is more than the most of the other.

use std::collections::BTreeMap;

use crate::model::contract::{Arg, Args, Validation, When};
use crate::model::depth::Depth;

/// The depths at which both checks are made.
fn depths(one: &Validation, other: &Validation) -> Vec<Depth> {
    let made = |when: &Option<When>, depth: &Depth| {
        when.as_ref().is_none_or(|when| when.depths.is_empty() || when.depths.contains(depth))
    };
    let both = |depth: &Depth| made(&one.common.when, depth) && made(&other.common.when, depth);
    Depth::ALL.into_iter().filter(both).collect()
}

/// Something that is asked for at least, and the parameter of another check that would bound it.
struct Least {
    /// The parameter that asks for it.
    asks: String,
    /// How much that is.
    asked: u64,
    /// The parameter that may allow less.
    bounds: String,
    /// How much of what that counts.
    takes: u64,
}

/// Why nothing keeps the bounds of both, which look at one file: what `earlier` asks for is there, what `later` does here.
pub fn crossing(earlier: &Validation, later: &Validation) -> Option<String> {
    let depths = depths(earlier, later);
    let ways = [(earlier, "there", later, "here"), (later, "here", earlier, "there")];
    ways.into_iter().find_map(|(least, at_least, most, at_most)| {
        leasts(least, most, &depths).into_iter().find_map(|Least { asks, asked, bounds, takes }| {
            let allowed = at_depths(most, &bounds, &depths)?.0;
            let bytes = if takes == asked { String::new() } else { format!(", which takes {takes} bytes,") };
            (takes > allowed).then(|| {
                format!(
                    "`{asks}` {at_least} wants at least {asked}{bytes} and `{bounds}` {at_most} at most {allowed}"
                )
            })
        })
    })
}

/// What `least` asks for that `most` may bound.
fn leasts(least: &Validation, most: &Validation, depths: &[Depth]) -> Vec<Least> {
    let of = |asks: &str, bounds: &str, takes: fn(u64) -> u64| {
        let asked = at_depths(least, asks, depths)?.1;
        Some(Least { asks: asks.to_owned(), asked, bounds: bounds.to_owned(), takes: takes(asked) })
    };
    let one = match (least.check.as_str(), most.check.as_str()) {
        // A word has a letter, and a blank before the next one.
        ("word_count", "file_exists") => of("thresholds", "max_size", |words| (2 * words).saturating_sub(1)),
        // An address is no shorter than `http://a`, and a blank stands before the next one.
        ("min_sources", "file_exists") if is_text(least, "count", "urls") => {
            of("thresholds", "max_size", |urls| (9 * urls).saturating_sub(1))
        }
        ("word_count", "word_count") => of("thresholds", "max_words", |words| words),
        (one, other) if one == other && same_otherwise(least, most) => {
            let names = least.args.keys().filter_map(|name| Some((name, name.strip_prefix("min_")?)));
            return names.filter_map(|(name, rest)| of(name, &format!("max_{rest}"), |it| it)).collect();
        }
        _ => None,
    };
    one.into_iter().collect()
}

/// The least and the most that `name` says at `depths`.
fn at_depths(validation: &Validation, name: &str, depths: &[Depth]) -> Option<(u64, u64)> {
    match validation.args.get(name)? {
        Arg::Count(count) => Some((*count, *count)),
        Arg::Thresholds(by_depth) => {
            let all = || depths.iter().filter_map(|depth| by_depth.get(depth)).copied();
            Some((all().min()?, all().max()?))
        }
        _ => None,
    }
}

fn is_text(validation: &Validation, name: &str, value: &str) -> bool {
    matches!(validation.args.get(name), Some(Arg::Text(text)) if text == value)
}

/// Parameters that do not say what is counted.
const BESIDE: [&str; 6] = ["columns", "exact", "kind", "not_empty", "stale_ok", "unique"];

/// Whether both count the same.
fn same_otherwise(one: &Validation, other: &Validation) -> bool {
    let counted = |args: &Args| -> BTreeMap<String, Arg> {
        let is_bound = |name: &str| name.starts_with("min_") || name.starts_with("max_");
        let kept = args.iter().filter(|(name, _)| !is_bound(name) && !BESIDE.contains(&name.as_str()));
        kept.map(|(name, arg)| (name.clone(), arg.clone())).collect()
    };
    counted(&one.args) == counted(&other.args)
}
