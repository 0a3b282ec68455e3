//! Proof is shown to the verifiers that it was made for: securesystemslib, in-toto and its attestations for Python, `sha256sum`, OpenSSH. What
//! we export they accept; with a byte changed, or from another gate or another run, they and we refuse it.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "tests edit proof as an attacker would, stop at what they did not expect and say what they leave out"
)]

mod bundle;
mod changed;
mod in_toto;
mod lists;
mod refused;
mod replayed;
mod scene;
mod statements;
#[path = "../support/mod.rs"]
mod support;
mod verifiers;
