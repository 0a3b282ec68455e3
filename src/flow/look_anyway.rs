//! What is there when an attempt is given up: that must never be held up by what is there.

use crate::flow::judging::look;
use crate::flow::machine::{Machine, limits};
use crate::flow::site::Site;
use crate::model::evidence::{Evidence, Observed, Place, Wanted};
use crate::model::failure::Failure;
use crate::model::path::RepoPath;
use crate::store::collect::collect;

/// Looks at places for a closing that gives no PASS. Where not all of them can be looked at as for a judgement, each is looked
/// at by itself and beside writers; what cannot be looked at even so is there and refused, a glob under its own name.
pub fn look_anyway(site: &Site, machine: &Machine, wanted: &[Wanted]) -> Evidence {
    if let Ok(evidence) = look(site, machine, wanted) {
        return evidence;
    }
    let mut limits = limits(&site.config.runs);
    limits.files.lease = false;
    let mut evidence = Evidence::default();
    for one in wanted {
        match collect(&site.root, std::slice::from_ref(one), &limits, machine.progress) {
            Ok(collected) => {
                evidence.observed.extend(collected.evidence.observed);
                evidence.matched.extend(collected.evidence.matched);
            }
            Err(why) => refuse(&mut evidence, &one.place, &why),
        }
    }
    evidence
}

fn refuse(evidence: &mut Evidence, place: &Place, why: &Failure) {
    let path = match place {
        Place::Path(path) => Some(path.clone()),
        Place::Glob(pattern) => {
            let path = RepoPath::new(pattern).ok();
            evidence.matched.insert(pattern.clone(), path.iter().cloned().collect());
            path
        }
    };
    evidence.observed.extend(path.map(|path| (path, Observed::Refused(why.message.clone()))));
}
