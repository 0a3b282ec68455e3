//! Asking servers of the web whether an address leads somewhere: the only place that opens a connection.
//!
//! | file | what it does |
//! |---|---|
//! | `ask` | all addresses of a judgement, a few at a time, until the time is over |
//! | `fetch` | one address: `HEAD`, `GET` where a server does not know that, redirects one by one |
//! | `guard` | names become addresses here, and those that are not public are refused |
//! | `queue` | whose turn it is, so that no server is asked too much at once |
//!
//! Nothing of an answer but its status and where it redirects to is looked at: no body is read, no cookie kept, no credential sent.

pub mod ask;
#[cfg(feature = "online")]
mod fetch;
#[cfg(feature = "online")]
mod guard;
#[cfg(feature = "online")]
mod queue;
