//! Which servers of the web may be asked, and by what way: decided before anything is sent.
//!
//! Whoever writes a document decides which addresses stand in it, so that nothing of the user's own network is asked unless the
//! user allowed it, outside of every repository. [`address`] reads addresses, [`public`] tells public ones apart, [`hosts`] are those
//! that the user allows, [`way`] is what the user's environment says about the way there.

pub mod address;
pub mod hosts;
pub mod public;
pub mod way;
