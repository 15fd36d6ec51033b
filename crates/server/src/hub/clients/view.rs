//! A client as this surface writes it (contract hub, A.2).

use keyward_domain::Name;
use serde::Serialize;
use utoipa::ToSchema;

/// A client of yours.
#[derive(Serialize, ToSchema)]
pub(in crate::hub) struct Client {
    /// Its id.
    id: i64,
    /// Its address; one that was made at `/v1` may have none.
    #[schema(example = "client@example.com")]
    email: Option<String>,
    /// What people call it.
    name: String,
    /// For whom it works.
    company: Option<String>,
    /// How many licenses it has.
    license_count: u64,
}

impl From<&keyward_domain::Client> for Client {
    fn from(client: &keyward_domain::Client) -> Self {
        Self {
            id: client.id.get(),
            email: client.email.clone(),
            name: client.name.to_string(),
            company: client.company.as_ref().map(Name::to_string),
            license_count: client.licenses,
        }
    }
}
