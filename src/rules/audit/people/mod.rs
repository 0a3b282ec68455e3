//! Whether people's decisions and waivers are signed as they say.

pub mod bad_signature;
pub mod other_name;
pub mod other_signer;
pub mod unknown_signer;
