//! Whose hits of what are counted together.

use std::net::{IpAddr, Ipv6Addr};

use keyward_authority::Principal;
use keyward_gate::Subject;

use super::Category;

/// So many bits of an IPv6 address are given to one customer; the others are theirs to choose.
const IPV6_BITS: u32 = 64;

/// The name of a counter: the category and the address or, of IPv6, its network.
pub(super) fn bucket(category: Category, address: IpAddr) -> String {
    let address = match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => Ipv6Addr::from_bits(long.to_bits() & (u128::MAX << (128 - IPV6_BITS))).into(),
    };
    format!("{}/{address}", category.name())
}

/// The name of a counter of whoever is known: a key counts with those that it was rotated from. `None` is the operator, who is not
/// limited.
pub(super) fn bucket_of(category: Category, principal: &Principal) -> Option<String> {
    let name = category.name();
    match principal {
        Principal::Key(grant) => Some(match grant.subject {
            Subject::Key(_) => format!("{name}/key {}", grant.limit_scope.get()),
            Subject::Static => format!("{name}/static {} {}", grant.tenant.get(), grant.name),
        }),
        Principal::User { user, .. } => Some(format!("{name}/user {}", user.get())),
        Principal::Operator => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_has_a_network_has_one_bucket() {
        let of = |text: &str| bucket(Category::Login, text.parse().unwrap());
        assert_eq!(of("192.0.2.7"), "login/192.0.2.7");
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
    }
}
