//! The keys of a workflow's definition.

use crate::format::definition::shape::{DURATION, SCHEMA, Shape, Table, may, must};
use crate::format::definition::text::Text;

const LINE: Shape = Shape::Text(Text::Line);
const NAME: Shape = Shape::Text(Text::Name);
const PROSE: Shape = Shape::Text(Text::Prose);

/// The whole file.
pub static WORKFLOW: Table = Table {
    what: "a workflow",
    keys: &[
        SCHEMA,
        must(
            "workflow",
            Shape::Text(Text::Component),
            "The workflow's name: the file's name without `.json`, and no subcommand of `run`.",
        ),
        may("version", LINE, "The author's version; free text that enters the record."),
        may("description", PROSE, "What the workflow is for."),
        may(
            "params",
            Shape::Map(Text::Param, &Shape::Object(&PARAM)),
            "Parameters of a run by name, beside `slug`, `artifact_path` and `depth`, which are always known and may be given a default here.",
        ),
        must(
            "gates",
            Shape::List(&Shape::Object(&GATE), 1),
            "The gates, in the order in which people think of them.",
        ),
    ],
};

/// An entry of `params`.
pub static PARAM: Table = Table {
    what: "a parameter",
    keys: &[
        may(
            "type",
            Shape::OneOf(&["string", "integer", "boolean"]),
            "Its type; `string` where nothing is said.",
        ),
        may("enum", Shape::List(&Shape::Scalar, 1), "The only values allowed."),
        may("default", Shape::Scalar, "The value taken when none is given."),
        may("required", Shape::Flag, "Whether a run without it is refused; `false` where nothing is said."),
        may("description", PROSE, "What it is for."),
    ],
};

/// An entry of `gates`.
pub static GATE: Table = Table {
    what: "a gate",
    keys: &[
        must(
            "gate",
            Shape::Text(Text::Gate),
            "Its id, such as `G1` or `G4.6`; ids differ by more than case.",
        ),
        may("name", LINE, "A name for people; the id where nothing is said."),
        may("description", PROSE, "What the gate is for."),
        may("agent", NAME, "Who does the work by default; enters packet and record."),
        must("contract", Shape::Text(Text::Path), "The file of its contract, from the repository's root."),
        may(
            "prompt_template",
            Shape::Text(Text::Path),
            "The template of its packet. With an extension: a file beside the workflow, which must exist. A bare name: `<workflow>/<name>.md.j2` beside the workflow if that is there, else the built-in packet.",
        ),
        may(
            "needs",
            Shape::List(&Shape::Text(Text::Gate), 0),
            "The gates that must be met before it starts; the gate before it where nothing is said.",
        ),
        may(
            "executor",
            Shape::Either(&[Shape::OneOf(&["human"]), Shape::Object(&EXECUTOR)]),
            "How the work is done: `\"human\"` pauses for a person or an agent (the default), `{\"command\": {…}}` runs a command.",
        ),
        may(
            "max_attempts",
            Shape::Whole(1, 1_000_000),
            "How often it may be tried; without limit where nothing is said.",
        ),
        may(
            "timeout",
            DURATION,
            "How long an attempt may take: seconds, or a span such as `30m` or `1h30m`.",
        ),
        may("producers", Shape::List(&NAME, 1), "Who may do the work; anybody where nothing is said."),
        may("judges", Shape::List(&NAME, 1), "Who may finish it; anybody where nothing is said."),
    ],
};

/// An executor written as an object.
pub static EXECUTOR: Table = Table {
    what: "an executor",
    keys: &[must(
        "command",
        Shape::Object(&COMMAND),
        "A command that does the work; it runs only after `gatewright trust`.",
    )],
};

/// The command of an executor.
pub static COMMAND: Table = Table {
    what: "a command",
    keys: &[
        must(
            "argv",
            Shape::Argv,
            "Program and arguments, run in the repository's root without a shell; path variables and `{packet}` are replaced.",
        ),
        may(
            "packet",
            Shape::OneOf(&["stdin", "path"]),
            "How it gets the packet: on standard input (the default), or only as a file named by `{packet}` and `GATEWRIGHT_PACKET`.",
        ),
        may("timeout", DURATION, "It is ended after so long: seconds, or a span such as `30m`."),
    ],
};
