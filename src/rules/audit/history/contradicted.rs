//! The record that lies there does not go on from the one that is committed.

use crate::model::audit::{Found, WHOLE, Weight};
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::model::dossier::history::{Lying, Told};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.contradicted",
    weight: Weight::Error,
    title: "the record that lies there does not go on from the one that is committed",
    why: "What was committed has been changed in the working tree since, or taken away.",
    mend: "Bring the committed version back, for example with `git restore`.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let other = dossier.history.as_ref().is_some_and(|told| told.lying == Lying::Other);
    let gone = dossier.format.is_none() && dossier.flaws.is_empty();
    let (committed, lying) = dossier.history.as_ref().map(|told| told.digests).unwrap_or_default();
    let shown = |digest: Option<Digest>| digest.map_or("nothing".to_owned(), |digest| digest.to_string());
    let left_out = dossier.history.as_ref().map(Told::left_out).unwrap_or_default();
    let words = match gone {
        true => format!("the record is committed, and is not there any more{left_out}"),
        false => "it is not the committed record, and does not go on from it".to_owned(),
    };
    let one = || Found::new(&words).file(dossier.run_json()).at(WHOLE);
    let record = other.then(|| one().differs(shown(committed), shown(lying)));
    let seals = dossier.history.iter().flat_map(|told| &told.seals_gone);
    let seals = seals.map(|file| {
        let gone = format!("the seal is committed, and is not there any more{left_out}");
        let gone = Found::new(gone).file(file).at(WHOLE);
        gone.differs("the file", "nothing")
    });
    record.into_iter().chain(seals).collect()
}
