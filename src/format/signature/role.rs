//! What a signature is made for: each role has a namespace of its own, so that none can be shown for another.

/// A role of signatures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Role {
    /// The namespace (OpenSSH `PROTOCOL.sshsig`).
    pub namespace: &'static str,
    /// What is said of a signature over something else.
    pub another: &'static str,
}

/// Decisions about outputs, and waivers.
pub const DECISION: Role = Role {
    namespace: "decision.gatewright",
    another: "it is not a signature over this decision: run, gate, attempt, contract, outputs, number or words are others (somebody may have decided meanwhile; print the message again)",
};

/// Seals over a whole record: the very bytes of RUN.json.
pub const SEAL: Role =
    Role { namespace: "seal.gatewright", another: "it is not a signature over these bytes of RUN.json" };

/// Statements for other people's tools: their signatures have no namespace, and an allowed signer has to be allowed this one.
pub const ATTEST: Role =
    Role { namespace: "attest.gatewright", another: "it is not a signature over this statement" };
