//! Git, asked by calling the `git` program, in a way that a hostile repository cannot turn against the user.
//!
//! | file | what it does |
//! |---|---|
//! | `call` | one bounded call of the program |
//! | `guard` | what a repository's configuration could execute, and how each of it is switched off |
//! | `answers`, `lists`, `oid` | what came of a call, paths given and read, names of objects |
//! | `at_hand` | what is asked where no repository has been opened |
//! | `repository` | a repository that is open: where it is, its head, what differs from it |
//! | `differing` | what differs from a commit over everything below the root, and what a commit holds |
//! | `entries` | what a commit and the index hold at each name |
//! | `working`, `submodules` | which files of the working tree have other bytes than a commit holds; the same in submodules |
//! | `checked_out` | which of these git would check out so |
//! | `naming`, `in_tree` | what an object is called by its bytes; commits and directories as git stores them |
//! | `way`, `trees`, `laid` | where a path in a commit leads, what its directories say of single names, what lies below one |
//! | `ignoring` | what the ignore files that git knows hide |
//! | `nested` | what lies in directories called `.git`, into which git does not look |
//! | `history`, `listing`, `compare` | which commits changed what below some directories, and on which others they stand |
//! | `times`, `headless` | when commits were made; why none is checked out |
//! | `blobs`, `left_out` | stores the bytes of files as they are; which git would not store so |
//! | `plumbing`, `private` | the steps of making a commit; the index of our own that they need |
//! | `commit` | commits exactly some paths |
//! | `stored`, `asking`, `objects`, `batch` | what git really stored, read back and held against its name; by one program that stays open |
//!
//! Nothing here pushes, checks out, stashes, signs or runs a hook.

mod answers;
mod asking;
pub mod at_hand;
pub mod batch;
mod blobs;
mod bundle;
mod call;
mod checked_out;
pub mod commit;
pub mod compare;
pub mod differing;
pub mod entries;
pub mod guard;
mod headless;
pub mod history;
mod ignoring;
pub mod in_tree;
mod laid;
mod left_out;
mod listing;
mod lists;
mod naming;
mod nested;
mod objects;
pub mod oid;
mod plumbing;
mod private;
pub mod repository;
pub mod stored;
pub mod submodules;
mod times;
pub mod trees;
mod way;
mod working;
