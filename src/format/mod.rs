//! format

pub mod definition;
