//! Renders a user's template in a process of its own, so that a hostile one cannot take memory or time from ours.
//!
//! The template engine bounds the steps of a template, but a doubling string needs few steps: the process therefore
//! limits its own address space and processor time before it reads the template.

use std::ffi::OsString;
use std::io::{Read, Write};
use std::ops::Range;
use std::process::{Command, ExitCode, Stdio};

use rustix::process::{Resource, Rlimit, setrlimit};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::report::finish;
use crate::format::definition::source::Source;
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::rules::packet::facts::PacketFacts;
use crate::rules::packet::render::{
    MAX_TEMPLATE, TemplateError, VALUES, instructions, try_all, unknown_values,
};
use crate::rules::packet::unknown::Unknown;
use crate::rules::suggest::nearest;

/// The hidden first argument that makes this program such a process.
pub const ARGUMENT: &str = "--internal-render-template";
/// How much address space a template may take, in bytes.
const MEMORY: u64 = 512 << 20;
/// How much processor time, in seconds.
const SECONDS: u64 = 4;
/// A template is rendered with so many sets of values by one process: their texts lie in its memory together.
pub const MOST_AT_ONCE: usize = 32;

#[derive(Serialize, Deserialize)]
struct Request {
    template: String,
    ask: Ask,
}

#[derive(Serialize, Deserialize)]
enum Ask {
    Look,
    Render(Value),
    Try(Vec<Value>),
    Each(Vec<Value>),
}

#[derive(Serialize, Deserialize)]
enum Answer {
    Text(String),
    Unknown(Vec<Unknown>),
    Fine,
    Texts(Vec<Result<String, String>>),
    Wrong { line: Option<usize>, range: Option<Range<usize>>, message: String },
}

/// Renders `template`, the text of the file `path`, in a process of its own.
///
/// # Errors
/// `Usage` with the place in `path` when the template is wrong or takes too much.
pub fn render_apart(path: &RepoPath, template: &str, facts: &PacketFacts) -> Result<String, Failure> {
    match ask(path, template, Ask::Render(value(facts)?))? {
        Answer::Text(text) => Ok(text),
        _ => Err(other_question()),
    }
}

/// What `template` renders to with each of several sets of values, or why it does not, all in one process of its own: at most
/// [`MOST_AT_ONCE`].
///
/// # Errors
/// As [`render_apart`], where it takes too much.
pub fn render_each_apart(
    path: &RepoPath,
    template: &str,
    sets: &[PacketFacts],
) -> Result<Vec<Result<String, String>>, Failure> {
    let sets = sets.iter().map(value).collect::<Result<Vec<_>, Failure>>()?;
    let count = sets.len();
    match ask(path, template, Ask::Each(sets))? {
        Answer::Texts(texts) if texts.len() == count => Ok(texts),
        _ => Err(other_question()),
    }
}

/// Whether `template` can be rendered with each of several sets of values, tried in a process of its own.
///
/// # Errors
/// As [`render_apart`], for the first of them that cannot.
pub fn try_apart(path: &RepoPath, template: &str, sets: &[PacketFacts]) -> Result<(), Failure> {
    let sets = sets.iter().map(value).collect::<Result<Vec<_>, Failure>>()?;
    match ask(path, template, Ask::Try(sets))? {
        Answer::Fine => Ok(()),
        _ => Err(other_question()),
    }
}

/// The values that `template` uses and packets do not have although the template takes care of that itself, found in a
/// process of its own.
///
/// # Errors
/// `Usage` with the places in `path` when the template is not well formed, takes too much, or uses such values without
/// asking whether they are there.
pub fn look_apart(path: &RepoPath, template: &str) -> Result<Vec<String>, Failure> {
    let Answer::Unknown(unknown) = ask(path, template, Ask::Look)? else { return Err(other_question()) };
    let (guarded, used): (Vec<Unknown>, Vec<Unknown>) =
        unknown.into_iter().partition(|unknown| unknown.guarded);
    if used.is_empty() {
        return Ok(guarded.into_iter().map(|unknown| unknown.name).collect());
    }
    let problem = |unknown: Unknown| {
        let message = format!("packets have no value `{}`", unknown.name);
        let names = || VALUES.iter().map(|(name, _)| *name);
        Problem::new("unknown_value", &unknown.at, message)
            .meant(nearest(&unknown.name, names()))
            .allowed(names())
    };
    Err(wrong(path, template, used.into_iter().map(problem)))
}

fn value(facts: &PacketFacts) -> Result<Value, Failure> {
    serde_json::to_value(facts).map_err(|e| Failure::bug(e.to_string()))
}

fn other_question() -> Failure {
    Failure::bug("a template's process answered another question")
}

fn ask(path: &RepoPath, template: &str, ask: Ask) -> Result<Answer, Failure> {
    let whole =
        |message: String| wrong(path, template, [Problem::new("template_too_costly", &(0..0), message)]);
    if template.len() > MAX_TEMPLATE {
        return Err(whole(format!("the template is longer than {MAX_TEMPLATE} bytes")));
    }
    let request = serde_json::to_vec(&Request { template: template.to_owned(), ask })
        .map_err(|e| Failure::bug(e.to_string()))?;
    let output =
        run(request).map_err(|error| Failure::io("cannot start a process for the template", &error))?;
    match output.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(Answer::Wrong { line, range, message }) => {
            let at = place(template, line, range);
            Err(wrong(path, template, [Problem::new("template_error", &at, message)]))
        }
        Some(answer) => Ok(answer),
        None => {
            Err(whole(format!("the template takes more than {} MiB of memory or {SECONDS} s", MEMORY >> 20)))
        }
    }
}

/// The place that the template engine names, else the whole line, else the beginning.
fn place(template: &str, line: Option<usize>, range: Option<Range<usize>>) -> Range<usize> {
    if let Some(range) = range.filter(|range| template.get(range.clone()).is_some()) {
        return range;
    }
    let Some(line) = line.and_then(|line| line.checked_sub(1)) else { return 0..0 };
    let start = template.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
    let text = template[start..].lines().next().unwrap_or_default();
    start + text.len() - text.trim_start().len()..start + text.trim_end().len()
}

fn wrong(path: &RepoPath, template: &str, found: impl IntoIterator<Item = Problem>) -> Failure {
    let mut problems = Problems::default();
    found.into_iter().for_each(|problem| problems.push(problem));
    let source = Source::new(path.as_str(), template);
    match finish::<()>(problems, &source, None) {
        Err(failure) => Failure { code: "bad_template", ..failure }
            .hint("`gatewright help templates` lists what a template may use"),
        Ok(()) => Failure::bug(format!("nothing is wrong with `{path}`")),
    }
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
        // What the allocator reserves before the limit is set would not count.
        .env("MIMALLOC_ARENA_RESERVE", "0")
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
    let answer = match &request.ask {
        Ask::Look => unknown_values(&request.template).map(Answer::Unknown),
        Ask::Render(facts) => instructions(&request.template, facts).map(Answer::Text),
        Ask::Each(sets) => Ok(Answer::Texts(
            sets.iter()
                .map(|facts| instructions(&request.template, facts).map_err(|why| why.message))
                .collect(),
        )),
        Ask::Try(sets) => try_all(&request.template, sets).map(|()| Answer::Fine),
    };
    let answer = answer.unwrap_or_else(|TemplateError { line, range, message }| Answer::Wrong {
        line,
        range,
        message,
    });
    std::io::stdout().lock().write_all(&serde_json::to_vec(&answer).ok()?).ok()
}
