//! Texts with `{name}` in them: paths, and arguments of commands.

use std::ops::Range;

use crate::model::path::RepoPath;
use crate::rules::checks::frame::pattern;
use crate::rules::known::KnownVariables;

/// A stretch of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Taken as it stands.
    Literal(&'a str),
    /// The name of a variable, and where it stands with its braces.
    Variable(&'a str, Range<usize>),
}

/// Why a template is wrong, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadTemplate {
    /// A stable name for programs.
    pub code: &'static str,
    /// Where, in bytes.
    pub part: Range<usize>,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
    /// The name in braces that nobody knows.
    pub unknown: Option<String>,
}

impl BadTemplate {
    fn new(code: &'static str, part: Range<usize>, message: impl Into<String>) -> BadTemplate {
        BadTemplate { code, part, message: message.into(), unknown: None }
    }
}

/// The pieces of a path: every brace belongs to a variable, because a brace in a path is far more often a slip.
pub fn path_pieces(template: &str) -> Result<Vec<Piece<'_>>, BadTemplate> {
    let mut pieces = vec![];
    let mut at = 0;
    while at < template.len() {
        let rest = &template[at..];
        let brace = rest.find(['{', '}']).unwrap_or(rest.len());
        if brace > 0 {
            pieces.push(Piece::Literal(&rest[..brace]));
            at += brace;
            continue;
        }
        let Some(name) = variable(rest) else {
            return Err(BadTemplate::new(
                "bad_path",
                at..at + 1,
                "a brace in a path must belong to a variable such as `{slug}`",
            ));
        };
        pieces.push(Piece::Variable(name, at..at + name.len() + 2));
        at += name.len() + 2;
    }
    Ok(pieces)
}

/// The pieces of an argument: `{name}` is a variable, `{{name}}` stands for `{name}`, every other brace for itself.
pub fn argument_pieces(argument: &str) -> Vec<Piece<'_>> {
    let mut pieces = vec![];
    let (mut at, mut from) = (0, 0);
    while let Some(found) = argument[at..].find('{') {
        let brace = at + found;
        let inner = &argument[brace + 1..];
        if let Some(name) = variable(inner).filter(|name| inner[name.len() + 2..].starts_with('}')) {
            pieces.push(Piece::Literal(&argument[from..brace]));
            pieces.push(Piece::Literal(&inner[..name.len() + 2]));
            at = brace + name.len() + 4;
            from = at;
        } else if let Some(name) = variable(&argument[brace..]) {
            pieces.push(Piece::Literal(&argument[from..brace]));
            pieces.push(Piece::Variable(name, brace..brace + name.len() + 2));
            at = brace + name.len() + 2;
            from = at;
        } else {
            at = brace + 1;
        }
    }
    pieces.push(Piece::Literal(&argument[from..]));
    pieces.retain(|piece| *piece != Piece::Literal(""));
    pieces
}

/// The name when `text` begins with `{name}`.
fn variable(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('{')?;
    let name = &inner[..inner.find(|c: char| !(c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))?];
    (name.starts_with(|c: char| c.is_ascii_lowercase()) && inner[name.len()..].starts_with('}'))
        .then_some(name)
}

/// Whether `template` is a path, or a glob, inside the repository whose variables are all known.
pub fn check_path(template: &str, known: &KnownVariables) -> Result<(), BadTemplate> {
    let pieces = path_pieces(template)?;
    all_known(&pieces, known)?;
    let filled: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(text) => text,
            Piece::Variable(..) => "x",
        })
        .collect();
    whole_path(&filled).map(|_| ()).map_err(|(code, why)| BadTemplate::new(code, 0..template.len(), why))
}

/// Whether the variables of an argument are all known.
pub fn check_argument(argument: &str, known: &KnownVariables) -> Result<(), BadTemplate> {
    all_known(&argument_pieces(argument), known)
}

/// A path or a glob without variables; one `/` at its end, which says that a directory is meant, is dropped.
/// Else the code and the reason.
pub fn whole_path(path: &str) -> Result<RepoPath, (&'static str, String)> {
    let path = path.strip_suffix('/').filter(|rest| !rest.is_empty()).unwrap_or(path);
    let checked = own_path(path).map_err(|why| ("bad_path", why))?;
    if path.contains("***") {
        return Err((
            "bad_glob",
            "three `*` stand in a row; `**` is for any directories, `*` for one name".to_owned(),
        ));
    }
    if is_glob(path) {
        pattern::is_glob(path).map_err(|why| ("bad_glob", format!("the glob does not compile: {why}")))?;
    }
    Ok(checked)
}

/// A path of a definition: inside the repository and, in any case of its letters, not in a `.git`, whose files are git's own. Else the
/// reason.
pub fn own_path(path: &str) -> Result<RepoPath, String> {
    let checked = RepoPath::new(path).map_err(|bad| bad.to_string())?;
    if checked.components().any(|part| part != part.trim()) {
        return Err("a name in the path begins or ends with a blank".to_owned());
    }
    if checked.components().any(|part| part.eq_ignore_ascii_case(".git")) {
        return Err("the path has a component `.git`; what lies there is git's own".to_owned());
    }
    Ok(checked)
}

/// Whether a path is a glob: it has one of `*`, `?` and `[`.
pub fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

fn all_known(pieces: &[Piece<'_>], known: &KnownVariables) -> Result<(), BadTemplate> {
    let unknown = pieces.iter().find_map(|piece| match piece {
        Piece::Variable(name, part) if !known.contains(name) => Some((*name, part.clone())),
        _ => None,
    });
    match unknown {
        Some((name, part)) => {
            let message = format!("there is no variable `{{{name}}}`");
            let mut bad = BadTemplate::new("unknown_variable", part, message);
            bad.unknown = Some(name.to_owned());
            Err(bad)
        }
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_an_argument_only_names_in_braces_are_variables() {
        use Piece::{Literal, Variable};
        for (argument, pieces) in [
            ("{slug}.md", vec![Variable("slug", 0..6), Literal(".md")]),
            ("a{slug}", vec![Literal("a"), Variable("slug", 1..7)]),
            ("{{slug}}", vec![Literal("{slug}")]),
            ("{print $1}", vec![Literal("{print $1}")]),
            ("{ slug }", vec![Literal("{ slug }")]),
            ("{}{{}}{", vec![Literal("{}{{}}{")]),
            ("{{slug}", vec![Literal("{"), Variable("slug", 1..7)]),
            ("{Slug}é{9}", vec![Literal("{Slug}é{9}")]),
            ("", vec![]),
        ] {
            assert_eq!(argument_pieces(argument), pieces, "{argument}");
        }
    }

    #[test]
    fn a_path_that_leaves_the_repository_or_has_a_stray_brace_is_refused() {
        let known = KnownVariables::always();
        for template in [
            "",
            "/",
            "/a",
            "../a",
            "a/../{slug}",
            "a//b",
            "{slug",
            "slug}",
            "{}",
            "{{slug}}",
            "a/{no}",
            "a[",
            "a\\b",
            ".git",
            ".git/config",
            "{slug}/.GIT/hooks/*",
            "a/.git/",
        ] {
            assert!(check_path(template, &known).is_err(), "{template}");
        }
        for template in [
            "a",
            "a/",
            ".gitignore",
            "x.git/a",
            "{slug}",
            "{artifact_path}/**/*.md",
            "a[bc]/{slug}-{depth}.md",
            "a/{slug}/",
        ] {
            assert_eq!(check_path(template, &known), Ok(()), "{template}");
        }
    }
}
