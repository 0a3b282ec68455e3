//! An address of the web, taken apart: what is asked for, or why it is not.

use std::fmt;

/// The longest address, in bytes.
const LONGEST: usize = 2_048;

/// An `http` or `https` address without user, password and fragment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Whether it is `https`.
    pub secure: bool,
    /// A name in lower case, or an IP address; one of version 6 without brackets.
    pub host: String,
    /// As written, else that of the scheme.
    pub port: u16,
    /// Path and query; begins with `/`.
    pub target: String,
}

impl Address {
    /// Reads what stands in a text. What may not stand in an address is encoded as browsers do it.
    ///
    /// # Errors
    /// Why it is not asked for.
    pub fn parse(text: &str) -> Result<Address, String> {
        if text.len() > LONGEST {
            return Err(format!("it has more than {LONGEST} bytes"));
        }
        let (scheme, rest) = text.split_once("://").ok_or("it is no `http` or `https` address")?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err("it is no `http` or `https` address".to_owned()),
        };
        let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
        let (authority, target) = rest.split_at(end);
        if authority.contains('@') {
            return Err("it names a user, and whoever is named is not sent to anybody".to_owned());
        }
        let (host, port) = host_and_port(authority, if secure { 443 } else { 80 })?;
        Ok(Address { secure, host, port, target: encoded(target)? })
    }

    /// Where `location`, in an answer to this address, leads.
    ///
    /// # Errors
    /// Why that is not asked for.
    pub fn join(&self, location: &str) -> Result<Address, String> {
        let location = location.trim();
        let bare = location.split('#').next().unwrap_or_default();
        let is_scheme = |scheme: &str| scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
        let names_scheme = bare.split_once(':').is_some_and(|(scheme, _)| is_scheme(scheme));
        if names_scheme {
            return Address::parse(bare);
        }
        let scheme = if self.secure { "https" } else { "http" };
        if let Some(rest) = bare.strip_prefix("//") {
            return Address::parse(&format!("{scheme}://{rest}"));
        }
        let path = self.target.split('?').next().unwrap_or("/");
        let target = match bare.chars().next() {
            None => self.target.clone(),
            Some('/') => bare.to_owned(),
            Some('?') => format!("{path}{bare}"),
            Some(_) => format!("{}/{bare}", path.rsplit_once('/').map_or("", |(above, _)| above)),
        };
        Ok(Address { target: encoded(&without_dots(&target))?, ..self.clone() })
    }

    /// The host and the port, as an allowed host is written.
    pub fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, usual) = if self.secure { ("https", 443) } else { ("http", 80) };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        write!(f, "{scheme}://{host}")?;
        if self.port != usual {
            write!(f, ":{}", self.port)?;
        }
        f.write_str(&self.target)
    }
}

/// A host as it is compared, and its port.
///
/// # Errors
/// Why it is none.
pub fn host_and_port(authority: &str, usual: u16) -> Result<(String, u16), String> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let (host, port) = rest.split_once(']').ok_or("its host has no end")?;
            let host: std::net::Ipv6Addr =
                host.parse().map_err(|_| "its host is no address of version 6".to_owned())?;
            (host.to_string(), port)
        }
        None => {
            let (host, port) = authority.split_at(authority.find(':').unwrap_or(authority.len()));
            (name(host)?, port)
        }
    };
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => usual,
        Some("") => usual,
        Some(digits) if digits.bytes().all(|c| c.is_ascii_digit()) => {
            digits.parse().ok().filter(|port| *port > 0).ok_or("its port is none")?
        }
        _ => return Err("its port is none".to_owned()),
    };
    Ok((host, port))
}

/// A name in lower case without a dot at its end, or an address of version 4.
fn name(host: &str) -> Result<String, String> {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    if !host.is_ascii() {
        return Err("its host is not in ASCII; write it as its servers are asked, with `xn--`".to_owned());
    }
    let good = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|c| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_'))
    };
    if host.len() > 253 || !host.split('.').all(good) {
        return Err("its host is no name".to_owned());
    }
    // Programs read `2130706433`, `0x7f.1` and `127.1` as addresses, each in its own way.
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.starts_with("0x") || last.bytes().all(|c| c.is_ascii_digit());
    if is_number && host.parse::<std::net::Ipv4Addr>().is_err() {
        return Err("its host is a number that is no address".to_owned());
    }
    Ok(host)
}

