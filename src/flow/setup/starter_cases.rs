//! The cases of contracts that templates bring: one for every gate in which its contract holds, and one in which it does not; of `visual-essay`, with which
//! most begin, one for every check. Whoever adapts a contract has something to begin with; the project's own tree has many more.

/// A file of a case: where it goes below the workflow's cases, and what it holds.
pub type CaseFile = (&'static str, &'static str);

macro_rules! cases {
    ($workflow:literal: $($path:literal),* $(,)?) => {
        &[$((
            concat!("contracts/", $workflow, "/tests/", $path),
            include_str!(concat!("../../../contracts/", $workflow, "/tests/", $path)),
        )),*]
    };
}

/// Of `feature`.
pub static FEATURE: &[CaseFile] = cases![
    "feature":
    "specify/case.json",
    "specify/files/specs/undo/SPEC.md",
    "specify/findings.txt",
    "specify-missing/case.json",
    "specify-missing/findings.txt",
    "plan/case.json",
    "plan/files/specs/undo/PLAN.md",
    "plan/findings.txt",
    "plan-missing/case.json",
    "plan-missing/findings.txt",
    "tasks/case.json",
    "tasks/files/specs/undo/TASKS.md",
    "tasks/findings.txt",
    "tasks-missing/case.json",
    "tasks-missing/findings.txt",
    "implement/case.json",
    "implement/files/specs/undo/PROGRESS.md",
    "implement/files/src/list.sh",
    "implement/files/tests/list.sh",
    "implement/findings.txt",
    "implement-missing/case.json",
    "implement-missing/findings.txt",
    "verify/case.json",
    "verify/files/specs/undo/VERIFICATION.md",
    "verify/files/specs/undo/tests.junit.xml",
    "verify/findings.txt",
    "verify-missing/case.json",
    "verify-missing/findings.txt",
];

/// Of `bugfix`.
pub static BUGFIX: &[CaseFile] = cases![
    "bugfix":
    "here/case.json",
    "here/files/src/money.sh",
    "here/files/tests/sum.sh",
    "here/findings.txt",
    "reproduce/case.json",
    "reproduce/files/bugs/half-up/BUG.md",
    "reproduce/files/bugs/half-up/before.junit.xml",
    "reproduce/files/tests/rounding.sh",
    "reproduce/findings.txt",
    "reproduce-no-test/case.json",
    "reproduce-no-test/findings.txt",
    "fix/case.json",
    "fix/files/bugs/half-up/FIX.md",
    "fix/files/src/money.sh",
    "fix/findings.txt",
    "fix-missing/case.json",
    "fix-missing/findings.txt",
    "verified/case.json",
    "verified/files/bugs/half-up/VERIFIED.md",
    "verified/files/bugs/half-up/after.junit.xml",
    "verified/findings.txt",
    "verified-missing/case.json",
    "verified-missing/findings.txt",
];

/// Of `research-report`.
pub static RESEARCH_REPORT: &[CaseFile] = cases![
    "research-report":
    "question/case.json",
    "question/files/research/utf-8-only/BRIEF.md",
    "question/findings.txt",
    "question-missing/case.json",
    "question-missing/findings.txt",
    "sources/case.json",
    "sources/files/research/utf-8-only/NOTES.md",
    "sources/files/research/utf-8-only/sources.csv",
    "sources/findings.txt",
    "sources-missing/case.json",
    "sources-missing/findings.txt",
    "report/case.json",
    "report/files/research/utf-8-only/REPORT.md",
    "report/findings.txt",
    "report-missing/case.json",
    "report-missing/findings.txt",
    "review/case.json",
    "review/files/research/utf-8-only/REVIEW.md",
    "review/findings.txt",
    "review-missing/case.json",
    "review-missing/findings.txt",
];

/// Of `release`.
pub static RELEASE: &[CaseFile] = cases![
    "release":
    "here/case.json",
    "here/files/CHANGELOG.md",
    "here/files/docs/undo.md",
    "here/findings.txt",
    "scope/case.json",
    "scope/files/releases/1.2.0/SCOPE.md",
    "scope/findings.txt",
    "scope-no-way-back/case.json",
    "scope-no-way-back/files/releases/1.2.0/SCOPE.md",
    "scope-no-way-back/findings.txt",
    "ready/case.json",
    "ready/files/CHANGELOG.md",
    "ready/files/dist/SHA256SUMS",
    "ready/files/dist/lists-1.2.0.txt",
    "ready/files/releases/1.2.0/CHECKLIST.md",
    "ready/files/releases/1.2.0/tests.junit.xml",
    "ready/findings.txt",
    "ready-missing/case.json",
    "ready-missing/findings.txt",
    "published/case.json",
    "published/files/releases/1.2.0/PUBLISHED.md",
    "published/findings.txt",
    "published-missing/case.json",
    "published-missing/findings.txt",
];

/// Of `visual-essay`.
pub static VISUAL_ESSAY: &[CaseFile] = cases![
    "visual-essay":
    "intake/case.json",
    "intake/files/essays/teapot/research/INTAKE.md",
    "intake/findings.txt",
    "intake-missing/case.json",
    "intake-missing/findings.txt",
    "intake-undecided/case.json",
    "intake-undecided/files/essays/teapot/research/INTAKE.md",
    "intake-undecided/findings.txt",
    "research-incomplete/case.json",
    "research-incomplete/findings.txt",
    "research/case.json",
    "research/files/essays/teapot/research/CITATIONS.md",
    "research/files/essays/teapot/research/FIGURES.md",
    "research/files/essays/teapot/research/QUOTES.md",
    "research/files/essays/teapot/research/SYNTHESIS.md",
    "research/files/essays/teapot/research/TIMELINE.md",
    "research/files/essays/teapot/research/VISUALS.md",
    "research/findings.txt",
    "research-few-dates/case.json",
    "research-few-dates/findings.txt",
    "research-few-dates/files/essays/teapot/research/TIMELINE.md",
    "research-few-figures/case.json",
    "research-few-figures/findings.txt",
    "research-few-figures/files/essays/teapot/research/FIGURES.md",
    "research-few-quotes/case.json",
    "research-few-quotes/findings.txt",
    "research-few-quotes/files/essays/teapot/research/QUOTES.md",
    "research-few-sources/case.json",
    "research-few-sources/findings.txt",
    "research-few-sources/files/essays/teapot/research/CITATIONS.md",
    "research-placeholder-source/case.json",
    "research-placeholder-source/findings.txt",
    "research-placeholder-source/files/essays/teapot/research/CITATIONS.md",
    "research-without-rights/case.json",
    "research-without-rights/findings.txt",
    "research-without-rights/files/essays/teapot/research/VISUALS.md",
    "specification-missing/case.json",
    "specification-missing/findings.txt",
    "specification/case.json",
    "specification/files/essays/teapot/SPEC.md",
    "specification/findings.txt",
];
