//! `POST /dashboard/{environment}/operator/accounts/{account}/packs`

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Answer;
use keyward_domain::Pack;
use keyward_hub::packs::add::{self as operation, AddPack};

use super::show;
use crate::App;
use crate::dashboard::form::{Sent, per_form};
use crate::dashboard::licenses::number;
use crate::dashboard::operator::Operating;
use crate::dashboard::problem::{Problem, hub_faults};

/// Gives an agency a pack.
pub(in crate::dashboard) async fn add(
    State(app): State<Arc<App>>,
    Path((_, account)): Path<(String, String)>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let id = number(&account)?;
    // What is no number is refused as nothing would be.
    let size = sent.text("pack_size").parse().unwrap_or_default();
    let input = AddPack { size, bundle: sent.text("bundle").to_owned() };
    let (path, body) = (here.path(&format!("/operator/accounts/{id}/packs")), sent.body());
    let kept = |_: &Pack| (201, Vec::new());
    let once = per_form(sent.text("once"), &path, &body, &kept);
    match operation::add(&app.hub, &here.account(), id, &input, &once).await {
        Ok(Answer::Fresh(_) | Answer::Again { .. }) => {
            Ok(here.go(&format!("/operator/accounts/{id}?done=pack")))
        }
        Err(error) => show::show(&app, &here, id, "", hub_faults(error)?, sent).await,
    }
}