/// Path and query with everything encoded that may not be sent; what is encoded already stays.
fn encoded(target: &str) -> Result<String, String> {
    let target = target.split('#').next().unwrap_or_default();
    let mut sent = String::with_capacity(target.len() + 1);
    if !target.starts_with('/') {
        sent.push('/');
    }
    for byte in target.bytes() {
        match byte {
            0..=0x1f | 0x7f => return Err("it holds a control character".to_owned()),
            b' ' | b'"' | b'<' | b'>' | b'`' | b'{' | b'}' | b'|' | b'\\' | b'^' | 0x80.. => {
                sent.push_str(&format!("%{byte:02X}"));
            }
            _ => sent.push(char::from(byte)),
        }
    }
    Ok(sent)
}

/// A path without `.` and `..`, its query untouched.
fn without_dots(target: &str) -> String {
    let (path, query) = target.split_at(target.find('?').unwrap_or(target.len()));
    let mut kept: Vec<&str> = vec![];
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    for (at, part) in parts.iter().enumerate() {
        let last = at + 1 == parts.len();
        match *part {
            ".." => {
                kept.pop();
            }
            "." => {}
            part => {
                kept.push(part);
                continue;
            }
        }
        if last {
            kept.push("");
        }
    }
    format!("/{}{query}", kept.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_written_as_it_is_asked_for() {
        for (text, asked) in [
            ("https://Example.org", "https://example.org/"),
            ("HTTP://example.org:80/a/?b=c#d", "http://example.org/a/?b=c"),
            ("https://example.org.:8443?x", "https://example.org:8443/?x"),
            ("https://a.org/Größe b", "https://a.org/Gr%C3%B6%C3%9Fe%20b"),
            ("https://a.org/a%20b\"<>{}", "https://a.org/a%20b%22%3C%3E%7B%7D"),
            ("http://[2001:DB8:0::1]:8080/x", "http://[2001:db8::1]:8080/x"),
            ("http://192.0.2.1/x", "http://192.0.2.1/x"),
            ("https://a.org\\@b.org/", "https://a.org/%5C@b.org/"),
        ] {
            assert_eq!(Address::parse(text).map(|it| it.to_string()), Ok(asked.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_not_asked_for_is_told() {
        for (text, why) in [
            ("ftp://a.org/", "it is no `http` or `https` address"),
            ("file:///etc/passwd", "it is no `http` or `https` address"),
            ("a.org", "it is no `http` or `https` address"),
            ("https://user:word@a.org/", "it names a user, and whoever is named is not sent to anybody"),
            ("https:///a", "its host is no name"),
            ("https://a..org/", "its host is no name"),
            (
                "https://größe.org/",
                "its host is not in ASCII; write it as its servers are asked, with `xn--`",
            ),
            ("http://2130706433/", "its host is a number that is no address"),
            ("http://127.1/", "its host is a number that is no address"),
            ("http://0x7f.0.0.1/", "its host is a number that is no address"),
            ("http://0x7f000001/", "its host is a number that is no address"),
            ("https://a.org:0/", "its port is none"),
            ("https://a.org:99999/", "its port is none"),
            ("https://a.org:+80/", "its port is none"),
            ("http://[::1/", "its host has no end"),
            ("https://a.org/\r\nHost: b", "it holds a control character"),
        ] {
            assert_eq!(Address::parse(text), Err(why.to_owned()), "{text}");
        }
        assert!(Address::parse(&format!("https://a.org/{}", "x".repeat(LONGEST))).is_err());
    }

    #[test]
    fn a_redirect_leads_from_where_it_was_given() {
        let from = Address::parse("https://a.org/b/c/d?e=f").unwrap();
        for (location, to) in [
            ("https://x.org/y", "https://x.org/y"),
            ("//x.org", "https://x.org/"),
            ("/y?z", "https://a.org/y?z"),
            ("y", "https://a.org/b/c/y"),
            ("../y/", "https://a.org/b/y/"),
            ("../../../../y", "https://a.org/y"),
            (".", "https://a.org/b/c/"),
            ("?g", "https://a.org/b/c/d?g"),
            ("", "https://a.org/b/c/d?e=f"),
            ("y?to=http://x.org/..", "https://a.org/b/c/y?to=http://x.org/.."),
        ] {
            assert_eq!(from.join(location).map(|it| it.to_string()), Ok(to.to_owned()), "{location}");
        }
        for bad in ["javascript:alert(1)", "file:///etc/passwd", "http://u:p@x.org/", "ftp://x.org"] {
            assert!(from.join(bad).is_err(), "{bad}");
        }
    }
}
