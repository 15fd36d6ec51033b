//! `GET /api/v1/portal/licenses`

use std::sync::Arc;

use axum::extract::State;
use keyward_hub::licenses::list::{self as operation, ListLicenses};

use super::view::LicenseItem;
use super::{SOURCES, STATUSES};
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Input, Moment, Sent, Text, Whole};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::KeyOrPerson;

/// Which licenses.
pub(crate) struct Which {
    filter: ListLicenses,
    paging: Paging,
}

impl Input for Which {
    const BODY: bool = false;
    const TIERS: bool = true;

    fn read(sent: &mut Sent) -> Option<Self> {
        let status = sent.query("status", Choice(&STATUSES));
        let source = sent.query("source", Choice(&SOURCES));
        let search = sent.query("search", Text::between(0, 255));
        let customer_id = sent.query("customer_id", Whole::ANY);
        let product_id = sent.query("product_id", Whole::ANY);
        let tier = sent.query("tier", sent.tiers());
        let expires_before = sent.query("expires_before", Moment);
        let paging = Paging::read(sent);
        let filter = ListLicenses {
            status: status?.map(str::to_owned),
            source: source?.map(str::to_owned),
            search: search?,
            customer_id: customer_id?,
            product_id: product_id?,
            tier: tier?,
            expires_before: expires_before?.map(|time| time.to_string()),
        };
        Some(Self { filter, paging: paging? })
    }
}

/// Your licenses and your clients', newest first: an array, or an envelope when `page` or `per_page` is sent.
#[utoipa::path(
    get,
    path = "/api/v1/portal/licenses",
    tag = "hub",
    operation_id = "list_licenses",
    params(
        ("status" = Option<String>, Query, description = "`active`, `expired`, `suspended` or `revoked`"),
        ("source" = Option<String>, Query, description = "`individual`, `bulk_pack`, `commitment` or `nfr`"),
        ("search" = Option<String>, Query, description = "A key, a part of one as it is shown, or a part of a domain"),
        ("customer_id" = Option<i64>, Query, description = "A client's id"),
        ("product_id" = Option<i64>, Query, description = "A product's id"),
        ("tier" = Option<String>, Query, description = "A tier's name"),
        ("expires_before" = Option<String>, Query, description = "RFC 3339"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<LicenseItem>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, Which>,
) -> Result<axum::Json<Rows<LicenseItem>>, Problem> {
    let Which { filter, paging } = call.input;
    let listed = operation::list(&app.hub, &call.who.0, &filter, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
