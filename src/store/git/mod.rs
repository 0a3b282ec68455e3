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
//! | `working` | which files of the working tree have other bytes than a commit holds |
//! | `checked_out` | which of these git would check out so |
//! | `trees` | what the directories of a commit say of single names in them |
//! | `ignoring` | what the ignore files that git knows hide |
//! | `nested` | what lies in directories called `.git`, into which git does not look |
//! | `history`, `listing` | which commits changed what below a directory, and on which others they stand |
//! | `times` | when commits were made |
//! | `submodules` | what differs in submodules |
//! | `blobs` | stores the bytes of files as they are |
//! | `left_out` | which files git would not store as they are, or not at all |
//! | `plumbing`, `private` | the steps of making a commit; the index of our own that they need |
//! | `commit` | commits exactly some paths |
//! | `stored`, `objects` | what git really stored, read back; by one program that stays open |
//!
//! Nothing here pushes, checks out, stashes, signs or runs a hook.

mod answers;
pub mod at_hand;
mod blobs;
mod bundle;
mod call;
mod checked_out;
pub mod commit;
pub mod differing;
pub mod entries;
pub mod guard;
pub mod history;
mod ignoring;
mod left_out;
mod listing;
mod lists;
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
mod working;
