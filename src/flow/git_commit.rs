//! `git.commit`: after each closing event the record, or the record and the attempt's outputs, in one commit.

use serde_json::{Map, Value};

use crate::flow::artifacts::Outputs;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::definition::GitCommit;
use crate::format::record::read::Record;
use crate::model::attempt::Attempt;
use crate::model::event::Fact;
use crate::model::failure::{Failure, Kind};
use crate::model::path::RepoPath;
use crate::model::workflow::versioned;
use crate::store::git::commit::{Committed as Done, Wanted};
use crate::store::git::repository::Git;

const NESTED: &str =
    "it lies in a git repository of its own, such as a submodule: commit it there, then what that is at here";
const CHANGED: &str = "it changed after it was judged";

/// What was committed, or why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The commit.
    pub oid: Option<String>,
    /// What was left out or went wrong, in words. The record itself stands: it is durable before git is asked.
    pub remarks: Vec<String>,
}

impl Committed {
    /// As talk.
    pub fn text(&self) -> String {
        let oid = self.oid.iter().map(|oid| format!("  commit: {oid}\n"));
        oid.chain(self.remarks.iter().map(|remark| format!("  note: {remark}\n"))).collect()
    }
}

/// Commits as the repository's `git.commit` says; `None` when it says `off` or there is no git repository.
///
/// A commit that git refuses (a merge under way, no identity) is a remark, not an error: the event is recorded and
/// durable, and the next commit brings it along.
pub fn commit_after(
    site: &Site,
    machine: &Machine,
    record: &Record,
    attempt: Option<&Attempt>,
    outputs: &Outputs,
) -> Result<Option<Committed>, Failure> {
    if site.config.git_commit == GitCommit::Off {
        return Ok(None);
    }
    let Some(git) = Git::open(site.root.path(), &machine.git_env)? else { return Ok(None) };
    let run = &record.run;
    let own = |below: &str| site.config.runs.join(below).map_err(|why| Failure::bug(why.to_string()));
    let always = [own(&format!("{}/record", run.id))?, own(".gitignore")?, own(".gitattributes")?];
    let none = Outputs::default();
    let outputs = if site.config.git_commit == GitCommit::Outputs { outputs } else { &none };
    let wanted =
        Wanted { always: &always, unless_ignored: &outputs.paths, judged: &outputs.files, message: "" };
    let say = |left_out: &Done| message(record, attempt, site.config.git_commit, left_out);
    match git.commit_saying(&site.root, &wanted, &say) {
        Ok(done) => {
            let left_out = |paths: &[RepoPath], why: &str| -> Vec<String> {
                paths.iter().map(|path| format!("`{path}` was not committed: {why}")).collect()
            };
            let mut remarks = left_out(&done.ignored, "git ignores it");
            remarks.extend(left_out(&done.filtered, "a git filter would store something else"));
            remarks.extend(left_out(&done.nested, NESTED));
            remarks.extend(left_out(&done.changed, CHANGED));
            remarks.extend(done.carried_by.iter().map(|other| {
                let other = other.as_str();
                format!("somebody committed at the same moment, and the files are in that commit, {other}, together with others; the one that tells of them follows it")
            }));
            Ok(Some(Committed { oid: done.oid.map(|oid| oid.as_str().to_owned()), remarks }))
        }
        Err(failure) if failure.kind == Kind::Bug => Err(failure),
        Err(failure) => {
            let mut remark = format!("the record is written but not committed: {failure}");
            for hint in &failure.hints {
                remark.push_str(&format!(". {hint}"));
            }
            Ok(Some(Committed { oid: None, remarks: vec![remark] }))
        }
    }
}

