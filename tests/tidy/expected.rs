//! Every rule of the audit is expected by some test.

use gatewright::rules::audit::catalogue::RULES;

use crate::{hold, tree};

/// Tests of rules that find nothing: what is named there is not expected to speak.
const OF_SILENCE: &str = "tests/e2e/audit_unlooked.rs";

#[test]
fn every_rule_of_the_audit_speaks_in_some_test() {
    let tests: Vec<tree::File> = tree::rust()
        .into_iter()
        .filter(|file| file.path.starts_with("tests/") && !file.path.starts_with("tests/tidy/"))
        .filter(|file| file.path != OF_SILENCE)
        .collect();
    let unexpected = RULES.iter().filter(|rule| {
        let quoted = format!("\"{}\"", rule.id);
        !tests.iter().any(|file| file.text.contains(&quoted))
    });
    let problems: Vec<String> = unexpected.map(|rule| rule.id.to_owned()).collect();
    hold(
        "a rule that no test expects may never speak: expect its id in a test, beside an honest neighbour",
        &problems,
    );
}
