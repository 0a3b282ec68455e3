//! The keys of a case's definition.

use crate::format::definition::shape::{SCHEMA, Shape, Table, may, must};
use crate::format::definition::text::Text;
use crate::rules::checks::parts::verdicts::{SEVERITIES, VERDICTS};

const COMPONENT: Shape = Shape::Text(Text::Component);

/// The whole file.
pub static CASE: Table = Table {
    what: "a case",
    keys: &[
        SCHEMA,
        may("description", Shape::Text(Text::Prose), "What the case shows."),
        may(
            "gate",
            Shape::Text(Text::Gate),
            "The gate that is judged; that of the extended case where nothing is said.",
        ),
        may(
            "depth",
            Shape::OneOf(&["quick", "standard", "deep"]),
            "The depth of the run; that of the extended case where nothing is said, else what a run would take.",
        ),
        may(
            "params",
            Shape::Map(Text::Param, &Shape::Scalar),
            "Parameters of the run, `slug` and `artifact_path` among them, beside those of the extended case.",
        ),
        may(
            "extends",
            COMPONENT,
            "A case whose files this one begins with; what lies in its own `files` is added or replaces.",
        ),
        may(
            "remove",
            Shape::List(&Shape::Text(Text::Path), 1),
            "Files of the extended case, or directories with all that is below, that are not there.",
        ),
        may(
            "before",
            COMPONENT,
            "The case whose files were there before the work, for checks that compare; nothing was there where nothing is said.",
        ),
        may(
            "commands",
            Shape::Flag,
            "Whether the contract's commands run, as far as they are trusted; where not, such checks are `not_enforced`.",
        ),
        may(
            "now",
            Shape::Text(Text::Moment),
            "When the case is judged, for checks of age; that of the extended case where nothing is said, else they are `not_enforced`.",
        ),
        may(
            "people",
            Shape::Object(&PEOPLE),
            "Who did the work, and what others said to it, for `approval` and `review`; that of the extended case where nothing is said, else nobody, and such checks are `not_enforced`.",
        ),
        must("expect", Shape::Object(&EXPECT), "What the judgement must be."),
    ],
};

/// `people`.
pub static PEOPLE: Table = Table {
    what: "the people of a case",
    keys: &[
        must(
            "producer",
            Shape::Text(Text::Line),
            "Who did the work: the name of whoever opened the attempt.",
        ),
        may("session", Shape::Text(Text::Line), "The session in which it was done."),
        may(
            "decisions",
            Shape::List(&Shape::Object(&DECISION), 0),
            "What people decided about the outputs, in order, for `approval`.",
        ),
        may(
            "reviews",
            Shape::List(&Shape::Object(&REVIEW), 0),
            "Reviews that lie there, for `review`: each is written with the digests of the outputs as they are.",
        ),
    ],
};

/// An entry of `people.decisions`.
pub static DECISION: Table = Table {
    what: "a decision",
    keys: &[
        must("decision", Shape::OneOf(&["approved", "rejected"]), "What was decided."),
        must("by", Shape::Text(Text::Line), "Whose decision it is."),
        may(
            "signed_by",
            Shape::Text(Text::Line),
            "The principal whose key signed it; where nothing is said it was given at a terminal, without a signature.",
        ),
        may("reason", Shape::Text(Text::Prose), "Why; needed for `rejected`."),
        may(
            "stale",
            Shape::Flag,
            "Whether an output has changed since: then it counts no longer. No where nothing is said.",
        ),
    ],
};

/// An entry of `people.reviews`.
pub static REVIEW: Table = Table {
    what: "a review",
    keys: &[
        must(
            "file",
            Shape::Text(Text::Path),
            "Where it lies: a Markdown, JSON or YAML file that none of `files` is.",
        ),
        must("reviewer", Shape::Text(Text::Line), "Whose review it is."),
        may("session", Shape::Text(Text::Line), "The session in which it was written."),
        must("verdict", Shape::OneOf(VERDICTS), "What it comes to."),
        may(
            "findings",
            Shape::List(&Shape::Object(&REMARK), 0),
            "What was found; nothing where nothing is said.",
        ),
        may(
            "stale",
            Shape::Flag,
            "Whether the outputs have changed since: then it counts no longer. No where nothing is said.",
        ),
    ],
};

/// An entry of a review's `findings`.
pub static REMARK: Table = Table {
    what: "a finding of a review",
    keys: &[
        must("severity", Shape::OneOf(SEVERITIES), "How grave it is."),
        must("text", Shape::Text(Text::Line), "What was found."),
        must("evidence", Shape::Text(Text::Line), "Where that is seen: a path, perhaps with `:` and a line."),
        may(
            "status",
            Shape::OneOf(&["open", "resolved"]),
            "Whether it is mended; `open` where nothing is said.",
        ),
    ],
};

/// `expect`.
pub static EXPECT: Table = Table {
    what: "an expectation",
    keys: &[
        must("gate", Shape::OneOf(&["PASS", "FAIL"]), "Whether the gate passes."),
        may(
            "checks",
            Shape::Map(Text::Value, &Shape::OneOf(&["pass", "fail", "warn", "not_enforced"])),
            "The state of checks, each by its `id`, by its type where only one has it, or by its type, a blank and the path. Every check that keeps the gate from passing has to be named, but for commands that were not run beside a check that is to fail.",
        ),
    ],
};
