//! How an explained gate reads.

use crate::cli::commands::workflow::text::{condition, said};
use crate::cli::print::Tone;
use crate::model::contract::{Contract, Severity};
use crate::model::duration;
use crate::model::workflow::GateDef;
use crate::rules::explain::{Asked, Explained};
use crate::rules::outputs::Declared;

/// The whole gate.
pub fn gate(def: &GateDef, contract: &Contract, explained: &Explained) -> String {
    let title = if def.name == def.id.as_str() { String::new() } else { format!(" {}", def.name) };
    let mut text = format!("{}{title}, at depth {}\n", Tone::Strong.paint(&def.id), explained.depth);
    for about in [&def.description, &contract.description] {
        if !about.is_empty() && !text.contains(about.as_str()) {
            text.push_str(&format!("  {about}\n"));
        }
    }
    let blocking = if contract.blocking {
        "a FAIL keeps gates that need it from starting, and fails the run"
    } else {
        "a FAIL is shown and holds nothing up"
    };
    text.push_str(&format!("  contract: {}\n  blocking: {blocking}\n", def.contract));
    text.push_str(&format!("  work by: {}\n", anybody(&def.producers)));
    text.push_str(&format!("  judged by: {}\n", anybody(&def.judges)));
    if let Some(most) = def.max_attempts {
        text.push_str(&format!("  attempts: at most {most}\n"));
    }
    if let Some(timeout) = def.timeout {
        text.push_str(&format!("  timeout: {}; later it is closed as TIMED_OUT\n", duration::spell(timeout)));
    }
    outputs(explained, &mut text);
    text.push_str(&format!(
        "\n  {}: each must hold, unless it is a warning; one that cannot be made is `not_enforced` and does not hold\n",
        Tone::Strong.paint("Checks")
    ));
    if explained.checks.is_empty() {
        text.push_str("    none\n");
    }
    for (at, asked) in explained.checks.iter().enumerate() {
        check(&format!("{}.", at + 1), asked, &mut text);
    }
    if !explained.elsewhere.is_empty() {
        text.push_str(&format!("\n  {}\n", Tone::Strong.paint("Checked at other depths only")));
        explained.elsewhere.iter().for_each(|asked| check("-", asked, &mut text));
    }
    text.push('\n');
    text
}

fn anybody(names: &[String]) -> String {
    if names.is_empty() { "anybody".to_owned() } else { names.join(", ") }
}

fn outputs(explained: &Explained, text: &mut String) {
    text.push_str(&format!("\n  {}\n", Tone::Strong.paint("Outputs")));
    let mut line = |word: &str, output: &Declared| {
        text.push_str(&format!("    {word} {}{}\n", output.spot.template.0, said(&output.description)));
    };
    for output in &explained.all_of {
        line(if output.required { "required" } else { "optional" }, output);
    }
    explained.any_of.iter().for_each(|output| line("one of", output));
    if explained.all_of.is_empty() && explained.any_of.is_empty() {
        text.push_str("    none: the checks alone decide\n");
    }
}

fn check(mark: &str, asked: &Asked, text: &mut String) {
    let level = match asked.severity {
        Severity::Error => String::new(),
        Severity::Warning => format!(" ({}: shown, and fails nothing)", Tone::Warn.paint("a warning")),
    };
    text.push_str(&format!("    {mark} {}{level}\n", asked.words));
    let mut line = |label: &str, value: &str| {
        text.push_str(&format!("       {} {value}\n", Tone::Faint.paint(format!("{label}:"))));
    };
    let name = asked.id.as_ref().map(|id| format!(", called `{id}`")).unwrap_or_default();
    line("check", &format!("{}{name}", asked.check));
    if !asked.description.is_empty() {
        line("why", &asked.description);
    }
    if let Some(when) = &asked.when {
        line("only", &condition(when));
    }
    if !asked.is_cheap() {
        line("judged", asked.judged());
        line("if it cannot run", asked.unrunnable());
    }
    if let Some(message) = &asked.message {
        line("said when it fails", message);
    }
    if let Some(hint) = &asked.hint {
        line("to mend it", hint);
    }
}
