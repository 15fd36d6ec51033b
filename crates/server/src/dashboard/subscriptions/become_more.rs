//! `/dashboard/{environment}/subscriptions/account`: what the account is, and what it can become.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::Error;
use keyward_authority::accounts::profile::profile;
use keyward_authority::accounts::request_upgrade::{Upgrade, request_upgrade};
use keyward_authority::needs;
use keyward_domain::{Account, AccountType, Requirement};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Asked, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

const NEWS: [(&str, &str); 2] =
    [("done", "Your account is more now."), ("waits", "The operator decides, and tells you by mail.")];

/// What an account may be.
struct Kind {
    is: AccountType,
    title: &'static str,
    may: &'static str,
}

const KINDS: [Kind; 4] = [
    Kind { is: AccountType::Customer, title: "Customer", may: "Holds licences that it has subscribed to." },
    Kind { is: AccountType::Developer, title: "Developer", may: "Makes some licences for its own sites." },
    Kind {
        is: AccountType::Reseller,
        title: "Reseller",
        may: "Makes licences without limit, for itself and its clients, by API key, too.",
    },
    Kind {
        is: AccountType::Agency,
        title: "Agency",
        may: "The same, with packs bought in bulk and commitments.",
    },
];

#[derive(Template)]
#[template(path = "dashboard/subscriptions/account.html")]
struct AccountPage {
    shell: Shell,
    news: &'static str,
    faults: Faults,
    may: bool,
    account: Account,
    /// What is needed to become more, but an agency.
    needed: Vec<&'static str>,
}

/// What it is, and what there is above that.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let news = asked.news(&NEWS);
    show(&app, &here, news, Faults::default()).await
}

/// Asks to become more.
pub(in crate::dashboard) async fn ask(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    match request_upgrade(&app.authority, &here.actor, sent.text("target")).await {
        Ok(Upgrade::Done(_)) => Ok(here.go("/subscriptions/account?done=done")),
        Ok(Upgrade::PendingApproval) => Ok(here.go("/subscriptions/account?done=waits")),
        Err(Error::UpgradeRequirements(missing)) => {
            let missing: Vec<_> = missing.into_iter().map(requirement).collect();
            let text = format!("Not yet: your account needs {} first.", missing.join(" and "));
            show(&app, &here, "", Faults::one("", &text)).await
        }
        Err(error) => show(&app, &here, "", faults(error)?).await,
    }
}

const fn requirement(missing: Requirement) -> &'static str {
    match missing {
        Requirement::ActiveSubscription => "a subscription that is paid",
        Requirement::ActivatedDomain => "a licence that is active on a domain",
    }
}

async fn show(app: &App, here: &Here, news: &'static str, faults: Faults) -> Result<Response, Problem> {
    let account = profile(&app.authority, &here.actor).await?;
    let needed = app.authority.policy().upgrade_requires.iter().copied().map(requirement).collect();
    let may = here.may(needs::TENANT_WRITE);
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| AccountPage { shell, news, faults, may, account, needed }))
}

impl AccountPage {
    fn is(&self, kind: &Kind) -> bool {
        self.account.account_type == kind.is
    }

    fn waits(&self, kind: &Kind) -> bool {
        self.account.pending_type == Some(kind.is)
    }

    fn is_more(&self, kind: &Kind) -> bool {
        kind.is > self.account.account_type
    }

    /// What it takes.
    fn takes(&self, kind: &Kind) -> String {
        if kind.is == AccountType::Agency {
            return "The operator decides.".to_owned();
        }
        if self.needed.is_empty() {
            String::new()
        } else {
            format!("It takes {}.", self.needed.join(" and "))
        }
    }
}
