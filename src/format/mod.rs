//! Bytes that other programs read: the versioned record, definitions, answers, schemas.

pub mod answer;
pub mod attest;
pub mod canonical;
pub mod definition;
pub mod lfs;
pub mod page;
pub mod record;
pub mod report;
pub mod signature;
mod sorted;
pub mod spelled;
pub mod tar;
