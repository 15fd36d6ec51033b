//! Components of products: what the operator sets up, and what sites get by their licence (contract hub, B.4 and E).

pub mod available;
pub mod catalogue;
pub mod check;
pub mod create;
pub mod download;
pub mod update;

mod manifest;
mod offer;
mod spec;

pub use offer::Offer;
pub use spec::ComponentInput;

use keyward_domain::{AuditTarget, Component, ComponentLock, Tier, Version};

use crate::Error;
use crate::error::RefusalKind;
use crate::updates::Entitled;

fn target(component: &Component) -> AuditTarget {
    AuditTarget { kind: "component", id: component.id.get(), name: component.slug.to_string() }
}

/// Refuses what the site has no right to.
pub(crate) fn must_have(
    component: &Component,
    site: &Entitled,
    needed: &Tier,
    version: Option<&Version>,
) -> Result<(), Error> {
    if component.product != site.product.id {
        return Err(Error::no_component());
    }
    let detail = match component.locked(&site.tier, needed, version) {
        None => return Ok(()),
        Some(ComponentLock::Tier) => format!("Component requires the {} tier", needed.name),
        Some(ComponentLock::Addon) => "Component requires an add-on".to_owned(),
        Some(ComponentLock::Version) => {
            format!("Component requires version {} of the product", component.requires_product)
        }
    };
    Err(Error::refused(RefusalKind::Forbidden, "component_not_entitled", detail))
}
