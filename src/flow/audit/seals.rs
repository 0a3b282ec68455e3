//! The signatures that lie beside a record: whether each holds over these very bytes, and whose it is.

use std::collections::BTreeSet;

use crate::flow::audit::history::Log;
use crate::flow::audit::index::index_after;
use crate::flow::audit::loaded::Loaded;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::record::strict::Record;
use crate::format::signature::role::SEAL;
use crate::format::signature::signers::Signer;
use crate::format::signature::verify::{MAX_SIGNATURE, Signed, signed_bytes};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::{Seal, SealState};
use crate::model::path::RepoPath;
use crate::rules::advance::fold;
use crate::store::runs::layout;
use crate::store::trust::signers::{allowed, passed_over};

/// Who may sign on this machine, read once.
pub struct Signers {
    allowed: Result<Vec<Signer>, String>,
    /// Lines of the list that allow nobody, each with its place and what is wrong with it.
    pub passed_over: Vec<String>,
}

impl Signers {
    /// Reads the user's own list.
    pub fn read(site: &Site, machine: &Machine) -> Signers {
        let (file, root) = (machine.signers.as_deref(), site.root.path());
        Signers { allowed: allowed(file, root), passed_over: passed_over(file, root) }
    }

    /// Who may sign, or why that cannot be said.
    pub fn allowed(&self) -> Result<&[Signer], String> {
        self.allowed.as_deref().map_err(Clone::clone)
    }

    /// Their principals, each once.
    pub fn principals(&self) -> Vec<String> {
        let all: BTreeSet<&String> = self.allowed.iter().flatten().map(|signer| &signer.principal).collect();
        all.into_iter().cloned().collect()
    }
}

/// The seals of the run, verified.
pub fn seals(signers: &Signers, loaded: &Loaded) -> Vec<Seal> {
    let Loaded { dossier, run_json: Some(bytes), dir: Some(dir), .. } = loaded else { return vec![] };
    let Some(place) = layout::path(layout::SEALS).ok().and_then(|path| dir.dir.sub(&path).ok()?) else {
        return vec![];
    };
    let mut names: Vec<String> = place
        .list()
        .unwrap_or_default()
        .into_iter()
        .filter_map(|entry| String::from_utf8(entry.name).ok())
        .collect();
    names.sort();
    let mut seals = vec![];
    for name in names {
        let Some(head) = layout::sealed_head(&name) else { continue };
        let armour = layout::path(&name).ok().map(|path| place.read_small(&path, MAX_SIGNATURE as u64));
        let armour = match armour {
            Some(Ok(Some(armour))) => String::from_utf8_lossy(&armour).into_owned(),
            _ => String::new(),
        };
        let state = state(signers, dossier, head, &name, &armour, bytes);
        seals.push(Seal { file: format!("{}/seals/{name}", dossier.record), state });
    }
    seals
}

/// The seals that are committed and do not lie beside the record any more. Where the whole run is gone that is told of its record.
pub fn gone(log: &Log, loaded: &Loaded) -> Vec<String> {
    let (Some(dir), Some(run)) = (&loaded.dir, loaded.dossier.record.parent()) else { return vec![] };
    let (run, seals) = (format!("{run}/"), format!("{}/", layout::SEALS));
    let lies = |below: &str| {
        let path = layout::path(below).ok();
        path.is_some_and(|path| dir.dir.look(&path).is_ok_and(|found| found.is_some()))
    };
    let held = log.holds(&loaded.dossier.run).map(RepoPath::as_str);
    let gone = held.filter(|path| {
        path.strip_prefix(&run).is_some_and(|below| below.starts_with(&seals) && !lies(below))
    });
    gone.map(str::to_owned).collect()
}

fn state(
    signers: &Signers,
    dossier: &Dossier,
    head: crate::model::digest::Digest,
    name: &str,
    armour: &str,
    bytes: &[u8],
) -> SealState {
    let links = dossier.chain.iter().flat_map(|chain| &chain.links);
    let Some(at) = links.clone().position(|link| link.digest == head) else {
        return SealState::Invalid("no event of the run has the head that its name says".to_owned());
    };
    let links: Vec<_> = links.collect();
    if at + 1 < links.len() {
        return earlier(signers, dossier, at, name, armour);
    }
    match signed_bytes(armour, &SEAL, bytes, signers.allowed(), links[at].event.timestamp) {
        Err(why) => SealState::Invalid(why),
        Ok(Signed { key, .. }) if !name.contains(&key) => {
            SealState::Invalid("it was made with another key than its name says".to_owned())
        }
        Ok(Signed { principal: Ok(principal), .. }) => SealState::By(principal),
        Ok(Signed { principal: Err(why), fingerprint, .. }) => {
            SealState::Unknown(format!("{fingerprint}: {why}"))
        }
    }
}

/// A seal over the record as it was when the event `at` was its last: the bytes of that RUN.json follow from the events and the
/// attempts that had been closed.
fn earlier(signers: &Signers, dossier: &Dossier, at: usize, name: &str, armour: &str) -> SealState {
    let links = dossier.chain.iter().flat_map(|chain| &chain.links).take(at + 1).cloned();
    let links: Vec<_> = links.collect();
    let of = |by| SealState::Earlier { events: at + 1, by };
    let index = index_after(dossier, &links);
    let run = fold(links.iter().map(|link| &link.event)).ok();
    let (Some(index), Some(run), Some(last)) = (index, run, links.last()) else {
        return of(Err("the record as it was then cannot be put together again".to_owned()));
    };
    let moment = last.event.timestamp;
    let Ok(bytes) = (Record { run, links, index }).spell() else {
        return of(Err("the record as it was then cannot be spelled".to_owned()));
    };
    match signed_bytes(armour, &SEAL, &bytes, signers.allowed(), moment) {
        Err(why) => SealState::Invalid(why),
        Ok(Signed { key, .. }) if !name.contains(&key) => {
            SealState::Invalid("it was made with another key than its name says".to_owned())
        }
        Ok(Signed { principal: Ok(principal), .. }) => of(Ok(principal)),
        Ok(Signed { principal: Err(why), fingerprint, .. }) => of(Err(format!("{fingerprint}: {why}"))),
    }
}
