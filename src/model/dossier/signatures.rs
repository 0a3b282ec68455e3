//! The signatures of people's decisions and waivers.

use crate::model::actor::Actor;

/// A decision or a waiver that carries a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Which event carries it, from 0.
    pub event: usize,
    /// The gate.
    pub gate: String,
    /// The attempt.
    pub attempt: u32,
    /// Whom the event names.
    pub by: Actor,
    /// What it is worth.
    pub state: SignatureState,
}

/// What a signature is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignatureState {
    /// It holds, and is by this principal, who might sign then.
    By(String),
    /// It holds, and its key is nobody's who is known; the words name the key and say so.
    Stranger(String),
    /// Whether it holds could not be looked at; the sentence says why.
    Unknown(String),
    /// It does not hold, or its key was not allowed then; the sentence says why.
    Invalid(String),
}

impl SignatureState {
    /// Why nobody can rely on it; `None` where its signer is known.
    pub fn doubt(&self) -> Option<&str> {
        match self {
            SignatureState::By(_) => None,
            SignatureState::Stranger(why) | SignatureState::Unknown(why) | SignatureState::Invalid(why) => {
                Some(why)
            }
        }
    }
}
