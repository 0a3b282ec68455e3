//! Text that fits: columns counted as a terminal shows them, cut with an ellipsis, everything untrusted escaped.

use console::{measure_text_width, truncate_str};

use crate::cli::print::shown;

/// What stands for what was cut off.
pub const ELLIPSIS: &str = "…";

/// Untrusted text as one line without anything that drives a terminal.
pub fn clean(text: &str) -> String {
    one_line(&shown(text, false))
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c == '\n' || c == '\t' { ' ' } else { c }).collect()
}

/// How many columns `text` takes; marks of tones take none.
pub fn columns(text: &str) -> usize {
    measure_text_width(&shown(text, false))
}

/// `text` with its tones, at most `width` columns of it, the end cut off.
pub fn clip(text: &str, width: usize, colour: bool) -> String {
    if width == 0 {
        return String::new();
    }
    truncate_str(&one_line(&shown(text, colour)), width, ELLIPSIS).into_owned()
}

/// Clean text in at most `width` columns, the beginning cut off, at a `/` where that costs little: of a path the end
/// says most.
pub fn keep_end(text: &str, width: usize) -> String {
    if measure_text_width(text) <= width {
        return text.to_owned();
    }
    let mut taken = 0;
    let mut from = text.len();
    for (at, c) in text.char_indices().rev() {
        taken += measure_text_width(c.encode_utf8(&mut [0; 4]));
        if taken + 1 > width {
            break;
        }
        from = at;
    }
    let whole = &text[from..];
    let cheap = whole.find('/').filter(|at| *at * 3 < whole.len());
    if width == 0 { String::new() } else { format!("{ELLIPSIS}{}", &whole[cheap.unwrap_or(0)..]) }
}

/// `text` filled with spaces to `width` columns.
pub fn fill(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Clean text in at most `lines` lines of `width` columns, broken between words; the last one is cut off.
pub fn wrap(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut wrapped = vec![String::new()];
    for word in text.split_whitespace() {
        let last = wrapped.len() - 1;
        let fits = columns(&wrapped[last]) + 1 + columns(word) <= width;
        if wrapped[last].is_empty() {
            wrapped[last].push_str(word);
        } else if fits || wrapped.len() >= lines {
            wrapped[last].push(' ');
            wrapped[last].push_str(word);
        } else {
            wrapped.push(word.to_owned());
        }
    }
    wrapped.iter().map(|line| clip(line, width, false)).collect()
}

/// A number of bytes in at most five characters and a unit: `312 B`, `1.2 kB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    let (mut value, mut unit) = (bytes as f64 / 1000.0, 0);
    while value >= 999.95 && unit + 1 < UNITS.len() {
        value /= 1000.0;
        unit += 1;
    }
    format!("{value:.1} {}", UNITS[unit])
}

/// A number with its thousands set apart.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::print::Tone;

    #[test]
    fn wide_characters_are_counted_as_they_are_shown() {
        assert_eq!(columns("漢字"), 4);
        assert_eq!(columns(&Tone::Good.paint("ab")), 2);
        assert_eq!(clip("漢字漢字", 5, false), "漢字…");
        assert_eq!(keep_end("漢字漢字", 5), "…漢字");
        assert_eq!(fill("漢", 4), "漢  ");
    }

    #[test]
    fn what_drives_a_terminal_never_reaches_it() {
        assert_eq!(clean("a\x1b[2Jb\nc\td\r"), "a\\u{1b}[2Jb c d\\u{d}");
        assert_eq!(clip("a\x1b]0;title\x07", 80, true), "a\\u{1b}]0;title\\u{7}");
    }

    #[test]
    fn a_cut_keeps_colours_whole() {
        assert_eq!(clip(&Tone::Bad.paint("abcdef"), 4, true), "\x1b[31mabc…\x1b[0m");
    }

    #[test]
    fn of_a_path_the_end_is_kept() {
        assert_eq!(keep_end("runs/x/logs/packet.md", 12), "…/packet.md");
        assert_eq!(keep_end("short", 12), "short");
        assert_eq!(keep_end("short", 0), "");
        assert_eq!(keep_end("short", 1), "…");
    }

    #[test]
    fn words_are_kept_whole_while_lines_last() {
        assert_eq!(wrap("one two three four", 9, 3), ["one two", "three", "four"]);
        assert_eq!(wrap("one two three four", 9, 2), ["one two", "three fo…"]);
        assert_eq!(wrap("", 9, 2), [""]);
    }

    #[test]
    fn sizes_and_numbers_are_short() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (1_250, "1.2 kB"),
            (999_949, "999.9 kB"),
            (999_950, "1.0 MB"),
            (u64::MAX, "18.4 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), text);
        }
    }
}
