//! The list of all checks, and what an entry says about itself.

/// One type of check: everything that a definition, the manual, a schema and the judge need to know.
#[derive(Debug)]
pub struct CheckKind {
    /// Its name in `validations[].type`.
    pub name: &'static str,
    /// The version of its meaning; a result row names it.
    pub version: u32,
    /// One sentence for the manual.
    pub summary: &'static str,
    /// What it may look at.
    pub target: TargetRule,
    /// Its own parameters.
    pub params: &'static [Param],
}

/// What a check may look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetRule {
    /// A path, `any_of` or `all_required`; required.
    Any,
    /// A path; required.
    Path,
    /// No target; writing one is an error.
    None,
}

/// A parameter of a check.
#[derive(Debug)]
pub struct Param {
    /// Its key in the definition.
    pub name: &'static str,
    /// What may stand there.
    pub kind: ParamKind,
    /// Whether it must.
    pub required: bool,
    /// One sentence for the manual.
    pub doc: &'static str,
}

/// What may stand at a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParamKind {
    /// A text of 1 to 4,096 bytes → `Arg::Text`.
    Text,
    /// A list of at least one such text → `Arg::Texts`.
    Texts,
    /// A regular expression of at most 1,000 bytes that compiles within the size limit → `Arg::Text`.
    Regex,
    /// A glob that compiles → `Arg::Text`.
    Glob,
    /// A list of at least one path template → `Arg::Texts`.
    Paths,
    /// An argument vector of at least one element, the first not empty → `Arg::Texts`.
    Argv,
    /// A whole number from 0 to 2^53 → `Arg::Count`.
    Count,
    /// `true` or `false` → `Arg::Flag`.
    Flag,
    /// A whole number for each of quick, standard and deep, or one number for all → `Arg::Thresholds`.
    Thresholds,
}

const fn param(name: &'static str, kind: ParamKind, required: bool, doc: &'static str) -> Param {
    Param { name, kind, required, doc }
}

/// Every check there is, in the order of the manual.
pub static CHECKS: &[CheckKind] = &[
    CheckKind {
        name: "file_exists",
        version: 1,
        summary: "The target is a regular file, a directory or a glob with at least one match.",
        target: TargetRule::Any,
        params: &[],
    },
    CheckKind {
        name: "dir_exists",
        version: 1,
        summary: "The target is a directory.",
        target: TargetRule::Path,
        params: &[],
    },
    CheckKind {
        name: "min_file_count",
        version: 1,
        summary: "A directory holds at least so many files whose names match a glob.",
        target: TargetRule::Path,
        params: &[
            param(
                "pattern",
                ParamKind::Glob,
                false,
                "Which files count, by their path below the directory; a pattern without `/` looks at the directory itself. `*` where nothing is said.",
            ),
            param("thresholds", ParamKind::Thresholds, true, "How many there must be at each depth."),
        ],
    },
    CheckKind {
        name: "min_sources",
        version: 1,
        summary: "A text names at least so many sources: headings `### Source …` where there are any, else distinct URLs.",
        target: TargetRule::Path,
        params: &[param("thresholds", ParamKind::Thresholds, true, "How many there must be at each depth.")],
    },
    CheckKind {
        name: "min_sources_any_of",
        version: 1,
        summary: "The first of several texts that exists names at least so many sources.",
        target: TargetRule::None,
        params: &[
            param("targets", ParamKind::Paths, true, "The texts, first choice first."),
            param("thresholds", ParamKind::Thresholds, true, "How many there must be at each depth."),
        ],
    },
    CheckKind {
        name: "contains_headings",
        version: 1,
        summary: "A Markdown text has every required heading, as a real heading and at the level asked for.",
        target: TargetRule::Path,
        params: &[param(
            "required_headings",
            ParamKind::Texts,
            true,
            "Headings such as `## Layer 1`; each matches a heading of that level that is the entry or begins with it at a word boundary. Without `#` any level matches.",
        )],
    },
    CheckKind {
        name: "contains_text",
        version: 1,
        summary: "A text contains every pattern, literally.",
        target: TargetRule::Path,
        params: &[param(
            "patterns",
            ParamKind::Texts,
            true,
            "The texts that must occur; upper and lower case differ.",
        )],
    },
    CheckKind {
        name: "not_contains",
        version: 1,
        summary: "A text does not contain a pattern; a missing file does not pass.",
        target: TargetRule::Path,
        params: &[
            param(
                "pattern",
                ParamKind::Text,
                true,
                "The text that must not occur; upper and lower case differ.",
            ),
            param(
                "missing_ok",
                ParamKind::Flag,
                false,
                "Pass when the file does not exist. False where nothing is said.",
            ),
        ],
    },
    CheckKind {
        name: "regex_match",
        version: 1,
        summary: "A regular expression matches somewhere in a text, or nowhere.",
        target: TargetRule::Path,
        params: &[
            param(
                "regex",
                ParamKind::Regex,
                true,
                "The expression, in the syntax of Rust's regex crate; linear time, no look-around.",
            ),
            param(
                "must_not_match",
                ParamKind::Flag,
                false,
                "Turn it round: no match is wanted. False where nothing is said.",
            ),
        ],
    },
    CheckKind {
        name: "min_regex_count",
        version: 1,
        summary: "A regular expression matches at least so often in a text; a match lies within one line and its line end.",
        target: TargetRule::Path,
        params: &[
            param("regex", ParamKind::Regex, true, "The expression, in the syntax of Rust's regex crate."),
            param("min_count", ParamKind::Count, true, "How often it must match."),
        ],
    },
    CheckKind {
        name: "command",
        version: 1,
        summary: "A command of the repository exits as expected; it runs only after `gatewright trust`.",
        target: TargetRule::None,
        params: &[
            param(
                "argv",
                ParamKind::Argv,
                true,
                "Program and arguments, run in the repository's root without a shell; path variables are substituted.",
            ),
            param(
                "expect_exit",
                ParamKind::Count,
                false,
                "The exit code that passes, 0 to 255. 0 where nothing is said.",
            ),
            param("stdout_matches", ParamKind::Regex, false, "What standard output must match as well."),
            param(
                "timeout_seconds",
                ParamKind::Count,
                false,
                "It is ended after this many seconds, 1 to 86400. 300 where nothing is said.",
            ),
        ],
    },
];

/// The check called `name`.
pub fn find(name: &str) -> Option<&'static CheckKind> {
    CHECKS.iter().find(|kind| kind.name == name)
}
