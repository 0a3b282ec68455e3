//! Rendering a packet: deterministic text that is usable with no prior context.

pub mod facts;
pub mod render;
pub mod sample;
pub mod sections;
pub mod unknown;
