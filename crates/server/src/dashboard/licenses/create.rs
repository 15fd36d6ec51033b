//! `POST /dashboard/{environment}/licenses`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::{Answer, Once};
use keyward_hub::licenses::bulk::{Batch, create_many};
use keyward_hub::licenses::{CreateLicense, LicenseView, create as operation};

use super::{SECTION, new};
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/licenses/made.html")]
struct MadePage {
    shell: Shell,
    product: String,
    keys: Vec<String>,
}

/// Makes one licence, and leads to its page; or some at once, and lists their keys.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let (input, quantity) = match input(&sent) {
        Ok(input) => input,
        Err(faults) => return new::show(&app, &here, faults, sent).await,
    };
    let (path, body, actor) = (here.path("/licenses"), sent.body(), here.account());
    let made = if quantity == 1 {
        let kept = |made: &LicenseView| (201, made.license.id.get().to_string().into_bytes());
        let once = Once::per_key(&path, sent.text("once"), &body, &kept);
        operation::create(&app.hub, &actor, &input, &once).await.map(|answer| match answer {
            Answer::Fresh(made) => here.go(&format!("/licenses/{}?done=made", made.license.id.get())),
            Answer::Again { body, .. } => here.go(&format!("/licenses/{}", String::from_utf8_lossy(&body))),
        })
    } else {
        let once = Once::per_key(&path, sent.text("once"), &body, &|_: &Batch| (201, Vec::new()));
        create_many(&app.hub, &actor, &input, quantity, &once).await.map(|answer| match answer {
            Answer::Fresh(batch) => all(&here, &batch),
            Answer::Again { .. } => here.go("/licenses?done=made"),
        })
    };
    match made {
        Ok(response) => Ok(response),
        Err(error) => new::show(&app, &here, hub_faults(error)?, sent).await,
    }
}

fn all(here: &Here, batch: &Batch) -> Response {
    let product = batch.licenses.first().map(|one| one.product.name.to_string()).unwrap_or_default();
    let keys = batch.licenses.iter().map(|one| one.key.expose().to_owned()).collect();
    here.page(SECTION, |shell| MadePage { shell, product, keys })
}

fn input(sent: &Fields) -> Result<(CreateLicense, usize), Faults> {
    if sent.text("once").is_empty() {
        return Err(Faults::one("", "This page is too old. Send it once more."));
    }
    let product_id = sent.text("product").parse();
    let product_id = product_id.map_err(|_| Faults::one("product", "must be one of these"))?;
    let quantity = sent.text("quantity").parse();
    let quantity = quantity.map_err(|_| Faults::one("quantity", "must be a number"))?;
    let customer_id = sent.filled("customer").map(|text| text.parse()).transpose();
    let customer_id = customer_id.map_err(|_| Faults::one("customer", "must be one of these"))?;
    // To the end of the day.
    let expires_at = sent.filled("expires_at").map(|day| format!("{day}T23:59:59Z"));
    let tier = sent.text("tier").to_owned();
    Ok((CreateLicense { product_id, tier, expires_at, customer_id, source: sent.filled("source") }, quantity))
}
