//! Hosts that the user allows to be asked although they are not public.

use crate::rules::web::address::{Address, host_and_port};

/// Names and addresses, each perhaps with the only port that may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts(Vec<(String, Option<u16>)>);

impl Hosts {
    /// Reads a host a line, perhaps with `:` and a port; `#` begins a comment.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong with it.
    pub fn read(text: &str) -> Result<Hosts, (u64, String)> {
        let mut hosts = vec![];
        for (line, number) in text.lines().zip(1..) {
            let line = line.split('#').next().unwrap_or_default().trim();
            if line.is_empty() {
                continue;
            }
            let (host, port) = host_and_port(line, 0).map_err(|why| (number, why))?;
            hosts.push((host, (port > 0).then_some(port)));
        }
        Ok(Hosts(hosts))
    }

    /// Whether `address` may be asked wherever its name leads.
    pub fn allow(&self, address: &Address) -> bool {
        let same = |(host, port): &(String, Option<u16>)| {
            *host == address.host && port.is_none_or(|port| port == address.port)
        };
        self.0.iter().any(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_allowed_as_it_is_written() {
        let hosts = Hosts::read("# ours\nWiki.corp\n\n127.0.0.1:8080 # a test\n[::1]:9\n").unwrap();
        let allowed = |url: &str| hosts.allow(&Address::parse(url).unwrap());
        for url in
            ["http://wiki.corp/x", "https://WIKI.corp:8443", "http://127.0.0.1:8080/", "http://[::1]:9/"]
        {
            assert!(allowed(url), "{url}");
        }
        for url in ["http://a.wiki.corp/", "http://127.0.0.1/", "http://localhost:8080/", "http://[::1]/"] {
            assert!(!allowed(url), "{url}");
        }
        assert_eq!(Hosts::read("a.org\nhttp://b.org\n").map_err(|(line, _)| line), Err(2));
        assert_eq!(Hosts::read("*.corp\n").map_err(|(line, _)| line), Err(1));
    }
}
