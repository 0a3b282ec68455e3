//! A command line as a record can hold it: what was run is recorded, whatever its arguments were.

use crate::flow::record_invocation::{MAX_LIST, MAX_TEXT};
use crate::model::path::is_treacherous;
use crate::rules::secrets::mask;

/// `argv`, masked, within what an invocation may say: a control character as in a string literal, nothing or blanks in quotes, a
/// long argument cut, and of too many the first ones and how many more there were.
pub fn recordable(argv: &[String]) -> Vec<String> {
    let kept = if argv.len() > MAX_LIST { MAX_LIST - 1 } else { argv.len() };
    let mut words: Vec<String> = argv[..kept].iter().map(|word| one(word)).collect();
    if kept < argv.len() {
        words.push(format!("… and {} more", argv.len() - kept));
    }
    words
}

fn one(word: &str) -> String {
    if word.trim().is_empty() {
        return cut(&format!("'{}'", escaped(word)));
    }
    // What was no token may look like one without the characters behind it.
    cut(&mask(&cut(&escaped(word))))
}

fn escaped(word: &str) -> String {
    let mut shown = String::with_capacity(word.len());
    for c in word.chars() {
        if is_treacherous(c) { shown.extend(c.escape_default()) } else { shown.push(c) }
    }
    shown
}

fn cut(word: &str) -> String {
    if word.len() <= MAX_TEXT {
        return word.to_owned();
    }
    format!("{}…", &word[..word.floor_char_boundary(MAX_TEXT - '…'.len_utf8())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_never_lets_a_token_appear() {
        let token = "AKIAIOSFODNN7EXAMPLE";
        for filling in MAX_TEXT - 2 * token.len()..MAX_TEXT {
            let words = recordable(&[format!("{} {token}X{token}", "x".repeat(filling))]);
            assert_eq!(mask(&words[0]), words[0]);
            assert!(words[0].len() <= MAX_TEXT);
        }
    }
}
