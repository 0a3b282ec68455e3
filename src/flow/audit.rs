//! `audit`: what the records of runs prove, held against the files, the history of git and themselves. Writes nothing, executes
//! nothing that the repository brings.

mod absent;
mod against_pins;
mod ancestors;
mod around;
mod asked_then;
mod attempts;
mod between;
mod committed;
mod copies;
mod corrupt;
mod directories;
mod gates;
mod held;
mod history;
mod in_commits;
mod in_effect;
mod index;
mod judged;
mod judged_by;
mod known;
mod load;
mod loaded;
mod measured;
mod outputs;
mod packets;
mod people;
mod places;
mod recorded;
mod redefined;
mod rejudge;
pub mod required;
mod roots;
mod rows;
mod seals;
mod seen;
mod shelf;
mod stand_ins;
mod stands;
mod steps;
mod superseded;
mod templates;
mod threads;
mod times;
mod today;
mod trail;
mod uncommitted;
mod unread;
mod versions;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::flow::audit::absent::{absent, newer_gone};
use crate::flow::audit::around::Around;
use crate::flow::audit::committed::Committed;
use crate::flow::audit::gates::look_at;
use crate::flow::audit::history::Log;
use crate::flow::audit::judged::judged;
use crate::flow::audit::known::Known;
use crate::flow::audit::load::{load, nothing};
use crate::flow::audit::loaded::Loaded;
use crate::flow::audit::required::{Required, choose};
use crate::flow::audit::seals::Signers;
use crate::flow::audit::superseded::Past;
use crate::flow::audit::threads::on_two_threads;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::model::digest::Digest;
use crate::model::dossier::history::Told;
use crate::model::dossier::required::Absent;
use crate::model::dossier::{Aside, Dossier};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::rules::audit::audited::Audited;
use crate::store::git::at_hand::top;
use crate::store::git::oid::Oid;
use crate::store::git::repository::Git;
use crate::store::progress::{Progress, Silent};
use crate::store::runs::summary::ids;

/// So many runs are looked at together: enough to make few calls of git, little enough to stay small.
const CHUNK: usize = 64;

/// What to audit.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// These runs; all where empty.
    pub runs: Vec<RunId>,
    /// Outputs are compared with this commit instead of that of each record.
    pub at: Option<String>,
    /// The head of the only run, as it is known from elsewhere.
    pub expect_head: Option<Digest>,
    /// The one among `runs` that nobody named: it was taken because it is the newest, or the only open one.
    pub newest: Option<RunId>,
    /// What has to stand.
    pub required: Required,
}

/// Audits runs, oldest first; each is given to `each` as soon as it was looked at, and is not kept.
///
/// # Errors
/// `Usage` for a run that there is not; `Environment` when the machine or git does not answer.
pub fn audit(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    now: Timestamp,
    each: &mut dyn FnMut(Audited),
) -> Result<(), Failure> {
    audit_with(site, machine, ask, now, &mut |_, audited| each(audited))
}

