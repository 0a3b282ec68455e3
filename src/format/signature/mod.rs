//! SSH signatures (SSHSIG, OpenSSH `PROTOCOL.sshsig`) over what people decide, and who may sign.

pub mod message;
pub mod signers;
pub mod verify;
