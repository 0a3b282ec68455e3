//! The one path from a contract to a verdict: collect, judge what is cheap, run commands, look again, judge all.

use std::collections::BTreeMap;

use crate::exec::probe::{ProbeRequest, probe};
use crate::flow::gate_view::GateView;
use crate::flow::machine::{Machine, limits};
use crate::flow::site::Site;
use crate::flow::trust;
use crate::model::evidence::{Evidence, Probe, Wanted};
use crate::model::failure::Failure;
use crate::model::params::Params;
use crate::model::verdict::Verdict;
use crate::rules::judge::{Phase, judge, probes_needed};
use crate::rules::variables;
use crate::store::collect::collect;

/// What was seen and what the contract says to it.
#[derive(Debug)]
pub struct Judged {
    /// Everything that was observed.
    pub evidence: Evidence,
    /// What the contract says.
    pub verdict: Verdict,
}

/// Judges the gate on the bytes that it hashes.
///
/// # Errors
/// `State` (`live_writer`, `changed_while_read`, `changed_while_judged`) naming the path; nothing was written.
pub fn judge_gate(
    site: &Site,
    machine: &Machine,
    params: &Params,
    view: &GateView,
) -> Result<Judged, Failure> {
    let mut wanted = view.plan.wanted();
    // Every output is hashed, also one that no check looks at.
    for output in view.wanted_outputs() {
        if !wanted.iter().any(|known| known.place == output.place) {
            wanted.push(output);
        }
    }
    let mut collected = collect(&site.root, &wanted, &limits(&site.config.runs), machine.progress)?;
    let cheap = judge(&view.plan, &collected.evidence, Phase::Cheap);
    let probes = run_probes(site, machine, params, view, &cheap)?;
    collected.evidence.probes = probes;
    collected.confirm(&site.root)?;
    let verdict = judge(&view.plan, &collected.evidence, Phase::All);
    Ok(Judged { evidence: collected.evidence, verdict })
}

/// Only looks at places, for snapshots and staleness.
pub fn look(site: &Site, machine: &Machine, wanted: &[Wanted]) -> Result<Evidence, Failure> {
    Ok(collect(&site.root, wanted, &limits(&site.config.runs), machine.progress)?.evidence)
}

fn run_probes(
    site: &Site,
    machine: &Machine,
    params: &Params,
    view: &GateView,
    cheap: &Verdict,
) -> Result<BTreeMap<usize, Probe>, Failure> {
    let mut results = BTreeMap::new();
    for request in probes_needed(&view.plan, cheap) {
        let argv = variables::argv(&request.argv, params)?;
        // Trust is given to the command as declared: it holds for every run.
        let result = match trust::allowed(site, machine, &request.argv)? {
            Ok(()) => probe(
                &machine.launcher,
                &ProbeRequest { argv, timeout: request.timeout },
                site.root.path(),
                &machine.env,
                &machine.stop,
            ),
            Err(why) => Probe::NotRun(why),
        };
        results.insert(request.index, result);
    }
    Ok(results)
}
