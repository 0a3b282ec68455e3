//! Templates to text: strict, without a loader, with bounds on time and size.

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, ErrorKind, UndefinedBehavior};
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::path::is_treacherous;
use crate::rules::packet::facts::PacketFacts;

/// The frame of every packet.
const FRAME: &str = include_str!("frame.md.j2");

/// A template may be this long, in bytes.
pub const MAX_TEMPLATE: usize = 256 * 1024;
/// What it renders to may be this long, in bytes.
pub const MAX_OUTPUT: usize = 1024 * 1024;
/// How many steps a template may take.
const FUEL: u64 = 200_000;

/// Why a template could not be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// The line in the template, from 1, where that is known.
    pub line: Option<usize>,
    /// What is wrong, one sentence, no full stop.
    pub message: String,
}

/// Renders the text of a user's template with the same values as the frame. The caller bounds memory and time of
/// hostile templates by doing this in a process of its own: fuel does not bound memory.
pub fn instructions<T: Serialize>(template: &str, facts: &T) -> Result<String, TemplateError> {
    if template.len() > MAX_TEMPLATE {
        return Err(TemplateError {
            line: None,
            message: format!("the template is longer than {MAX_TEMPLATE} bytes"),
        });
    }
    render(template, facts)
}

/// The whole packet: the frame around `instructions` (empty when there is no template).
pub fn packet(facts: &PacketFacts, instructions: &str) -> Result<String, TemplateError> {
    let mut value = serde_json::to_value(facts).map_err(|e| TemplateError {
        line: None,
        message: format!("the packet's values cannot be written: {e}"),
    })?;
    value["prompt"] = json!(facts.prompt.trim_end());
    value["prompt_fence"] = json!(fence(&facts.prompt));
    value["instructions"] = json!(instructions.trim());
    fence_each(&mut value, "skills", "text");
    if let Some(previous) = &facts.previous {
        value["previous"]["fence"] = json!(fence(&previous.failures.join("\n")));
    }
    let text = render(FRAME, &value)?;
    let text: String = text
        .chars()
        .map(|c| if c != '\n' && c != '\t' && is_treacherous(c) { '\u{FFFD}' } else { c })
        .collect();
    Ok(format!("{}\n", text.trim_end()))
}

/// A rough number of tokens: four bytes each.
pub fn estimate_tokens(bytes: u64) -> u64 {
    bytes.div_ceil(4)
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

fn render<T: Serialize>(template: &str, values: &T) -> Result<String, TemplateError> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|_| AutoEscape::None);
    env.set_fuel(Some(FUEL));
    let text = env.render_named_str("template", template, Serde(values)).map_err(explain)?;
    if text.len() > MAX_OUTPUT {
        return Err(TemplateError {
            line: None,
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
    TemplateError { line: error.line(), message }
}
