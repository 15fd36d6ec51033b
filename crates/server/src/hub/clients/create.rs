//! `POST /api/v1/portal/clients`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_hub::clients::create::{self as operation, CreateClient};
use utoipa::ToSchema;

use super::view::Client;
use crate::App;
use crate::http::{created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Email, Input, LABEL, NAME, Sent};
use crate::hub::who::KeyOrPerson;

/// A client to be made.
#[derive(ToSchema)]
pub(crate) struct NewClient {
    /// Its address, which no other client and nobody who signs in has.
    #[schema(example = "client@example.com")]
    email: String,
    /// What people call it.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// For whom it works.
    #[schema(max_length = 255)]
    company: Option<String>,
}

impl Input for NewClient {
    fn read(sent: &mut Sent) -> Option<Self> {
        let email = sent.required("email", Email);
        let name = sent.required("name", NAME);
        let company = sent.optional("company", LABEL);
        let company = company?.filter(|text| !text.trim().is_empty());
        Some(Self { email: email?, name: name?, company })
    }
}

const ROUTE: &str = "POST /api/v1/portal/clients";

/// Make a client. It can't sign in.
#[utoipa::path(
    post,
    path = "/api/v1/portal/clients",
    tag = "hub",
    operation_id = "create_client",
    request_body = NewClient,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = Client), (status = 400, body = Detail), (status = 401, body = Detail), (status = 403, body = Detail), (status = 422, body = Details)),
    security(("bearer" = []), ("api_key" = []))
)]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    call: Call<KeyOrPerson, NewClient>,
) -> Result<Response, Problem> {
    let render = |made: &keyward_domain::Client| created(&Client::from(made));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let NewClient { email, name, company } = call.input;
    let input = CreateClient { email, name, company };
    let answer = operation::create(&app.hub, &call.who.0, &input, &once).await?;
    Ok(respond(&answer, &render))
}