/// The same; each comes with what it was judged by.
///
/// # Errors
/// As [`audit`].
pub fn audit_with(
    site: &Site,
    machine: &Machine,
    ask: &Ask,
    now: Timestamp,
    each: &mut dyn FnMut(Dossier, Audited),
) -> Result<(), Failure> {
    let (log, at) = history(site, machine, ask)?;
    let runs = wanted(site, ask, log.as_ref())?;
    let chosen = choose(site, &ask.required, &ask.runs)?;
    let mut missing = absent(site, log.as_ref(), &runs, !ask.runs.is_empty())?;
    missing.extend(chosen.without.iter().cloned().map(Absent::Workflow));
    let unasked = log.is_none().then(|| unasked(site)).filter(|_| !runs.is_empty());
    let (known, signers) = (Known::default(), Signers::read(site, machine));
    let many = runs.len() > 1;
    let watch: &dyn Progress = if many { &Silent } else { machine.progress };
    let around = Around { site, machine, log: log.as_ref(), known: &known, watch };
    let (done, signed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let odd_signers = || Some(signers.passed_over.clone()).filter(|_| signed.load(Ordering::Relaxed));
    let aside = || Aside { history_unasked: unasked.clone(), odd_signers: odd_signers().unwrap_or_default() };
    let count = |more| machine.progress.runs_done(done.fetch_add(more, Ordering::Relaxed) + more, runs.len());
    many.then(|| count(0));
    let mut past = Past::default();
    for chunk in runs.chunks(CHUNK) {
        let mut loaded = load_all(&around, chunk, ask, now)?;
        templates::render_again(&mut loaded);
        tell_history(log.as_ref(), &mut loaded);
        superseded::note(&mut past, &around, &mut loaded);
        let at = at.as_ref().map(Oid::as_str);
        loaded.iter_mut().for_each(|one| {
            one.dossier.compared_with = outputs::against(&one.dossier, log.as_ref(), at);
        });
        let committed = Committed::of_all(log.as_ref(), &loaded);
        committed.note_corrupt(&mut loaded);
        let looked = on_two_threads(loaded, |mut loaded| {
            signed.fetch_or(verify(&signers, &mut loaded), Ordering::Relaxed);
            if ask.runs.len() == 1 {
                loaded.dossier.aside = aside();
            }
            look_at(&around, &committed, &mut loaded);
            chosen.note(site, machine, ask.required.no_waived, &mut loaded);
            let audited = judged(&loaded);
            many.then(|| count(1));
            (loaded.dossier, audited)
        });
        looked.into_iter().for_each(|(dossier, audited)| each(dossier, audited));
    }
    let about_all = (ask.runs.len() != 1).then(|| (Absent::OneRun, aside()));
    let about_all = about_all.filter(|(_, aside)| *aside != Aside::default());
    let missing = missing.into_iter().map(|absent| (absent, Aside::default()));
    for (absent, aside) in missing.chain(about_all) {
        let unsure = log.as_ref().filter(|_| matches!(absent, Absent::Runs(_))).and_then(Log::unsure);
        let mut loaded = nothing(site, absent, now)?;
        (loaded.dossier.history, loaded.dossier.aside) = (unsure, aside);
        let audited = judged(&loaded);
        each(loaded.dossier, audited);
    }
    Ok(())
}

/// Verifies the signatures that the run has; whether there are any.
fn verify(signers: &Signers, loaded: &mut Loaded) -> bool {
    loaded.dossier.seals = seals::seals(signers, loaded);
    loaded.dossier.signatures = people::signatures(signers, &loaded.dossier);
    if !loaded.dossier.signatures.is_empty() {
        loaded.dossier.signers = signers.principals();
    }
    !loaded.dossier.seals.is_empty() || !loaded.dossier.signatures.is_empty()
}

/// The history of the records, where there is git to ask, and the commit that outputs are to be compared with.
fn history(site: &Site, machine: &Machine, ask: &Ask) -> Result<(Option<Log>, Option<Oid>), Failure> {
    match (Git::open(site.root.path(), &machine.git_env)?, &ask.at) {
        (Some(git), at) => {
            let at = at.as_ref().map(|name| git.commit_called(name)).transpose()?;
            Ok((Some(Log::read(site, git, at.as_ref())?), at))
        }
        (None, Some(_)) => Err(Failure::usage(
            "unknown_commit",
            "there is no git repository, or no `git`, to ask for a commit",
        )),
        (None, None) => Ok((None, None)),
    }
}

/// Why no commit was held against any record.
fn unasked(site: &Site) -> String {
    let what = "nothing that commits did to records was looked at";
    match top(site.root.path()) {
        Some(_) => format!("this is a git repository, and there is no `git` to ask: {what}"),
        None => format!("there is no git repository here: {what}"),
    }
}

/// The runs, with what whoever asks knows of them.
fn load_all(around: &Around, runs: &[RunId], ask: &Ask, now: Timestamp) -> Result<Vec<Loaded>, Failure> {
    let was = |id: &RunId| around.log.is_some_and(|log| log.knows(id.as_str()));
    let load = |id: &RunId| load(around.site, around.known, id, was(id), now);
    let loaded: Result<Vec<Loaded>, Failure> =
        on_two_threads(runs.iter().collect(), load).into_iter().collect();
    let mut loaded = loaded?;
    for (one, id) in loaded.iter_mut().zip(runs) {
        one.dossier.expected_head = ask.expect_head;
        if ask.newest.as_ref() == Some(id) {
            one.dossier.newer_gone = newer_gone(around.site, around.log, id.as_str())?;
        }
    }
    Ok(loaded)
}

/// The newest run that was ever committed, where none lies there any more: whoever takes the newest is to be told what became of it.
///
/// # Errors
/// `Environment` when git does not answer.
pub fn newest_committed(site: &Site, machine: &Machine) -> Result<Option<RunId>, Failure> {
    let (log, _) = history(site, machine, &Ask::default())?;
    Ok(log.and_then(|log| log.runs().filter_map(|run| RunId::new(run).ok()).max()))
}

/// The runs that were asked for; all that lie there or were ever committed where none was.
fn wanted(site: &Site, ask: &Ask, log: Option<&Log>) -> Result<Vec<RunId>, Failure> {
    if !ask.runs.is_empty() {
        return Ok(ask.runs.clone());
    }
    let mut all: BTreeSet<RunId> = ids(&site.root, &site.config.runs)?.into_iter().collect();
    all.extend(log.iter().flat_map(|log| log.runs()).filter_map(|run| RunId::new(run).ok()));
    Ok(all.into_iter().collect())
}

fn tell_history(log: Option<&Log>, loaded: &mut [Loaded]) {
    let Some(log) = log else { return };
    let versions = log.versions(loaded.iter().map(|loaded| loaded.dossier.run.as_str()));
    for one in &mut *loaded {
        let told = log.told(&one.dossier, &versions, one.run_json.as_deref());
        one.dossier.history = Some(Told { seals_gone: seals::gone(log, one), ..told });
    }
    times::note(log, &versions, loaded);
}
