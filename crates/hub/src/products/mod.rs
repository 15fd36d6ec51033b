//! Operations on products: the operator's, for every account (contract hub, part E).

pub mod create;
pub mod list;
pub mod update;

use keyward_domain::{AuditTarget, Product};

fn target(product: &Product) -> AuditTarget {
    AuditTarget { kind: "product", id: product.id.get(), name: product.slug.to_string() }
}
