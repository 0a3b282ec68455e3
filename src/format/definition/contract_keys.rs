//! The keys of a contract's definition; those of each check come from the catalogue.

use crate::format::definition::shape::{SCHEMA, Shape, Table, may, must};
use crate::format::definition::text::Text;

const LINE: Shape = Shape::Text(Text::Line);
const PROSE: Shape = Shape::Text(Text::Prose);
const OUTPUTS: Shape = Shape::List(&Shape::Object(&OUTPUT), 0);
const DEPTHS: Shape = Shape::List(&Shape::OneOf(&["quick", "standard", "deep"]), 0);

/// The whole file.
pub static CONTRACT: Table = Table {
    what: "a contract",
    keys: &[
        SCHEMA,
        must("gate", Shape::Text(Text::Gate), "The gate it judges; the workflow must agree."),
        may("name", LINE, "A name for people; the gate's id where nothing is said."),
        may("description", PROSE, "What it is for."),
        may(
            "blocking",
            Shape::Flag,
            "Whether a FAIL keeps gates that need this one from starting and fails the run; `true` where nothing is said.",
        ),
        may(
            "extends",
            Shape::Either(&[Shape::Text(Text::Path), Shape::List(&Shape::Text(Text::Path), 1)]),
            "Another contract, from the repository's root, whose outputs, validations and skills this one begins with, or a list of such contracts; its `gate` means nothing. Of several, what they say alike stands once, and a contradiction has to be decided here. An output with the same path, a skill with the same path and a validation with the same `id` replace the other's; everything else is added.",
        ),
        may("remove", Shape::Object(&REMOVED), "What of the extended contract shall not hold here."),
        may("required_outputs", Shape::Object(&OUTPUT_SETS), "What the work must leave behind."),
        may(
            "validations",
            Shape::List(&Shape::Check(&VALIDATION), 0),
            "What is checked, each entry one check of the catalogue.",
        ),
        may(
            "required_skills",
            Shape::List(&Shape::Object(&SKILL), 0),
            "Procedures whose text enters the packet.",
        ),
    ],
};

/// `remove`.
pub static REMOVED: Table = Table {
    what: "what is removed",
    keys: &[
        may(
            "validations",
            Shape::List(&Shape::Text(Text::Component), 1),
            "The `id`s of validations of the extended contract.",
        ),
        may(
            "required_outputs",
            Shape::List(&Shape::Text(Text::Template), 1),
            "Paths of its outputs, as written there.",
        ),
    ],
};

/// `required_outputs`.
pub static OUTPUT_SETS: Table = Table {
    what: "the outputs of a contract",
    keys: &[
        may("all_of", OUTPUTS, "Outputs that must all be there."),
        may("any_of", OUTPUTS, "Outputs of which one must be there; all that exist are hashed."),
    ],
};

/// An output.
pub static OUTPUT: Table = Table {
    what: "an output",
    keys: &[
        must(
            "path",
            Shape::Text(Text::Template),
            "A file, a directory or a glob from the repository's root, with variables such as `{slug}`.",
        ),
        may("description", PROSE, "What it is."),
        may("required", Shape::Flag, "Whether it must be there; `true` where nothing is said."),
        may(
            "required_for_depth",
            DEPTHS,
            "Where given, it is required at these depths and no others, whatever `required` says.",
        ),
        may("optional_for_depth", DEPTHS, "Depths at which it is optional, whatever the keys before say."),
    ],
};

/// What every entry of `validations` may say.
pub static VALIDATION: Table = Table {
    what: "a validation",
    keys: &[
        must("type", Shape::Text(Text::Any), "The check, by its name in the catalogue."),
        may(
            "severity",
            Shape::OneOf(&["error", "warning"]),
            "Whether failing it fails the gate; `error` where nothing is said.",
        ),
        may(
            "level",
            Shape::OneOf(&["error", "warning"]),
            "The same as `severity`; one of the two may be given.",
        ),
        may("description", PROSE, "The author's words for it."),
        may(
            "id",
            Shape::Text(Text::Component),
            "A name for this check, unique in its contract: reports and waivers point to it.",
        ),
        may("message", LINE, "What is said first when it does not hold."),
        may("hint", PROSE, "How to mend it, in place of the check's own hint."),
        may(
            "when",
            Shape::Object(&WHEN),
            "When it applies; always where nothing is said. Every part given must hold.",
        ),
        may(
            "min_matches",
            Shape::Whole(1, 100_000),
            "Where the target is a glob, the fewest files that it must match; 1 where nothing is said.",
        ),
        may(
            "mostly",
            Shape::Whole(1, 100),
            "Where several things are looked at, so many in a hundred must hold; 100 where nothing is said. What could not be checked is never forgiven.",
        ),
    ],
};

/// `when` of a validation.
pub static WHEN: Table = Table {
    what: "a condition",
    keys: &[
        may(
            "depth",
            Shape::List(&Shape::OneOf(&["quick", "standard", "deep"]), 1),
            "The depths at which it applies.",
        ),
        may(
            "params",
            Shape::Map(Text::Param, &Shape::Either(VALUES)),
            "Parameters of the run, each with the value or the values with which it applies.",
        ),
    ],
};

const VALUES: &[Shape] = &[Shape::Scalar, Shape::List(&Shape::Scalar, 1)];

/// An entry of `required_skills`.
pub static SKILL: Table = Table {
    what: "a required skill",
    keys: &[
        must("path", Shape::Text(Text::Path), "The file, from the repository's root."),
        may("name", LINE, "A name for people; the file's name where nothing is said."),
        may("reason", PROSE, "Why it is needed."),
        may(
            "inject",
            Shape::List(&LINE, 0),
            "Headings of the sections whose text enters the packet; the whole file where nothing is said.",
        ),
    ],
};
