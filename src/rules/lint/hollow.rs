//! Checks that hold whatever is there: expressions that match anything, exceptions that take in everything.

use crate::model::contract::{Arg, Contract, Validation};
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
    }
}

fn why(validation: &Validation) -> Option<(&'static str, String)> {
    let texts = |name: &str| match validation.args.get(name) {
        Some(Arg::Text(text)) => std::slice::from_ref(text),
        Some(Arg::Texts(texts)) => texts.as_slice(),
        _ => &[],
    };
    let flag = |name: &str| validation.args.get(name) == Some(&Arg::Flag(true));
    let key = match validation.check.as_str() {
        "regex_match" if !flag("must_not_match") => "regex",
        "contains_text" if flag("is_regex") => "patterns",
        "command" if texts("argv").first().is_some_and(|program| program == "true") => {
            return Some(("argv", "the program `true` never fails".to_owned()));
        }
        "command" => "stdout_matches",
        "links" | "git_clean" => "ignore",
        "only_paths_changed" if !validation.args.contains_key("deny") => "allow",
        _ => return None,
    };
    if matches!(key, "ignore" | "allow") {
        let all = texts(key).iter().find(|glob| EVERYTHING.contains(&glob.as_str()))?;
        return Some((key, format!("`{all}` in `{key}` takes in every path")));
    }
    let expressions = texts(key);
    (!expressions.is_empty() && expressions.iter().all(|it| matches_anything(it)))
        .then(|| (key, format!("the expression in `{key}` matches the empty text, and so any text")))
}

/// Whether it matches where nothing stands, at the beginning of a text and of none.
fn matches_anything(expression: &str) -> bool {
    pattern::regex(expression)
        .is_ok_and(|regex| ["", "a", " \n", "0.1\n\n#"].iter().all(|it| regex.is_match(it)))
}
