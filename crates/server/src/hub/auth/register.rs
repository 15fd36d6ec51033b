//! `POST /api/v1/portal/auth/register`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::accounts::register::{self as operation, Register};
use keyward_domain::Account;
use serde::Serialize;
use utoipa::ToSchema;

use crate::App;
use crate::http::{Category, created, respond};
use crate::hub::Problem;
use crate::hub::call::Call;
use crate::hub::error::{Detail, Details};
use crate::hub::fields::{Email, Input, LABEL, NAME, PASSWORD, Sent, Text};
use crate::hub::profile::name;
use crate::hub::who::Anyone;

/// An account to be.
#[derive(ToSchema)]
pub(crate) struct NewAccount {
    /// The owner's address.
    #[schema(example = "you@example.com")]
    email: String,
    /// 8 to 128 characters.
    #[schema(min_length = 8, max_length = 128)]
    password: String,
    /// The owner's name.
    #[schema(min_length = 1, max_length = 255)]
    name: String,
    /// For whom they work.
    company: Option<String>,
    /// The code of the partner who sent them.
    #[schema(example = "FLV-A1B2C3")]
    referral_code: Option<String>,
}

impl Input for NewAccount {
    fn read(sent: &mut Sent) -> Option<Self> {
        let email = sent.required("email", Email);
        let password = sent.required("password", PASSWORD);
        let name = sent.required("name", NAME);
        let company = sent.optional("company", LABEL);
        let referral_code = sent.optional("referral_code", Text::ANY);
        Some(Self {
            email: email?,
            password: password?,
            name: name?,
            // An empty field of a form is none.
            company: company?.filter(|text| !text.trim().is_empty()),
            referral_code: referral_code?.filter(|text| !text.trim().is_empty()),
        })
    }
}

/// An account that was just made.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeAccount {
    id: i64,
    email: String,
    name: String,
    company: Option<String>,
    /// `customer`
    #[serde(rename = "type")]
    account_type: &'static str,
    /// Whether its owner may sign in: `false` until the link in the mail was opened.
    email_verified: bool,
    created_at: String,
}

impl From<Account> for MadeAccount {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.get(),
            name: name(&account),
            email: account.email,
            company: account.company.map(|company| company.to_string()),
            account_type: account.account_type.as_str(),
            email_verified: account.email_verified_at.is_some(),
            created_at: account.created_at.to_string(),
        }
    }
}

const ROUTE: &str = "POST /api/v1/portal/auth/register";

/// Make an account. Its owner proves their address by the link in a mail before they sign in.
#[utoipa::path(
    post,
    path = "/api/v1/portal/auth/register",
    tag = "hub",
    operation_id = "portal_register",
    request_body = NewAccount,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry give the first answer again")),
    responses((status = 201, body = MadeAccount), (status = 400, body = Detail), (status = 403, body = Detail), (status = 422, body = Details), (status = 429, body = Detail)),
    security(())
)]
pub(crate) async fn register(
    State(app): State<Arc<App>>,
    call: Call<Anyone, NewAccount>,
) -> Result<Response, Problem> {
    call.limit(&app, Category::Register).await?;
    let render = |made: &Account| created(&MadeAccount::from(made.clone()));
    let once = call.once.once(ROUTE, &call.raw, &render);
    let NewAccount { email, password, name, company, referral_code } = call.input;
    let input = Register { email, password, name, company, referral_code };
    let answer = operation::register(&app.authority, &call.who.0, &input, &once).await.map_err(problem)?;
    Ok(respond(&answer, &render))
}

/// Two things that the contract has words of its own for.
fn problem(error: Error) -> Problem {
    match error {
        Error::AlreadyExists(_) => Problem::new(400, "email_exists", "Email already registered"),
        Error::Invalid(invalid) if matches!(invalid.problems(), [one] if one.field == "referral_code") => {
            Problem::new(400, "invalid_referral_code", "Invalid referral code")
        }
        other => other.into(),
    }
}
