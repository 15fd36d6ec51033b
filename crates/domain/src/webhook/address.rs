//! Where a webhook may be sent: to addresses of the public Internet, and to those that the operator allows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::Networks;

/// Where webhooks may be sent beside the public Internet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// Anywhere.
    pub anywhere: bool,
    /// This machine.
    pub loopback: bool,
    /// Addresses in these networks.
    pub networks: Option<Networks>,
}

impl Targets {
    /// Whether an address may be connected to.
    pub fn allow(&self, address: IpAddr) -> bool {
        is_public(address) || self.allow_by_name(address)
    }

    /// Whether the operator allowed this address: then a connection without TLS may do.
    pub fn allow_by_name(&self, address: IpAddr) -> bool {
        let named = |some: &Networks| !some.is_empty() && some.contains(address);
        self.anywhere
            || (self.loopback && address.to_canonical().is_loopback())
            || self.networks.as_ref().is_some_and(named)
    }

    /// Whether there is anywhere that need not be reached over TLS.
    pub fn allow_anything(&self) -> bool {
        self.anywhere || self.loopback || self.networks.as_ref().is_some_and(|some| !some.is_empty())
    }
}

/// Whether an address is one of the public Internet, by the registries of special purposes (RFC 6890 and what IANA added to it). An IPv4
/// address that is carried within an IPv6 one counts as itself.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

/// First address and length of prefix of what is not public.
const SPECIAL_V4: [(Ipv4Addr, u32); 15] = [
    (Ipv4Addr::UNSPECIFIED, 8),
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    // Between customers and a carrier's NAT.
    (Ipv4Addr::new(100, 64, 0, 0), 10),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    // Also where clouds tell machines their secrets.
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 0, 0, 0), 24),
    (Ipv4Addr::new(192, 0, 2, 0), 24),
    (Ipv4Addr::new(192, 88, 99, 0), 24),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(198, 18, 0, 0), 15),
    (Ipv4Addr::new(198, 51, 100, 0), 24),
    (Ipv4Addr::new(203, 0, 113, 0), 24),
    // Multicast.
    (Ipv4Addr::new(224, 0, 0, 0), 4),
    // Reserved, and broadcast.
    (Ipv4Addr::new(240, 0, 0, 0), 4),
];

fn is_public_v4(address: Ipv4Addr) -> bool {
    let within = |(network, length): &(Ipv4Addr, u32)| {
        let mask = u32::MAX << (32 - length);
        address.to_bits() & mask == network.to_bits()
    };
    !SPECIAL_V4.iter().any(within)
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let parts = address.segments();
    let v4_from = |at: usize| Ipv4Addr::from_bits(u32::from(parts[at]) << 16 | u32::from(parts[at + 1]));
    match parts {
        // IPv4-mapped, ::ffff:0:0/96; and NAT64 (RFC 6052), 64:ff9b::/96, which leads to the address at its end.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(v4_from(6)),
        // 6to4 leads to the address in its middle.
        [0x2002, ..] => is_public_v4(v4_from(1)),
        // Teredo, benchmarking, ORCHID and other experiments: 2001::/23; documentation: 2001:db8::/32 and 3fff::/20 (RFC 9637).
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Of all the rest, global unicast alone: not ::, ::1, 64:ff9b:1::/48, fc00::/7, fe80::/10 nor ff00::/8.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn public(text: &str) -> bool {
        is_public(text.parse().unwrap())
    }

    #[test]
    fn what_is_not_public_is_told() {
        for inside in [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "127.255.255.254",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.1",
            "203.0.113.9",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::8.8.8.8",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "64:ff9b::a00:1",
            "64:ff9b:1::808:808",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:a9fe:a9fe::1",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ] {
            assert!(!public(inside), "{inside}");
        }
    }

    #[test]
    fn what_is_public_is_told() {
        for outside in [
            "1.1.1.1",
            "8.8.8.8",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.1",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
            "2001:200::1",
            "2001:4860:4860::8888",
            "2002:808:808::1",
            "2606:4700:4700::1111",
            "2a00::1",
        ] {
            assert!(public(outside), "{outside}");
        }
    }

    #[test]
    fn the_operator_may_allow_more() {
        let home: IpAddr = "10.1.2.3".parse().unwrap();
        assert!(!Targets::default().allow(home) && !Targets::default().allow_anything());
        let some = Targets { networks: Networks::parse(&["10.1.0.0/16"]).ok(), ..Targets::default() };
        assert!(some.allow(home) && some.allow_by_name(home) && !some.allow("10.2.0.1".parse().unwrap()));
        assert!(some.allow("8.8.8.8".parse().unwrap()) && !some.allow_by_name("8.8.8.8".parse().unwrap()));
        assert!(Targets { anywhere: true, ..Targets::default() }.allow("::1".parse().unwrap()));
        let here = Targets { loopback: true, ..Targets::default() };
        assert!(here.allow("::ffff:127.0.0.1".parse().unwrap()) && !here.allow(home));
        // No networks are none, and not all.
        let none = Targets { networks: Some(Networks::default()), ..Targets::default() };
        assert!(!none.allow(home) && !none.allow_anything());
    }

    proptest! {
        #[test]
        fn whichever_way_an_ipv4_address_is_carried_it_is_itself(bits: u32) {
            let v4 = Ipv4Addr::from_bits(bits);
            let expected = is_public(v4.into());
            prop_assert_eq!(is_public(v4.to_ipv6_mapped().into()), expected);
            let nat64 = Ipv6Addr::from_bits(0x64_ff9b << 96 | u128::from(bits));
            prop_assert_eq!(is_public(nat64.into()), expected);
            let six_to_four = Ipv6Addr::from_bits(0x2002 << 112 | u128::from(bits) << 80);
            prop_assert_eq!(is_public(six_to_four.into()), expected);
        }
    }
}
