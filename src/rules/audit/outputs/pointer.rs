//! Git holds an output by a pointer of Git LFS, which names the recorded bytes.

use crate::model::audit::{Found, Weight};
use crate::model::dossier::Dossier;
use crate::model::dossier::outputs::{Now, Output};
use crate::rules::audit::rule::Rule;

/// The rule.
pub static RULE: Rule = Rule {
    id: "outputs.pointer",
    weight: Weight::Note,
    title: "git holds an output by a pointer of Git LFS, which names the recorded bytes",
    why: "A pointer says the SHA-256 of its file, which is the recorded one: no other file can stand for it. The bytes themselves lie with the server of Git LFS, and whoever has only the commit cannot look at them.",
    mend: "Nothing; `git lfs pull` fetches the bytes where they are not here.",
    look,
};

fn look(dossier: &Dossier) -> Vec<Found> {
    let named = |output: &Output, now: &Now| *now == Now::Pointer(output.recorded);
    let mut found = vec![];
    for output in &dossier.outputs {
        let there = match (named(output, &output.then), named(output, &output.now)) {
            (true, true) => {
                format!("{}, and in the working tree: its bytes are not here", dossier.compared_with)
            }
            (true, false) => dossier.compared_with.to_string(),
            (false, true) if output.is_it(&output.then) => {
                "the working tree: its bytes were not fetched".to_owned()
            }
            _ => continue,
        };
        let message = format!("`{}` is a pointer to the recorded bytes in {there}", output.path);
        found.push(output.found(message));
    }
    found
}
