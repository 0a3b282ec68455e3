//! A line of your list of those who may sign allows nobody, because something is wrong with it.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "seals.odd_signers",
    weight: Weight::Warning,
    title: "a line of your list of those who may sign allows nobody, because something is wrong with it",
    why: "What it was meant to allow does not count. The other lines do: a line only ever allows, and never takes away.",
    mend: "Mend the line; its form is that of `ssh-keygen(1)`, ALLOWED SIGNERS, with every principal named and without certificate authorities.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    dossier.aside.odd_signers.iter().map(Found::new).collect()
}
