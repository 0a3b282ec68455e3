//! `checks --test`: the samples of a check of the repository's own, judged as a gate would be, each in a directory of its own.

use std::path::Path;
use std::sync::Arc;

use crate::flow::contract::test::lend;
use crate::flow::gate_view::GateView;
use crate::flow::judging::{About, judge_with};
use crate::flow::leave::Leave;
use crate::flow::machine::Machine;
use crate::flow::own::checks::{FAIL, PASS, load, names, sample_names};
use crate::flow::pinned::PinnedGate;
use crate::flow::site::{MAX_DEFINITION, Site};
use crate::format::definition::{OwnSample, read_own_sample};
use crate::model::contract::{Common, Contract, PathTemplate, Severity, TargetSpec, Validation};
use crate::model::digest::Digest;
use crate::model::failure::{Failure, Kind};
use crate::model::ids::GateId;
use crate::model::own_check::{FILE, OwnAsked, OwnCheck, SAMPLES};
use crate::model::params::Params;
use crate::model::path::RepoPath;
use crate::model::verdict::{Row, State};
use crate::model::workflow::{Executor, GateDef};
use crate::rules::outputs::resolve;
use crate::rules::suggest::nearest;
use crate::rules::variables;
use crate::store::fixture::{self, Tree};
use crate::store::scratch::Scratch;

/// Why nobody is asked.
const NO_WEB: &str = "a sample asks nobody on the web: what it comes to must not depend on others";

/// What says what a sample is, beside its `files`.
const SAMPLE: &str = "sample.json";
/// The directory of its files.
const FILES: &str = "files";

/// What became of the samples of one check.
#[derive(Debug)]
pub struct Tried {
    /// The check.
    pub check: OwnCheck,
    /// Its samples, those that must pass first.
    pub samples: Vec<Sample>,
}

/// What became of one sample.
#[derive(Debug)]
pub struct Sample {
    /// Its directory.
    pub dir: RepoPath,
    /// What it shows.
    pub description: String,
    /// `pass` or `fail`.
    pub expected: &'static str,
    /// The check's result.
    pub row: Row,
    /// Why it is not what it must be.
    pub unmet: Option<String>,
}

/// Tries the check called `name`, or every one. `temporary` is the directory for temporary files.
///
/// # Errors
/// `Usage` when there is no such check, or a check or a sample is wrong; else as `gate check`.
pub fn try_samples(
    site: &Site,
    machine: &Machine,
    name: Option<&str>,
    temporary: &Path,
) -> Result<Vec<Tried>, Failure> {
    let known = names(site)?;
    let chosen = match name {
        Some(name) if known.iter().any(|it| it == name) => vec![name.to_owned()],
        Some(name) => return Err(unknown(name, &known)),
        None => known,
    };
    let mut all = vec![];
    for name in chosen {
        let Some(loaded) = load(site, &name)? else { continue };
        let read: Vec<(Found, bool)> = [(PASS, true), (FAIL, false)]
            .into_iter()
            .map(|(kind, passes)| Ok((found(site, &loaded.check, kind, passes)?, passes)))
            .collect::<Result<_, Failure>>()?;
        let mut samples = vec![];
        for (found, passes) in read {
            for (dir, sample, files) in found {
                samples.push(judged(site, machine, &loaded.check, (dir, sample, files), passes, temporary)?);
            }
        }
        all.push(Tried { check: loaded.check, samples });
    }
    Ok(all)
}

/// The failure that there is no check of that name.
pub fn unknown(name: &str, known: &[String]) -> Failure {
    let message = format!("the repository has no check of its own called `{}`", name.escape_debug());
    let failure = Failure::usage("unknown_check", message).next("gatewright checks");
    match nearest(name, known.iter().map(String::as_str)) {
        Some(meant) => failure.hint(format!("did you mean `{meant}`?")),
        None => failure,
    }
}

type Found = Vec<(RepoPath, OwnSample, Tree)>;

