//! Two texts compared line by line, as a unified difference within limits.

/// Lines around a change that are shown with it.
const CONTEXT: usize = 3;
/// A text of more lines is not compared.
const MOST_LINES: usize = 20_000;
/// Nor are texts that differ in more lines: the work grows with the square of that.
const MOST_CHANGES: usize = 1_000;

/// What a line of a difference is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Same(usize, usize),
    Removed(usize),
    Added(usize),
}

/// The hunks of a unified difference from `before` to `after`, each line with ` `, `-` or `+` before it, at most `most` lines; `None` where the texts are
/// too long or differ too much. A last line that has no end is told as git does it.
pub fn unified(before: &str, after: &str, most: usize) -> Option<Vec<String>> {
    let (old, new) = (lines(before), lines(after));
    if old.len().max(new.len()) > MOST_LINES {
        return None;
    }
    let edits = edits(&old, &new)?;
    let mut shown = vec![];
    for hunk in hunks(&edits) {
        shown.push(header(hunk));
        for edit in hunk {
            let (mark, line) = match *edit {
                Edit::Same(at, _) => (' ', old[at]),
                Edit::Removed(at) => ('-', old[at]),
                Edit::Added(at) => ('+', new[at]),
            };
            shown.push(format!("{mark}{}", line.strip_suffix('\n').unwrap_or(line)));
            if !line.ends_with('\n') {
                shown.push("\\ No newline at end of file".to_owned());
            }
        }
        if shown.len() > most {
            let more = shown.len() - most;
            shown.truncate(most);
            shown.push(format!("… cut here: {more} more lines of this change, perhaps others"));
            break;
        }
    }
    Some(shown)
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The shortest way from one to the other, by Myers' greedy search.
fn edits(old: &[&str], new: &[&str]) -> Option<Vec<Edit>> {
    let (n, m) = (old.len() as isize, new.len() as isize);
    let most = (old.len() + new.len()).min(MOST_CHANGES) as isize;
    let width = 2 * most + 3;
    let at = |k: isize| (k + most + 1) as usize;
    let mut reach = vec![0isize; width as usize];
    let mut trace: Vec<Vec<isize>> = vec![];
    for d in 0..=most {
        // Only what this round can change is kept.
        trace.push(reach[at(-d - 1)..=at(d + 1)].to_vec());
        for k in (-d..=d).step_by(2) {
            let down = k == -d || (k != d && reach[at(k - 1)] < reach[at(k + 1)]);
            let mut x = if down { reach[at(k + 1)] } else { reach[at(k - 1)] + 1 };
            while x < n && x - k < m && old[x as usize] == new[(x - k) as usize] {
                x += 1;
            }
            reach[at(k)] = x;
            if x >= n && x - k >= m {
                return Some(walked_back(&trace, n, m));
            }
        }
    }
    None
}

/// The way that the search has found, from its end to its beginning.
fn walked_back(trace: &[Vec<isize>], n: isize, m: isize) -> Vec<Edit> {
    let (mut x, mut y) = (n, m);
    let mut edits = vec![];
    for (d, reach) in trace.iter().enumerate().rev() {
        let d = d as isize;
        let at = |k: isize| reach[(k + d + 1) as usize];
        let k = x - y;
        let down = k == -d || (k != d && at(k - 1) < at(k + 1));
        let from = if down { k + 1 } else { k - 1 };
        let (begin_x, begin_y) = if d == 0 { (0, 0) } else { (at(from), at(from) - from) };
        while x > begin_x && y > begin_y && !(d == 0 && (x == 0 || y == 0)) {
            (x, y) = (x - 1, y - 1);
            edits.push(Edit::Same(x as usize, y as usize));
        }
        if d > 0 {
            edits.push(if down { Edit::Added(begin_y as usize) } else { Edit::Removed(begin_x as usize) });
            (x, y) = (begin_x, begin_y);
        }
    }
    edits.reverse();
    edits
}

/// The changes with what stands around them.
fn hunks(edits: &[Edit]) -> Vec<&[Edit]> {
    let is_change = |edit: &Edit| !matches!(edit, Edit::Same(..));
    let mut ranges: Vec<(usize, usize)> = vec![];
    for at in edits.iter().enumerate().filter(|(_, edit)| is_change(edit)).map(|(at, _)| at) {
        let (from, to) = (at.saturating_sub(CONTEXT), (at + CONTEXT + 1).min(edits.len()));
        match ranges.last_mut() {
            Some(last) if from <= last.1 => last.1 = to,
            _ => ranges.push((from, to)),
        }
    }
    ranges.into_iter().map(|(from, to)| &edits[from..to]).collect()
}

/// `@@ -1,3 +1,4 @@`, lines counted from 1.
fn header(hunk: &[Edit]) -> String {
    let old: Vec<usize> = hunk
        .iter()
        .filter_map(|edit| match edit {
            Edit::Same(at, _) | Edit::Removed(at) => Some(*at),
            Edit::Added(_) => None,
        })
        .collect();
    let new: Vec<usize> = hunk
        .iter()
        .filter_map(|edit| match edit {
            Edit::Same(_, at) | Edit::Added(at) => Some(*at),
            Edit::Removed(_) => None,
        })
        .collect();
    let range = |lines: &[usize]| format!("{},{}", lines.first().map_or(0, |at| at + 1), lines.len());
    format!("@@ -{} +{} @@", range(&old), range(&new))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(before: &str, after: &str) -> String {
        unified(before, after, 100).unwrap().join("\n")
    }

    #[test]
    fn a_change_is_shown_with_what_stands_around_it() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let after = "1\n2\n3\n4\nfive\n6\n7\n8\n9\nten\n";
        assert_eq!(told(before, after), "@@ -2,8 +2,9 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n 9\n+ten");
        assert_eq!(told("", "a\n"), "@@ -0,0 +1,1 @@\n+a");
        assert_eq!(told("a", "a\n"), "@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a");
        assert_eq!(told("a\n", "a\n"), "");
    }

    #[test]
    fn what_is_too_long_is_cut_or_not_compared() {
        let many = |n: usize, word: &str| (0..n).map(|i| format!("{word} {i}\n")).collect::<String>();
        let cut = unified(&many(30, "a"), &many(30, "b"), 10).unwrap();
        assert!(cut.len() == 11 && cut[10].contains("51 more lines"), "{cut:?}");
        assert_eq!(unified(&many(900, "a"), &many(900, "b"), 10), None);
        assert_eq!(unified(&many(20_001, "a"), "", 10), None);
    }

    proptest! {
        #[test]
        fn the_edits_lead_from_one_text_to_the_other(before in "[ab\n]{0,40}", after in "[ab\n]{0,40}") {
            let (old, new) = (lines(&before), lines(&after));
            let edits = edits(&old, &new).unwrap();
            let (mut one, mut other) = (String::new(), String::new());
            for edit in edits {
                match edit {
                    Edit::Same(x, y) => {
                        prop_assert_eq!(old[x], new[y]);
                        one.push_str(old[x]);
                        other.push_str(new[y]);
                    }
                    Edit::Removed(x) => one.push_str(old[x]),
                    Edit::Added(y) => other.push_str(new[y]),
                }
            }
            prop_assert_eq!((one, other), (before, after));
        }
    }
}
