//! Renders a user's template in a process of its own, so that a hostile one cannot take memory or time from ours.
//!
//! The template engine bounds the steps of a template, but a doubling string needs few steps: the process therefore
//! limits its own address space and processor time before it reads the template.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::process::{Command, ExitCode, Stdio};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::rules::packet::facts::PacketFacts;
use crate::rules::packet::render::{MAX_TEMPLATE, TemplateError, instructions, unknown_values};

/// The hidden first argument that makes this program such a process.
pub const ARGUMENT: &str = "--internal-render-template";
/// How much address space a template may take, in bytes.
const MEMORY: u64 = 512 << 20;
/// How much processor time, in seconds.
const SECONDS: u64 = 4;

#[derive(Serialize, Deserialize)]
struct Request {
    template: String,
    /// Without them the template is only looked at.
    facts: Option<Value>,
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Text(String),
    Unknown(Vec<String>),
    Wrong { line: Option<usize>, message: String },
}

/// Renders `template`, the text of the file `path`, in a process of its own.
///
/// # Errors
/// `Usage` with `path:line` when the template is wrong or takes too much.
pub fn render_apart(path: &RepoPath, template: &str, facts: &PacketFacts) -> Result<String, Failure> {
    let facts = serde_json::to_value(facts).map_err(|e| Failure::bug(e.to_string()))?;
    match ask(path, template, Some(facts))? {
        Answer::Text(text) => Ok(text),
        _ => Err(Failure::bug("a template's process answered another question")),
    }
}

/// The values that `template` uses and packets do not have, found in a process of its own.
///
/// # Errors
/// `Usage` with `path:line` when the template is not well formed or takes too much.
pub fn look_apart(path: &RepoPath, template: &str) -> Result<Vec<String>, Failure> {
    match ask(path, template, None)? {
        Answer::Unknown(names) => Ok(names),
        _ => Err(Failure::bug("a template's process answered another question")),
    }
}

fn ask(path: &RepoPath, template: &str, facts: Option<Value>) -> Result<Answer, Failure> {
    if template.len() > MAX_TEMPLATE {
        return Err(wrong(path, None, &format!("the template is longer than {MAX_TEMPLATE} bytes")));
    }
    let request = serde_json::to_vec(&Request { template: template.to_owned(), facts })
        .map_err(|e| Failure::bug(e.to_string()))?;
    let output =
        run(request).map_err(|error| Failure::io("cannot start a process for the template", &error))?;
    match output.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(Answer::Wrong { line, message }) => {
            let said = line.and_then(|line| template.lines().nth(line.checked_sub(1)?));
            let failure = wrong(path, line, &message);
            Err(match said {
                Some(said) => failure
                    .cause(format!("the line says: {}", said.trim().chars().take(200).collect::<String>())),
                None => failure,
            })
        }
        Some(answer) => Ok(answer),
        None => Err(wrong(
            path,
            None,
            &format!("the template takes more than {} MiB of memory or {SECONDS} s", MEMORY >> 20),
        )),
    }
}

fn wrong(path: &RepoPath, line: Option<usize>, message: &str) -> Failure {
    let place = line.map(|line| format!(":{line}")).unwrap_or_default();
    Failure::new(Kind::Usage, "bad_template", format!("{path}{place}: {message}"))
        .hint("`gatewright help templates` lists what a template may use")
}

/// What the process wrote; `None` when it did not end by itself.
fn run(request: Vec<u8>) -> std::io::Result<Option<Vec<u8>>> {
    let program = if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe()? };
    #[expect(
        clippy::disallowed_methods,
        reason = "starts this very program, with nothing of the repository in its arguments"
    )]
    let mut child = Command::new(program)
        .arg(ARGUMENT)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdin = child.stdin.take();
    let writer = std::thread::spawn(move || {
        if let Some(stdin) = &mut stdin {
            // A process that died early says so by its missing answer.
            let _ = stdin.write_all(&request);
        }
    });
    let output = child.wait_with_output()?;
    let _ = writer.join();
    Ok(output.status.success().then_some(output.stdout))
}

/// Acts as such a process when the arguments ask for it: called first thing in `main`.
pub fn requested(arguments: impl IntoIterator<Item = OsString>) -> Option<ExitCode> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next()? != ARGUMENT {
        return None;
    }
    Some(if serve().is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn serve() -> Option<()> {
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::As, limit(MEMORY)).ok()?;
    setrlimit(Resource::Cpu, limit(SECONDS)).ok()?;
    setrlimit(Resource::Core, limit(0)).ok()?;
    let mut request = vec![];
    std::io::stdin().lock().read_to_end(&mut request).ok()?;
    let request: Request = serde_json::from_slice(&request).ok()?;
    let answer = match request.facts {
        Some(facts) => instructions(&request.template, &facts).map(Answer::Text),
        None => unknown_values(&request.template).map(Answer::Unknown),
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(TemplateError { line, message }) => Answer::Wrong { line, message },
    };
    std::io::stdout().lock().write_all(&serde_json::to_vec(&answer).ok()?).ok()
}
