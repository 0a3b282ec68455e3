//! What gates were asked by the definitions in effect, after all that contracts extend, override and remove: as they were pinned, as they are today, and as
//! commits had them.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::flow::audit::around::Around;
use crate::flow::audit::asked_then::Then;
use crate::flow::audit::history::Log;
use crate::flow::audit::known::Copies;
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::redefined::{definitions, head};
use crate::flow::audit::today::today;
use crate::flow::definitions::workflow_file;
use crate::flow::site::MAX_DEFINITION;
use crate::format::definition::{Fetch, Library, Shelf, read_contract_in, read_own_check, read_workflow};
use crate::model::contract::Contract;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::own_check::{FILE, OwnCheck};
use crate::model::params::ParamDecl;
use crate::model::path::RepoPath;
use crate::model::run::Run;
use crate::model::workflow::GateDef;
use crate::rules::asks::{asks, one};
use crate::rules::demands::{Again, Demands};
use crate::rules::known::KnownVariables;
use crate::store::git::oid::Oid;

/// Gates as commits had them, each read once.
#[derive(Default)]
pub(super) struct InEffect {
    gates: BTreeMap<At, Option<Arc<Gate>>>,
    /// The definitions that commits have there and git does not.
    lost: BTreeMap<At, RepoPath>,
}

/// A gate in the workflow of this name of a commit.
type At = (Oid, String, GateId);

/// A gate as definitions had it.
struct Gate {
    declared: Vec<ParamDecl>,
    def: GateDef,
    contract: Contract,
    /// The files that say so: the workflow, the contract and what that extends.
    files: BTreeSet<RepoPath>,
}

/// What became of what a gate asks.
pub(super) struct Effect {
    /// What is asked today and was not by what was pinned.
    pub today: BTreeSet<String>,
    /// What commits had before; `None` where none of them asked just what was pinned.
    pub before: Option<Before>,
    /// A definition of which git does not have every version.
    pub lost: Option<RepoPath>,
    /// The commit at which the work of the run began, and what of `today` it asked, where that was older than the run.
    pub at_start: Option<(Oid, BTreeSet<String>)>,
}

/// What was asked before what was pinned.
#[derive(Default)]
pub(super) struct Before {
    /// What was asked before, and is asked again today, in the same words or in others.
    pub again: BTreeSet<String>,
    /// What was asked before and is asked today, where nobody can say whether it is the same.
    pub unlike: BTreeSet<(String, String)>,
    /// The commit from which on just that was asked what was pinned.
    pub brought: Option<Oid>,
    /// The first commit after it that made something else of it.
    pub replaced: Option<Oid>,
}

impl InEffect {
    /// Of a gate of the run; `None` where today's definitions, or the pinned ones, cannot be read, or there is no log.
    pub fn of(&mut self, around: &Around, loaded: &Loaded, id: &GateId) -> Option<Effect> {
        let (log, chain, dir) = (around.log?, loaded.dossier.chain.as_ref()?, loaded.dir.as_ref()?);
        let run = &chain.run;
        let view = around.known.view(&Copies { dir, whole: &loaded.whole }, run, id).ok()?;
        let declared = &loaded.dossier.workflow.as_ref()?.params;
        let pinned = &view.pinned;
        let then = Demands::of(&pinned.def, &pinned.contract, run.depth, &run.params);
        let pinned = asks((declared, &pinned.def), &pinned.contract, run.depth, &run.params);
        let in_tree = |path: &RepoPath| Ok(today(around, path, MAX_DEFINITION));
        let workflow = workflow_file(around.site, &run.workflow.name).ok()?;
        let gate = read(&in_tree, &around.site.config.checks, &workflow, id)?;
        // What the pinned contract asks in other words, or more of it, is nothing new.
        let checks = gate.contract.validations.iter().filter(|check| then.covers(check, run.depth));
        let mut covered: BTreeSet<String> = checks.map(|check| one(check, run.depth)).collect();
        let now = demanded(&gate, run);
        covered.extend(then.covers_one_of(&now));
        let today = &(&asked(&gate, run) - &pinned) - &covered;
        if today.is_empty() {
            return Some(Effect { today, before: Some(Before::default()), lost: None, at_start: None });
        }
        let mut paths = gate.files;
        paths.extend(definitions(&loaded.dossier, chain, id.as_str()).into_keys());
        // It says where the workflow lies.
        paths.insert(log.places().file.clone());
        let name = &run.workflow.name;
        let states = self.states(log, name, id, paths);
        let at_start = self.at_start(log, loaded, (name, id), &states, &today);
        let lost =
            states.iter().find_map(|(commit, _)| self.lost.get(&(commit.clone(), name.clone(), id.clone())));
        let before = before((log, run), &states, (&pinned, &then), (&today, &now));
        Some(Effect { before, lost: lost.cloned(), at_start, today })
    }

