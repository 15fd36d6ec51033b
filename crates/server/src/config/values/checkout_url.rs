use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// What stands in it for the subscription's id.
const SUBSCRIPTION: &str = "{subscription}";

/// Where a subscription is paid for, with `{subscription}` for its id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckoutUrl(String);

impl CheckoutUrl {
    /// The URL with its place for the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CheckoutUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let plain = |c: u8| c.is_ascii_graphic() && !b"\"<>\\".contains(&c);
        match rest {
            Some(rest)
                if !rest.starts_with(['/', '{'])
                    && text.contains(SUBSCRIPTION)
                    && rest.bytes().all(plain) =>
            {
                Ok(Self(text.to_owned()))
            }
            _ => Err("must be a URL with a place for the id, like https://pay.example.com/s/{subscription}"),
        }
    }
}

impl fmt::Display for CheckoutUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

text_value!(CheckoutUrl);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn has_a_place_for_the_id() {
        let good = "https://pay.example.com/s?keyward_subscription={subscription}";
        assert_eq!(good.parse::<CheckoutUrl>().expect("a URL").as_str(), good);
        for bad in [
            "",
            "https://pay.example.com",
            "ftp://x/{subscription}",
            "https:///{subscription}",
            "https://a b/{subscription}",
        ] {
            assert!(bad.parse::<CheckoutUrl>().is_err(), "{bad}");
        }
    }
}