/// A message that a reviewer can read: what happened, why, and the head of the chain.
fn message(record: &Record, attempt: Option<&Attempt>, mode: GitCommit, left_out: &Done) -> String {
    let run = &record.run;
    let subject = match attempt {
        Some(attempt) => format!(
            "{} {} attempt {}: {}",
            run.workflow.slug,
            attempt.gate,
            attempt.attempt,
            attempt.status.as_str()
        ),
        None => format!("{}{}", run.workflow.slug, what_happened(record)),
    };
    let workflow = versioned(&run.workflow.name, &run.workflow.version);
    let mut body = format!("Workflow {workflow}, run {}.\n", run.id);
    if attempt.is_none() {
        body.extend(words(record).map(|words| format!("\n{words}\n")));
    }
    if let Some(attempt) = attempt {
        body.extend(attempt.failure_reason.iter().map(|reason| format!("\n{reason}\n")));
        body.extend(waived(attempt).map(|line| format!("\n{line}\n")));
        let there = attempt.artifacts.iter().filter_map(|artifact| Some((artifact.sha256?, &artifact.path)));
        let lines: String = there
            .map(|(sha256, path)| {
                format!(
                    "{sha256}  {path}{}
",
                    absent(left_out, path)
                )
            })
            .collect();
        if !lines.is_empty() {
            let heading = if mode == GitCommit::Record { "Outputs (not in this commit):\n" } else { "" };
            body.push_str(&format!("\n{heading}{lines}"));
        }
    }
    format!("{subject}\n\n{body}\nGatewright-Run: {}\nGatewright-Head: {}\n", run.id, record.head())
}

/// Every check that was waived: by whom, until when and why.
fn waived(attempt: &Attempt) -> impl Iterator<Item = String> {
    let text = |row: &Map<String, Value>, name: &str| {
        row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    attempt.validations.iter().filter_map(move |row| {
        let waived = row.get("waived")?.as_object()?;
        let check = if row.contains_key("id") { text(row, "id") } else { text(row, "type") };
        let (by, until, reason) = (text(waived, "by"), text(waived, "until"), text(waived, "reason"));
        Some(format!("Waived: {check} by {by} until {until}: {reason}"))
    })
}

/// The last event, as a subject goes on from the slug.
fn what_happened(record: &Record) -> String {
    match record.links.last().map(|link| &link.event.fact) {
        Some(Fact::GateReopened { gate, .. }) => format!(" {gate}: REOPENED"),
        Some(Fact::GateDecided { gate, attempt, decision, .. }) => {
            format!(" {gate} attempt {attempt}: {}", decision.as_str())
        }
        Some(Fact::GateRepinned { gate, .. }) => format!(" {gate}: pinned anew"),
        Some(Fact::GateCheckWaived { gate, attempt, check, until, .. }) => {
            format!(" {gate} attempt {attempt}: {check} waived until {until}")
        }
        Some(Fact::RunReopened { .. }) => ": run reopened".to_owned(),
        _ => format!(": run {}", record.run.status.as_str()),
    }
}

/// Why, in the words of whoever made the last event.
fn words(record: &Record) -> Option<&str> {
    match &record.links.last()?.event.fact {
        Fact::GateReopened { reason, .. }
        | Fact::GateRepinned { reason, .. }
        | Fact::GateCheckWaived { reason, .. }
        | Fact::RunReopened { reason } => Some(reason),
        Fact::GateDecided { reason, .. } | Fact::RunCompleted { reason, .. } => reason.as_deref(),
        _ => None,
    }
}

/// Why an output that is listed is not in the commit.
fn absent(left_out: &Done, path: &str) -> &'static str {
    let among = |paths: &[RepoPath]| paths.iter().any(|left| left.as_str() == path);
    match () {
        () if among(&left_out.ignored) => "  (not committed: ignored by git)",
        () if left_out
            .nested
            .iter()
            .any(|nested| path == nested.as_str() || path.starts_with(&format!("{nested}/"))) =>
        {
            "  (not committed: it lies in a git repository of its own)"
        }
        () if among(&left_out.changed) => "  (not committed: it changed after it was judged)",
        () if among(&left_out.filtered) => "  (not committed: a git filter would store something else)",
        () => "",
    }
}
