//! What every generated page begins with, and tables.

use crate::ACCEPT;

/// A page under the heading `title`.
pub fn begin(title: &str, about: &str) -> String {
    format!("# {title}\n\n<!-- Made from the program by `{ACCEPT}`; changes belong there. -->\n\n{about}\n")
}

/// A table with a row for each entry.
pub fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(heads.iter().map(|head| (*head).to_owned()).collect());
    text.push_str(&format!("|{}\n", "---|".repeat(heads.len())));
    for row in rows {
        text.push_str(&line(
            row.into_iter().map(|cell| cell.replace('|', "\\|").replace('\n', " ")).collect(),
        ));
    }
    text
}

/// The anchor that a heading gets.
pub fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// With a capital letter.
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| format!("{}{}", first.to_uppercase(), chars.as_str())).unwrap_or_default()
}
