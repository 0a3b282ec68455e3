//! Bad definitions and hostile artifacts, each with what the program says of it and how it exits: the books under
//! `tests/corpus/bad`, read to the real program. `GATEWRIGHT_ACCEPT=1` writes what it says now into them.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests make worlds and run the program in them, and a helper that fails fails its test"
)]

mod arbitrary;
mod artifacts;
mod book;
mod change;
mod definitions;
mod expand;
mod said;
mod world;
