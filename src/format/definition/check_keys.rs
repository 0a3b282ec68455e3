//! The parameters of checks, as the catalogue declares them, in the shapes of definitions.

use crate::format::definition::shape::{DURATION, Key, LARGEST, Shape, Table, may, must};
use crate::format::definition::text::Text;
use crate::rules::checks::catalogue::{CheckKind, ParamKind, TargetRule};

static DEPTHS: Table = Table {
    what: "thresholds by depth",
    keys: &[
        must("quick", COUNT, "How many at depth quick."),
        must("standard", COUNT, "How many at depth standard."),
        must("deep", COUNT, "How many at depth deep."),
    ],
};
const COUNT: Shape = Shape::Whole(0, LARGEST);
const THRESHOLDS: &[Shape] = &[COUNT, Shape::Object(&DEPTHS)];

static CONDITION: Table = Table {
    what: "a condition on a field",
    keys: &[
        may("not", Shape::Scalar, "The field is there and has another value than this."),
        may("min", Shape::Whole(-LARGEST, LARGEST), "The field is a number, at least this."),
    ],
};
const CONDITIONS: &[Shape] = &[Shape::Scalar, Shape::Object(&CONDITION)];

/// What may stand at a parameter of this kind.
pub fn shape(kind: ParamKind) -> Shape {
    match kind {
        ParamKind::Text => Shape::Text(Text::Pattern),
        ParamKind::Texts => Shape::List(&Shape::Text(Text::Pattern), 1),
        ParamKind::Heading => Shape::Text(Text::Heading),
        ParamKind::Headings => Shape::List(&Shape::Text(Text::Heading), 1),
        ParamKind::OneOf(words) => Shape::OneOf(words),
        ParamKind::Regex => Shape::Text(Text::Regex),
        ParamKind::Glob => Shape::Text(Text::Glob),
        ParamKind::Paths | ParamKind::Globs => Shape::List(&Shape::Text(Text::Template), 1),
        ParamKind::File => Shape::Text(Text::File),
        ParamKind::Argv => Shape::Argv,
        ParamKind::Count => COUNT,
        ParamKind::Positive => Shape::Whole(1, LARGEST),
        ParamKind::ExitCode => Shape::Whole(0, 255),
        ParamKind::Percent => Shape::Whole(1, 100),
        ParamKind::Seconds => Shape::Whole(1, 86_400),
        ParamKind::Span => DURATION,
        ParamKind::Sha256 => Shape::Text(Text::Sha256),
        ParamKind::Flag => Shape::Flag,
        ParamKind::Thresholds => Shape::Either(THRESHOLDS),
        ParamKind::Conditions => Shape::Map(Text::Line, &Shape::Either(CONDITIONS)),
    }
}

/// What a check of the repository's own looks at; whether it must be said is in its `check.json`.
pub const TARGET: Key = may(
    "target",
    Shape::Text(Text::Template),
    "What it looks at: a path, `any_of` (the alternatives) or `all_required` (every required output).",
);

/// The keys of a validation of this kind beside the common ones: its target and its parameters.
pub fn keys(kind: &'static CheckKind) -> impl Iterator<Item = Key> {
    let target = match kind.target {
        TargetRule::Any => Some(must(
            "target",
            Shape::Text(Text::Template),
            "What it looks at: a path, `any_of` (the alternatives) or `all_required` (every required output).",
        )),
        TargetRule::Path => Some(must("target", Shape::Text(Text::Directory), "The directory it looks at.")),
        TargetRule::Place => {
            Some(must("target", Shape::Text(Text::OnePath), "The path or glob it looks at."))
        }
        TargetRule::None => None,
    };
    let params = kind.params.iter().map(|param| {
        let make = if param.required { must } else { may };
        make(param.name, shape(param.kind), param.doc)
    });
    target.into_iter().chain(params)
}
