//! The client's address, behind proxies that are trusted by configuration.

use std::net::IpAddr;

use super::Headers;
use crate::config::Cidr;

/// The address that the outermost trusted proxy saw: from a trusted peer, the entry of `X-Forwarded-For` that lies `hops` from the
/// right; from anybody else, and when there are fewer entries, the peer itself. The leftmost entry is the client's own word.
pub(crate) fn client_address(peer: IpAddr, headers: &impl Headers, trusted: &[Cidr], hops: usize) -> IpAddr {
    let peer = peer.to_canonical();
    if trusted.is_empty() || !trusted.iter().any(|network| network.contains(peer)) {
        return peer;
    }
    let mut entries: Vec<&str> = Vec::new();
    for value in headers.each("x-forwarded-for") {
        let Some(text) = value else { return peer };
        entries.extend(text.split(',').map(str::trim));
    }
    let entry = entries.len().checked_sub(hops).and_then(|index| entries.get(index));
    entry.and_then(|text| parse(text)).map_or(peer, |address| address.to_canonical())
}

/// An address, perhaps with a port, as proxies write it.
fn parse(text: &str) -> Option<IpAddr> {
    text.parse().ok().or_else(|| text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    fn address(peer: &str, forwarded: &[&str], hops: usize) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        client_address(peer.parse().unwrap(), &headers, &["10.0.0.0/8".parse().unwrap()], hops).to_string()
    }

    #[test]
    fn a_stranger_is_who_connects() {
        assert_eq!(address("192.0.2.1", &["198.51.100.7"], 1), "192.0.2.1");
    }

    #[test]
    fn hops_are_counted_from_the_right_over_all_headers() {
        assert_eq!(address("10.0.0.1", &["6.6.6.6, 198.51.100.7"], 1), "198.51.100.7");
        assert_eq!(address("10.0.0.1", &["6.6.6.6", "198.51.100.7, 10.0.0.2"], 2), "198.51.100.7");
        assert_eq!(address("10.0.0.1", &["198.51.100.7:1234"], 1), "198.51.100.7");
    }

    #[test]
    fn too_few_entries_and_nonsense_mean_the_peer() {
        assert_eq!(address("10.0.0.1", &[], 1), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["198.51.100.7"], 2), "10.0.0.1");
        assert_eq!(address("10.0.0.1", &["unknown"], 1), "10.0.0.1");
    }
}
