//! The signatures that lie beside a record: whether each holds over these very bytes, and whose it is.

use crate::flow::audit::loaded::Loaded;
use crate::flow::machine::Machine;
use crate::flow::site::Site;
use crate::format::signature::role::SEAL;
use crate::format::signature::signers::Signer;
use crate::format::signature::verify::{MAX_SIGNATURE, Signed, signed_bytes};
use crate::model::dossier::Dossier;
use crate::model::dossier::seals::{Seal, SealState};
use crate::store::runs::layout;
use crate::store::trust::signers::allowed;

/// Who may sign on this machine, read once.
pub struct Signers(Result<Vec<Signer>, String>);

impl Signers {
    /// Reads the user's own list.
    pub fn read(site: &Site, machine: &Machine) -> Signers {
        Signers(allowed(machine.signers.as_deref(), site.root.path()))
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
        // Its bytes are those of an earlier RUN.json, which is not here.
        return SealState::Earlier;
    }
    let allowed = signers.0.as_deref().map_err(Clone::clone);
    match signed_bytes(armour, &SEAL, bytes, allowed, links[at].event.timestamp) {
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
