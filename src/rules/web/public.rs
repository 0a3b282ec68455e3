//! Addresses that anybody can reach: everything else belongs to the user's own machine or network, or to nobody.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of version 4 that are not public, each with the length of its prefix: RFC 6890 and what was added to its registry; last
/// the address at which one cloud answers its machines.
const NOT_PUBLIC: &[([u8; 4], u32)] = &[
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 3),
    ([168, 63, 129, 16], 32),
];

/// Names that mean something only on one machine or in one network.
const LOCAL_NAMES: &[&str] =
    &["localhost", "local", "internal", "home.arpa", "lan", "intranet", "corp", "home"];

/// Whether `ip` is an address that anybody can reach.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Whether `host` is a name of one machine or one network, or an address that is not public.
pub fn is_local(host: &str) -> bool {
    if let Ok(ip) = host.parse::<IpAddr>() {
        return !is_public(ip);
    }
    let ends = |name: &&str| host.strip_suffix(*name).is_some_and(|it| it.is_empty() || it.ends_with('.'));
    !host.contains('.') || LOCAL_NAMES.iter().any(ends)
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let bits = ip.to_bits();
    let within = |(net, length): &([u8; 4], u32)| {
        let mask = u32::MAX.checked_shl(32 - length).unwrap_or(0);
        bits & mask == u32::from_be_bytes(*net) & mask
    };
    !NOT_PUBLIC.iter().any(within)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let embedded =
        |high: u16, low: u16| is_public_v4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    match parts {
        // Version 4 written as version 6, and what a translator (RFC 6052) makes of it.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        // 6to4 leads to the address of version 4 that it holds.
        [0x2002, high, low, ..] => embedded(high, low),
        // Protocols, tunnels, documentation.
        [0x2001, 0..=0x01ff, ..] | [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => false,
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_belongs_to_one_machine_or_network_is_not_public() {
        for ip in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "168.63.129.16",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "fe80::1",
            "fec0::1",
            "fc00::1",
            "fd00:ec2::254",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::7f00:1",
            "100::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
            assert!(is_local(ip), "{ip}");
        }
        for ip in [
            "1.1.1.1",
            "172.32.0.1",
            "100.128.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700::1111",
            "::ffff:1.1.1.1",
            "64:ff9b::101:101",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
            assert!(!is_local(ip), "{ip}");
        }
    }

    #[test]
    fn names_of_one_network_are_local() {
        for name in [
            "localhost",
            "a.localhost",
            "printer",
            "printer.local",
            "metadata.google.internal",
            "nas.home.arpa",
        ] {
            assert!(is_local(name), "{name}");
        }
        for name in ["example.org", "localhost.example.org", "mylocal.org", "notlocal.info"] {
            assert!(!is_local(name), "{name}");
        }
    }
}
