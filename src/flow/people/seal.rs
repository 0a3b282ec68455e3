//! `run seal`: somebody signs the record as it is, so that whoever trusts their key knows it when they see it.

use crate::flow::machine::Machine;
use crate::flow::opening::open_run;
use crate::flow::people::only_people::refuse_agent;
use crate::flow::people::proof::Proof;
use crate::flow::people::signer::Claims;
use crate::flow::site::{Site, Who};
use crate::format::record::read::Record;
use crate::format::signature::role::SEAL;
use crate::format::signature::verify::{Signed, principals, signed_bytes};
use crate::model::digest::Digest;
use crate::model::failure::Failure;
use crate::model::ids::RunId;
use crate::model::time::Timestamp;
use crate::store::runs::layout;
use crate::store::runs::open::Purpose;
use crate::store::trust::signers::allowed;

/// What is asked.
#[derive(Debug, Clone)]
pub struct Seal {
    /// The run.
    pub run: RunId,
    /// How it is signed.
    pub proof: Proof,
    /// What else is known of whoever signs.
    pub claims: Claims,
    /// Refuse unless the chain ends in this digest.
    pub expect_head: Option<Digest>,
    /// Change nothing.
    pub dry_run: bool,
}

/// What was done.
#[derive(Debug)]
pub struct Sealed {
    /// The record, as it was and is.
    pub record: Record,
    /// Where the seal lies, from the repository's root.
    pub path: String,
    /// Whose it is.
    pub signed: Signed,
}

/// Signs the very bytes of RUN.json.
///
/// # Errors
/// `State` when an agent asks, the signature does not hold, the same key has sealed it already, or the record was edited.
pub fn seal(
    site: &Site,
    machine: &Machine,
    ask: &Seal,
    now: Timestamp,
    who: &Who,
) -> Result<Sealed, Failure> {
    let message = "an agent does not seal records: a seal says that a person has seen these very bytes; nothing was recorded";
    let instead = "tell a person that the record waits: they seal it with a key of theirs, or sign what `--message` prints";
    let next = ["show", "status"].map(|verb| format!("gatewright run {verb} --run {}", ask.run));
    refuse_agent(who, "agent_may_not_seal", message, instead, next)?;
    let purpose = Purpose { command: "run seal", dry_run: ask.dry_run };
    let open = open_run(site, machine, &ask.run, purpose, ask.expect_head)?;
    let bytes = open.record().spell()?;
    let armour = ask.proof.armour(&SEAL, &bytes)?.ok_or_else(|| {
        Failure::usage("not_signed", "a seal is a signature: give `--key` or `--signature`")
            .next(format!("gatewright run seal --run {} --message", ask.run))
    })?;
    let signers = allowed(machine.signers.as_deref(), site.root.path());
    let signers = signers.as_deref().map_err(Clone::clone);
    let signed = signed_bytes(&armour, &SEAL, &bytes, signers.clone(), now).map_err(|why| {
        Failure::state("signature_refused", format!("the signature does not count: {why}"))
            .next(format!("gatewright run seal --run {} --message", ask.run))
    })?;
    if signed.principal.is_ok() {
        ask.claims.agree(&principals(&armour, signers.unwrap_or_default()))?;
    }
    let head = open.record().head();
    let path = layout::seal(head, &signed.key)?;
    if open.dir.dir.look(&path).ok().flatten().is_some() {
        return Err(Failure::state("sealed_already", "this key has sealed the record as it is already")
            .next(format!("gatewright audit {}", ask.run)));
    }
    if !ask.dry_run {
        open.seal(&signed.key, &armour)?;
    }
    Ok(Sealed { record: open.record().clone(), path: open.dir.dir.shown(&path), signed })
}
