//! What can be subscribed to.

use std::fmt;
use std::str::FromStr;

use crate::{Entity, Id, Name, Product, Slug, Tier, Timestamp};

use super::Interval;

/// A plan of the operator's: some products in one tier, at a price for each interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its primary key; on the wire a plan goes by its slug.
    pub id: Id<Plan>,
    /// Its id on the wire.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// How much of each product.
    pub tier: Id<Tier>,
    /// What it licenses: a licence of each, for each unit of the quantity.
    pub products: Vec<Id<Product>>,
    /// What it costs: at most one price for each interval.
    pub prices: Vec<Price>,
    /// Whether it can be subscribed to. One that is no more sold goes on for who has it.
    pub sold: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Plan {
    const PREFIX: &'static str = "plan";
}

impl Plan {
    /// What it costs for that interval; `None` where it is not sold by it.
    pub fn price(&self, interval: Interval) -> Option<&Price> {
        self.prices.iter().find(|price| price.interval == interval)
    }
}

/// What one unit costs for one interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Price {
    /// For how long it is paid.
    pub interval: Interval,
    /// In the currency's smallest unit, such as cents.
    pub amount: i64,
    /// The currency.
    pub currency: Currency,
}

/// A currency by its three letters (ISO 4217).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Currency([u8; 3]);

impl FromStr for Currency {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Self(letters)),
            _ => Err("must be three capital letters, such as EUR"),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|letter| write!(f, "{}", char::from(*letter)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert_eq!("EUR".parse::<Currency>().unwrap().to_string(), "EUR");
        for bad in ["", "eur", "EU", "EURO", "E1R", "ÄUR"] {
            assert!(bad.parse::<Currency>().is_err(), "{bad}");
        }
    }
}
