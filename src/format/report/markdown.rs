//! A summary in Markdown for a pull request: a table of the runs, and below it what was found.

use crate::model::audit::{Found, Weight};
use crate::rules::audit::audited::Audited;
use crate::rules::audit::rule::Rule;

/// So many findings are written out.
const MOST: usize = 200;

/// The summary. Notes are counted only.
pub fn of(runs: &[Audited]) -> String {
    let mut text = "## Audit of run records\n\n| run | workflow | status | rests on | errors | warnings | not enforced | notes |\n|---|---|---|---|---|---|---|---|\n".to_owned();
    for run in runs {
        text.push_str(&format!(
            "| {} | {} | {} | {} | {} | {} | {} | {} |\n",
            code(&run.run),
            plain(run.workflow.as_deref().unwrap_or("?")),
            plain(&run.status),
            run.level.as_str(),
            run.count(Weight::Error),
            run.count(Weight::Warning),
            run.count(Weight::NotEnforced),
            run.count(Weight::Note),
        ));
    }
    let weighty = || {
        let all =
            runs.iter().flat_map(|run| run.findings.iter().map(move |(rule, found)| (run, *rule, found)));
        all.filter(|(_, rule, _)| rule.weight > Weight::Note)
    };
    for (run, rule, found) in weighty().take(MOST) {
        text.push_str(&format!("\n- {}\n", item(run, rule, found).replace('\n', " ")));
    }
    let more = weighty().count().saturating_sub(MOST);
    if more > 0 {
        text.push_str(&format!("\n… and {more} more.\n"));
    }
    text.push_str("\nnone: the record does not hold together. L0: structure only. L1: held against the history of git. L2: a signature by somebody who may sign. L3: held against a head that was kept elsewhere. No level makes a record authentic.\n");
    text
}

fn item(run: &Audited, rule: &Rule, found: &Found) -> String {
    let mut text = format!("**{}** {}: {}", rule.weight.as_str(), code(rule.id), plain(&found.said()));
    let place = found.file.as_deref().unwrap_or(&run.run);
    let field = found.field.as_ref().map(|field| format!(" at {}", code(field))).unwrap_or_default();
    text.push_str(&format!(" ({}{field})", code(place)));
    if let (Some(expected), Some(there)) = (&found.expected, &found.found) {
        text.push_str(&format!("; expected {}, found {}", code(expected), code(there)));
    }
    text
}

/// Text in which nothing is markup: artifacts and definitions of strangers speak in it.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' => out.push(' '),
            // A mention of somebody, or a reference to something, would make noise elsewhere.
            '@' | '#' => out.push_str(&format!("&#{};", c as u32)),
            _ if c.is_ascii_punctuation() && "\\`*_{}[]()|!~$".contains(c) => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Text as code; what would end it is left out.
fn code(text: &str) -> String {
    let kept: String = text
        .chars()
        .map(|c| if c == '|' { '¦' } else { c })
        .filter(|c| *c != '`' && !c.is_control())
        .collect();
    format!("`{kept}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_stranger_wrote_is_markup() {
        assert_eq!(plain("[x](y) <img> @me #1 a|b\nc"), "\\[x\\]\\(y\\) &lt;img&gt; &#64;me &#35;1 a\\|b c");
        assert_eq!(code("a`b|c\n"), "`ab¦c`");
    }
}
