//! Reports that tools write about tests, findings and coverage: each read into the same few figures, and refused where it is
//! incomplete or contradicts itself.

pub mod cobertura;
pub mod coverage_json;
pub mod encoding;
pub mod figures;
pub mod junit;
pub mod lcov;
pub mod sarif;
pub mod tests_told;
pub mod written;
pub mod xml;
