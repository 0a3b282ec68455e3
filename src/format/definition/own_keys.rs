//! The keys of a check of a repository's own, and of its samples.

use crate::format::definition::shape::{SCHEMA, Shape, Table, may, must};
use crate::format::definition::text::Text;

/// The whole of `check.json`.
pub static CHECK: Table = Table {
    what: "a check of the repository's own",
    keys: &[
        SCHEMA,
        must(
            "check",
            Shape::Text(Text::Component),
            "Its name, which is that of its directory; a contract asks for it with the type `checks/<name>`.",
        ),
        must(
            "version",
            Shape::Whole(1, 1_000_000),
            "The version of its meaning, which the record names; raise it when other work would pass.",
        ),
        must("description", Shape::Text(Text::Line), "What it asks of the work, for packets: one line."),
        must(
            "argv",
            Shape::Argv,
            "Program and arguments, run in the repository's root without a shell and without variables. It reads one JSON object on standard input.",
        ),
        may(
            "params",
            Shape::Ignored,
            "A JSON Schema (draft 2020-12) of its parameters, which stand in a validation beside `target`: an object with `properties` and `\"additionalProperties\": false`. It has none where nothing is said.",
        ),
        may(
            "target",
            Shape::OneOf(&["any", "none"]),
            "Whether it looks at a target; `any` where nothing is said: a path, a glob, `any_of` or `all_required`.",
        ),
        may(
            "timeout",
            Shape::Text(Text::Duration),
            "It is ended after this long, at most a day; `1m` where nothing is said.",
        ),
    ],
};

/// The whole of `sample.json`.
pub static SAMPLE: Table = Table {
    what: "a sample",
    keys: &[
        SCHEMA,
        may("description", Shape::Text(Text::Prose), "What the sample shows."),
        may(
            "target",
            Shape::Text(Text::Template),
            "What the check looks at, from the top of `files`; its only file where nothing is said.",
        ),
        may("params", Shape::Ignored, "The check's parameters; none where nothing is said."),
        may(
            "depth",
            Shape::OneOf(&["quick", "standard", "deep"]),
            "The depth of the run; `standard` where nothing is said.",
        ),
        may(
            "finds",
            Shape::Text(Text::Line),
            "For a sample that must fail: a text that one of the findings must hold, so that it fails for this reason.",
        ),
    ],
};
