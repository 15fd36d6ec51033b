//! Where an endpoint may be. What its name stands for is looked at again with each delivery: names change.

use keyward_domain::Invalid;
use keyward_domain::webhook::Targets;
use url::{Host, Url};

const MAX_CHARS: usize = 2048;

/// The URL in its normal form. https, or http where the operator allows some targets by name; neither a name and password, nor a fragment, nor
/// an address that webhooks may not go to.
pub(super) fn check(invalid: &mut Invalid, targets: &Targets, text: &str) -> Option<String> {
    let refuse = |invalid: &mut Invalid, reason: &str| {
        invalid.add("url", reason);
        None
    };
    if text.chars().count() > MAX_CHARS {
        return refuse(invalid, "must have at most 2048 characters");
    }
    let Ok(url) = Url::parse(text) else {
        return refuse(invalid, "must be a URL, such as https://example.com/webhooks");
    };
    match url.scheme() {
        "https" => {}
        "http" if targets.allow_anything() => {}
        _ => return refuse(invalid, "must begin with https://"),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return refuse(invalid, "must have neither a name and password nor a fragment");
    }
    let allowed = match url.host() {
        Some(Host::Ipv4(address)) => targets.allow(address.into()),
        Some(Host::Ipv6(address)) => targets.allow(address.into()),
        Some(Host::Domain(name)) => targets.allow_anything() || !is_local(name),
        None => return refuse(invalid, "must name a host"),
    };
    if allowed { Some(url.into()) } else { refuse(invalid, "must not lead into a private network") }
}

fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(targets: &Targets, text: &str) -> Result<String, String> {
        let mut invalid = Invalid::none();
        let url = check(&mut invalid, targets, text);
        invalid.into_value(url).map_err(|invalid| invalid.to_string())
    }

    #[test]
    fn https_to_the_public_internet() {
        let none = Targets::default();
        assert_eq!(
            checked(&none, "https://Example.com:8443/a?b=c").unwrap(),
            "https://example.com:8443/a?b=c"
        );
        for bad in [
            "",
            "example.com",
            "http://example.com/",
            "ftp://example.com/",
            "https://u:p@example.com/",
            "https://example.com/#x",
            "https://localhost/",
            "https://a.localhost./",
            "https://127.0.0.1/",
            // Other spellings of the same.
            "https://127.1/",
            "https://0x7f000001/",
            "https://2130706433/",
            "https://0177.0.0.1/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://169.254.169.254/latest/meta-data",
            "https://10.0.0.1/",
            &format!("https://example.com/{}", "a".repeat(2048)),
        ] {
            assert!(checked(&none, bad).unwrap_err().starts_with("url must "), "{bad}");
        }
    }

    #[test]
    fn elsewhere_where_the_operator_allows_it() {
        let anywhere = Targets { anywhere: true, ..Targets::default() };
        for good in ["http://127.0.0.1:8080/", "http://localhost/", "https://10.0.0.1/"] {
            assert!(checked(&anywhere, good).is_ok(), "{good}");
        }
        let networks = keyward_domain::Networks::parse(&["127.0.0.0/8"]).ok();
        let some = Targets { networks, ..Targets::default() };
        assert!(checked(&some, "http://127.0.0.1:8080/").is_ok());
        assert!(checked(&some, "http://10.0.0.1:8080/").is_err());
    }
}
