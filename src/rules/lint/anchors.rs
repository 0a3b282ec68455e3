//! Expressions that begin or end with an anchor where `^` and `$` mean the whole text and not a line.

use crate::model::contract::{Arg, Contract, Validation};
use crate::rules::lint::remark::{At, Remarks, Weight};

/// Looks at each `regex_match` of `contract`.
pub fn each(contract: &Contract, remarks: &mut Remarks) {
    for (index, validation) in contract.validations.iter().enumerate() {
        let Some((anchor, end)) = anchored(validation) else { continue };
        let forbids = validation.args.get("must_not_match") == Some(&Arg::Flag(true));
        let weight = if forbids { Weight::Warning } else { Weight::Note };
        let message = format!("`{anchor}` in `regex` stands for the {end} of the whole text, not of a line");
        remarks.say(weight, "anchored_text", At::check(index, "regex"), message).because(
            "`regex_match` takes a text as a whole; what stands on any other line is passed over",
            "begin the expression with `(?m)` where lines are meant",
        );
    }
}

/// The anchor that the expression of a `regex_match` begins or ends with, and the end of the text it stands for.
fn anchored(validation: &Validation) -> Option<(char, &'static str)> {
    let Some(Arg::Text(expression)) = validation.args.get("regex") else { return None };
    let (flags, rest) = flags(expression);
    if validation.check != "regex_match" || flags.contains('m') {
        return None;
    }
    let escapes = rest.strip_suffix('$').map(|rest| rest.chars().rev().take_while(|c| *c == '\\').count());
    match escapes {
        _ if rest.starts_with('^') => Some(('^', "beginning")),
        Some(escapes) if escapes % 2 == 0 => Some(('$', "end")),
        _ => None,
    }
}

/// The flags that an expression sets at its beginning, and what follows them. What it clears does not count.
fn flags(expression: &str) -> (&str, &str) {
    let set = expression.strip_prefix("(?").and_then(|rest| rest.split_once(')'));
    match set.filter(|(flags, _)| flags.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-')) {
        Some((flags, rest)) => (flags.split('-').next().unwrap_or_default(), rest),
        None => ("", expression),
    }
}
