//! The keys of `gatewright.json`.

use crate::format::definition::shape::{SCHEMA, Shape, Table, may};
use crate::format::definition::text::Text;

const FOLDER: Shape = Shape::Text(Text::Path);

/// The whole file.
pub static CONFIG: Table = Table {
    what: "the configuration",
    keys: &[
        SCHEMA,
        may("workflows", FOLDER, "The directory of workflows; `workflows` where nothing is said."),
        may("contracts", FOLDER, "The directory of contracts; `contracts` where nothing is said."),
        may("runs", FOLDER, "The directory of run records; `runs` where nothing is said."),
        may(
            "checks",
            FOLDER,
            "The directory of checks that the repository brings itself; `checks` where nothing is said.",
        ),
        may(
            "defaults",
            Shape::Map(Text::Param, &Shape::Scalar),
            "Values of parameters that are not given when a run starts, by name; `slug`, `artifact_path` and `depth` may be among them.",
        ),
        may("git", Shape::Object(&GIT), "What is asked of git."),
    ],
};

/// `git`.
pub static GIT: Table = Table {
    what: "`git`",
    keys: &[may(
        "commit",
        Shape::OneOf(&["off", "record", "outputs"]),
        "What is committed after each closing event: nothing (the default), the record, or the record with the attempt's declared outputs.",
    )],
};
