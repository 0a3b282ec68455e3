//! Parts of a Markdown text by their headings: what of a procedure enters a packet.

use crate::rules::markdown::headings;

/// The sections of `text` under the headings `wanted` (`## Steps`, or `Steps` at any level), each with what is below
/// it, in the order asked for; the whole text when nothing is asked for. `Err` names a heading that is not there.
pub fn sections(text: &str, wanted: &[String]) -> Result<String, String> {
    if wanted.is_empty() {
        return Ok(text.to_owned());
    }
    // In a text that cannot be parsed no heading is found, and the first one wanted is named.
    let found = headings(text).unwrap_or_default();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut out = String::new();
    for entry in wanted {
        let title = entry.trim_start_matches('#').trim();
        let level = entry.chars().take_while(|&c| c == '#').count();
        let at = found
            .iter()
            .position(|heading| heading.text == title && (level == 0 || usize::from(heading.level) == level))
            .ok_or_else(|| entry.clone())?;
        let end = found[at + 1..].iter().find(|later| later.level <= found[at].level);
        let from = found[at].line as usize - 1;
        let to = end.map_or(lines.len(), |later| later.line as usize - 1);
        out.extend(lines.get(from..to).into_iter().flatten().copied());
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# Guide\n\nIntro.\n\n## Steps\n\n1. One\n\n### Detail\n\nMore.\n\n## Other\n\nNo.\n";

    #[test]
    fn a_section_reaches_to_the_next_heading_of_its_level() {
        assert_eq!(
            sections(TEXT, &["## Steps".to_owned()]).unwrap(),
            "## Steps\n\n1. One\n\n### Detail\n\nMore.\n\n"
        );
    }

    #[test]
    fn a_heading_that_is_not_there_is_named() {
        assert_eq!(sections(TEXT, &["Missing".to_owned()]), Err("Missing".to_owned()));
        assert_eq!(sections(TEXT, &[]).unwrap(), TEXT);
    }
}
