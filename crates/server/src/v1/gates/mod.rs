//! `/v1/gates` (contract v1, part 7); what a gate does is in [`crate::gates`].

mod create;
mod delete;
mod get;
mod list;
mod rotate;
mod update;

use std::sync::Arc;

use keyward_api::{GateBody, GateCredential, GateLimit, GateRule, GateView, GateWithSecret, KeyEnvironment};
use keyward_authority::Actor;
use keyward_authority::gates::{Created, GateSpec, LimitSpec, RuleSpec};
use keyward_domain::Cost;
use keyward_domain::gates::{self, Gate, GateQuery, Rule};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(get::get, update::update, delete::delete))
        .routes(routes!(rotate::rotate))
}

/// The operation's input.
fn spec(body: GateBody) -> GateSpec {
    let credential = body.credential.unwrap_or_default();
    let rule = |rule: GateRule| RuleSpec {
        method: rule.method,
        path_prefix: rule.path_prefix,
        permissions: rule.permissions,
        cost: rule.cost,
    };
    let limit = |limit: GateLimit| LimitSpec {
        name: limit.name,
        limit: limit.limit,
        window_seconds: limit.window_seconds,
        cost: limit.cost,
    };
    GateSpec {
        name: body.name,
        headers: credential.headers,
        query: credential.query,
        permissions: body.permissions,
        rules: body.rules.into_iter().map(rule).collect(),
        limits: body.limits.into_iter().map(limit).collect(),
        on_outage: body.on_outage,
        deny_style: body.deny_style,
    }
}

fn view(app: &App, actor: &Actor, gate: &Gate) -> GateView {
    let ids = app.authority.ids();
    let text = |query: &Option<GateQuery>| query.as_ref().map(|query| query.as_str().to_owned());
    let credential = &gate.settings.credential;
    let rule = |rule: &Rule| GateRule {
        method: rule.method.as_ref().map(|method| method.as_str().to_owned()),
        path_prefix: rule.path_prefix.as_str().to_owned(),
        permissions: text(&rule.permissions),
        cost: (rule.cost != Cost::ONE).then(|| rule.cost.get().into()),
    };
    let limit = |limit: &gates::GateLimit| GateLimit {
        name: limit.name.to_string(),
        limit: limit.most.get().into(),
        window_seconds: limit.window.as_seconds().into(),
        cost: limit.cost.map(|cost| cost.get().into()),
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
        limits: gate.settings.limits.iter().map(limit).collect(),
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
