use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use ipnet::IpNet;

use crate::config::text::text_value;

/// A network such as `10.0.0.0/8`; a bare address is the network of itself alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cidr(IpNet);

impl Cidr {
    /// Whether `address` is in this network; an IPv4 address inside IPv6 counts as the IPv4 one.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(&address.to_canonical())
    }

    /// The network itself.
    pub fn net(&self) -> IpNet {
        self.0
    }
}

impl FromStr for Cidr {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let net = text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from));
        net.map(Self).map_err(|_| format!("{text:?} is no network like 10.0.0.0/8 and no address"))
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

text_value!(Cidr);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_network_of_one() {
        let one: Cidr = "192.0.2.7".parse().expect("an address");
        assert_eq!(one.to_string(), "192.0.2.7/32");
        assert!(one.contains("::ffff:192.0.2.7".parse().expect("an address")));
        assert!(!one.contains("192.0.2.8".parse().expect("an address")));
        assert!("10.0.0.0/33".parse::<Cidr>().is_err());
    }
}
