//! Which addresses are asked: public ones, and loopback where the configuration says so.
//!
//! A certificate names its issuer, and a link names a host: both come from strangers. Without this guard they
//! could make a server ask machines inside its own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// What kind of address it is, for the purpose of asking it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Reached through the internet.
    Public,
    /// This machine.
    Loopback,
    /// Private, link-local, shared, multicast, reserved, or a way around those.
    Special,
}

/// Decides by the IANA registries of special-purpose addresses (RFC 6890 and what updates it).
pub(crate) fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(v4) => reach_v4(v4),
        IpAddr::V6(v6) => reach_v6(v6),
    }
}

#[allow(
    clippy::unnested_or_patterns,
    reason = "one pattern for each entry of the registry reads better than nested ones"
)]
fn reach_v4(address: Ipv4Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Loopback;
    }
    let [a, b, c, _] = address.octets();
    let special = matches!(
        (a, b, c),
        // "This network", private use, link-local.
        (0 | 10, _, _) | (172, 16..=31, _) | (192, 168, _) | (169, 254, _)
        // Shared by carriers (CGNAT), IETF protocols, the 6to4 relay.
        | (100, 64..=127, _) | (192, 0, 0) | (192, 88, 99)
        // Documentation and benchmarks.
        | (192, 0, 2) | (198, 51, 100) | (203, 0, 113) | (198, 18 | 19, _)
        // Multicast, reserved, broadcast.
        | (224..=255, _, _)
    );
    if special {
        Reach::Special
    } else {
        Reach::Public
    }
}

#[allow(
    clippy::match_same_arms,
    reason = "one arm for each entry of the registry, in its order"
)]
fn reach_v6(address: Ipv6Addr) -> Reach {
    if address.is_loopback() {
        return Reach::Loopback;
    }
    if let Some(v4) = address.to_ipv4_mapped() {
        return reach_v4(v4);
    }
    let s = address.segments();
    // What a translator or tunnel would reach on our behalf must be public itself; its loopback is not ours.
    let embedded = |high: u16, low: u16| match reach_v4(join(high, low)) {
        Reach::Public => Reach::Public,
        Reach::Loopback | Reach::Special => Reach::Special,
    };
    match s {
        // NAT64 with the well-known prefix (RFC 6052).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        // IETF protocols, Teredo, ORCHID, AMT: 2001::/23. Documentation. 6to4, which is no longer routed.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] => Reach::Special,
        // Documentation (RFC 9637): 3fff::/20.
        [0x3fff, 0..=0xfff, ..] => Reach::Special,
        // ISATAP under a global prefix (RFC 5214).
        [0x2000..=0x3fff, _, _, _, 0 | 0x200, 0x5efe, high, low] => embedded(high, low),
        [0x2000..=0x3fff, ..] => Reach::Public,
        // Outside 2000::/3 nothing is global: unspecified, compatible, local NAT64, discard, unique local,
        // link-local, site-local, multicast, unassigned.
        _ => Reach::Special,
    }
}

fn join(high: u16, low: u16) -> Ipv4Addr {
    let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
    Ipv4Addr::new(a, b, c, d)
}

/// Lets an address be asked, or not.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Guard {
    /// Whether this machine may be asked.
    pub(crate) allow_loopback: bool,
}

impl Guard {
    /// Whether `address` may be asked.
    pub(crate) fn lets(self, address: IpAddr) -> bool {
        match reach(address) {
            Reach::Public => true,
            Reach::Loopback => self.allow_loopback,
            Reach::Special => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_public() {
        for public in [
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "193.0.0.1",
            "2a00:1450:4001::1",
            "2606:4700::1111",
            "64:ff9b::808:808",
            "::ffff:8.8.8.8",
            "2001:4860::8888",
            "2a00:1::5efe:808:808",
        ] {
            assert_eq!(reach(public.parse().unwrap()), Reach::Public, "{public}");
        }
        for special in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:0:a00:1::",
            "2001:20::1",
            "2001:db8::1",
            "2002:a00:1::1",
            "2002:808:808::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2a00:1::5efe:a00:1",
            "2a00:1::200:5efe:7f00:1",
        ] {
            assert_eq!(reach(special.parse().unwrap()), Reach::Special, "{special}");
        }
        for loopback in ["127.0.0.1", "127.255.0.3", "::1", "::ffff:127.0.0.1"] {
            let address = loopback.parse().unwrap();
            assert_eq!(reach(address), Reach::Loopback, "{loopback}");
            let lets = |allow_loopback| Guard { allow_loopback }.lets(address);
            assert_eq!((lets(false), lets(true)), (false, true));
        }
    }
}
