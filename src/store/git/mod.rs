//! Git, asked by calling the `git` program, in a way that a hostile repository cannot turn against the user.
//!
//! | file | what it does |
//! |---|---|
//! | `call` | one bounded call of the program |
//! | `guard` | what a repository's configuration could execute, and how each of it is switched off |
//! | `answers`, `lists`, `oid` | what came of a call, paths given and read, names of objects |
//! | `at_hand` | what is asked where no repository has been opened |
//! | `repository` | a repository that is open: where it is, its head, what differs from it |
//! | `differing`, `entries` | what differs from a commit over everything below the root, and what a commit and the index hold at each name |
//! | `working`, `submodules`, `checked_out` | which files of the working tree, and of submodules, have other bytes than a commit holds; which of these git would check out so |
//! | `naming`, `in_tree` | what an object is called by its bytes; commits and directories as git stores them |
//! | `way`, `trees`, `laid` | where a path in a commit leads, what its directories say of single names, what lies below one |
//! | `ignoring`, `nested` | what the ignore files that git knows hide; what lies in directories called `.git`, into which git does not look |
//! | `history`, `listing`, `compare` | which commits changed what below some directories, and on which others they stand |
//! | `roots`, `wide`, `cut` | places below several roots; what lies anywhere under some names; whether a shallow clone is one |
//! | `times`, `headless` | when commits were made; why none is checked out |
//! | `blobs`, `left_out` | stores the bytes of files as they are; which git would not store so |
//! | `commit`, `plumbing`, `private` | commits exactly some paths, by which steps, and with an index of our own |
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
mod cut;
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
pub mod roots;
pub mod stored;
pub mod submodules;
mod times;
pub mod trees;
mod way;
pub mod wide;
mod working;
