//! An entry of `gates` → [`GateDef`].

use crate::format::definition::common;
use crate::format::definition::json::Node;
use crate::format::definition::problem::{Problem, Problems};
use crate::format::definition::source::Source;
use crate::format::definition::variables_in;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::model::workflow::{CommandSpec, Executor, GateDef, PacketVia};
use crate::rules::known::KnownVariables;
use crate::rules::quote::quoted;

/// What a gate's entry is read against.
pub struct Beside<'a> {
    /// The workflow's file.
    pub file: &'a RepoPath,
    /// The variables of the workflow.
    pub known: &'a KnownVariables,
    /// Whether a file is there.
    pub exists: &'a dyn Fn(&RepoPath) -> bool,
}

/// A gate that does not know yet what it needs.
pub struct Unconnected(GateDef);

impl Unconnected {
    /// The gate with what it needs.
    pub fn with(mut self, needs: Vec<GateId>) -> GateDef {
        self.0.needs = needs;
        self.0
    }
}

/// Reads one entry; `None` where its shape is not kept.
pub fn read(
    entry: &Node,
    beside: &Beside<'_>,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Unconnected> {
    let template = match entry.get("prompt_template") {
        Some(node) => template(node, beside, problems),
        None => Some(None),
    };
    let executor = match entry.get("executor") {
        Some(node) => executor(node, beside.known, source, problems),
        None => Some(Executor::Human),
    };
    let id = GateId::new(entry.get("gate")?.text()?).ok()?;
    let text = |key: &str| entry.get(key).and_then(Node::text).map(str::to_owned);
    let attempts =
        entry.get("max_attempts").map(|node| node.whole().and_then(|number| u32::try_from(number).ok()));
    Some(Unconnected(GateDef {
        name: text("name").unwrap_or_else(|| id.as_str().to_owned()),
        description: text("description").unwrap_or_default(),
        agent: text("agent"),
        contract: RepoPath::new(entry.get("contract")?.text()?).ok()?,
        template: template?,
        needs: vec![],
        executor: executor?,
        max_attempts: attempts.map_or(Some(None), |read| read.map(Some))?,
        timeout: entry.get("timeout").map_or(Some(None), |node| common::span(node).map(Some))?,
        producers: texts(entry.get("producers")),
        judges: texts(entry.get("judges")),
        id,
    }))
}

/// The texts of a list; none where there is no list.
fn texts(list: Option<&Node>) -> Vec<String> {
    let elements = list.map_or(&[][..], Node::elements);
    elements.iter().filter_map(Node::text).map(str::to_owned).collect()
}

/// The template's file: `Some(None)` for the built-in packet, `None` after a problem.
fn template(node: &Node, beside: &Beside<'_>, problems: &mut Problems) -> Option<Option<RepoPath>> {
    let written = RepoPath::new(node.text()?).ok()?;
    let stem = beside.file.file_name().strip_suffix(".json").unwrap_or(beside.file.file_name());
    let named = has_extension(&written);
    let below = if named { written.as_str().to_owned() } else { format!("{stem}/{written}.md.j2") };
    let path = match beside.file.parent() {
        Some(parent) => parent.join(&below),
        None => RepoPath::new(&below),
    };
    match path {
        Ok(path) if (beside.exists)(&path) => Some(Some(path)),
        Ok(path) if named => {
            let message = format!("there is no prompt template {}", quoted(path.as_str()));
            problems.push(
                Problem::new("missing_template", &node.span, message)
                    .hint("make the file, or leave `prompt_template` out for the built-in packet"),
            );
            None
        }
        Ok(_) => Some(None),
        Err(bad) => {
            problems.push(Problem::new("bad_path", &node.span, bad.to_string()));
            None
        }
    }
}

/// Whether the last component ends in a dot and a word: `G1.md.j2` does, `G4.6` (a gate's id) does not.
fn has_extension(path: &RepoPath) -> bool {
    let extension = path.file_name().rsplit_once('.').map_or("", |(_, extension)| extension);
    extension.starts_with(|c: char| c.is_ascii_alphabetic())
}

fn executor(
    node: &Node,
    known: &KnownVariables,
    source: &Source<'_>,
    problems: &mut Problems,
) -> Option<Executor> {
    if node.text() == Some("human") {
        return Some(Executor::Human);
    }
    let command = node.get("command")?;
    let known = known.clone().and(["packet".to_owned()]);
    let argv = command.get("argv").and_then(|argv| variables_in::argv(argv, &known, source, problems));
    Some(Executor::Command(CommandSpec {
        argv: argv?,
        packet: match command.get("packet") {
            None => PacketVia::Stdin,
            Some(node) if node.text()? == "stdin" => PacketVia::Stdin,
            Some(_) => PacketVia::Path,
        },
        timeout: command.get("timeout").map_or(Some(None), |node| common::span(node).map(Some))?,
    }))
}
