//! What a check of the repository's own printed: findings as JSON lines, made harmless.

use serde::Deserialize;

use crate::model::path::RepoPath;
use crate::model::verdict::Finding;
use crate::rules::quote::{escaped, quoted};
use crate::rules::secrets::mask;

/// So many findings are told.
pub const MOST: usize = 100;

/// The most characters of one text that are told.
const LONGEST: usize = 500;

/// What was printed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Printed {
    /// At most [`MOST`] findings, in their order.
    pub findings: Vec<Finding>,
    /// The first line that is no finding, quoted.
    pub unlike: Option<String>,
    /// How many findings there are beyond those.
    pub more: usize,
}

/// A line as it has to be.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    message: String,
    path: Option<String>,
    line: Option<u64>,
    expected: Option<Shown>,
    found: Option<Shown>,
    hint: Option<String>,
}

/// A value that is told as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Shown {
    Text(String),
    Flag(bool),
    Whole(i64),
    Number(f64),
}

/// Reads every line that is not blank.
pub fn printed(stdout: &str) -> Printed {
    let mut all = Printed::default();
    for line in stdout.lines().filter(|line| !line.trim().is_empty()) {
        match finding(line) {
            Some(_) if all.findings.len() >= MOST => all.more += 1,
            Some(finding) => all.findings.push(finding),
            None if all.unlike.is_none() => all.unlike = Some(quoted(&mask(line.trim()))),
            None => {}
        }
    }
    all
}

fn finding(line: &str) -> Option<Finding> {
    let line: Line = serde_json::from_str(line).ok()?;
    let place = match (line.path, line.line) {
        (Some(path), at) if at != Some(0) => Some((RepoPath::new(&path).ok()?.to_string(), at)),
        (None, None) => None,
        _ => return None,
    };
    let message = told(&line.message);
    (!message.trim().is_empty()).then(|| Finding {
        message,
        place,
        expected: line.expected.map(shown),
        found: line.found.map(shown),
        hint: line.hint.as_deref().map(told),
    })
}

fn shown(value: Shown) -> String {
    match value {
        Shown::Text(text) => told(&text),
        Shown::Flag(flag) => flag.to_string(),
        Shown::Whole(number) => number.to_string(),
        Shown::Number(number) => number.to_string(),
    }
}

/// In one line, without secrets and characters that drive a terminal; a JSON string may have hidden both from whoever looked before.
fn told(text: &str) -> String {
    let masked = mask(text.trim().trim_end_matches('.'));
    let mut told = escaped(masked.chars().take(LONGEST));
    if masked.chars().nth(LONGEST).is_some() {
        told.push('…');
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_becomes_a_finding_with_its_place() {
        let all = printed(
            "{\"message\": \"Too loud.\", \"path\": \"a/b.md\", \"line\": 3, \"expected\": 2, \"found\": \"5\", \"hint\": \"whisper\"}\n\n",
        );
        let wanted = Finding {
            message: "Too loud".to_owned(),
            place: Some(("a/b.md".to_owned(), Some(3))),
            expected: Some("2".to_owned()),
            found: Some("5".to_owned()),
            hint: Some("whisper".to_owned()),
        };
        assert_eq!(all, Printed { findings: vec![wanted], unlike: None, more: 0 });
    }

    #[test]
    fn what_is_no_finding_is_told_as_such() {
        for line in [
            "oops",
            "[]",
            "{}",
            "null",
            "{\"message\": \"\"}",
            "{\"message\": \"x\", \"mesage\": 1}",
            "{\"message\": \"x\", \"message\": \"y\"}",
            "{\"message\": \"x\", \"line\": 3}",
            "{\"message\": \"x\", \"path\": \"a\", \"line\": 0}",
            "{\"message\": \"x\", \"path\": \"a\", \"line\": -1}",
            "{\"message\": \"x\", \"path\": \"../a\"}",
            "{\"message\": \"x\", \"path\": \"/etc/passwd\"}",
            "{\"message\": \"x\", \"level\": \"warning\"}",
            "{\"message\": \"cut of",
        ] {
            let all = printed(line);
            assert!(all.findings.is_empty() && all.unlike.is_some(), "{line}");
        }
    }

    #[test]
    fn controls_and_secrets_hidden_by_json_escapes_do_not_get_through() {
        let all =
            printed("{\"message\": \"a\\u001b[31mb\\n\\u0067hp_0123456789abcdefghijABCDEFGHIJ012345\"}");
        let message = &all.findings[0].message;
        assert!(message.starts_with("a\\u{1b}[31mb\\n"), "{message}");
        assert!(!message.contains("0123456789"), "{message}");
    }

    #[test]
    fn a_flood_is_counted_and_cut() {
        let line = format!("{{\"message\": \"{}\"}}\n", "x".repeat(2_000));
        let all = printed(&line.repeat(MOST + 7));
        assert_eq!((all.findings.len(), all.more), (MOST, 7));
        assert_eq!(all.findings[0].message.chars().count(), LONGEST + 1);
    }
}
