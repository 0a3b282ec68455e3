//! Proof in the forms that other people's tools verify: DSSE envelopes around in-toto Statements, Sigstore bundles, in-toto layouts and links,
//! lists for `sha256sum -c`.
//!
//! | file | what it does |
//! |---|---|
//! | `keyid` | what each verifier calls a key, and the key as they read it |
//! | `dsse` | envelopes: what is signed, their one spelling, reading them back |
//! | `statement` | in-toto Statements and their subjects |
//! | `attempt` | an attempt as statements are made of it |
//! | `gate_attempt` (its members are in `predicate`), `test_result`, `svr`, `slsa` | the predicates |
//! | `bundle` | Sigstore bundles |
//! | `layout`, `link`, `artifacts` | in-toto layouts, links, and the files that they name |
//! | `sums` | lists in the form of `SHA256SUMS` |

pub mod artifacts;
pub mod attempt;
pub mod bundle;
pub mod dsse;
pub mod gate_attempt;
pub mod keyid;
pub mod layout;
pub mod link;
mod predicate;
pub mod slsa;
pub mod statement;
pub mod sums;
pub mod svr;
pub mod test_result;
