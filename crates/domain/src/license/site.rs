//! The domains that licences are active on.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// Past this a text is not even looked at: URLs may be longer than the host in them.
const MAX_TEXT: usize = 2048;

/// Where a site is: a host name in lower case as IDNA A-labels, at most 253 characters, or an IP address.
///
/// Read from what a site calls itself: the scheme, user, port, path, a trailing dot and one leading `www.` are dropped (contract hub, B.0).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SiteDomain(Box<str>);

/// The text holds no host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must be a domain, such as shop.example.com")]
pub struct SiteDomainError;

impl SiteDomain {
    /// Takes back what [`as_str`](Self::as_str) gave: reading it anew would drop a `www.` that was the second one.
    pub fn from_stored(host: &str) -> Self {
        Self(host.into())
    }

    /// The host.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SiteDomain {
    type Err = SiteDomainError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > MAX_TEXT {
            return Err(SiteDomainError);
        }
        let host = host(text.trim()).ok_or(SiteDomainError)?;
        if let Ok(address) = host.parse::<IpAddr>() {
            return Ok(Self(address.to_canonical().to_string().into()));
        }
        let host = host.strip_suffix('.').unwrap_or(host);
        let ascii = Uts46::new().to_ascii(
            host.as_bytes(),
            AsciiDenyList::STD3,
            Hyphens::CheckFirstLast,
            DnsLength::Verify,
        );
        let ascii = ascii.map_err(|_| SiteDomainError)?;
        // `www.com` is a name of its own.
        let bare = ascii.strip_prefix("www.").filter(|rest| rest.contains('.')).unwrap_or(&ascii);
        // A number in the last place would be an address (RFC 1123, 2.1), and this one is none.
        let numeric =
            bare.rsplit('.').next().is_some_and(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
        if numeric { Err(SiteDomainError) } else { Ok(Self(bare.into())) }
    }
}

impl fmt::Display for SiteDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The host of a URL, of what follows its scheme, or of a bare name; `None` where a port is no number.
fn host(text: &str) -> Option<&str> {
    if text.parse::<Ipv6Addr>().is_ok() {
        return Some(text);
    }
    let text = text.split_once("://").map_or(text, |(_, rest)| rest);
    let text = text.strip_prefix("//").unwrap_or(text);
    let authority = text.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[') {
        Some(rest) => {
            let (address, port) = rest.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (address, port.strip_prefix(':').or(port.is_empty().then_some(""))?)
        }
        None => host.split_once(':').unwrap_or((host, "")),
    };
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some(host)
}

/// Domains that do not count towards a licence's limit: these and everything below them, and private addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UncountedDomains(Box<[Box<str>]>);

impl UncountedDomains {
    /// Takes names with or without a leading dot. The first that is none comes back.
    pub fn new<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Result<Self, String> {
        let read = |name: T| {
            let name = name.as_ref();
            let bare = name.strip_prefix("*.").or(name.strip_prefix('.')).unwrap_or(name);
            let site = bare.parse::<SiteDomain>().map_err(|_| name.to_owned())?;
            Ok(site.0)
        };
        names.into_iter().map(read).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a site counts.
    pub fn counts(&self, site: &SiteDomain) -> bool {
        let host = site.as_str();
        if let Ok(address) = host.parse::<IpAddr>() {
            return !is_private(address);
        }
        !self.0.iter().any(|name| {
            host.strip_suffix(&**name).is_some_and(|above| above.is_empty() || above.ends_with('.'))
        })
    }
}

impl Default for UncountedDomains {
    /// Those of the product's pages. `.dev` is a public suffix, too: an operator who minds takes it off the list.
    fn default() -> Self {
        Self(["localhost", "test", "local", "dev", "staging"].map(Into::into).into())
    }
}

/// Loopback, link-local, and private (RFC 1918, RFC 4193).
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => {
            v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified()
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse::<SiteDomain>().ok().map(|site| site.to_string())
    }

