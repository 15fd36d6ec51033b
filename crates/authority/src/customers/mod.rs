//! Operations on the tenant's own customers (contract v1, part 8).

pub mod create;
pub mod delete;
pub mod get;
pub mod list;
pub mod update;

use keyward_domain::{AuditTarget, Customer, EmailAddress, Invalid, Metadata, Name};

use crate::check;

const CUSTOMER: &str = "Customer";

/// What may be said of a customer, checked.
struct Facts {
    name: Option<Name>,
    email: Option<String>,
    metadata: Metadata,
}

impl Facts {
    fn check(invalid: &mut Invalid, name: &str, email: Option<&str>, metadata: Option<&str>) -> Self {
        Self {
            name: invalid.check("name", name.parse()),
            email: email
                .and_then(|text| invalid.check("email", text.parse::<EmailAddress>()))
                .map(|email| email.to_string()),
            metadata: check::metadata(invalid, "", metadata),
        }
    }
}

fn target(customer: &Customer) -> AuditTarget {
    AuditTarget { kind: "customer", id: customer.id.get(), name: customer.external_id.to_string() }
}
