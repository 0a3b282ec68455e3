//! `run start`: pins the workflow, its contracts, templates and procedures, the prompt and the parameters.

use std::collections::BTreeMap;

use crate::flow::definitions::{self, Definitions};
use crate::flow::fit::{note_misfits, note_never_passing};
use crate::flow::measures::note_unfit;
use crate::flow::refusals::{refuse_token, refuse_tokens_in};
use crate::flow::setup::defaults::refuse_unknown;
use crate::flow::site::{Moment, Site, Who};
use crate::flow::trial::try_packets;
use crate::format::definition::wrong::Wrong;
use crate::format::record::FORMAT;
use crate::format::record::read::Record;
use crate::model::depth::Depth;
use crate::model::digest::Digest;
use crate::model::event::{GateHead, RunStarted};
use crate::model::failure::{Failure, Kind};
use crate::model::ids::RunId;
use crate::model::params::{ParamValue, Params};
use crate::model::path::RepoPath;
use crate::model::pin::{Pin, PinKind, PinnedFile};
use crate::model::run::{PromptRef, WorkflowRef};
use crate::rules::params::resolve_params;
use crate::store::lock::wait_for_dir;
use crate::store::runs::create;
use crate::store::runs::open::LOCK_WAIT;
use crate::store::runs::open::Stamp;
use crate::store::runs::read::{FORMAT_V0, RunDir};
use crate::store::runs::summary;

/// The program and version that records name.
pub const TOOL: &str = concat!("gatewright ", env!("CARGO_PKG_VERSION"));
/// A prompt may be this long, in bytes.
pub const MAX_PROMPT: usize = 1024 * 1024;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct StartRun {
    /// The workflow's name.
    pub workflow: String,
    /// Parameters as given, `slug`, `artifact_path` and `depth` among them.
    pub params: BTreeMap<String, String>,
    /// The original prompt.
    pub prompt: Option<Prompt>,
}

/// The original prompt.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Where it was read, from the repository's root; `-` for standard input and files outside.
    pub file: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A run that could be started: everything checked, nothing written.
#[derive(Debug)]
pub struct Plan {
    /// What is run.
    pub definitions: Definitions,
    /// Its parameters.
    pub params: Params,
    id: RunId,
    start: RunStarted,
    pins: Vec<Vec<u8>>,
}

impl Plan {
    /// The id the run will have.
    pub fn id(&self) -> &RunId {
        &self.id
    }

    /// What will be pinned.
    pub fn pins(&self) -> &[Pin] {
        &self.start.pins
    }
}

/// Checks everything that can be checked before any work.
///
/// # Errors
/// `Usage`: unknown workflow, wrong definition, wrong parameter, a path that would leave the repository.
pub fn plan(site: &Site, ask: &StartRun, moment: &Moment) -> Result<Plan, Failure> {
    let definitions = definitions::load(site, &ask.workflow)?;
    refuse_unknown(site, &definitions.workflow)?;
    let params = resolve_params(&definitions.workflow.params, &ask.params, &site.config.defaults)?;
    for value in params.values() {
        refuse_token("a parameter", &value.to_string())?;
    }
    let text = |name: &str| params.get(name).map(ParamValue::to_string);
    let slug = text("slug").ok_or_else(|| {
        Failure::usage("missing_slug", "a run needs a slug: what it is about")
            .hint("say it with `--slug`, such as `--slug the-word-robot`")
            .next(format!("gatewright workflow show {}", ask.workflow))
    })?;
    let mut wrong = Wrong::default();
    note_misfits(site, &definitions, &params, &mut wrong)?;
    note_never_passing(&definitions, &params, &mut wrong)?;
    note_unfit(site, &definitions, &params, &mut wrong)?;
    wrong.into_result()?;
    let id = RunId::make(moment.now, &slug, moment.random).map_err(|why| Failure::usage("bad_slug", why))?;
    let artifact_path = text("artifact_path")
        .map(|path| RepoPath::new(&path))
        .transpose()
        .map_err(|why| Failure::usage("bad_artifact_path", format!("`artifact_path`: {why}")))?;
    // A depth that is none is refused with the other facts of the run.
    let depth: Vec<Depth> = text("depth").and_then(|depth| depth.parse().ok()).into_iter().collect();
    let mut wrong = Wrong::default();
    for refused in refuse_tokens_in(&definitions.files) {
        wrong.note::<()>(Err(refused))?;
    }
    try_packets(&definitions, &params, &depth, &mut wrong)?;
    wrong.into_result()?;
    let mut files = definitions.files.clone();
    let prompt = ask.prompt.as_ref().map(|prompt| pin_prompt(prompt, &mut files)).transpose()?;
    let start = RunStarted {
        run_id: id.clone(),
        format: FORMAT,
        tool: TOOL.to_owned(),
        workflow: WorkflowRef {
            name: definitions.workflow.name.clone(),
            version: definitions.workflow.version.clone(),
            slug,
            artifact_path,
        },
        params: params.clone(),
        prompt,
        gates: heads(&definitions),
        pins: files.iter().map(|file| file.pin.clone()).collect(),
    };
    let pins = files.into_iter().map(|file| file.bytes).collect();
    Ok(Plan { definitions, params, id, start, pins })
}

