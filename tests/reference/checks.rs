//! The checks, from the catalogue.

use gatewright::rules::checks::catalogue::CHECKS;
use gatewright::rules::checks::frame::manual::{Manual, ManualEntry, manual};
use gatewright::rules::checks::own::kind::OWN;

use crate::page;

pub fn page() -> String {
    let mut text = page::begin(
        "Checks",
        "What an entry of a contract's `validations` may be, by its `type`; `gatewright checks` says the same. Every entry \
         may have a `severity` (`error`, which is meant where nothing is said, or `warning`) and a `description`. A result \
         is `pass`, `fail`, `warn`, `not_enforced` (it could not be judged, which counts as not passed) or `waived`; its \
         row in the record carries `type`, `version`, `path`, `state`, `pass`, `description`, `findings` and the check's \
         own figures.",
    );
    let index = CHECKS.iter().map(|kind| vec![format!("[`{0}`](#{0})", kind.name), kind.summary.to_owned()]);
    text.push_str(&format!("\n{}", page::table(&["check", "what it asks"], index)));
    text.extend(CHECKS.iter().map(|kind| check(&manual(kind))));
    text.push_str(&check(&manual(&OWN)));
    text
}

fn check(manual: &Manual) -> String {
    let mut text = format!(
        "\n## {}\n\n{} (version {})\n\n- target: {}\n- reads: {}\n- judged: {}\n",
        manual.name, manual.summary, manual.version, manual.target, manual.reads, manual.when
    );
    if !manual.params.is_empty() {
        let row = |param: &ManualEntry| {
            let needed = if param.required == Some(true) { "yes" } else { "" };
            let accepts = param.accepts.clone().unwrap_or_default();
            vec![format!("`{}`", param.name), accepts, needed.to_owned(), param.doc.to_owned()]
        };
        let table = page::table(
            &["key", "what may stand there", "required", "meaning"],
            manual.params.iter().map(row),
        );
        text.push_str(&format!("\n{table}"));
    }
    if !manual.figures.is_empty() {
        let row = |figure: &ManualEntry| vec![format!("`{}`", figure.name), figure.doc.to_owned()];
        text.push_str(&format!(
            "\n{}",
            page::table(&["figure of the result", "meaning"], manual.figures.iter().map(row))
        ));
    }
    text.push_str(&format!("\n```json\n{}\n```\n", manual.example));
    text
}
