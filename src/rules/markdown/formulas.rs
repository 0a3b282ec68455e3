//! Formulas in a text: what stands between `$` and `$`, or between `$$` and `$$`, is no prose.

use std::borrow::Cow;
use std::ops::Range;

/// Where the formulas of `text` stand, with their signs, in bytes.
///
/// As renderers have it, one ends within its paragraph. A single `$` begins none behind a letter or a digit or before a blank, and ends none behind a
/// blank or before a letter, a digit or a brace: `$5 and $6`, `US$ 5`, `${a} and ${b}` are none.
pub fn formulas(text: &str) -> Vec<Range<usize>> {
    let (mut found, mut open, mut at) = (vec![], None, 0);
    while let Some(next) = text[at..].find('$').map(|next| at + next) {
        if has_empty_line(&text[at..next]) {
            open = None;
        }
        let before = &text[at..next];
        let sign = if text[next..].starts_with("$$") { "$$" } else { "$" };
        at = next + sign.len();
        if before.bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1 {
            continue;
        }
        let (last, first) = (text[..next].chars().next_back(), text[at..].chars().next());
        let ends = sign == "$$"
            || (last.is_some_and(|c| !c.is_whitespace())
                && first.is_none_or(|c| !c.is_alphanumeric() && c != '{'));
        let begins = sign == "$$"
            || (last.is_none_or(|c| !c.is_alphanumeric()) && first.is_some_and(|c| !c.is_whitespace()));
        match open {
            Some((begin, with)) if with == sign && ends => {
                found.push(begin..at);
                open = None;
            }
            Some((_, "$$")) => {}
            _ => open = begins.then_some((next, sign)),
        }
    }
    found
}

/// `text` with the same lines, without its formulas.
pub fn without_formulas(text: &str) -> Cow<'_, str> {
    let all = formulas(text);
    if all.is_empty() {
        return Cow::Borrowed(text);
    }
    let (mut kept, mut from) = (String::with_capacity(text.len()), 0);
    for formula in all {
        kept.push_str(&text[from..formula.start]);
        kept.push(FORMULA);
        from = formula.end;
        kept.extend(text[formula].matches('\n'));
    }
    kept.push_str(&text[from..]);
    Cow::Owned(kept)
}

/// Stands for a formula.
const FORMULA: char = '\u{fffc}';

/// Whether a line that ends and begins in `text` has nothing in it.
fn has_empty_line(text: &str) -> bool {
    let mut lines = text.split('\n').skip(1).peekable();
    while let Some(line) = lines.next() {
        if lines.peek().is_some() && line.trim().is_empty() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_told_from_money_and_variables() {
        for (text, left) in [
            ("a $x$ b", "a \u{fffc} b"),
            ("$$\nx\n$$ $y$", "\u{fffc}\n\n \u{fffc}"),
            ("($\\$x$)", "(\u{fffc})"),
            ("$5 and $x$", "$5 and \u{fffc}"),
            ("$x\ny$.", "\u{fffc}\n."),
        ] {
            assert_eq!(without_formulas(text), left, "{text}");
        }
        for text in [
            "$5 and $6",
            "5$ and 6$",
            "US$5 or ($6)",
            "\\$x$ y",
            "$x\n\ny$",
            "${a},${b}",
            "$ x $",
            "$$x",
            "$",
            "",
        ] {
            assert!(formulas(text).is_empty(), "{text}");
        }
    }

    #[test]
    fn texts_of_signs_are_not_slow() {
        let started = std::time::Instant::now();
        for piece in ["$", "$$", "$a", "a$", "$\n", "$a\n\n", "\\$", "\\", "\n"] {
            formulas(&format!("${}$", piece.repeat(1_000_000 / piece.len())));
        }
        assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
    }
}
