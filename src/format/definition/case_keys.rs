//! The keys of a case's definition.

use crate::format::definition::shape::{SCHEMA, Shape, Table, may, must};
use crate::format::definition::text::Text;

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
        must("expect", Shape::Object(&EXPECT), "What the judgement must be."),
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
