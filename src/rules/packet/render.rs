//! Templates to text: strict, without a loader, with bounds on time and size.

use std::ops::Range;
use std::sync::LazyLock;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::path::is_treacherous;
use crate::rules::packet::facts::PacketFacts;
use crate::rules::packet::unknown::{Unknown, uses};

/// The frame of every packet.
const FRAME: &str = include_str!("frame.md.j2");

/// The same, compiled once: an audit renders very many.
static FRAMES: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut env = environment();
    // What is wrong with it shows when it is rendered.
    let _ = env.add_template("frame", FRAME);
    env
});

/// A template may be this long, in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;
/// What it renders to may be this long, in bytes.
pub const MAX_OUTPUT: usize = 1024 * 1024;
/// The values that a template may use, each with what it is: the members of [`PacketFacts`].
pub const VALUES: &[(&str, &str)] = &[
    ("run_id", "the run's id"),
    ("workflow", "the workflow's `name` and `version`"),
    (
        "gate",
        "the gate's `id`, `name`, `description`, `agent` (who is meant to do the work), `max_attempts` (0: any number) and `timeout` (empty: none)",
    ),
    ("contract", "the contract's `description`"),
    ("attempt", "which attempt this is, from 1"),
    ("params", "all parameters of the run by name"),
    ("slug", "what the run is about"),
    ("artifact_path", "where most outputs go; empty when not given"),
    ("depth", "quick, standard or deep"),
    ("prompt", "the text of the original prompt; empty when none was given"),
    ("inputs", "outputs of the gates this one needs: `path`, `gate` and `exists` each"),
    ("all_of", "outputs that must all be there: `path`, `description`, `required` and `directory` each"),
    ("any_of", "outputs of which one must be there, likewise"),
    ("checks", "every check in words"),
    ("previous", "the attempt before, if there was one: `attempt`, `status` and `failures`"),
    ("feedback", "why the gate was reopened, while it has not passed since: `by` and `text`"),
    ("skills", "procedures: `name`, `reason` and `text` each"),
    ("commands", "the literal commands `check`, `finish`, `packet` and `fail`"),
];
/// How many steps a template may take.
const FUEL: u64 = 200_000;

/// Why a template could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The line in the template, from 1, where that is known.
    pub line: Option<usize>,
    /// Where in the template, in bytes, where that is known.
    pub range: Option<Range<usize>>,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
}

/// Renders the text of a user's template with the same values as the frame. The caller bounds memory and time of
/// hostile templates by doing this in a process of its own: fuel does not bound memory.
pub fn instructions<T: Serialize>(template: &str, facts: &T) -> Result<String, TemplateError> {
    if template.len() > MAX_TEMPLATE {
        return Err(TemplateError {
            line: None,
            range: None,
            message: format!("the template is longer than {MAX_TEMPLATE} bytes"),
        });
    }
    render(template, facts)
}

/// The whole packet: the frame around `instructions` (empty when there is no template).
pub fn packet(facts: &PacketFacts, instructions: &str) -> Result<String, TemplateError> {
    let mut value = serde_json::to_value(facts).map_err(|e| TemplateError {
        line: None,
        range: None,
        message: format!("the packet's values cannot be written: {e}"),
    })?;
    value["prompt"] = json!(facts.prompt.trim_end());
    value["prompt_fence"] = json!(fence(&facts.prompt));
    value["instructions"] = json!(instructions.trim());
    fence_each(&mut value, "skills", "text");
    if let Some(previous) = &facts.previous {
        value["previous"]["fence"] = json!(fence(&previous.failures.join("\n")));
    }
    if let Some(feedback) = &facts.feedback {
        value["feedback"]["fence"] = json!(fence(&feedback.text));
    }
    fold_lines(&mut value);
    let frame = FRAMES.get_template("frame").and_then(|frame| frame.render(Serde(&value)));
    let text = within(frame.map_err(explain)?)?;
    let unseen = |c: char| c != '\n' && c != '\t' && is_treacherous(c);
    let text = match text.contains(unseen) {
        true => text.replace(unseen, "\u{FFFD}"),
        false => text,
    };
    Ok(format!("{}\n", text.trim_end()))
}

/// A rough number of tokens: four bytes each.
pub fn estimate_tokens(bytes: u64) -> u64 {
    bytes.div_ceil(4)
}

