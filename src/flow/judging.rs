//! The one path from a contract to a verdict: collect, look at what that names, judge what is cheap, run commands, look again, judge all.

use std::collections::{BTreeMap, BTreeSet};

use crate::exec::probe::{ProbeRequest, probe};
use crate::exec::web::ask::{Asking, Limits, ask};
use crate::flow::gate_view::GateView;
use crate::flow::git_facts::git_seen;
use crate::flow::leave::Leave;
use crate::flow::machine::{Machine, limits};
use crate::flow::people::council::Council;
use crate::flow::people::decisions::outputs_digest;
use crate::flow::site::Site;
use crate::model::answers::{Answers, Probe};
use crate::model::baseline::Baseline;
use crate::model::digest::Digest;
use crate::model::evidence::{Evidence, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::own_check::OwnCheck;
use crate::model::params::Params;
use crate::model::path::RepoPath;
use crate::model::time::Timestamp;
use crate::model::verdict::Verdict;
use crate::model::waiver::Waiver;
use crate::model::web_seen::WebSeen;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::own::input::input;
use crate::rules::judge::asked::{further_wanted, git_needed, probes_needed, web_needed};
use crate::rules::judge::{Attributed, First};
use crate::rules::quote::counted;
use crate::rules::variables;
use crate::store::collect::collect;
use crate::store::further::look_further;
use crate::store::progress::Progress;
use crate::store::trust::web::hosts;

/// What was seen and what the contract says to it.
#[derive(Debug)]
pub struct Judged {
    /// Everything that was observed.
    pub evidence: Evidence,
    /// What the contract says, by what asks for it.
    pub rows: Attributed,
}

impl Judged {
    /// What the contract says, and what was observed.
    pub fn into_verdict(self) -> (Verdict, Evidence) {
        (Verdict { rows: self.rows.into_iter().flat_map(|(_, rows)| rows).collect() }, self.evidence)
    }
}

/// What is known of the attempt that is judged.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    /// What was there when it began; `None` when none is open.
    pub before: Option<&'a Baseline>,
    /// What was decided about it, likewise.
    pub panel: Option<&'a dyn Council>,
    /// When it is judged: the time of the event that would close it.
    pub now: Option<Timestamp>,
}

/// Judges the gate on the bytes that it hashes.
///
/// # Errors
/// `State` (`live_writer`, `changed_while_read`, `changed_while_judged`) naming the path, or `stopped` when somebody
/// wanted it to stop; nothing was written.
pub fn judge_gate(
    site: &Site,
    machine: &Machine,
    params: &Params,
    view: &GateView,
    about: About<'_>,
) -> Result<Judged, Failure> {
    judge_with(site, machine, params, view, about, &Leave::Trusted)
}

/// The same where `leave` says which commands of the repository may run.
///
/// # Errors
/// As [`judge_gate`].
pub fn judge_with(
    site: &Site,
    machine: &Machine,
    params: &Params,
    view: &GateView,
    about: About<'_>,
    leave: &Leave<'_>,
) -> Result<Judged, Failure> {
    let About { before, panel, now } = about;
    let limits = limits(&site.config.runs);
    let mut collected = collect(&site.root, &wanted(view), &limits, machine.progress)?;
    collected.evidence.runs = Some(site.config.runs.clone());
    let documents = Documents::of(&collected.evidence);
    let further = further_wanted(&view.plan, &collected.evidence, &documents);
    collected.look_further(&site.root, &further, &limits, machine.progress)?;
    collected.evidence.before = before.map(|before| before.files.clone());
    collected.evidence.now = now;
    collected.evidence.producers = panel.map(Council::producers);
    if let Some((panel, now)) = panel.zip(now) {
        collected.evidence.waivers = panel.waivers(site, machine.signers.as_deref(), now);
    }
    let first = First::with(&view.plan, &collected.evidence, documents);
    let mut answers = run_probes(site, machine, params, (view, &collected.evidence), &first, leave)?;
    if machine.stop.is_set() {
        return Err(stopped());
    }
    if let Some(files) = git_needed(&first) {
        answers.git = Some(git_seen(site, machine, &files, before));
    }
    answers.web = match web_needed(&first) {
        Some(addresses) => ask_web(site, machine, &addresses),
        None => {
            WebSeen::NotAsked("cheaper checks failed; mend what they found, then finish again".to_owned())
        }
    };
    if machine.stop.is_set() {
        return Err(stopped());
    }
    collected.confirm(&site.root)?;
    answers.people = panel.map(|panel| {
        let outputs = outputs_digest(view, &collected.evidence).unwrap_or(Digest::ZERO);
        panel.people(site, machine, outputs)
    });
    let rows = first.attributed(&answers);
    Ok(Judged { evidence: collected.evidence, rows })
}

