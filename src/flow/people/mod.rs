//! What people say of an open attempt (approvals, rejections, waivers) and of a whole run (seals), and what proves that it was they.
//!
//! | file | what it does |
//! |---|---|
//! | `account` | by what the machine knows its user |
//! | `decide` | `gate approve` and `gate reject` |
//! | `waive` | `gate waive` |
//! | `seal` | `run seal` |
//! | `proof` | a signature, or a word given at a terminal |
//! | `signer` | whose a decision is, and whether that is whoever did the work |
//! | `decisions` | what was said about an attempt, and whether it counts now |
//! | `differences` | how outputs differ from those of the attempt before, line by line |
//! | `council` | the same for a judgement: as a record tells it, or as a case supposes |
//! | `only_people` | what an agent is told that tries to give a person's word |
//! | `lacking` | what somebody else has still to decide |

pub mod account;
pub mod council;
pub mod decide;
pub mod decisions;
pub mod differences;
pub mod lacking;
pub mod only_people;
pub mod proof;
pub mod seal;
pub mod signer;
pub mod waive;
