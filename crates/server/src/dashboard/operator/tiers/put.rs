//! The form of a tier: `…/operator/tiers/new` and `…/operator/tiers/{tier}`

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_domain::Feature;
use keyward_hub::tiers::list::list;
use keyward_hub::tiers::put::{self as operation, PutTier};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::operator::{Operating, words};
use crate::dashboard::problem::{Faults, Problem, hub_faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/operator/tier.html")]
struct TierForm {
    shell: Shell,
    faults: Faults,
    sent: Fields,
    /// The name of the one that is changed.
    of: String,
}

/// The form, empty.
pub(in crate::dashboard) async fn new(Operating(here): Operating) -> Response {
    let sent = Fields::of(vec![("domains", "1".to_owned()), ("rank", "1".to_owned())]);
    show(&here, Faults::default(), sent)
}

/// The form with what a tier is.
pub(in crate::dashboard) async fn edit(
    State(app): State<Arc<App>>,
    Path((_, name)): Path<(String, String)>,
    Operating(here): Operating,
) -> Result<Response, Problem> {
    let all = list(&app.hub, &here.account()).await?;
    let tier = all.into_iter().find(|one| one.name.as_str() == name).ok_or_else(Problem::missing)?;
    let features: Vec<_> = tier.features.iter().map(Feature::as_str).collect();
    let sent = Fields::of(vec![
        ("of", name.clone()),
        ("name", name),
        ("rank", tier.rank.to_string()),
        ("domains", tier.domains.get().to_string()),
        ("features", features.join(" ")),
    ]);
    Ok(show(&here, Faults::default(), sent))
}

/// Makes a tier, or changes the one of that name.
pub(in crate::dashboard) async fn put(
    State(app): State<Arc<App>>,
    Operating(here): Operating,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let input = match input(&sent) {
        Ok(input) => input,
        Err(faults) => return Ok(show(&here, faults, sent)),
    };
    match operation::put(&app.hub, &here.account(), &input).await {
        Ok(_) => Ok(here.go("/operator/tiers?done=put")),
        Err(error) => Ok(show(&here, hub_faults(error)?, sent)),
    }
}

fn input(sent: &Fields) -> Result<PutTier, Faults> {
    let number = |name: &str| {
        let number = sent.text(name).parse::<i64>();
        number.map_err(|_| Faults::one(name, "must be a whole number"))
    };
    Ok(PutTier {
        name: sent.text("name").to_owned(),
        rank: number("rank")?,
        domains_per_license: number("domains")?,
        features: words(sent.text("features")),
    })
}

fn show(here: &Here, faults: Faults, sent: Fields) -> Response {
    let status = faults.status();
    let of = sent.text("of").to_owned();
    here.page_as(status, SECTION, |shell| TierForm { shell, faults, sent, of })
}

impl TierForm {
    fn domains(&self) -> Option<String> {
        self.faults.said("domains", "It").or_else(|| self.faults.said("domains_per_license", "It"))
    }

    fn others(&self) -> Vec<String> {
        self.faults.beside(&["name", "rank", "domains", "domains_per_license"])
    }
}
