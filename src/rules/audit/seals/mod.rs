//! Whether the signatures beside a record hold, and whose they are.

pub mod earlier;
pub mod invalid;
pub mod odd_signers;
pub mod unknown_signer;