/// Writes the run.
pub fn commit(site: &Site, plan: Plan, moment: &Moment, who: &Who) -> Result<Record, Failure> {
    let stamp = Stamp {
        at: moment.now,
        clamped: false,
        seeded: moment.seeded,
        actor: who.actor.clone(),
        session: who.session.clone(),
        agent: who.agent.clone(),
    };
    create::create(&site.root, &site.config.runs, &stamp, plan.start, &plan.pins)
}

/// Lets no other process look for an unfinished twin until what is given back is dropped: two that look at the same time
/// would both find none.
///
/// # Errors
/// `Locked` when another process starts runs for too long.
pub fn starting_alone(site: &Site) -> Result<std::fs::File, Failure> {
    wait_for_dir(&site.root, LOCK_WAIT, "another process is starting a run in this repository")
}

/// The newest unfinished run with the same workflow and parameters, if there is one.
///
/// # Errors
/// `State` (`record_unreadable`) when a run of the same slug may be one, and its record cannot be read or was edited.
pub fn unfinished_twin(site: &Site, plan: &Plan) -> Result<Option<RunId>, Failure> {
    let is_twin = |content: &summary::Content<'_>| {
        content.format > 0
            && content.is_open()
            && content.workflow.name == plan.start.workflow.name
            && content.workflow.slug == plan.start.workflow.slug
    };
    let candidates = summary::shaped(&site.root, &site.config.runs, |id, content| match content {
        Ok(content) => is_twin(&content).then_some(()),
        Err(_) => (id.slug() == plan.start.workflow.slug).then_some(()),
    })?;
    for (id, ()) in candidates.into_iter().rev() {
        let dir = RunDir::find(&site.root, &site.config.runs, &id);
        match dir.and_then(|dir| dir.record()) {
            Ok(record) if record.run.params == plan.params => return Ok(Some(id)),
            Ok(_) => {}
            Err(failure) if failure.code == FORMAT_V0 => {}
            Err(failure) => return Err(perhaps_a_twin(&id, failure)),
        }
    }
    Ok(None)
}

fn perhaps_a_twin(id: &RunId, why: Failure) -> Failure {
    let message = format!("whether {id}, a run with the same slug, is unfinished cannot be told");
    let failure = Failure::new(why.kind, "record_unreadable", message).cause(why.message);
    why.causes
        .into_iter()
        .fold(failure, Failure::cause)
        .next(format!("gatewright run show --run {id}"))
        .hint("`--new` starts another one all the same")
}

fn heads(definitions: &Definitions) -> Vec<GateHead> {
    let head = |gate: &crate::model::workflow::GateDef| GateHead {
        gate: gate.id.clone(),
        name: gate.name.clone(),
        agent: gate.agent.clone(),
    };
    definitions.workflow.gates.iter().map(head).collect()
}

fn pin_prompt(prompt: &Prompt, files: &mut Vec<PinnedFile>) -> Result<PromptRef, Failure> {
    let text = std::str::from_utf8(&prompt.bytes)
        .map_err(|_| Failure::usage("bad_prompt", format!("the prompt `{}` is not UTF-8", prompt.file)))?;
    if text.len() > MAX_PROMPT {
        return Err(Failure::new(
            Kind::Usage,
            "bad_prompt",
            format!("the prompt is longer than {MAX_PROMPT} bytes"),
        ));
    }
    refuse_token(&format!("the prompt `{}`", prompt.file), text)?;
    let sha256 = Digest::of(&prompt.bytes);
    // `-` is a path as well, so standard input needs no case of its own.
    let path = RepoPath::new(&prompt.file)
        .map_err(|why| Failure::bug(format!("the prompt's file `{}`: {why}", prompt.file)))?;
    files.push(PinnedFile { pin: Pin { kind: PinKind::Prompt, path, sha256 }, bytes: prompt.bytes.clone() });
    Ok(PromptRef { file: prompt.file.clone(), sha256 })
}
