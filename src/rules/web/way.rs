//! What the user's environment says about the way to the web: not at all, or by a proxy.

use crate::rules::web::address::Address;

/// The variable that keeps gatewright from the web. It can only forbid: nothing in an environment makes a check pass.
pub const OFFLINE: &str = "GATEWRIGHT_OFFLINE";

/// The way to the web. Its `Debug` form shows no proxy: its address may hold a password.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Way {
    /// Why nobody may be asked.
    pub closed: Option<String>,
    /// The proxy for `https`.
    pub secure: Option<String>,
    /// The proxy for `http`.
    pub plain: Option<String>,
    /// Hosts that are asked without a proxy.
    pub direct: Vec<String>,
}

impl Way {
    /// What an environment says: [`OFFLINE`], and what is common among programs (`HTTPS_PROXY`, `http_proxy`, `ALL_PROXY`, `NO_PROXY`).
    pub fn of<'a>(var: impl Fn(&str) -> Option<&'a str>) -> Way {
        let any = |names: &[&str]| names.iter().find_map(|name| var(name)).map(str::to_owned);
        let all = any(&["all_proxy", "ALL_PROXY"]);
        let direct = any(&["no_proxy", "NO_PROXY"]).unwrap_or_default();
        Way {
            closed: var(OFFLINE)
                .map(|_| format!("`{OFFLINE}` is set; take it out of the environment to ask the web")),
            secure: any(&["https_proxy", "HTTPS_PROXY"]).or_else(|| all.clone()),
            // `HTTP_PROXY` in capitals can be set by a request where a web server starts programs.
            plain: any(&["http_proxy"]).or(all),
            direct: direct
                .split(',')
                .map(|host| host.trim().to_ascii_lowercase())
                .filter(|host| !host.is_empty())
                .collect(),
        }
    }

    /// Nobody may be asked, for this reason.
    pub fn closed(why: impl Into<String>) -> Way {
        Way { closed: Some(why.into()), ..Way::default() }
    }

    /// The proxy by which `address` is asked.
    pub fn proxy(&self, address: &Address) -> Option<&str> {
        let proxy = if address.secure { &self.secure } else { &self.plain };
        proxy.as_deref().filter(|_| !self.direct.iter().any(|listed| is_listed(listed, address)))
    }
}

/// `*`, a host, a domain with or without a dot before it; perhaps with a port.
fn is_listed(listed: &str, address: &Address) -> bool {
    let (host, port) = match listed.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|c| c.is_ascii_digit()) && !host.ends_with(':') => {
            (host, Some(port))
        }
        _ => (listed, None),
    };
    let host =
        host.trim_start_matches("*.").trim_start_matches('.').trim_start_matches('[').trim_end_matches(']');
    let is_port = port.is_none_or(|port| port == address.port.to_string());
    let below = || address.host.strip_suffix(host).is_some_and(|rest| rest.ends_with('.'));
    is_port && (host == "*" || address.host == host || below())
}

impl std::fmt::Debug for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Way").field("closed", &self.closed).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_proxy_is_the_one_that_the_environment_names() {
        let vars = [
            ("HTTPS_PROXY", "http://p:1"),
            ("ALL_PROXY", "http://q:2"),
            ("NO_PROXY", "a.org, .b.org,c.org:8443,*.d.org"),
        ];
        let way = Way::of(|name| vars.iter().find(|(known, _)| *known == name).map(|(_, value)| *value));
        let proxy = |url: &str| way.proxy(&Address::parse(url).unwrap());
        assert_eq!(proxy("https://x.org"), Some("http://p:1"));
        assert_eq!(proxy("http://x.org"), Some("http://q:2"));
        assert_eq!(proxy("https://c.org"), Some("http://p:1"));
        assert_eq!(proxy("https://nota.org"), Some("http://p:1"));
        for url in [
            "https://a.org",
            "https://x.a.org",
            "https://b.org",
            "https://x.b.org",
            "https://c.org:8443",
            "http://x.d.org",
        ] {
            assert_eq!(proxy(url), None, "{url}");
        }
        assert_eq!(
            Way::of(|name| (name == "NO_PROXY").then_some("*"))
                .proxy(&Address::parse("https://a.org").unwrap()),
            None
        );
    }

    #[test]
    fn the_switch_closes_the_way_and_no_password_is_shown() {
        let way = Way::of(|name| match name {
            OFFLINE => Some("1"),
            "HTTPS_PROXY" => Some("http://user:hunter2@p"),
            _ => None,
        });
        assert!(way.closed.is_some());
        assert!(!format!("{way:?}").contains("hunter2"));
        assert_eq!(Way::of(|_| None), Way::default());
    }
}
