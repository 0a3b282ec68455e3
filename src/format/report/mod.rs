//! What an audit found, in the forms that other programs read.
//!
//! | file | form |
//! |---|---|
//! | `finding` | JSON: the members of one finding |
//! | `sarif` | SARIF 2.1.0, for code scanning |
//! | `junit` | JUnit XML, for test reports: a suite for each run, a case for each rule |
//! | `github` | annotations of GitHub workflows, a line for each finding |
//! | `markdown` | a summary for a pull request |

pub mod finding;
pub mod github;
pub mod junit;
pub mod markdown;
pub mod sarif;
