//! The repository on disk: rooted reading, durable writing, locking, collecting evidence.
//!
//! | file | what it does |
//! |---|---|
//! | `sys` | the system calls no safe library offers; the one place where `unsafe` is allowed |
//! | `random` | bytes that nobody can guess |
//! | `seat` | what tells this user of this machine from all others |
//! | `unreadable`, `oddity` | why a name could not be read as a file, in words; what lies there that is no file |
//! | `stamp` | what tells one state of a file from another |
//! | `resolve` | how a name is resolved: never through a link, never out of the directory |
//! | `rooted` | opens what lies below a directory and nothing else |
//! | `folders`, `temporary` | directories made durably; a file that nobody sees until it is whole |
//! | `durable` | creates, replaces and removes files so that a power cut loses nothing acknowledged |
//! | `lock` | one writer per run |
//! | `progress` | what long work tells whoever watches |
//! | `whole_dir` | a directory that nobody sees until everything in it is whole |
//! | `runs` | the runs of a repository: reading, opening for a change, healing, creating |
//! | `hashing`, `reading` | reads one artifact once and makes sure that nobody wrote meanwhile |
//! | `names`, `walk` | walks by name; names that people did not choose well |
//! | `tree`, `globs`, `stars` | the files that a directory or a glob stands for |
//! | `collect`, `second_look` | the only reading of artifacts, and a look at whether they stayed as they were |
//! | `fixture`, `scratch` | the files that a case of a contract brings; a directory of our own in which it is tried |
//! | `collect`, `further`, `second_look` | the only reading of artifacts, then of what they name, and a look at whether all stayed as it was |
//! | `pointed` | what stands at paths by name alone |
//! | `git`, `trust` | facts and commits of git; what commands of a repository its user trusts |

pub mod bundle;
pub mod collect;
pub mod durable;
pub mod fixture;
pub mod folders;
pub mod further;
pub mod git;
pub mod globs;
pub mod hashing;
pub mod lock;
pub mod names;
pub mod oddity;
pub mod pointed;
pub mod progress;
pub mod random;
pub mod reading;
pub mod resolve;
pub mod rooted;
pub mod runs;
pub mod scratch;
pub mod seat;
pub mod second_look;
pub mod stamp;
mod stars;
pub mod sys;
pub mod temporary;
pub mod tree;
pub mod trust;
pub mod unreadable;
pub mod walk;
pub mod whole_dir;

#[cfg(test)]
pub mod testing;
