//! SSH signatures (SSHSIG, OpenSSH `PROTOCOL.sshsig`) over what people decide and over whole records, plain ones over statements, and who may sign.

pub mod message;
pub mod pattern;
pub mod raw;
pub mod role;
pub mod signers;
pub mod verify;
