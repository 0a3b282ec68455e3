//! All cases of workflows one after the other, and what of their contracts no case ever makes fail.

use std::collections::BTreeSet;
use std::path::Path;

use crate::flow::contract::case_plan::{Planned, plan};
use crate::flow::contract::cases::{Cases, cases_dir, load_cases};
use crate::flow::contract::test::{Tested, test_case};
use crate::flow::definitions::{Definitions, load};
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::definition::pointing::Pointed;
use crate::format::definition::wrong::Wrong;
use crate::model::depth::Depth;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::rules::cases::asked::asked;

/// Which cases are judged, and what becomes of what they find.
#[derive(Debug)]
pub struct Ask {
    /// The workflows.
    pub workflows: Vec<String>,
    /// Only cases of this gate.
    pub gate: Option<GateId>,
    /// Only cases that lie at or below one of these; all where empty.
    pub paths: Vec<RepoPath>,
    /// What is found is kept from now on, where the expectation is met.
    pub accept: bool,
}

/// What became of the cases of a workflow.
#[derive(Debug)]
pub struct Suite {
    /// The workflow.
    pub workflow: String,
    /// Its cases, by name.
    pub cases: Vec<Ran>,
    /// How many things its contracts ask for; `None` where only some cases ran.
    pub asked: Option<usize>,
    /// Those that no case makes fail.
    pub never_failing: Vec<Never>,
}

/// A case that was judged.
#[derive(Debug)]
pub struct Ran {
    /// Its name.
    pub name: String,
    /// Its directory.
    pub dir: RepoPath,
    /// What it shows.
    pub description: String,
    /// The gate.
    pub gate: GateId,
    /// At this depth.
    pub depth: Depth,
    /// `PASS` or `FAIL`.
    pub expected: &'static str,
    /// What became of it.
    pub tested: Tested,
}

/// Something that a contract asks for and that no case makes fail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Never {
    /// The gate.
    pub gate: GateId,
    /// What is asked, in short.
    pub what: String,
    /// The contract.
    pub file: RepoPath,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// Judges every case that is asked for. Nothing is judged before every case of these workflows has been read and fits.
///
/// # Errors
/// `Usage` when a definition or a case is wrong, or when there is no case to judge; else as `gate check`.
pub fn run(site: &Site, machine: &Machine, ask: &Ask, temporary: &Path) -> Result<Vec<Suite>, Failure> {
    let loaded = ask.workflows.iter().map(|name| load(site, name)).collect::<Result<_, _>>()?;
    run_loaded(site, machine, ask, temporary, loaded)
}

/// The same for workflows that have been loaded.
///
/// # Errors
/// As [`run`].
pub fn run_loaded(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    temporary: &Path,
    loaded: Vec<Definitions>,
) -> Result<Vec<Suite>, Failure> {
    let mut wrong = Wrong::default();
    let mut all: Vec<(Definitions, Cases)> = vec![];
    for found in loaded {
        let cases = load_cases(site, &found.workflow.name, &mut wrong)?;
        all.push((found, cases));
    }
    std::mem::take(&mut wrong).into_result()?;
    let mut planned: Vec<Vec<Planned<'_>>> = vec![];
    for (found, cases) in &all {
        let plans = cases.keys().map(|name| wrong.note(plan(site, found, cases, name)));
        planned.push(plans.filter_map(Result::transpose).collect::<Result<_, _>>()?);
    }
    wrong.into_result()?;
    let chosen = |case: &Planned<'_>| {
        ask.gate.as_ref().is_none_or(|gate| gate.same(&case.def.id))
            && (ask.paths.is_empty() || ask.paths.iter().any(|path| lies_at(&case.loaded.dir, path)))
    };
    planned.iter_mut().for_each(|cases| cases.retain(&chosen));
    if planned.iter().all(Vec::is_empty) {
        return Err(no_cases(site, &all));
    }
    let mut suites = vec![];
    for ((found, _), cases) in all.iter().zip(planned) {
        suites.push(suite(site, machine, ask, temporary, found, cases)?);
    }
    Ok(suites)
}

/// Whether the case in `dir` is meant by `path`: the case, something in it, or a directory above.
fn lies_at(dir: &RepoPath, path: &RepoPath) -> bool {
    let below = |one: &RepoPath, other: &RepoPath| one.as_str().starts_with(&format!("{other}/"));
    dir == path || below(dir, path) || below(path, dir)
}

fn no_cases(site: &Site, all: &[(Definitions, Cases)]) -> Failure {
    let names: Vec<&str> = all.iter().flat_map(|(_, cases)| cases.keys().map(String::as_str)).collect();
    if !names.is_empty() {
        let failure = Failure::usage("no_cases", "no case is among those that were asked for");
        return failure.hint(format!("known cases: {}", names.join(", "))).next("gatewright contract test");
    }
    let dirs = all.iter().filter_map(|(found, _)| cases_dir(site, &found.workflow.name).ok());
    let dirs: Vec<String> = dirs.map(|dir| format!("`{dir}/<case>/case.json`")).collect();
    Failure::usage("no_cases", "there are no cases, so nothing was tested")
        .cause(format!("cases lie in {}", dirs.join(", ")))
        .hint("a case is a directory with `case.json` and the files of the work in `files/`; `gatewright schema case` describes it")
        .next("gatewright help contract test")
}

fn suite(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    temporary: &Path,
    found: &Definitions,
    cases: Vec<Planned<'_>>,
) -> Result<Suite, Failure> {
    let (mut ran, mut failing) = (vec![], BTreeSet::new());
    for case in &cases {
        let tested = test_case(site, machine, case, temporary, ask.accept)?;
        if tested.passes() {
            failing.extend(tested.failing.iter().map(|pointer| (case.def.id.clone(), pointer.clone())));
        }
        ran.push(Ran {
            name: case.name.to_owned(),
            dir: case.loaded.dir.clone(),
            description: case.loaded.case.description.clone(),
            gate: case.def.id.clone(),
            depth: case.depth,
            expected: case.loaded.case.expect.word(),
            tested,
        });
    }
    let (asked, never_failing) = match ask.paths.is_empty() {
        true => never_failing(found, ask.gate.as_ref(), &failing)?,
        false => (None, vec![]),
    };
    Ok(Suite { workflow: found.workflow.name.clone(), cases: ran, asked, never_failing })
}

fn never_failing(
    found: &Definitions,
    gate: Option<&GateId>,
    failing: &BTreeSet<(GateId, String)>,
) -> Result<(Option<usize>, Vec<Never>), Failure> {
    let (mut count, mut never) = (0, vec![]);
    for def in found.workflow.gates.iter().filter(|def| gate.is_none_or(|gate| gate.same(&def.id))) {
        let Some(contract) = found.contracts.get(&def.id) else { continue };
        let bytes = found.files.iter().find(|file| file.pin.path == def.contract).map(|file| &file.bytes[..]);
        let pointed = Pointed::new(def.contract.as_str(), bytes.unwrap_or_default());
        let all = asked(contract)?;
        count += all.len();
        let silent =
            all.into_iter().filter(|(pointer, _)| !failing.contains(&(def.id.clone(), pointer.clone())));
        let mut silent: Vec<Never> = silent
            .map(|(pointer, what)| {
                let (line, column) = pointed.position(&pointer);
                Never { gate: def.id.clone(), what, file: def.contract.clone(), line, column }
            })
            .collect();
        silent.sort_by_key(|it| (it.line, it.column));
        never.extend(silent);
    }
    Ok((Some(count), never))
}