/// Texts of definitions keep to their line, so that none can pass for a section of the packet.
fn fold_lines(value: &mut Value) {
    for (owner, name) in [
        ("workflow", "name"),
        ("workflow", "version"),
        ("gate", "name"),
        ("gate", "description"),
        ("gate", "agent"),
        ("contract", "description"),
    ] {
        fold(&mut value[owner][name]);
    }
    for (list, names) in
        [("all_of", &["description"][..]), ("any_of", &["description"]), ("skills", &["name", "reason"])]
    {
        for item in value[list].as_array_mut().into_iter().flatten() {
            names.iter().for_each(|name| fold(&mut item[*name]));
        }
    }
    value["checks"].as_array_mut().into_iter().flatten().for_each(fold);
    // The goal begins a line of its own.
    for (owner, name) in [("gate", "name"), ("gate", "description"), ("contract", "description")] {
        let text = value[owner][name].as_str().unwrap_or_default();
        if text.starts_with(|c| "#~`<>-+*_=|[".contains(c)) {
            value[owner][name] = json!(format!("\\{text}"));
        }
    }
}

fn fold(value: &mut Value) {
    if let Value::String(text) = value {
        *text = one_line(text);
    }
}

/// `text` in one line: white space that holds anything but blanks becomes one blank. Blanks stay, a pattern may need them.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    let mut rest = text.trim();
    while let Some(from) = rest.find(char::is_whitespace) {
        let (word, behind) = rest.split_at(from);
        rest = behind.trim_start();
        let space = &behind[..behind.len() - rest.len()];
        line.push_str(word);
        line.push_str(if space.chars().all(|c| c == ' ') { space } else { " " });
    }
    line.push_str(rest);
    line
}

fn fence_each(value: &mut Value, list: &str, text: &str) {
    for item in value[list].as_array_mut().into_iter().flatten() {
        item["fence"] = json!(fence(item[text].as_str().unwrap_or_default()));
    }
}

/// A fence longer than any run of tildes in `text`, so that quoted text cannot end its own quotation.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '~').map(str::len).max().unwrap_or(0);
    "~".repeat(longest.max(3) + 1)
}

/// The values that a template uses and packets do not have, in the order of the template; the caller bounds memory and
/// time as for [`instructions`].
///
/// # Errors
/// The template is not well formed.
pub fn unknown_values(template: &str) -> Result<Vec<Unknown>, TemplateError> {
    let env = environment();
    let parsed = env.template_from_named_str("template", template).map_err(explain)?;
    let functions: Vec<&str> = env.globals().map(|(name, _)| name).collect();
    let known =
        |name: &String| VALUES.iter().any(|(value, _)| value == name) || functions.contains(&name.as_str());
    let unknown: Vec<String> =
        parsed.undeclared_variables(false).into_iter().filter(|name| !known(name)).collect();
    Ok(uses(template, &unknown))
}

/// Renders a template with each of several sets of values, to see that it can be.
///
/// # Errors
/// What is wrong with the first set that cannot be rendered; the caller bounds memory and time.
pub fn try_all(template: &str, sets: &[Value]) -> Result<(), TemplateError> {
    sets.iter().try_for_each(|facts| instructions(template, facts).map(|_| ()))
}

fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_fuel(Some(FUEL));
    // Errors then carry copies of all values; where they are is known without.
    env.set_debug(false);
    // It prints everything at once, however the values come to be named.
    env.remove_global("debug");
    env
}

fn render<T: Serialize>(template: &str, values: &T) -> Result<String, TemplateError> {
    let env = environment();
    within(env.render_named_str("template", template, Serde(values)).map_err(explain)?)
}

fn within(text: String) -> Result<String, TemplateError> {
    if text.len() > MAX_OUTPUT {
        return Err(TemplateError {
            line: None,
            range: None,
            message: format!("the template renders to more than {MAX_OUTPUT} bytes"),
        });
    }
    Ok(text)
}

fn explain(error: minijinja::Error) -> TemplateError {
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    let message = match error.kind() {
        ErrorKind::OutOfFuel => format!("the template takes more than {FUEL} steps"),
        ErrorKind::UndefinedError => format!("the template uses a value that does not exist{detail}"),
        kind => format!("{kind}{detail}"),
    };
    TemplateError { line: error.line(), range: error.range(), message }
}

#[cfg(test)]
mod tests;
