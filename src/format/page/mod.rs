//! A run as one page of HTML, which needs nothing beside itself: no script, no font, no network.
//!
//! | file | what it does |
//! |---|---|
//! | `content` | what stands on the page, as plain values |
//! | `drawing` | the two drawings: gates and what they need, attempts in time |
//! | `html` | the page itself, with its Content-Security-Policy |

pub mod content;
pub mod drawing;
pub mod html;
