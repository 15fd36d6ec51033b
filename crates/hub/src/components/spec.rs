//! What the operator says of a component.

use std::collections::BTreeMap;

use keyward_domain::{Component, Feature, Id, Invalid, Name, Product, Slug, dependency_order};
use keyward_storage::components::{self, ComponentSpec};
use keyward_storage::{Tx, tiers};

use crate::Error;
use crate::error::RefusalKind;

/// What of a component is to be as it is said; what is `None` stays, or is as it mostly is.
#[derive(Debug, Clone, Default)]
pub struct ComponentInput {
    /// What people call it.
    pub name: Option<String>,
    /// What it does: at most 4 KiB.
    pub description: Option<String>,
    /// What it is; `module` by default.
    pub kind: Option<String>,
    /// The least tier that has it, by its name.
    pub tier: Option<String>,
    /// Of which versions of the product it is a part; of every one by default.
    pub requires_product: Option<String>,
    /// The components of the product that must be there before it, by slug: at most 50.
    pub depends_on: Option<Vec<String>>,
    /// What a licence must unlock beside the tier: at most 50.
    pub features: Option<Vec<String>>,
}

const MAX_DESCRIPTION: usize = 4 << 10;
const MAX_WORDS: usize = 50;

/// What the component is to be. Of `before` is what is not said.
pub(super) async fn read(
    tx: &Tx,
    input: &ComponentInput,
    before: Option<&Component>,
) -> Result<ComponentSpec, Error> {
    let mut invalid = Invalid::none();
    let name = match (&input.name, before) {
        (Some(text), _) => invalid.check("name", text.parse::<Name>()),
        (None, Some(before)) => Some(before.name.clone()),
        (None, None) => invalid.check("name", Err("is required")),
    };
    let described =
        input.description.clone().or(before.map(|one| one.description.clone())).unwrap_or_default();
    if described.len() > MAX_DESCRIPTION {
        invalid.add("description", "must be at most 4 KiB");
    }
    let kind = input.kind.as_deref().or(before.map(|one| one.kind.as_str())).unwrap_or("module");
    let kind = invalid.check("type", kind.parse::<Slug>());
    let wanted = before.map(|one| one.requires_product.to_string());
    let wanted = input.requires_product.clone().or(wanted).unwrap_or_else(|| "*".to_owned());
    let requires = invalid.check("requires_product", wanted.parse());
    let depends_on = match &input.depends_on {
        Some(texts) => words::<Slug>(&mut invalid, "depends_on", texts),
        None => before.map(|one| one.depends_on.clone()).unwrap_or_default(),
    };
    let features = match &input.features {
        Some(texts) => words::<Feature>(&mut invalid, "features", texts),
        None => before.map(|one| one.features.clone()).unwrap_or_default(),
    };
    let tier = match (&input.tier, before) {
        (Some(name), _) => {
            let found = tiers::find(tx, name).await?.map(|tier| tier.id);
            invalid.check("tier", found.ok_or("must be the name of a tier"))
        }
        (None, Some(before)) => Some(before.tier),
        (None, None) => invalid.check("tier", Err("is required")),
    };
    let ((name, kind), (requires_product, tier)) =
        invalid.into_value(name.zip(kind).zip(requires.zip(tier)))?;
    Ok(ComponentSpec { name, description: described, kind, tier, requires_product, depends_on, features })
}

/// Refuses what the product has no component of, and what would need itself.
pub(super) async fn must_have_order(
    tx: &Tx,
    product: Id<Product>,
    slug: &Slug,
    depends_on: &[Slug],
) -> Result<(), Error> {
    let all = components::of_product(tx, product).await?;
    let others = all.iter().filter(|one| one.slug != *slug);
    let mut needs: BTreeMap<&Slug, &[Slug]> =
        others.map(|one| (&one.slug, one.depends_on.as_slice())).collect();
    needs.insert(slug, depends_on);
    if let Some(absent) = depends_on.iter().find(|one| !needs.contains_key(one)) {
        let detail = format!("The product has no component {absent}");
        return Err(Error::refused(RefusalKind::Invalid, "unknown_dependency", detail));
    }
    dependency_order(&needs).map_err(|cycle| {
        let stuck: Vec<_> = cycle.stuck.iter().map(Slug::as_str).collect();
        let detail = format!("Components would depend on each other: {}", stuck.join(", "));
        Error::refused(RefusalKind::Invalid, "dependency_cycle", detail)
    })?;
    Ok(())
}

fn words<T: std::str::FromStr<Err = &'static str> + PartialEq>(
    invalid: &mut Invalid,
    field: &str,
    texts: &[String],
) -> Vec<T> {
    if texts.len() > MAX_WORDS {
        invalid.add(field, format_args!("must hold at most {MAX_WORDS} words"));
    }
    let mut words = Vec::new();
    for (index, text) in texts.iter().take(MAX_WORDS).enumerate() {
        if let Some(word) = invalid.check(&format!("{field}[{index}]"), text.parse::<T>())
            && !words.contains(&word)
        {
            words.push(word);
        }
    }
    words
}
