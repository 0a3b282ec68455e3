//! The verdict again: the pinned contract judged on the recorded bytes, found by their digests wherever they still are.
//!
//! Nothing is run and nobody is asked: rows of checks that need a command, git or the network are left out. What people decided
//! stands in the record; whose signatures those are, the reviewer's own allowed signers say.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::flow::audit::history::Log;
use crate::flow::baseline::baseline;
use crate::flow::gate_view::GateView;
use crate::flow::judging::{look, wanted};
use crate::flow::machine::Machine;
use crate::flow::people::decisions::{Panel, outputs_digest};
use crate::flow::pinned;
use crate::flow::site::Site;
use crate::flow::stale::{looked_at, recorded};
use crate::format::record::rows;
use crate::model::answers::Answers;
use crate::model::attempt::Attempt;
use crate::model::digest::Digest;
use crate::model::dossier::attempts::{AttemptFile, AttemptTold};
use crate::model::dossier::outputs::ComparedWith;
use crate::model::dossier::verdicts::{Rejudged, Verdict};
use crate::model::dossier::{Chain, Dossier};
use crate::model::event::Fact;
use crate::model::evidence::{Evidence, FileSeen, Guard, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::path::RepoPath;
use crate::model::pointed::Stands;
use crate::model::run::Run;
use crate::rules::advance::fold;
use crate::rules::checks::catalogue::find;
use crate::rules::checks::frame::documents::Documents;
use crate::rules::checks::frame::kind::Cost;
use crate::rules::checks::frame::look::MAX_TEXT;
use crate::rules::checks::parts::answered::CHECKED;
use crate::rules::judge::asked::further_wanted;
use crate::rules::judge::judge;
use crate::store::git::stored::Stored;
use crate::store::pointed::pointed;
use crate::store::runs::read::RunDir;

/// Judges again the attempts by which the gates of the run are met.
pub fn rejudge(site: &Site, machine: &Machine, log: Option<&Log>, dossier: &Dossier) -> Vec<Rejudged> {
    let (Some(chain), Ok(id)) = (&dossier.chain, RunId::new(&dossier.run)) else { return vec![] };
    let Ok(dir) = RunDir::find(&site.root, &site.config.runs, &id) else { return vec![] };
    let mut all = vec![];
    for gate in dossier.gates.iter().filter(|gate| gate.is_met()) {
        let Some(told) = gate.attempts.iter().rev().find(|told| told.seal.is_some()) else { continue };
        let AttemptFile::Read { attempt, sha256, .. } = &told.file else { continue };
        // What was edited is told as that; judging it would say nothing about what was recorded.
        if told.seal != Some(*sha256) {
            continue;
        }
        let again = Again { site, machine, log, dossier, chain, dir: &dir, attempt };
        let verdict = again.judge(told).unwrap_or_else(|why| Verdict::NotJudged(why.to_string()));
        all.push(Rejudged {
            gate: gate.gate.clone(),
            attempt: told.number,
            told_in: told.path.clone(),
            verdict,
        });
    }
    all
}

/// One attempt to be judged again.
struct Again<'a> {
    site: &'a Site,
    machine: &'a Machine<'a>,
    log: Option<&'a Log>,
    dossier: &'a Dossier,
    chain: &'a Chain,
    dir: &'a RunDir,
    attempt: &'a Attempt,
}

