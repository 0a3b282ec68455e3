//! A run as it was loaded: its dossier, and what else steps of the audit pass on.

use std::collections::BTreeSet;

use crate::flow::audit::packets::Draft;
use crate::format::record::v0::RunV0;
use crate::model::digest::Digest;
use crate::model::dossier::Dossier;
use crate::store::runs::read::RunDir;

/// What a run's directory holds.
pub struct Loaded {
    /// For the rules; outputs are not compared with anything yet.
    pub dossier: Dossier,
    /// The bytes of RUN.json.
    pub run_json: Option<Vec<u8>>,
    /// The record of the ancestor, where it is one.
    pub ancestors: Option<Box<RunV0>>,
    /// The run's directory, where there is one.
    pub dir: Option<RunDir>,
    /// The copies of what was pinned whose bytes have the digest that is their name.
    pub whole: BTreeSet<Digest>,
    /// Packets whose templates are to be rendered again.
    pub drafts: Vec<Draft>,
}

impl Loaded {
    /// There is nothing, or nothing that could be a record.
    pub(super) fn without_record(dossier: Dossier) -> Loaded {
        let whole = BTreeSet::new();
        Loaded { dossier, run_json: None, ancestors: None, dir: None, whole, drafts: vec![] }
    }
}
