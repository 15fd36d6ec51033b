//! Components: parts of a product that a site gets by its tier.

use super::{Constraint, Version};
use crate::{Entity, Feature, Id, Name, Product, Slug, Tier, Timestamp};

/// A part of a product, released by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Its id.
    pub id: Id<Component>,
    /// The product that it is a part of.
    pub product: Id<Product>,
    /// Its name in URLs and packages, unique over all products.
    pub slug: Slug,
    /// What people call it.
    pub name: Name,
    /// What it does.
    pub description: String,
    /// What it is, such as `module`.
    pub kind: Slug,
    /// The least tier that has it.
    pub tier: Id<Tier>,
    /// Of which versions of the product it is a part.
    pub requires_product: Constraint,
    /// The components that must be there before it.
    pub depends_on: Vec<Slug>,
    /// What a licence must unlock beside the tier.
    pub features: Vec<Feature>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Entity for Component {
    const PREFIX: &'static str = "component";
}

/// Why a site has no right to a component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ComponentLock {
    /// The licence's tier is too low.
    Tier,
    /// The licence lacks a feature that is sold by itself.
    Addon,
    /// The product's version there is none that it is a part of.
    Version,
}

impl ComponentLock {
    /// The word for programs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tier => "tier",
            Self::Addon => "addon",
            Self::Version => "version",
        }
    }
}

impl Component {
    /// What stands between a site and this component: the licence's tier, `needed` being the component's; then what it must unlock; then the
    /// product's version there, where the site says it.
    pub fn locked(&self, has: &Tier, needed: &Tier, product: Option<&Version>) -> Option<ComponentLock> {
        if has.rank < needed.rank {
            Some(ComponentLock::Tier)
        } else if self.features.iter().any(|feature| !has.features.contains(feature)) {
            Some(ComponentLock::Addon)
        } else if product.is_some_and(|version| !self.requires_product.allows(version)) {
            Some(ComponentLock::Version)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::DomainLimit;

    const NOW: Timestamp = Timestamp::from_micros(0);

    fn tier(rank: i64, features: &[&str]) -> Tier {
        Tier {
            id: Id::new(rank),
            name: "t".parse().unwrap(),
            rank,
            domains: DomainLimit::UNLIMITED,
            features: features.iter().map(|text| text.parse().unwrap()).collect(),
            created_at: NOW,
            updated_at: NOW,
        }
    }

    #[test]
    fn of_several_locks_the_first_is_told() {
        let component = Component {
            id: Id::new(1),
            product: Id::new(1),
            slug: "erp-invoicing".parse().unwrap(),
            name: "Invoicing".parse().unwrap(),
            description: String::new(),
            kind: "module".parse().unwrap(),
            tier: Id::new(2),
            requires_product: ">=1.4 <2.0".parse().unwrap(),
            depends_on: Vec::new(),
            features: vec!["erp.pro".parse().unwrap()],
            created_at: NOW,
            updated_at: NOW,
        };
        let (needed, old) = (tier(2, &[]), "1.0.0".parse().unwrap());
        let locked = |has: &Tier, version: Option<&Version>| component.locked(has, &needed, version);
        assert_eq!(locked(&tier(1, &[]), Some(&old)), Some(ComponentLock::Tier));
        assert_eq!(locked(&tier(3, &[]), Some(&old)), Some(ComponentLock::Addon));
        assert_eq!(locked(&tier(2, &["erp.pro"]), Some(&old)), Some(ComponentLock::Version));
        assert_eq!(locked(&tier(2, &["erp.pro"]), Some(&"1.4.0".parse().unwrap())), None);
        assert_eq!(locked(&tier(2, &["erp.pro"]), None), None);
    }
}