fn found(site: &Site, check: &OwnCheck, kind: &str, passes: bool) -> Result<Found, Failure> {
    let bad = |why: crate::model::path::BadPath| Failure::usage("bad_path", format!("a sample: {why}"));
    let mut all = vec![];
    for name in sample_names(site, check, kind)? {
        let dir = check.folder.join(&format!("{SAMPLES}/{kind}/{name}")).map_err(bad)?;
        let file = dir.join(SAMPLE).map_err(bad)?;
        let bytes = site.root.read_small(&file, MAX_DEFINITION);
        let bytes = bytes.map_err(|why| why.failure(Kind::Usage, file.as_str()))?;
        let mut sample = read_own_sample(&file, bytes.as_deref(), check, passes)?;
        let files = fixture::read(&site.root, &dir.join(FILES).map_err(bad)?)?;
        if check.takes_target && sample.target.is_none() {
            sample.target = Some(only(&files, &dir)?);
        }
        all.push((dir, sample, files));
    }
    Ok(all)
}

/// The only file of a sample that does not say what is looked at.
fn only(files: &Tree, dir: &RepoPath) -> Result<TargetSpec, Failure> {
    let mut paths = files.keys();
    match (paths.next(), paths.next()) {
        (Some(path), None) => Ok(TargetSpec::Path(PathTemplate(path.to_string()))),
        _ => Err(Failure::usage(
            "missing_target",
            format!("the sample `{dir}` has not one file but {}", files.len()),
        )
        .hint(format!("say in `{dir}/{SAMPLE}` what the check looks at: `{{\"target\": \"<path>\"}}`"))),
    }
}

fn judged(
    site: &Site,
    machine: &Machine,
    check: &OwnCheck,
    (dir, sample, files): (RepoPath, OwnSample, Tree),
    passes: bool,
    temporary: &Path,
) -> Result<Sample, Failure> {
    let view = view(check, &sample)?;
    let place = Scratch::create(temporary)?;
    for (path, bytes) in &files {
        place.put(path, bytes, false)?;
    }
    lend(site, &files, &view.pinned.contract, &place)?;
    let there = Site { root: place.root()?, config: site.config.clone() };
    let own = machine.apart(place.path(), NO_WEB);
    let about = About { before: None, panel: None, now: None };
    let judged = judge_with(&there, &own, &Params::new(), &view, about, &Leave::TrustedIn(site))?;
    let row = judged.into_verdict().0.rows.into_iter().next();
    let row = row.ok_or_else(|| Failure::bug(format!("the sample `{dir}` was not judged")))?;
    let unmet = unmet(&row, passes, sample.finds.as_deref());
    let expected = if passes { PASS } else { FAIL };
    Ok(Sample { dir, description: sample.description, expected, row, unmet })
}

/// A sample that must fail fails because of what it holds: a check that could not run has not been shown to find anything.
fn unmet(row: &Row, passes: bool, finds: Option<&str>) -> Option<String> {
    match (passes, row.state) {
        (true, State::Pass) => None,
        (true, _) => Some("it must pass".to_owned()),
        (false, State::Fail) => {
            let text = finds?;
            let holds = row.findings.iter().any(|finding| finding.message.contains(text));
            (!holds).then(|| format!("no finding holds `{text}`"))
        }
        (false, _) => Some("it must fail".to_owned()),
    }
}

/// A gate that asks for nothing but this.
fn view(check: &OwnCheck, sample: &OwnSample) -> Result<GateView, Failure> {
    let gate = GateId::new("sample").map_err(|why| Failure::bug(why.to_string()))?;
    let own = OwnAsked { check: check.clone(), params: sample.params.clone() };
    let validation = Validation {
        check: check.kind(),
        target: sample.target.clone().unwrap_or(TargetSpec::None),
        severity: Severity::Error,
        description: String::new(),
        common: Common::default(),
        args: Default::default(),
        own: Some(own),
    };
    let contract = Contract {
        gate: gate.clone(),
        name: check.name.clone(),
        description: String::new(),
        blocking: true,
        all_of: vec![],
        any_of: vec![],
        validations: vec![validation],
        skills: vec![],
    };
    let plan = resolve(&contract, sample.depth, &Params::new(), &|template| {
        variables::place(template, &Params::new())
    })?;
    let def = GateDef {
        id: gate,
        name: check.name.clone(),
        description: String::new(),
        agent: None,
        contract: check.folder.join(FILE).map_err(|why| Failure::bug(why.to_string()))?,
        template: None,
        needs: vec![],
        executor: Executor::Human,
        max_attempts: None,
        timeout: None,
        producers: vec![],
        judges: vec![],
    };
    let pinned = PinnedGate { def, contract, contract_sha256: Digest::ZERO, template: None, skills: vec![] };
    Ok(GateView { pinned: Arc::new(pinned), plan })
}
