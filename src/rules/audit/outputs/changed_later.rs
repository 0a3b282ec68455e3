//! An output has changed since the record was committed.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::{Now, Output};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.changed_later",
    weight: Weight::Note,
    title: "an output has changed since the record was committed",
    why: "Work goes on after a run. The record is about the bytes of its commit; the gate is stale today. A checkout that converts line ends (`core.autocrlf`, `eol` in `.gitattributes`) changes every text.",
    mend: "Nothing, or do the gate again.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let later = dossier.outputs.iter().filter(|output| {
        output.is_it(&output.then) && !output.is_it(&output.now) && !matches!(&output.now, Now::Unknown(_))
    });
    let said = |output: &Output| match &output.now {
        Now::Else(what) => format!("`{}` is {what} today", output.path),
        Now::Converted(_) => {
            format!("only the line ends of `{}` are others today: a checkout converts them", output.path)
        }
        _ => format!("`{}` was changed or removed later", output.path),
    };
    later.map(|output| output.found(said(output))).collect()
}