impl Again<'_> {
    fn judge(&self, told: &AttemptTold) -> Result<Verdict, Failure> {
        let then = self.run_then(told)?;
        let workflow = pinned::workflow(self.dir, &then)?;
        let view = GateView::load(self.dir, &then, &workflow, &self.attempt.gate)?;
        if view.pinned.contract_sha256 != self.attempt.start.contract_sha256 {
            return Ok(Verdict::NotJudged("its contract is not among the pins".to_owned()));
        }
        if let Some(row) = self.attempt.validations.iter().find(|row| is_of_another_version(row)) {
            let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
            return Ok(Verdict::NotJudged(format!(
                "`{name}` has another meaning in this gatewright than it had then"
            )));
        }
        let mut evidence = match self.evidence(&view)? {
            Ok(evidence) => evidence,
            Err(why) => return Ok(Verdict::NotJudged(why)),
        };
        evidence.runs = Some(self.site.config.runs.clone());
        self.point_further(&view, &mut evidence);
        evidence.before = Some(baseline(self.dir, &then, &view.plan, self.attempt)?.files);
        // It was judged at the moment of the event that closed it.
        evidence.now = self.attempt.finished_at;
        let mut answers = Answers::default();
        let vouched = self.hear_people(&then, &view, &evidence, &mut answers);
        let again = judge(&view.plan, &evidence, &answers);
        let now: Vec<Map<String, Value>> = again.rows.iter().map(rows::to_json).collect();
        Ok(match (compared(&self.attempt.validations, &now), vouched) {
            (Verdict::Differs { field, .. }, Err(why)) if field.contains("(approval)") => Verdict::NotJudged(
                format!("an approval is signed, and whose the signature is cannot be said: {why}"),
            ),
            (verdict, _) => verdict,
        })
    }

    /// What people had decided when the attempt was closed; an error says whose signature cannot be told here.
    fn hear_people(
        &self,
        then: &Run,
        view: &GateView,
        evidence: &Evidence,
        answers: &mut Answers,
    ) -> Result<(), String> {
        let row = then.gate(&self.attempt.gate).and_then(|state| state.attempts.last());
        let Some(row) = row else { return Ok(()) };
        let panel = Panel::of(then, self.attempt, row);
        let outputs = outputs_digest(view, evidence).unwrap_or(Digest::ZERO);
        answers.people = Some(panel.people(self.site, self.machine, outputs));
        panel.vouched(self.site, self.machine)
    }

    /// The run as it was when the attempt was closed: what is pinned may have been exchanged since.
    fn run_then(&self, told: &AttemptTold) -> Result<Run, Failure> {
        let closing = |fact: &Fact| matches!(fact, Fact::GateClosed { gate, attempt, .. } if *gate == self.attempt.gate && *attempt == told.number);
        let events = self.chain.links.iter().map(|link| &link.event);
        let mut before = events.take_while(|event| !closing(&event.fact)).peekable();
        before.peek().ok_or_else(|| Failure::bug("an attempt without events"))?;
        fold(before).map_err(|why| Failure::bug(why.to_string()))
    }

    /// What was observed then, from the recorded digests; an error says what cannot be had.
    fn evidence(&self, view: &GateView) -> Result<Result<Evidence, String>, Failure> {
        let mut then = recorded(self.dir, self.attempt)?;
        then.extend(looked_at(self.dir, self.attempt)?);
        let wanted = wanted(view);
        let mut evidence = Evidence::default();
        let mut needed: BTreeMap<RepoPath, bool> = then.keys().map(|path| (path.clone(), false)).collect();
        for Wanted { place, content } in &wanted {
            match place {
                Place::Path(path) => *needed.entry(path.clone()).or_default() |= content,
                Place::Glob(pattern) => {
                    let matched = matching(pattern, then.keys());
                    matched.iter().for_each(|path| *needed.entry(path.clone()).or_default() |= content);
                    evidence.matched.insert(pattern.clone(), matched);
                }
            }
        }
        // Texts that a text points to were read for checks of it.
        let contents: BTreeMap<&RepoPath, Digest> =
            then.iter().map(|(path, sha256)| (path, *sha256)).collect();
        let today = self.today(&contents)?;
        let mut elsewhere = vec![];
        for path in needed.keys() {
            let seen = match contents.get(path) {
                None => Observed::Missing,
                Some(sha256) => match today.get(path).filter(|seen| seen.digest() == Some(*sha256)) {
                    Some(seen) => seen.clone(),
                    None => {
                        elsewhere.push((path.clone(), *sha256));
                        continue;
                    }
                },
            };
            evidence.observed.insert(path.clone(), seen);
        }
        Ok(self.held_by_git(&elsewhere)?.map(|found| {
            evidence.observed.extend(found);
            evidence
        }))
    }

    fn today(&self, then: &BTreeMap<&RepoPath, Digest>) -> Result<BTreeMap<RepoPath, Observed>, Failure> {
        let wanted: Vec<Wanted> =
            then.keys().map(|path| Wanted { place: Place::Path((*path).clone()), content: true }).collect();
        // Somebody may be writing; then git is asked.
        Ok(look(self.site, self.machine, &wanted).map(|evidence| evidence.observed).unwrap_or_default())
    }

    /// The bytes that are no longer in the tree, from the commit that outputs are held against.
    fn held_by_git(
        &self,
        wanted: &[(RepoPath, Digest)],
    ) -> Result<Result<BTreeMap<RepoPath, Observed>, String>, Failure> {
        let mut found = BTreeMap::new();
        if wanted.is_empty() {
            return Ok(Ok(found));
        }
        let gone =
            |path: &RepoPath| Ok(Err(format!("the recorded bytes of `{path}` are nowhere to be found")));
        let (Some(log), ComparedWith::Commit(commit) | ComparedWith::Asked(commit)) =
            (self.log, &self.dossier.compared_with)
        else {
            return gone(&wanted[0].0);
        };
        let names: Vec<String> = wanted.iter().map(|(path, _)| log.git().name_at(commit, path)).collect();
        log.git().each_stored(&names, MAX_TEXT, &mut |i, stored| {
            let (path, expected) = &wanted[i];
            if let Stored::Blob { sha256, size, content } = stored
                && sha256 == *expected
            {
                let file = FileSeen { sha256, size, content, links: 1, guard: Guard::Stat };
                found.insert(path.clone(), Observed::File(file));
            }
        })?;
        match wanted.iter().find(|(path, _)| !found.contains_key(path)) {
            Some((path, _)) => gone(path),
            None => Ok(Ok(found)),
        }
    }

    /// What stands where texts point to: what was read then is recorded; of what was only listed, the tree says what it is.
    fn point_further(&self, view: &GateView, evidence: &mut Evidence) {
        let further = further_wanted(&view.plan, evidence, &Documents::of(evidence));
        let listed = pointed(&self.site.root, further.keys());
        for path in further.into_keys() {
            let stands = match (evidence.at(&path), listed.at.get(&path)) {
                (Some(Observed::Missing) | None, Some(Stands::Else) | None) => Stands::Nothing,
                (Some(Observed::Missing) | None, Some(other)) => other.clone(),
                (Some(_), _) => Stands::Else,
            };
            evidence.pointed.at.insert(path, stands);
        }
        evidence.pointed.names = listed.names;
    }
}

