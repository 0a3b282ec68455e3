//! What a bundle says of itself to whoever unpacks it.

use crate::flow::review::export::parts::{Missing, OWN, SUMS};
use crate::model::digest::Digest;
use crate::model::ids::RunId;

/// The text.
pub(super) fn readme(id: &RunId, head: Option<Digest>, history: bool, missing: &[Missing]) -> String {
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
    if history {
        text.push_str(&format!(
            "What was committed has not been changed since (level L1), by the history of git that is packed here:\n\n    \
            git clone {OWN}/history.bundle repository\n    \
            gatewright -C repository audit {id}{expect}\n\n"
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
