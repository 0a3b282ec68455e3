//! The entries of numbered lists of sources: items of lists, and lines such as `[3] …`.

use std::cell::LazyCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;

use crate::rules::checks::frame::text::Text;
use crate::rules::markdown::ordered::{Item, ordered};
use crate::rules::markdown::scopes::Scope;
use crate::rules::markdown::shown::Of;

/// `3.`, `3)`, `[3]` or `[3]:` as a regular expression with a group for either number; the brackets may be escaped or bold, and be those of a bullet's item.
pub const MARK: &str =
    r"(?:(?:[-*+] {1,4})?(?:\*\*|__)?\\?\[(\d{1,5})\\?\][:.]?(?:\*\*|__)?[:.]?|(\d{1,5})[.)])";

/// The mark of an entry at the beginning of a line.
static BEGINS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"^ {{0,3}}{MARK}(?:\s|$)")).ok());

/// The line, from 1, and the number of each entry of `text`, read as Markdown.
///
/// A list of which one item has the number of the one before is counted as renderers count it. Where no item begins, a line has to say its
/// number in brackets, or the one that comes next: another number only goes on with what is said before it, as in `published in\n1999.`.
///
/// # Errors
/// Why it cannot be read as Markdown.
pub fn numbered(text: &Text) -> Result<Vec<(u64, u64)>, String> {
    let begins = BEGINS.as_ref().ok_or("its own pattern does not compile")?;
    let items: BTreeMap<u64, Item> = ordered(text.text)?.into_iter().map(|item| (item.line, item)).collect();
    text.take_apart();
    let (scopes, page) = (text.markdown_scopes()?, text.markdown_page()?);
    let gone = page.gone(text.text);
    let shown = LazyCell::new(|| page.written(text.text, Of::All));
    let shown_lines = LazyCell::new(|| shown.split('\n').collect::<Vec<&str>>());
    let (mut found, mut last) = (Vec::<(u64, u64, Option<&Item>)>::new(), 0);
    for (at, (line, scope)) in text.text.split_inclusive('\n').zip(scopes.iter()).enumerate() {
        if !matches!(scope, Scope::Text | Scope::Comment) || gone.get(at) == Some(&true) {
            continue;
        }
        let Some(begin) = begins.captures(line) else { continue };
        let first = begin.get(1).map_or(0, |digits| digits.start());
        let number = |nth: usize| begin.get(nth).and_then(|digits| digits.as_str().parse::<u64>().ok());
        let (bracketed, plain) = (number(1), number(2));
        // Behind a bullet or bold signs it may be hidden as well.
        if first > 1 && shown_lines.get(at).is_none_or(|shown| !begins.is_match(shown)) {
            continue;
        }
        let line = at as u64 + 1;
        let item = items.get(&line);
        let is_entry = match item {
            Some(item) => !item.hidden,
            None => bracketed.is_some() || plain == Some(last + 1),
        };
        if let Some(number) = bracketed.or(plain).filter(|_| is_entry) {
            last = number;
            found.push((line, number, item));
        }
    }
    let repeats = found.windows(2).filter_map(|pair| match (pair[0], pair[1]) {
        ((_, one, Some(first)), (_, other, Some(second))) => {
            (one == other && first.list == second.list).then_some(first.list)
        }
        _ => None,
    });
    let counted: BTreeSet<usize> = repeats.collect();
    let shown = |(line, number, item): (u64, u64, Option<&Item>)| match item {
        Some(item) if counted.contains(&item.list) => (line, item.number),
        _ => (line, number),
    };
    Ok(found.into_iter().map(shown).collect())
}