    /// What was asked where git stood when the first attempt of the run began, as far as a commit had asked it before the run.
    fn at_start(
        &mut self,
        log: &Log,
        loaded: &Loaded,
        (workflow, id): (&str, &GateId),
        states: &[(Oid, Option<Arc<Gate>>)],
        today: &BTreeSet<String>,
    ) -> Option<(Oid, BTreeSet<String>)> {
        let run = &loaded.dossier.chain.as_ref()?.run;
        let first = loaded.dossier.attempts().map(|(_, told)| told).min_by_key(|told| told.started_at)?;
        let commit = head(first)?;
        let gate = self.at(log, (&commit, workflow, id))?;
        let there: BTreeSet<String> = today & &asked(&gate, run);
        let since = run.started_at.millis().div_euclid(1000);
        let older = |commit: &Oid| log.made_at(commit).is_some_and(|made| made <= since);
        let known = states.iter().filter(|(commit, _)| older(commit)).filter_map(|(_, gate)| gate.as_ref());
        let known: BTreeSet<String> = known.flat_map(|gate| asked(gate, run)).collect();
        Some((commit, &there & &known))
    }

    /// The gate as the commit had it, by what its gatewright.json said.
    fn at(&mut self, log: &Log, (commit, workflow, id): (&Oid, &str, &GateId)) -> Option<Arc<Gate>> {
        let key = (commit.clone(), workflow.to_owned(), id.clone());
        if let Some(known) = self.gates.get(&key) {
            return known.clone();
        }
        let lost = RefCell::new(None);
        let read = || {
            let then = Then::of(log, commit, workflow).ok()??;
            let fetch = |path: &RepoPath| {
                let found = then.read(path);
                if !matches!(found, Ok(Some(_))) && then.is_lost(path) {
                    lost.borrow_mut().get_or_insert(path.clone());
                }
                found
            };
            read(&fetch, &then.config.checks, &then.workflow(workflow)?, id)
        };
        let gate = read().map(Arc::new);
        self.lost.extend(lost.into_inner().map(|path| (key.clone(), path)));
        self.gates.insert(key, gate.clone());
        gate
    }

    /// The gate at every commit that changed one of its files, the newest first; `paths` are those that are known.
    fn states(
        &mut self,
        log: &Log,
        workflow: &str,
        id: &GateId,
        mut paths: BTreeSet<RepoPath>,
    ) -> Vec<(Oid, Option<Arc<Gate>>)> {
        loop {
            let mut states = vec![];
            for commit in log.touching(&paths) {
                let gate = self.at(log, (&commit, workflow, id));
                states.push((commit, gate));
            }
            let known = paths.len();
            paths.extend(states.iter().flat_map(|(_, gate)| gate).flat_map(|gate| gate.files.clone()));
            if paths.len() == known {
                return states;
            }
        }
    }
}

fn asked(gate: &Gate, run: &Run) -> BTreeSet<String> {
    asks((&gate.declared, &gate.def), &gate.contract, run.depth, &run.params)
}

