//! From which addresses a key may be used.

use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;

/// Networks in CIDR notation; an empty list allows every address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Box<[IpNet]>);

impl Networks {
    /// The most networks one key may name.
    pub const MAX: usize = 100;

    /// Reads a list of CIDRs; a bare address means that address alone. The error names the entry's index and the reason.
    pub fn parse<S: AsRef<str>>(texts: &[S]) -> Result<Self, (usize, &'static str)> {
        if texts.len() > Self::MAX {
            return Err((Self::MAX, "must be one of at most 100 networks"));
        }
        texts
            .iter()
            .enumerate()
            .map(|(index, text)| parse_one(text.as_ref()).ok_or((index, BAD)))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// Whether every address is allowed.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether the address lies in one of the networks. An IPv4 address mapped into IPv6 counts as the IPv4 address.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.is_empty() || self.0.iter().any(|network| network.contains(&address))
    }

    /// The networks in the order they were given, in CIDR notation.
    pub fn iter(&self) -> impl Iterator<Item = impl fmt::Display + use<'_>> {
        self.0.iter()
    }
}

const BAD: &str = "must be an address or a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32";

fn parse_one(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>()
        .ok()
        .or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))
        .map(|network| network.trunc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_list_allows_everybody() {
        assert!(Networks::default().contains([192, 0, 2, 1].into()));
    }

    #[test]
    fn sees_through_mapped_addresses() {
        let networks = Networks::parse(&["192.0.2.7/24", "2001:db8::1"]).unwrap();
        assert!(networks.contains("::ffff:192.0.2.200".parse().unwrap()));
        assert!(networks.contains("2001:db8::1".parse().unwrap()));
        assert!(!networks.contains("2001:db8::2".parse().unwrap()));
        assert_eq!(
            networks.iter().map(|n| n.to_string()).collect::<Vec<_>>(),
            ["192.0.2.0/24", "2001:db8::1/128"]
        );
    }

    #[test]
    fn names_the_entry_at_fault() {
        assert_eq!(Networks::parse(&["10.0.0.0/8", "10.0.0.0/33"]).unwrap_err().0, 1);
        assert_eq!(Networks::parse(&["localhost"]).unwrap_err(), (0, BAD));
    }
}
