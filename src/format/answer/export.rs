//! The answer of `run export`.

use crate::format::answer::gate::run_id;
use crate::format::answer::shape::{Kind, flag, list, member, object, or_null, text, whole, words};

/// Every kind of them.
pub fn kinds() -> Vec<Kind> {
    let missing = object([
        member("path", text(), "Where it was recorded."),
        member("sha256", text(), "With which digest."),
        member("why", text(), "Why it cannot be had."),
    ]);
    vec![Kind {
        name: "run_export",
        doc: "`run export`: a run as a bundle.",
        members: vec![
            run_id(),
            member("output", or_null(text()), "The bundle; `null` when nothing was written."),
            member("form", words(&["directory", "tar"]), "What it is."),
            member("files", list(text()), "The files in it, sorted."),
            member("bytes", whole(), "Of all of them."),
            member("history", flag(), "Whether the history of git is among them."),
            member(
                "head",
                or_null(text()),
                "The digest of the last event; `null` for a record without a chain.",
            ),
            member("sums_sha256", text(), "SHA-256 of the list of digests, which names every other file."),
            member("missing", list(missing), "What was recorded and cannot be had."),
            member("dry_run", flag(), "Whether nothing was to be written."),
        ],
    }]
}