fn demanded(gate: &Gate, run: &Run) -> Demands {
    Demands::of(&gate.def, &gate.contract, run.depth, &run.params)
}

/// What of `today` was asked before the commit that brought what was `pinned`, by its words and by what it comes to.
fn before(
    (log, run): (&Log, &Run),
    states: &[(Oid, Option<Arc<Gate>>)],
    (pinned, then): (&BTreeSet<String>, &Demands),
    (today, now): (&BTreeSet<String>, &Demands),
) -> Option<Before> {
    let asked = |gate: &Option<Arc<Gate>>| gate.as_ref().map(|gate| asked(gate, run));
    let is_it = |(_, gate): &(Oid, Option<Arc<Gate>>)| asked(gate).as_ref() == Some(pinned);
    let newest = states.iter().position(is_it)?;
    // Commits that changed nothing in it stand between.
    let same = states[newest..].iter().take_while(|state| is_it(state)).count();
    let brought = newest + same - 1;
    let commit = &states[brought].0;
    let on = log.reachable(commit);
    let earlier = states[brought + 1..].iter().filter(|(one, _)| on.contains(one));
    let mut earlier: Vec<&Gate> = earlier.filter_map(|(_, gate)| gate.as_deref()).collect();
    if earlier.is_empty() {
        // Where nothing was asked before, for example on a branch without a past, others may have asked for it already.
        let made = log.made_at(commit);
        let beside = |one: &Oid| log.made_at(one) <= made && !log.reachable(one).contains(commit);
        let others = states.iter().filter(|(one, _)| beside(one));
        earlier.extend(others.filter_map(|(_, gate)| gate.as_deref()));
    }
    let words = earlier.iter().flat_map(|gate| self::asked(gate, run));
    let mut again: BTreeSet<String> = words.filter(|one| today.contains(one)).collect();
    let mut unlike = BTreeSet::new();
    for gate in earlier {
        let Again { lacks, unlike: more } = demanded(gate, run).again(then, now);
        // What was put back in the same words is told by them.
        if again.is_empty() {
            again.extend(lacks);
        }
        unlike.extend(more);
    }
    Some(Before {
        again,
        unlike,
        brought: Some(commit.clone()),
        replaced: newest.checked_sub(1).map(|at| states[at].0.clone()),
    })
}

/// The gate as the files that `fetch` finds have it; `None` where they have none, or cannot be read.
fn read(fetch: &Fetch<'_>, checks: &RepoPath, workflow: &RepoPath, id: &GateId) -> Option<Gate> {
    // Whether templates are there changes nothing of what is asked.
    let whole = read_workflow(workflow, &fetch(workflow).ok()??, &|_| true).ok()?;
    let def = whole.gate(id)?.clone();
    let files = RefCell::new(BTreeSet::from([workflow.clone(), def.contract.clone()]));
    let noted = |path: &RepoPath| {
        files.borrow_mut().insert(path.clone());
        fetch(path)
    };
    let shelf = Lying { fetch, checks };
    let library = Library { fetch: &noted, shelf: &shelf };
    let bytes = fetch(&def.contract).ok()??;
    let known = KnownVariables::of(&whole);
    let contract = read_contract_in(Some(&def.id), &def.contract, &bytes, &known, &library).ok()?;
    Some(Gate { declared: whole.params, def, contract, files: files.into_inner() })
}

/// Checks of the repository's own by what their definitions say; their other files are compared by themselves.
struct Lying<'a> {
    fetch: &'a Fetch<'a>,
    checks: &'a RepoPath,
}

impl Shelf for Lying<'_> {
    fn check(&self, name: &str) -> Result<Option<OwnCheck>, Failure> {
        let Ok(folder) = self.checks.join(name) else { return Ok(None) };
        let Ok(file) = folder.join(FILE) else { return Ok(None) };
        (self.fetch)(&file)?.map(|bytes| read_own_check(&folder, &file, &bytes)).transpose()
    }

    fn names(&self) -> Vec<String> {
        vec![]
    }
}