    #[test]
    fn what_a_site_calls_itself_is_reduced_to_its_host() {
        for (text, host) in [
            ("https://www.shop.example.com/", "shop.example.com"),
            (" HTTP://Ada:pw@Shop.Example.COM:8443/blog?x=1#y ", "shop.example.com"),
            ("shop.example.com.", "shop.example.com"),
            ("//shop.example.com/x", "shop.example.com"),
            ("www.www.example.com", "www.example.com"),
            ("www.com", "www.com"),
            ("wwwx.example.com", "wwwx.example.com"),
            ("https://bücher.example", "xn--bcher-kva.example"),
            ("BÜCHER.example", "xn--bcher-kva.example"),
            ("παράδειγμα.δοκιμή", "xn--hxajbheg2az3al.xn--jxalpdlp"),
            ("http://127.0.0.1:8080/x", "127.0.0.1"),
            ("http://[::1]:8080/", "::1"),
            ("2001:DB8::1", "2001:db8::1"),
            ("[::ffff:10.0.0.1]", "10.0.0.1"),
            ("localhost:3000", "localhost"),
            ("intranet", "intranet"),
            ("a@b@example.com", "example.com"),
        ] {
            assert_eq!(read(text).as_deref(), Some(host), "{text}");
        }
    }

    #[test]
    fn what_holds_no_host_is_refused() {
        let long = format!("{}.example", ["a"; 130].join("."));
        let label = format!("{}.example", "a".repeat(64));
        for bad in [
            "",
            " ",
            ".",
            "https://",
            "a b.example",
            "a_b.example",
            "-a.example",
            "a..example",
            "1.2.3",
            "256.1.1.1",
            "example.com:http",
            "[::1",
            "[::1]x",
            "[127.0.0.1]",
            "a\0.example",
            "%41.example",
            "ex*mple.com",
            "a,b",
            &long,
            &label,
            &"a".repeat(MAX_TEXT + 1),
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn as_many_characters_as_dns_takes() {
        let most = format!("{}.{}", ["a"; 125].join("."), "bcd");
        assert_eq!((most.len(), read(&most).is_some()), (253, true));
        assert_eq!(read(&format!("{most}e")), None);
    }

    #[test]
    fn development_does_not_count() {
        let uncounted = UncountedDomains::default();
        let counts = |text: &str| uncounted.counts(&text.parse().unwrap());
        for free in [
            "localhost",
            "api.localhost",
            "shop.test",
            "a.b.local",
            "shop.dev",
            "x.staging",
            "127.8.9.1",
            "10.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.1.1",
            "::1",
            "fd00::1",
            "fe80::1",
            "::ffff:127.0.0.1",
        ] {
            assert!(!counts(free), "{free}");
        }
        for site in [
            "example.com",
            "localhost.example.com",
            "mytest",
            "latest.example",
            "8.8.8.8",
            "2606:4700::1",
            "staging.example.com",
        ] {
            assert!(counts(site), "{site}");
        }
    }

    #[test]
    fn the_list_is_the_operators() {
        let own = UncountedDomains::new([".lan", "*.preview.example.com", "BÜCHER.example"]).unwrap();
        let counts = |text: &str| own.counts(&text.parse().unwrap());
        assert!(!counts("shop.lan") && !counts("x.preview.example.com") && !counts("bücher.example"));
        assert!(counts("shop.dev") && counts("example.com"));
        assert_eq!(UncountedDomains::new(["ok", "a b"]), Err("a b".to_owned()));
    }

    proptest! {
        #[test]
        fn no_text_is_too_odd(text in "\\PC{0,60}") {
            if let Ok(site) = text.parse::<SiteDomain>() {
                prop_assert!(site.as_str().len() <= 253 && site.as_str().is_ascii());
                prop_assert!(!site.as_str().contains(['/', '@', '?', '#', ' ']));
            }
        }

        #[test]
        fn a_host_that_was_read_reads_as_itself(labels in proptest::collection::vec("[a-z][a-z0-9]{0,9}", 1..5)) {
            let host = labels.join(".");
            prop_assume!(labels[0] != "www");
            prop_assert_eq!(read(&host), Some(host.clone()));
            prop_assert_eq!(read(&format!("https://www.{host}.:1/p")), Some(if labels.len() > 1 { host } else { format!("www.{host}") }));
        }
    }
}
