//! `GET /api/v1/admin/accounts`

use std::sync::Arc;

use axum::extract::State;
use keyward_authority::accounts::search::{AccountFilter, search};

use super::view::OperatedAccount;
use super::{TYPES, account_type};
use crate::App;
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Choice, Flag, Input, Sent, Text};
use crate::hub::paging::{Paging, Rows};
use crate::hub::who::Operator;

/// Which accounts.
pub(crate) struct Filter {
    filter: AccountFilter,
    paging: Paging,
}

impl Input for Filter {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        let text = sent.query("search", Text::between(0, 255));
        let kind = sent.query("type", Choice(TYPES));
        let pending = sent.query("pending", Flag);
        let disabled = sent.query("disabled", Flag);
        let paging = Paging::read(sent);
        let text = text?.filter(|text| !text.is_empty());
        let filter =
            AccountFilter { text, account_type: account_type(kind?), pending: pending?, disabled: disabled? };
        Some(Self { filter, paging: paging? })
    }
}

/// Every account, oldest first: an array, or an envelope when `page` or `per_page` is sent.
#[utoipa::path(
    get,
    path = "/api/v1/admin/accounts",
    tag = "hub",
    operation_id = "list_accounts",
    params(
        ("search" = Option<String>, Query, description = "Part of the address, the name or the company"),
        ("type" = Option<String>, Query, description = "`customer`, `developer`, `reseller` or `agency`"),
        ("pending" = Option<bool>, Query, description = "Whether they ask to become something"),
        ("disabled" = Option<bool>, Query, description = "Whether they are switched off"),
        ("page" = Option<i64>, Query, description = "From 1"),
        ("per_page" = Option<i64>, Query, description = "1 to 100; 25 by default")
    ),
    responses((status = 200, body = Rows<OperatedAccount>), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    call: Call<Operator, Filter>,
) -> Result<axum::Json<Rows<OperatedAccount>>, Problem> {
    let Filter { filter, paging } = call.input;
    let listed = search(&app.authority, &call.who.0, &filter, paging.page()).await?;
    Ok(axum::Json(paging.rows(&listed)))
}
