//! What servers of the web answered: evidence like what was read, and gone once it was judged.

use std::collections::BTreeMap;

/// What became of asking the web for addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebSeen {
    /// Nobody was asked: why, and what to do.
    NotAsked(String),
    /// What each address came to, as it was asked for.
    Asked(BTreeMap<String, Answer>),
}

/// What one address came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A server answered.
    Status {
        /// The status of HTTP, redirects followed.
        code: u16,
        /// Where they led to, when there were any.
        redirected: Option<String>,
    },
    /// It was asked for, and no answer came: why.
    Failed(String),
    /// It leads to what is not public and was not asked for: where.
    NotPublic(String),
    /// It was not asked for, or nothing can be said about it: why, and what to do.
    NotAsked(String),
}

impl Default for WebSeen {
    fn default() -> WebSeen {
        WebSeen::NotAsked("nobody asked the web".to_owned())
    }
}
