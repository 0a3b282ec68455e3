//! What a bundle says of itself to whoever unpacks it.

use crate::flow::review::export::parts::{Missing, OWN, SUMS};
use crate::model::digest::Digest;
use crate::model::ids::RunId;

/// The history that is packed in a bundle.
pub(super) struct Packed {
    /// From its top to the root of the run, when they are not the same.
    pub below: Option<String>,
    /// Whether older commits are missing.
    pub shallow: bool,
}

/// The text.
pub(super) fn readme(
    id: &RunId,
    head: Option<Digest>,
    history: Option<&Packed>,
    missing: &[Missing],
) -> String {
    let expect = head.map(|head| format!(" --expect-head {head}")).unwrap_or_default();
    let mut text = format!(
        "The run {id}\n\n\
        Its record as it lay in its repository, the outputs of the gates that are met as they were recorded, the definitions as it\n\
        pinned them, and gatewright.json. Nothing of it has to be executed. Run these commands in the directory that holds\n\
        `{OWN}`.\n\n\
        Nothing was changed or lost on the way:\n\n    \
        sha256sum --check --strict --quiet {SUMS}\n\n\
        The export printed the digest of that list itself; hold it against `sha256sum {SUMS}`.\n\n\
        The record holds together, and the contracts say again what it says:\n\n    \
        gatewright -C . audit {id}{expect}\n\n"
    );
    if head.is_some() {
        text.push_str(
            "The head that is written here and in HEAD came with the bundle. It assures something (level L3) where you have it from\n\
            somewhere else: from the output of the commands, from a pushed tag, from a signature.\n\n",
        );
    }
    if let Some(packed) = history {
        let proves = match packed.shallow {
            false => {
                "What was committed has not been changed since (level L1), by the history of git that is packed here:"
            }
            true => {
                "The history of git that is packed here is that of a shallow clone: it cannot tell of what older commits held.\n\
                Whoever has all of it exports what proves more."
            }
        };
        let root = packed.below.as_ref().map_or("repository".to_owned(), |below| {
            format!("'repository/{}'", below.replace('\'', "'\\''"))
        });
        text.push_str(&format!(
            "{proves}\n\n    \
            git clone {OWN}/history.bundle repository\n    \
            gatewright -C {root} audit {id}{expect}\n\n"
        ));
    }
    if !missing.is_empty() {
        text.push_str("Recorded, and not here:\n\n");
        for one in missing {
            text.push_str(&format!(
                "    {}  {}\n      {}\n",
                one.sha256,
                one.path.escape_debug(),
                one.why.escape_debug()
            ));
        }
    }
    text.trim_end().to_owned() + "\n"
}

#[cfg(test)]
mod tests;
