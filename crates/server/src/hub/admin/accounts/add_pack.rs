//! `POST /api/v1/admin/accounts/{id}/packs`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::packs::add::{self as operation, AddPack};
use utoipa::ToSchema;

use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Input, NAME, Sent, Whole};
use crate::hub::licenses::pack_credits::Pack;
use crate::hub::who::Operator;

/// A pack that an account has bought.
#[derive(ToSchema)]
pub(crate) struct NewPack {
    /// The account's id, in the path.
    #[schema(ignore)]
    id: i64,
    /// How many licenses: 1 to 100,000.
    #[schema(example = 25, minimum = 1, maximum = 100_000)]
    pack_size: i64,
    /// What it is a pack of.
    #[schema(example = "Starter Theme", min_length = 1, max_length = 255)]
    bundle: String,
}

impl Input for NewPack {
    fn read(sent: &mut Sent) -> Option<Self> {
        let id = sent.path("id", Whole::ANY);
        let pack_size = sent.required("pack_size", Whole::between(1, 100_000));
        let bundle = sent.required("bundle", NAME);
        Some(Self { id: id?, pack_size: pack_size?, bundle: bundle? })
    }
}

/// Give an agency a pack of licenses.
#[utoipa::path(
    post,
    path = "/api/v1/admin/accounts/{id}/packs",
    tag = "hub",
    operation_id = "add_pack",
    request_body = NewPack,
    params(
        ("id" = i64, Path, description = "The account's id"),
        ("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")
    ),
    responses((status = 201, body = Pack), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 404, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []))
)]
pub(crate) async fn add_pack(
    State(app): State<Arc<App>>,
    call: Call<Operator, NewPack>,
) -> Result<Response, Problem> {
    let render = |pack: &keyward_domain::Pack| created(&Pack::from(pack));
    let NewPack { id, pack_size, bundle } = call.input;
    let route = format!("POST /api/v1/admin/accounts/{id}/packs");
    let once = call.once.once(&route, &call.raw, &render);
    let input = AddPack { size: pack_size, bundle };
    let answer = operation::add(&app.hub, &call.who.0, id, &input, &once).await?;
    Ok(respond(&answer, &render))
}
