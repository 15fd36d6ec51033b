//! The licences of an account.

use keyward_authority::Actor;
use keyward_authority::keys::list::Listed;
use keyward_domain::{Id, Invalid, LicenseSource, LicenseStatus, Page, Timestamp};
use keyward_storage::licenses::{self, Filter, Search};
use keyward_storage::tiers;

use super::{LicenseView, views};
use crate::{Error, Hub, needs};

/// Which licences, as the wire asks; what is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct ListLicenses {
    /// `active`, `expired`, `suspended` or `revoked`.
    pub status: Option<String>,
    /// `individual`, `bulk_pack`, `commitment` or `nfr`.
    pub source: Option<String>,
    /// A key, a part of one as it is shown, or a part of a domain.
    pub search: Option<String>,
    /// A client's id.
    pub customer_id: Option<i64>,
    /// A product's id.
    pub product_id: Option<i64>,
    /// A tier's name.
    pub tier: Option<String>,
    /// RFC 3339.
    pub expires_before: Option<String>,
}

/// A page of the actor's account's licences, its clients' included, newest first.
pub async fn list(
    hub: &Hub,
    actor: &Actor,
    input: &ListLicenses,
    page: Page,
) -> Result<Listed<LicenseView>, Error> {
    actor.may_read(needs::LICENSE_READ)?;
    let now = hub.now();
    let mut invalid = Invalid::none();
    let status =
        input.status.as_deref().and_then(|text| invalid.check("status", text.parse::<LicenseStatus>()));
    let source =
        input.source.as_deref().and_then(|text| invalid.check("source", text.parse::<LicenseSource>()));
    let before = input.expires_before.as_deref();
    let expires_before = before.and_then(|text| invalid.check("expires_before", text.parse::<Timestamp>()));
    let search = input.search.as_deref().map(str::trim).filter(|text| !text.is_empty());
    if search.is_some_and(|text| text.chars().any(char::is_control)) {
        invalid.add("search", "must not contain control characters");
    }
    invalid.into_result()?;
    let reader = hub.authority().storage().reader();
    let tier = match input.tier.as_deref() {
        None => None,
        Some(name) => match tiers::find(&reader, name).await? {
            Some(tier) => Some(tier.id),
            None => return Ok(Listed { items: Vec::new(), total: 0 }),
        },
    };
    let filter = Filter {
        customer: input.customer_id.map(Id::new),
        product: input.product_id.map(Id::new),
        tier,
        source,
        status: status.map(|status| (status, now)),
        expires_before,
        search: search.map(|text| Search {
            text: text.to_owned(),
            index: hub.keys().read(text).map(|key| hub.keys().index(&key)),
        }),
    };
    let (found, total) = licenses::list(&reader, actor.tenant, &filter, page).await?;
    Ok(Listed { items: views(hub, &reader, found, now).await?, total })
}
