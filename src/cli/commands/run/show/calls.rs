//! Agent calls in full: who, which model, what was run, what it cost.

use crate::cli::print::Tone;
use crate::model::invocation::Invocation;

/// Every agent call under a heading; nothing where there was none.
pub fn text(calls: &[Invocation]) -> String {
    if calls.is_empty() {
        return String::new();
    }
    let each: String = calls.iter().map(call).collect();
    format!("\n{}\n{each}", Tone::Strong.paint("Agent calls"))
}

/// Who was called: a named agent, or else whatever the command line is.
fn caller(call: &Invocation) -> &str {
    match (&call.agent, &call.command) {
        (Some(agent), _) => agent,
        (None, Some(_)) => "a command",
        (None, None) => "somebody",
    }
}

fn call(call: &Invocation) -> String {
    let mut said = vec![];
    said.push(call.status.clone().unwrap_or_else(|| "(no outcome said)".to_owned()));
    said.extend(call.duration_ms.map(|ms| format!("{ms} ms")));
    said.extend(call.exit_code.map(|code| format!("exit {code}")));
    said.extend(call.model.as_ref().map(|model| format!("model {model}")));
    said.extend(call.session.as_ref().map(|session| format!("session {session}")));
    said.extend(call.tokens_in.map(|tokens| format!("{tokens} tokens read")));
    said.extend(call.tokens_out.map(|tokens| format!("{tokens} tokens written")));
    said.extend(call.cost.as_ref().map(|cost| format!("cost {cost}")));
    let mut text = format!(
        "  {} {} attempt {}: {} {}\n",
        call.invocation_id,
        call.gate,
        call.attempt,
        caller(call),
        said.join(", "),
    );
    if let Some(argv) = &call.command {
        let line = shlex::try_join(argv.iter().map(String::as_str)).unwrap_or_else(|_| argv.join(" "));
        text.push_str(&format!("    command: {line}\n"));
    }
    for (what, refs) in [("read", &call.input_refs), ("wrote", &call.output_refs)] {
        if !refs.is_empty() {
            text.push_str(&format!("    {what}: {}\n", refs.join(", ")));
        }
    }
    text
}
