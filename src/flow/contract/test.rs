//! `contract test`: every case is judged like a run would be, in a directory of its own, and held against what it expects.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::flow::artifacts::present;
use crate::flow::contract::case_plan::{Planned, of_params};
use crate::flow::gate_view::{GateView, places_wanted};
use crate::flow::judging::{About, judge_with, look};
use crate::flow::leave::{LARGEST_PROGRAM, Leave};
use crate::flow::machine::Machine;
use crate::flow::people::council::Council;
use crate::flow::pinned::PinnedGate;
use crate::flow::site::Site;
use crate::flow::trust::key_of;
use crate::format::definition::pointing::Pointed;
use crate::model::baseline::Baseline;
use crate::model::case::Involved;
use crate::model::contract::{Arg, Contract};
use crate::model::digest::Digest;
use crate::model::evidence::Place;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::verdict::Verdict;
use crate::rules::cases::difference::difference;
use crate::rules::cases::{asked, findings, met, reviewed};
use crate::rules::checks::command::COMMAND;
use crate::rules::outputs::resolve;
use crate::rules::variables;
use crate::store::durable::write_atomic;
use crate::store::fixture::Tree;
use crate::store::scratch::Scratch;

/// Why no command runs.
const NO_COMMANDS: &str = "a case runs no command unless it says `\"commands\": true`";

/// Why nobody is asked.
const NO_WEB: &str = "a case asks nobody on the web: what it comes to must not depend on others";

/// What became of a case.
#[derive(Debug)]
pub struct Tested {
    /// What the contract says.
    pub verdict: Verdict,
    /// Everything in which that differs from what the case expects.
    pub unmet: Vec<String>,
    /// What became of the text that is kept beside the case.
    pub kept: Kept,
    /// What of the contract did not hold, as JSON pointers.
    pub failing: BTreeSet<String>,
}

/// What became of the text that is kept beside a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// None is kept.
    No,
    /// It is what was found now.
    Same,
    /// It is not: line by line.
    Differs(Vec<String>),
    /// It was written.
    Written,
}

impl Tested {
    /// Whether the case holds.
    pub fn passes(&self) -> bool {
        self.unmet.is_empty() && !matches!(self.kept, Kept::Differs(_))
    }
}

/// Judges a case. `temporary` is the directory for temporary files; `accept`: what is found is kept from now on, where
/// the expectation is met.
///
/// # Errors
/// `Usage` when the files or the parameters do not fit the contract; else as `gate check`.
pub fn test_case(
    site: &Site,
    machine: &Machine,
    case: &Planned<'_>,
    temporary: &Path,
    accept: bool,
) -> Result<Tested, Failure> {
    let view = view(case)?;
    let before = before(site, machine, case, &view, temporary)?;
    let place = placed(temporary, &case.files)?;
    if case.commands {
        lend(site, &case.files, case.contract, &place)?;
    }
    let there = Site { root: place.root()?, config: site.config.clone() };
    let own = machine.apart(place.path(), NO_WEB);
    let before = Baseline { files: before, head: None };
    let leave = if case.commands { Leave::TrustedIn(site) } else { Leave::Never(NO_COMMANDS) };
    if let Some(people) = case.people {
        reviews(&there, machine, &view, people, &place)?;
    }
    let panel = case.people.map(|people| people as &dyn Council);
    let about = About { before: Some(&before), panel, now: case.now };
    let judged = judge_with(&there, &own, &case.params, &view, about, &leave)?;
    let rows = judged.rows.clone();
    let (verdict, _) = judged.into_verdict();
    let unmet = met::unmet(&case.loaded.case.expect, &verdict);
    let text = findings::text(&case.def.id, case.depth, &verdict);
    let kept = keep(site, case, &text, accept && unmet.is_empty())?;
    Ok(Tested { unmet, kept, failing: asked::failing(&view.plan, &rows), verdict })
}

