//! `<Gx>.contract.json` → [`Contract`].

use crate::model::contract::Contract;
use crate::model::failure::Failure;
use crate::model::ids::GateId;
use crate::model::path::RepoPath;
use crate::rules::variables::KnownVariables;

/// Reads a contract by itself. Every problem of the file is in the one failure.
pub fn read_contract(file: &RepoPath, _bytes: &[u8], _known: &KnownVariables) -> Result<Contract, Failure> {
    Err(Failure::bug(format!("{file} cannot be read yet")))
}

/// Reads the contract that a workflow names for `gate`; one that says it judges another gate is a problem too.
pub fn read_contract_of(
    gate: &GateId,
    file: &RepoPath,
    _bytes: &[u8],
    _known: &KnownVariables,
) -> Result<Contract, Failure> {
    Err(Failure::bug(format!("{file} of {gate} cannot be read yet")))
}
