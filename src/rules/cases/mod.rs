//! Cases of contracts: whether a judgement is the one that was expected, and how it reads.
//!
//! | file | what it does |
//! |---|---|
//! | `met` | what of an expectation is not met |
//! | `asked` | everything that a contract asks for, by where it says so: what some case should make fail |
//! | `findings` | a judgement as a text that is kept beside its case |
//! | `difference` | two such texts, line by line |
//! | `people` | the people that a case supposes, held against what the contract asks |
//! | `reviewed` | a review that a case supposes, as a file |

pub mod asked;
pub mod difference;
pub mod findings;
pub mod met;
pub mod people;
pub mod reviewed;
