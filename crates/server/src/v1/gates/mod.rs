//! `/v1/gates` (contract v1, part 7); what a gate does is in [`crate::gates`].

mod create;
mod delete;
mod get;
mod list;
mod rotate;
mod update;

use std::sync::Arc;

use keyward_api::{GateBody, GateCredential, GateRule, GateView, GateWithSecret, KeyEnvironment};
use keyward_authority::Actor;
use keyward_authority::gates::{Created, GateSpec, RuleSpec};
use keyward_domain::Invalid;
use keyward_domain::gates::{Gate, GateQuery, Rule};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(rotate::rotate))
}

/// The operation's input; what this version can't do is refused, not ignored.
fn spec(body: GateBody) -> Result<GateSpec, Invalid> {
    const UNSUPPORTED: &str = "is not supported by this version";
    let mut invalid = Invalid::none();
    if body.limits.is_some() {
        invalid.add("limits", UNSUPPORTED);
    }
    for (at, rule) in body.rules.iter().enumerate() {
        if rule.cost.as_ref().is_some_and(|cost| *cost != 1) {
            invalid.add(format!("rules[{at}].cost"), UNSUPPORTED);
        }
    }
    invalid.into_result()?;
    let credential = body.credential.unwrap_or_default();
    let rule = |rule: GateRule| RuleSpec {
        method: rule.method,
        path_prefix: rule.path_prefix,
        permissions: rule.permissions,
    };
    Ok(GateSpec {
        name: body.name,
        headers: credential.headers,
        query: credential.query,
        permissions: body.permissions,
        rules: body.rules.into_iter().map(rule).collect(),
        on_outage: body.on_outage,
        deny_style: body.deny_style,
    })
}

fn view(app: &App, actor: &Actor, gate: &Gate) -> GateView {
    let ids = app.authority.ids();
    let text = |query: &Option<GateQuery>| query.as_ref().map(|query| query.as_str().to_owned());
    let credential = &gate.settings.credential;
    let rule = |rule: &Rule| GateRule {
        method: rule.method.as_ref().map(|method| method.as_str().to_owned()),
        path_prefix: rule.path_prefix.as_str().to_owned(),
        permissions: text(&rule.permissions),
        cost: None,
    };
    GateView {
        id: ids.encode(gate.id),
        name: gate.name.to_string(),
        environment: KeyEnvironment {
            id: ids.encode(gate.environment),
            // Gates are only shown in their own environment.
            kind: actor.environment.map_or("", |environment| environment.kind.as_str()),
        },
        credential: GateCredential {
            headers: Some(credential.headers.iter().map(|name| name.as_str().to_owned()).collect()),
            query: credential.query.as_ref().map(|name| name.as_str().to_owned()),
        },
        permissions: text(&gate.settings.permissions),
        rules: gate.settings.rules.iter().map(rule).collect(),
        on_outage: gate.settings.on_outage.as_str(),
        deny_style: gate.settings.deny_style.as_str(),
        created_at: gate.created_at.to_string(),
        updated_at: gate.updated_at.to_string(),
    }
}

fn with_secret(app: &App, actor: &Actor, created: &Created) -> GateWithSecret {
    let gate = view(app, actor, &created.gate);
    GateWithSecret { gate_secret: created.secret.expose().to_owned(), gate }
}
