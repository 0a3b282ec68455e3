//! One address: `HEAD` first, `GET` where a server does not know that, redirects one by one.

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use ureq::config::AutoHeaderValue;
use ureq::http::{Response, header};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body, Error, Proxy};

use crate::exec::web::guard::{Guard, NotPublic};
use crate::rules::web::address::Address;
use crate::rules::web::hosts::Hosts;
use crate::rules::web::public::is_local;
use crate::rules::web::way::Way;

/// So many redirects are followed.
const HOPS: usize = 5;
/// The most bytes of an answer's header.
const HEADER: usize = 32 * 1024;
/// What servers say to `HEAD` when they answer only `GET`.
const NOT_HEAD: &[u16] = &[403, 405, 501];

/// Why nothing came.
pub const LATE: &str = "no answer came in time";

/// What asking for an address came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Came {
    /// A server answered with this status, after these redirects.
    Status(u16, Option<String>),
    /// Nothing useful came: why.
    Failed(String),
    /// Nothing came in time.
    Late,
    /// It is not asked for: why.
    Refused(String),
    /// It, or what it redirects to, leads to what is not public.
    NotPublic(String),
    /// Its name leads nowhere: it is wrong, or there is no name service.
    NoName,
    /// There was no way to it, or to the proxy.
    NoWay(String),
}

/// By what way, and what may be asked.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// The way.
    pub way: &'a Way,
    /// What may be asked although it is not public.
    pub hosts: &'a Hosts,
}

/// Asks for `text` until `deadline`.
pub fn fetch(text: &str, by: By<'_>, deadline: Instant) -> Came {
    let mut address = match Address::parse(text) {
        Ok(address) => address,
        Err(why) => return Came::Refused(why),
    };
    let mut redirected = None;
    for _ in 0..=HOPS {
        let answer = match once(&address, by, deadline) {
            Ok(answer) => answer,
            Err(came) => return after(redirected, came),
        };
        let code = answer.status().as_u16();
        let location =
            answer.headers().get(header::LOCATION).filter(|_| matches!(code, 301 | 302 | 303 | 307 | 308));
        let Some(location) = location else { return Came::Status(code, redirected) };
        let next = String::from_utf8_lossy(location.as_bytes());
        address = match address.join(&next) {
            Ok(address) => address,
            Err(why) => return Came::Failed(format!("it redirects to what is not asked for: {why}")),
        };
        redirected = Some(address.to_string());
    }
    Came::Failed(format!("it redirects more than {HOPS} times"))
}

/// What became of a redirect, told of the address that it began with.
fn after(redirected: Option<String>, came: Came) -> Came {
    let Some(to) = redirected else { return came };
    match came {
        Came::Refused(why) => Came::Refused(format!("it redirects to `{to}`: {why}")),
        Came::NotPublic(why) => Came::NotPublic(format!("it redirects to `{to}`: {why}")),
        Came::Failed(why) => Came::Failed(format!("it redirects to `{to}`: {why}")),
        Came::Late => Came::Failed(format!("it redirects to `{to}`: {LATE}")),
        Came::NoName => Came::Failed(format!("it redirects to `{to}`: nobody knows that host")),
        Came::NoWay(why) => Came::Failed(format!("it redirects to `{to}`: {why}")),
        status @ Came::Status(..) => status,
    }
}

fn once(address: &Address, by: By<'_>, deadline: Instant) -> Result<Response<Body>, Came> {
    let allowed = by.hosts.allow(address);
    if !allowed && is_local(&address.host) {
        return Err(Came::NotPublic(NotPublic.to_string()));
    }
    let proxy = by.way.proxy(address);
    let proxy = match proxy.map(Proxy::new) {
        None => None,
        Some(Ok(proxy)) => Some(proxy),
        Some(Err(_)) => return Err(Came::NoWay("the proxy that the environment names is none".to_owned())),
    };
    let by_proxy = proxy.is_some();
    let agent = agent(proxy, allowed || by_proxy);
    let send = |head: bool| {
        let left = deadline.saturating_duration_since(Instant::now());
        if left < Duration::from_millis(1) {
            return Err(Came::Late);
        }
        let request = if head { agent.head(address.to_string()) } else { agent.get(address.to_string()) };
        let sent = request.config().timeout_global(Some(left)).build().call();
        sent.map_err(|error| came(&error, by_proxy))
    };
    match send(true) {
        Ok(answer) if NOT_HEAD.contains(&answer.status().as_u16()) => send(false),
        // Some servers hang up on what they do not know.
        Err(Came::Failed(_)) => send(false),
        answer => answer,
    }
}

fn agent(proxy: Option<Proxy>, lets_all_pass: bool) -> Agent {
    let config = Agent::config_builder()
        .proxy(proxy)
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .max_response_header_size(HEADER)
        .max_idle_connections(0)
        .user_agent(AutoHeaderValue::Provided(
            concat!("gatewright/", env!("CARGO_PKG_VERSION")).to_owned().into(),
        ))
        .build();
    Agent::with_parts(config, DefaultConnector::default(), Guard { lets_all_pass })
}

fn came(error: &Error, by_proxy: bool) -> Came {
    match error {
        Error::HostNotFound if by_proxy => Came::NoWay("nobody knows the proxy".to_owned()),
        Error::HostNotFound => Came::NoName,
        Error::Other(why) if why.is::<NotPublic>() => Came::NotPublic(why.to_string()),
        Error::Timeout(_) => Came::Late,
        Error::ConnectProxyFailed(_) => Came::NoWay("the proxy does not let it pass".to_owned()),
        Error::Io(io) => match io.kind() {
            ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
                Came::NoWay("there is no way to it".to_owned())
            }
            ErrorKind::ConnectionRefused if by_proxy => Came::NoWay("the proxy does not answer".to_owned()),
            ErrorKind::ConnectionRefused => Came::Failed("nobody answers at its port".to_owned()),
            ErrorKind::TimedOut => Came::Late,
            _ => Came::Failed("the connection was cut".to_owned()),
        },
        Error::Rustls(_) | Error::Tls(_) | Error::TlsRequired => {
            Came::Failed("its certificate is not valid, or it speaks no TLS".to_owned())
        }
        Error::LargeResponseHeader(..) => {
            Came::Failed(format!("the header of its answer has more than {HEADER} bytes"))
        }
        _ => Came::Failed("what it answers is no HTTP".to_owned()),
    }
}
