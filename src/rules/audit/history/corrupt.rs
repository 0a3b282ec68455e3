//! An object of git has other bytes than its name says.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "history.corrupt",
    weight: Weight::Error,
    title: "an object of git is not what its name says, or leads to two things by one name",
    why: "The name of a commit, a directory or a file in git is the digest of its bytes. Git does not compare the two when it reads what lies below `.git`, only when it fetches: somebody laid other bytes there, to change what was committed without changing the commit, or the disk is damaged. A directory in which one name comes twice leads every reader elsewhere; git writes none. What they say counts for nothing here.",
    mend: "Look with `git fsck --full`, and audit a fresh clone of a repository that you trust.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let corrupt = dossier.history.iter().flat_map(|told| &told.corrupt);
    corrupt
        .map(|one| {
            let message = match &one.path {
                Some(path) => {
                    format!(
                        "the bytes that git has for `{path}` are not those of its object {}, or are a directory with one name in it twice",
                        one.object
                    )
                }
                None => format!("the bytes of git's object {} have another name, or are a directory with one name in it twice", one.object),
            };
            Found::new(message).file(one.path.clone().unwrap_or_else(|| dossier.run_json()))
        })
        .collect()
}
