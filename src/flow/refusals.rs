//! What several commands refuse, each refusal written once.

use crate::flow::site::Site;
use crate::format::definition::placed::in_contract;
use crate::model::contract::{Contract, PathTemplate};
use crate::model::evidence::Place;
use crate::model::failure::{Failure, FileProblem};
use crate::model::ids::{GateId, RunId};
use crate::model::params::Params;
use crate::model::path::{RepoPath, is_treacherous};
use crate::model::pin::PinnedFile;
use crate::model::run::Run;
use crate::rules::{secrets, variables};

/// Refuses a run to which nothing can be added.
///
/// # Errors
/// `State` (`run_completed`).
pub fn refuse_completed(run: &Run) -> Result<(), Failure> {
    if !run.status.is_final() {
        return Ok(());
    }
    let message = format!("the run is completed ({}); nothing is added to it", run.status.as_str());
    Err(Failure::state("run_completed", message)
        .hint(reopen_run(&run.id))
        .next(format!("gatewright run show --run {}", run.id)))
}

/// How a completed run is taken up again, with a hole for the reason.
fn reopen_run(run: &RunId) -> String {
    format!("to take it up again, with your reason: `gatewright run reopen --run {run} --reason \"<why>\"`")
}

/// A gate that the run does not have.
pub fn unknown_gate(run: &Run, id: &GateId) -> Failure {
    let known: Vec<&str> = run.gates.iter().map(|gate| gate.id.as_str()).collect();
    Failure::usage("unknown_gate", format!("the run has no gate {id}"))
        .hint(format!("its gates: {}", known.join(", ")))
        .next(format!("gatewright run status --run {}", run.id))
}

/// Known token shapes are refused in what a person types: records are committed.
pub fn refuse_token(what: &str, text: &str) -> Result<(), Failure> {
    match secrets::find_token(text) {
        Some(kind) => Err(Failure::usage(
            "secret_refused",
            format!("{what} looks like it holds a secret ({kind}); records are committed, so it is refused"),
        )
        .hint("take the secret out; if it is a real one, revoke it")),
        None => Ok(()),
    }
}

/// Known token shapes are refused in files that would be pinned, for the same reason: a refusal for each such file,
/// with the place of the first one. The line is not shown.
pub fn refuse_tokens_in(files: &[PinnedFile]) -> Vec<Failure> {
    files.iter().filter_map(refuse_tokens_of).collect()
}

fn refuse_tokens_of(file: &PinnedFile) -> Option<Failure> {
    let text = String::from_utf8_lossy(&file.bytes);
    let (line, column) = secrets::place_of_token(&text)?;
    let what = format!("the file `{}` (line {line}, column {column})", file.pin.path);
    let mut failure = refuse_token(&what, &text).err()?;
    failure.problems.push(FileProblem {
        code: failure.code,
        file: file.pin.path.to_string(),
        line,
        column,
        message: failure.message.clone(),
        hints: failure.hints.clone(),
    });
    Some(failure)
}

/// A reason that enters the record: something is said, at most 2,000 bytes, no placeholder such as `<why>`, no secret.
pub fn check_reason(reason: &str) -> Result<(), Failure> {
    if reason.trim().is_empty() || reason.len() > 2000 || reason.chars().any(is_treacherous) {
        return Err(Failure::usage(
            "bad_reason",
            "a reason must say something, in one line of at most 2000 bytes without control characters",
        ));
    }
    let text = reason.trim();
    if text.starts_with('<') && text.ends_with('>') {
        let message = format!("the reason is still the placeholder `{text}`: say why in your own words");
        return Err(Failure::usage("bad_reason", message));
    }
    refuse_token("the reason", reason)
}

/// Refuses a contract that looks at records of runs: they are written while it is judged, and no work. Its file is `file`,
/// among `files`.
///
/// # Errors
/// `Usage` (`own_records`), naming the path, with its place.
pub fn refuse_own_records(
    site: &Site,
    contract: &Contract,
    params: &Params,
    files: &[PinnedFile],
    file: &RepoPath,
) -> Result<(), Failure> {
    let runs = site.config.runs.as_str();
    let within = |path: &str, dir: &str| {
        path.strip_prefix(dir).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    for template in variables::paths(contract) {
        let covers = match variables::place(&template, params)? {
            Place::Path(path) => within(path.as_str(), runs) || within(runs, path.as_str()),
            // A glob from further up passes over them.
            Place::Glob(pattern) => within(&pattern, runs),
        };
        if covers {
            let message = format!(
                "the contract of gate {} looks at `{}`, where runs are recorded",
                contract.gate, template.0
            );
            let failure = Failure::usage("own_records", message)
                .hint("what is recorded is verified by every command; name the work's own files");
            return Err(in_contract(failure, files, file, top_of(contract, &template), &template.0));
        }
    }
    Ok(())
}

/// Whether a path is declared as an output or named by a check, as a pointer into a contract.
fn top_of(contract: &Contract, path: &PathTemplate) -> &'static str {
    let mut outputs = contract.all_of.iter().chain(&contract.any_of);
    if outputs.any(|output| output.path == *path) { "/required_outputs" } else { "/validations" }
}
