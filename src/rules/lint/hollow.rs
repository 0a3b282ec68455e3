//! Checks that hold whatever is there, and those that hold for nothing: expressions that match anything, exceptions that take in everything.

use crate::model::contract::{Arg, Contract, Severity, Validation};
use crate::rules::checks::frame::pattern;
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Globs that take in every path.
const EVERYTHING: [&str; 3] = ["**", "**/*", "**/"];

/// Looks at each check of `contract`.
pub fn each(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        if let Some((key, message)) = why(validation) {
            remarks
                .say(Weight::Warning, "asks_nothing", At::check(index, key), message)
                .because("the check holds whatever is there", "say what is wanted, or strike the check");
        }
        if let Some(key) = forbids_anything(validation) {
            let weight = match validation.severity {
                Severity::Error => Weight::Error,
                Severity::Warning => Weight::Warning,
            };
            let message =
                format!("the expression in `{key}` matches the empty text, and so forbids any text");
            remarks.say(weight, "never_holds", At::check(index, key), message).because(
                "no file passes the check, whatever is in it",
                "say what is forbidden, or strike the check",
            );
        }
    }
}

/// The texts of the parameter called `name`.
fn texts<'a>(validation: &'a Validation, name: &str) -> &'a [String] {
    match validation.args.get(name) {
        Some(Arg::Text(text)) => std::slice::from_ref(text),
        Some(Arg::Texts(texts)) => texts.as_slice(),
        _ => &[],
    }
}

fn flag(validation: &Validation, name: &str) -> bool {
    validation.args.get(name) == Some(&Arg::Flag(true))
}

/// The parameter whose expression forbids every text.
fn forbids_anything(validation: &Validation) -> Option<&'static str> {
    let key = match validation.check.as_str() {
        "regex_match" if flag(validation, "must_not_match") => "regex",
        "not_contains" if flag(validation, "is_regex") => "pattern",
        "placeholder_free" => "also",
        _ => return None,
    };
    texts(validation, key).iter().any(|it| matches_anything(it)).then_some(key)
}

fn why(validation: &Validation) -> Option<(&'static str, String)> {
    let texts = |name: &str| texts(validation, name);
    let flag = |name: &str| flag(validation, name);
    let key = match validation.check.as_str() {
        "regex_match" if !flag("must_not_match") => "regex",
        "contains_text" if flag("is_regex") => "patterns",
        "command" if texts("argv").first().is_some_and(|program| program == "true") => {
            return Some(("argv", "the program `true` never fails".to_owned()));
        }
        "command" => "stdout_matches",
        "links" if flag("online") && texts("ignore_urls").iter().any(|it| matches_anything(it)) => {
            return Some((
                "ignore_urls",
                "the expression in `ignore_urls` takes in every address".to_owned(),
            ));
        }
        "links" | "git_clean" => "ignore",
        "only_paths_changed" if !validation.args.contains_key("deny") => "allow",
        _ => return None,
    };
    if matches!(key, "ignore" | "allow") {
        let all = texts(key).iter().find(|glob| EVERYTHING.contains(&glob.as_str()))?;
        return Some((key, format!("`{all}` in `{key}` takes in every path")));
    }
    texts(key)
        .iter()
        .any(|it| matches_anything(it))
        .then(|| (key, format!("the expression in `{key}` matches the empty text, and so any text")))
}

/// Whether it matches where nothing stands, at the beginning of a text and of none.
fn matches_anything(expression: &str) -> bool {
    pattern::regex(expression)
        .is_ok_and(|regex| ["", "a", " \n", "0.1\n\n#"].iter().all(|it| regex.is_match(it)))
}
