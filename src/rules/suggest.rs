//! "Did you mean …?": the nearest of the allowed names.

/// The allowed name that `typed` was probably meant to be; `None` when nothing is near.
///
/// Near means: equal without regard to case, or at most one slip (a letter too many, too few, wrong, or two swapped)
/// for every three letters.
pub fn nearest<'a>(typed: &str, allowed: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed: Vec<char> = typed.chars().take(100).map(fold).collect();
    allowed
        .into_iter()
        .filter_map(|name| {
            let name_folded: Vec<char> = name.chars().take(100).map(fold).collect();
            let slips = distance(&typed, &name_folded);
            (slips <= typed.len().max(name_folded.len()) / 3).then_some((slips, name))
        })
        .min_by_key(|(slips, _)| *slips)
        .map(|(_, name)| name)
}

/// Case and the choice between `_`, `-` and a space are never what a person means.
fn fold(c: char) -> char {
    match c {
        '-' | ' ' => '_',
        _ => c.to_ascii_lowercase(),
    }
}

/// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let mut cost = (last[j] + usize::from(ca != cb)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *ca == b[j - 1] && a[i - 1] == *cb {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_finds_the_name_that_was_meant() {
        let names = ["contract", "prompt_template", "max_attempts", "gate"];
        for (typed, meant) in [
            ("contrat", Some("contract")),
            ("cnotract", Some("contract")),
            ("Contract", Some("contract")),
            ("prompt-template", Some("prompt_template")),
            ("maxAttempts", Some("max_attempts")),
            ("gat", Some("gate")),
            ("x", None),
            ("", None),
            ("frobnicate", None),
        ] {
            assert_eq!(nearest(typed, names), meant, "{typed:?}");
        }
    }
}
