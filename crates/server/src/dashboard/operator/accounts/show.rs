//! `GET /dashboard/{environment}/operator/accounts/{account}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::accounts::find::find;
use keyward_domain::{Account, AccountType, Name};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Fields, once};
use crate::dashboard::here::Here;
use crate::dashboard::licenses::number;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Faults, Problem};
use crate::dashboard::shell::Shell;
use crate::dashboard::times::Moment;

const NEWS: [(&str, &str); 6] = [
    ("changed", "The account is changed. Its next request obeys."),
    ("approved", "It is granted, and the account is told by mail."),
    ("rejected", "It is not granted."),
    ("off", "The account is switched off. Its sessions have ended, and its keys are refused."),
    ("on", "The account is switched on again."),
    ("pack", "The account has the pack."),
];

#[derive(Template)]
#[template(path = "dashboard/operator/account.html")]
struct AccountPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    sent: Fields,
    account: Account,
    created: Moment,
    kinds: Vec<(String, String)>,
    once: String,
}

/// All about an account.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, account)): Path<(String, String)>,
    Operating(here): Operating,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &here, number(&account)?, news, Faults::default(), Fields::default()).await
}

pub(super) async fn show(
    app: &App,
    here: &Here,
    id: i64,
    news: &'static str,
    faults: Faults,
    sent: Fields,
) -> Result<Response, Problem> {
    let account = find(&app.authority, &here.actor, id).await?;
    let status = faults.status();
    let once = once(app);
    Ok(here.page_as(status, SECTION, |shell| AccountPage {
        shell,
        news,
        faults,
        sent,
        created: Moment::new(account.created_at, app.authority.now()),
        account,
        kinds: AccountType::ALL
            .iter()
            .map(|kind| (kind.as_str().to_owned(), kind.as_str().to_owned()))
            .collect(),
        once,
    }))
}

impl AccountPage {
    fn to(&self, act: &str) -> String {
        self.shell.path(&format!("/operator/accounts/{}{act}", self.account.id.get()))
    }

    fn name(&self) -> String {
        self.account.name.as_ref().map(Name::to_string).unwrap_or_default()
    }

    fn company(&self) -> String {
        self.account.company.as_ref().map(Name::to_string).unwrap_or_default()
    }

    fn kind(&self) -> &str {
        let sent = self.sent.text("type");
        if sent.is_empty() { self.account.account_type.as_str() } else { sent }
    }

    fn is_agency(&self) -> bool {
        self.account.account_type == AccountType::Agency
    }

    fn limit(&self) -> String {
        match self.account.license_limit {
            -1 => "without limit".to_owned(),
            limit => limit.to_string(),
        }
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["license_limit", "bundle", "pack_size"])
    }
}
