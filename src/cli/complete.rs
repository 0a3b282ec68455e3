//! Completion of run ids and gates from the repository that the shell stands in. Failing quietly is right here: a
//! completion is an offer.
#![expect(clippy::disallowed_methods, reason = "the shell calls this before the door is opened")]

use std::ffi::OsStr;

use clap_complete::CompletionCandidate;

use crate::flow::site::Site;
use crate::store::git::repository;
use crate::store::runs::read::RunDir;
use crate::store::runs::{select, summary};

fn site() -> Option<Site> {
    let here = std::env::current_dir().ok()?;
    Site::find(&here, || repository::top(&here)).ok()
}

/// Ids of runs that begin with what was typed, newest first, and `latest`.
pub fn runs(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let ids = site().and_then(|site| summary::ids(&site.root, &site.config.runs).ok()).unwrap_or_default();
    let mut found: Vec<CompletionCandidate> = ids
        .iter()
        .rev()
        .filter(|id| id.as_str().starts_with(typed.as_ref()))
        .map(|id| CompletionCandidate::new(id.as_str()))
        .collect();
    if "latest".starts_with(typed.as_ref()) {
        found.push(CompletionCandidate::new("latest").help(Some("the newest run".into())));
    }
    found
}

/// Gates of the only open run, else of the newest one.
pub fn gates(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy().to_ascii_lowercase();
    let found = site().and_then(|site| {
        let runs = &site.config.runs;
        let id = select::select(&site.root, runs, None)
            .or_else(|_| select::select(&site.root, runs, Some("latest")))
            .ok()?;
        RunDir::find(&site.root, runs, &id).ok()?.record().ok()
    });
    let gates = found.map(|record| record.run.gates).unwrap_or_default();
    gates
        .iter()
        .filter(|gate| gate.id.as_str().to_ascii_lowercase().starts_with(&typed))
        .map(|gate| {
            CompletionCandidate::new(gate.id.as_str())
                .help(Some(format!("{} ({})", gate.name, gate.status.as_str()).into()))
        })
        .collect()
}

/// Names of workflows.
pub fn workflows(typed: &OsStr) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    let names = site().and_then(|site| crate::flow::definitions::names(&site).ok()).unwrap_or_default();
    names.iter().filter(|name| name.starts_with(typed.as_ref())).map(CompletionCandidate::new).collect()
}
