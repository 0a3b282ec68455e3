//! Audit: pure rules over one loaded run, a file for each, grouped by what they look at.
//!
//! | room | what its rules look at |
//! |---|---|
//! | `form` | whether the files are what they should be |
//! | `chain` | whether the events hold together, and all else follows from them |
//! | `facts` | whether what is said in two places is the same in both |
//! | `pins` | what the run was defined by |
//! | `outputs` | whether the recorded bytes are there |
//! | `verdict` | whether the contract still says what the record says |
//! | `required` | whether what was asked to stand does |
//! | `seals` | whether the signatures beside it hold |
//! | `people` | whether decisions and waivers are signed as they say |
//! | `history` | what the commits did to the record |
//! | `behaviour` | how the work was done |

pub mod audited;
pub mod behaviour;
pub mod catalogue;
pub mod chain;
pub mod facts;
pub mod form;
pub mod history;
pub mod looked;
pub mod outputs;
pub mod people;
pub mod pins;
pub mod required;
pub mod rule;
pub mod seals;
pub mod verdict;