/// The gate as a run with the case's parameters would pin it.
fn view(case: &Planned<'_>) -> Result<GateView, Failure> {
    let place = |template: &_| variables::place(template, &case.params);
    let plan = resolve(case.contract, case.depth, &case.params, &place).map_err(|failure| {
        Pointed::new(case.loaded.file.as_str(), &case.loaded.bytes).refuse([of_params(case.loaded, &failure)])
    })?;
    let pinned = PinnedGate {
        def: case.def.clone(),
        contract: case.contract.clone(),
        contract_sha256: case.contract_sha256,
        template: None,
        skills: vec![],
    };
    Ok(GateView { pinned: Arc::new(pinned), plan })
}

/// What was there before the work, as far as a run would remember it.
fn before(
    site: &Site,
    machine: &Machine,
    case: &Planned<'_>,
    view: &GateView,
    temporary: &Path,
) -> Result<BTreeMap<RepoPath, Digest>, Failure> {
    if case.before.is_empty() {
        return Ok(BTreeMap::new());
    }
    let place = placed(temporary, &case.before)?;
    let there = Site { root: place.root()?, config: site.config.clone() };
    let outputs = view.outputs().map(|output| &output.spot.place);
    let places: Vec<&Place> = outputs.chain(view.plan.compared()).collect();
    let evidence = look(&there, machine, &places_wanted(places.iter().copied()))?;
    Ok(present(places.into_iter(), &evidence))
}

/// The reviews that the case supposes lie there as well, each with the digests of the outputs as they are by then.
fn reviews(
    there: &Site,
    machine: &Machine,
    view: &GateView,
    people: &Involved,
    place: &Scratch,
) -> Result<(), Failure> {
    for review in &people.reviews {
        let evidence = look(there, machine, &view.wanted_outputs())?;
        let outputs = present(view.outputs().map(|output| &output.spot.place), &evidence);
        place.put(&review.file, reviewed::text(review, &outputs).as_bytes(), false)?;
    }
    Ok(())
}

fn placed(temporary: &Path, files: &Tree) -> Result<Scratch, Failure> {
    let place = Scratch::create(temporary)?;
    for (path, bytes) in files {
        place.put(path, bytes, false)?;
    }
    Ok(place)
}

/// The repository's files that the contract's commands and own checks consist of are there as well, unless `files` brings others.
///
/// # Errors
/// They cannot be read, or the machine refuses.
pub fn lend(site: &Site, files: &Tree, contract: &Contract, place: &Scratch) -> Result<(), Failure> {
    let mut lent = BTreeSet::new();
    for (argv, check) in commands(contract) {
        for named in key_of(site, argv, check)?.0.files {
            if named.sha256.is_none() || files.contains_key(&named.path) || !lent.insert(named.path.clone()) {
                continue;
            }
            let bytes = site.root.read_small(&named.path, LARGEST_PROGRAM);
            let bytes = bytes.map_err(|why| why.failure(Kind::State, named.path.as_str()))?;
            place.put(&named.path, &bytes.unwrap_or_default(), true)?;
        }
    }
    Ok(())
}

/// What the contract runs, and the directory of the check whose program it is.
fn commands(contract: &Contract) -> impl Iterator<Item = (&[String], Option<&RepoPath>)> {
    contract.validations.iter().filter_map(|it| match (&it.own, it.args.get("argv")) {
        (Some(own), _) => Some((own.check.argv.as_slice(), Some(&own.check.folder))),
        (None, Some(Arg::Texts(argv))) if it.check == COMMAND.name => Some((argv.as_slice(), None)),
        _ => None,
    })
}

fn keep(site: &Site, case: &Planned<'_>, text: &str, accept: bool) -> Result<Kept, Failure> {
    let known = case.loaded.findings(site)?;
    match known {
        Some(known) if known == text => Ok(Kept::Same),
        _ if accept => {
            write_atomic(&site.root, &case.loaded.findings_file()?, text.as_bytes())?;
            Ok(Kept::Written)
        }
        Some(known) => Ok(Kept::Differs(difference(&known, text))),
        None => Ok(Kept::No),
    }
}