/// What the cheap checks say to what is there now, and the places that somebody is writing to: those were not looked
/// at. Runs no command, and its verdict is never a gate's.
///
/// # Errors
/// As [`judge_gate`], but for a writer.
pub fn preview(
    site: &Site,
    progress: &dyn Progress,
    view: &GateView,
    before: &BTreeMap<RepoPath, Digest>,
    waivers: Vec<Waiver>,
) -> Result<(Evidence, Verdict, Vec<Place>), Failure> {
    let limits = limits(&site.config.runs);
    let look = |wanted: &[Wanted]| collect(&site.root, wanted, &limits, progress);
    let wanted = wanted(view);
    let (mut evidence, mut restless) = (Evidence::default(), vec![]);
    match look(&wanted) {
        Ok(collected) => evidence = collected.evidence,
        Err(failure) if comes_to_rest(&failure) => {
            for one in wanted {
                match look(std::slice::from_ref(&one)) {
                    Ok(collected) => {
                        evidence.observed.extend(collected.evidence.observed);
                        evidence.matched.extend(collected.evidence.matched);
                    }
                    Err(failure) if comes_to_rest(&failure) => restless.push(one.place),
                    Err(failure) => return Err(failure),
                }
            }
        }
        Err(failure) => return Err(failure),
    }
    evidence.runs = Some(site.config.runs.clone());
    let documents = Documents::of(&evidence);
    for one in further_wanted(&view.plan, &evidence, &documents) {
        let further = BTreeMap::from([one]);
        match look_further(&site.root, &mut evidence, &further, &limits, progress) {
            Ok(_) => {}
            Err(failure) if comes_to_rest(&failure) => restless.extend(further.into_keys().map(Place::Path)),
            Err(failure) => return Err(failure),
        }
    }
    evidence.before = Some(before.clone());
    evidence.waivers = waivers;
    let verdict = First::with(&view.plan, &evidence, documents).so_far();
    Ok((evidence, verdict, restless))
}

/// Whether `failure` says that somebody was writing: the same command works once the work has come to rest.
pub fn comes_to_rest(failure: &Failure) -> bool {
    matches!(failure.code, "live_writer" | "changed_while_read" | "changed_while_judged")
}

/// Everything that is looked at, each place once: every output is hashed, also one that no check looks at.
pub fn wanted(view: &GateView) -> Vec<Wanted> {
    view.plan.wanted()
}

/// Only looks at places, for snapshots and staleness.
pub fn look(site: &Site, machine: &Machine, wanted: &[Wanted]) -> Result<Evidence, Failure> {
    Ok(collect(&site.root, wanted, &limits(&site.config.runs), machine.progress)?.evidence)
}

fn stopped() -> Failure {
    Failure::state("stopped", "it was stopped before everything was judged")
}

/// What servers answer. Whatever keeps anybody from asking them is an answer as well.
fn ask_web(site: &Site, machine: &Machine, addresses: &BTreeSet<String>) -> WebSeen {
    let hosts = match hosts(machine.web.hosts.as_deref(), site.root.path()) {
        Ok(hosts) => hosts,
        Err(why) => return WebSeen::NotAsked(why),
    };
    let asking =
        Asking { way: &machine.web.way, hosts: &hosts, limits: Limits::default(), stop: &machine.stop };
    let work = format!("asking the web about {}", counted(addresses.len() as u64, "link"));
    let running = machine.running(&[work], None);
    let seen = ask(addresses, asking);
    drop(running);
    seen
}

fn run_probes(
    site: &Site,
    machine: &Machine,
    params: &Params,
    (view, evidence): (&GateView, &Evidence),
    first: &First<'_>,
    leave: &Leave<'_>,
) -> Result<Answers, Failure> {
    let mut answers = Answers::default();
    for request in probes_needed(first) {
        let check = view.plan.checks.iter().find(|check| check.index == request.index);
        let own = check.and_then(|check| Some((view.plan.ask(check), &check.validation.own.as_ref()?.check)));
        let (argv, stdin) = match &own {
            // Nothing there to judge: the check says so by itself.
            Some((ask, _)) => match input(ask, evidence) {
                Ok(told) => (request.argv.clone(), Some(told)),
                Err(_) => continue,
            },
            None => (variables::argv(&request.argv, params)?, None),
        };
        let own = own.map(|(_, check)| check);
        // Trust is given to the command as declared: it holds for every run.
        let result = match leave.grant(site, &machine.env, &request.argv, own)? {
            Ok(grant) if let Some(why) = own.and_then(|check| not_as_meant(check, &grant.files)) => {
                Probe::NotRun(why)
            }
            Ok(grant) => {
                let asked = ProbeRequest { argv, timeout: request.timeout, stdin };
                let running = machine.running(&asked.argv, None);
                let result = probe(&machine.launcher, &asked, site.root.path(), &machine.env, &machine.stop);
                drop(running);
                grant.held(leave.home(site))?;
                answers.programs.insert(request.index, grant.files);
                machine.without_places(result)
            }
            Err(why) => Probe::NotRun(why),
        };
        answers.probes.insert(request.index, result);
    }
    Ok(answers)
}

/// Why a trusted check would not be the one that the run pinned.
fn not_as_meant(check: &OwnCheck, files: &BTreeMap<RepoPath, Digest>) -> Option<String> {
    let path = check.differs(files)?;
    Some(format!(
        "`{path}` is not what was pinned; put it back, or pin what is there with `gatewright run repin`"
    ))
}
