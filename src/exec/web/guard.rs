//! Names become addresses here, for the very connection that is made: an answer of the name service that is not public is refused, also
//! when it was public a moment ago.

use std::fmt;

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::rules::web::public::is_public;

/// Resolves names, and lets pass what may be asked.
#[derive(Debug)]
pub struct Guard {
    /// Whether addresses that are not public pass: the user allowed the host, or it is the user's own proxy.
    pub lets_all_pass: bool,
}

/// A name leads to an address that is not public.
#[derive(Debug)]
pub struct NotPublic;

impl fmt::Display for NotPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("its host leads to an address that is not public")
    }
}

impl std::error::Error for NotPublic {}

impl Resolver for Guard {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        // However the name service fails, the name leads nowhere.
        let found =
            DefaultResolver::default().resolve(uri, config, timeout).map_err(|_| Error::HostNotFound)?;
        if !self.lets_all_pass && found.iter().any(|address| !is_public(address.ip())) {
            return Err(Error::Other(Box::new(NotPublic)));
        }
        Ok(found)
    }
}
