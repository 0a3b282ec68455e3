//! The live view of an open attempt at a terminal: what is there, what the checks say, and keys to go on.
//!
//! | file | what it does |
//! |---|---|
//! | `text`, `marks` | text that fits; how a state is marked |
//! | `items`, `checks` | outputs and checks as lines of the checklist |
//! | `view`, `time` | everything that can be seen, as data; how much time is left |
//! | `gates`, `body`, `footer`, `frame` | the view laid out for a terminal of some size |
//! | `keys`, `reason` | what keys mean; a line editor for a reason |
//! | `screen` | the terminal: taken over, drawn on, given back whatever happens |
//! | `bell`, `ears` | what wakes the loop: keys, looks, signals |
//! | `directories`, `looker` | looks again when files change, beside the keys |
//! | `acting`, `closing` | something that takes time while keys are still heard; judging and closing so |
//! | `packet` | opens the packet in the user's pager |
//! | `session`, `watching`, `wait` | what the view is made of; the loop over all of it; how it begins |
//! | `counts`, `bar`, `moving` | how far long work is; a bar and a moving line for commands outside the view |

pub mod acting;
pub mod bar;
pub mod bell;
pub mod body;
pub mod checks;
pub mod closing;
pub mod counts;
pub mod directories;
pub mod ears;
pub mod footer;
pub mod frame;
pub mod gates;
pub mod items;
pub mod keys;
pub mod looker;
pub mod marks;
pub mod moving;
pub mod packet;
pub mod reason;
pub mod screen;
pub mod session;
pub mod text;
pub mod time;
pub mod view;
pub mod wait;
pub mod watching;
