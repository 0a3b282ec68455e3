//! Decisions: pure functions over the nouns. No files, no processes, no clock.

pub mod advance;
pub mod audit;
pub mod cases;
pub mod checks;
pub mod common;
pub mod environment;
pub mod explain;
pub mod judge;
pub mod known;
pub mod lint;
pub mod markdown;
pub mod needs;
pub mod outputs;
pub mod packet;
pub mod params;
pub mod places;
pub mod quote;
pub mod secrets;
pub mod spans;
pub mod suggest;
pub mod templates;
pub mod unseen;
pub mod variables;
pub mod waivers;
pub mod web;
pub mod yardstick;
