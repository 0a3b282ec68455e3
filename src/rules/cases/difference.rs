//! Two texts line by line: what went, what came, and a little around it.

/// Texts whose lines multiply to more than this are told as one exchanged for the other.
const MOST: usize = 4_000_000;
/// So many equal lines are shown around a change.
const AROUND: usize = 1;

/// The lines of `new` against those of `old`, each after `-`, `+` or a blank; `…` stands for equal lines that are left
/// out. Empty when the texts are equal.
pub fn difference(old: &str, new: &str) -> Vec<String> {
    if old == new {
        return vec![];
    }
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().collect(), new.lines().collect());
    let steps =
        if old.len().saturating_mul(new.len()) > MOST { exchanged(&old, &new) } else { steps(&old, &new) };
    let near = |at: usize| {
        let from = at.saturating_sub(AROUND);
        steps[from..(at + AROUND + 1).min(steps.len())].iter().any(|(mark, _)| *mark != ' ')
    };
    let mut shown: Vec<String> = vec![];
    for (at, (mark, line)) in steps.iter().enumerate() {
        if *mark != ' ' || near(at) {
            shown.push(format!("{mark} {line}").trim_end().to_owned());
        } else if shown.last().is_none_or(|last| last != "…") {
            shown.push("…".to_owned());
        }
    }
    // Only the end of the last line differs.
    if shown.iter().all(|line| line == "…") {
        vec!["+ (the end of the last line)".to_owned()]
    } else {
        shown
    }
}

type Step<'a> = (char, &'a str);

fn exchanged<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    old.iter().map(|line| ('-', *line)).chain(new.iter().map(|line| ('+', *line))).collect()
}

/// By the longest common sequence of lines.
fn steps<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Step<'a>> {
    let width = new.len() + 1;
    let mut longest = vec![0u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            longest[i * width + j] = if old[i] == new[j] {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut steps) = (0, 0, vec![]);
    while i < old.len() && j < new.len() {
        if old[i] == new[j] {
            steps.push((' ', old[i]));
            (i, j) = (i + 1, j + 1);
        } else if longest[(i + 1) * width + j] >= longest[i * width + j + 1] {
            steps.push(('-', old[i]));
            i += 1;
        } else {
            steps.push(('+', new[j]));
            j += 1;
        }
    }
    steps.extend(exchanged(&old[i..], &new[j..]));
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_is_shown_with_a_line_around_it() {
        let old = "a\nb\nc\nd\ne\nf\n";
        assert_eq!(difference(old, old), [""; 0]);
        assert_eq!(difference(old, "a\nb\nc\nD\ne\nf\n"), ["…", "  c", "- d", "+ D", "  e", "…"]);
        assert_eq!(difference("", "a\n"), ["+ a"]);
        assert_eq!(difference("a\n", "a"), ["+ (the end of the last line)"]);
    }

    #[test]
    fn what_is_too_long_to_compare_is_told_as_exchanged() {
        let (old, new) = ("x\n".repeat(3_000), "y\n".repeat(3_000));
        assert_eq!(difference(&old, &new).len(), 6_000);
    }
}