/// The recorded paths that a pattern stands for.
fn matching<'a>(pattern: &str, paths: impl Iterator<Item = &'a RepoPath>) -> Vec<RepoPath> {
    let Ok(matcher) = crate::store::globs::matcher(pattern) else { return vec![] };
    paths.filter(|path| matcher.is_match(path.as_str())).cloned().collect()
}

/// Whether a row can be made again from files alone.
fn is_of_files(row: &Map<String, Value>) -> bool {
    let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
    // An alternative among outputs has a name of its own that no check has.
    find(name).map_or(name.starts_with("file_exists"), |kind| match kind.cost {
        Cost::Cheap | Cost::Further(_) => true,
        // A row for which the web was to be asked lists the addresses.
        Cost::Web(_) => !row.contains_key(CHECKED),
        Cost::People => true,
        Cost::Probe(_) | Cost::Git(_) | Cost::Review(_) => false,
    })
}

fn is_of_another_version(row: &Map<String, Value>) -> bool {
    let name = row.get("type").and_then(Value::as_str).unwrap_or_default();
    let version = row.get("version").and_then(Value::as_u64);
    is_of_files(row) && find(name).is_some_and(|kind| version != Some(u64::from(kind.version)))
}

/// The checks whose results need a command, git, the web or somebody's review, each once.
fn not_made_again(rows: &[Map<String, Value>]) -> Vec<String> {
    let skipped = rows.iter().filter(|row| !is_of_files(row));
    let names = skipped.filter_map(|row| row.get("type").and_then(Value::as_str)).map(str::to_owned);
    names.collect::<BTreeSet<String>>().into_iter().collect()
}

fn compared(all: &[Map<String, Value>], now: &[Map<String, Value>]) -> Verdict {
    let then: Vec<(usize, &Map<String, Value>)> =
        all.iter().enumerate().filter(|(_, row)| is_of_files(row)).collect();
    let now: Vec<&Map<String, Value>> = now.iter().filter(|row| is_of_files(row)).collect();
    if then.len() != now.len() {
        return Verdict::Differs {
            field: "validations".to_owned(),
            expected: format!("{} rows", now.len()),
            found: format!("{} rows", then.len()),
        };
    }
    for ((i, then), now) in then.iter().zip(&now) {
        for name in ["type", "path", "state"] {
            let (was, is) = (then.get(name), now.get(name));
            // What was waived had failed, or could not be checked.
            let waived = name == "state"
                && was.and_then(Value::as_str) == Some("waived")
                && matches!(is.and_then(Value::as_str), Some("fail" | "not_enforced"));
            if was != is && !waived {
                let text =
                    |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("nothing").to_owned();
                let check = then.get("type").and_then(Value::as_str).unwrap_or_default();
                let field = format!("validations[{i}].{name} ({check})");
                return Verdict::Differs { field, expected: text(is), found: text(was) };
            }
        }
    }
    Verdict::Same(not_made_again(all))
}
