//! `GET /dashboard/{environment}/keys/{key}/explain`: whether it would pass, and why.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::keys::explain::{Step, explain_by_id};
use keyward_authority::keys::get;
use keyward_authority::keys::verify::VerifyKey;
use keyward_domain::Code;
use keyward_gate::Answer;

use super::{Row, SECTION};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

/// What a check is called on the wire, and what it asks.
const CHECKS: [(&str, &str); 8] = [
    ("found", "Is there such a key?"),
    ("revoked", "Is it not revoked?"),
    ("disabled", "Is it switched on?"),
    ("expires_at", "Has it not ended?"),
    ("allowed_ips", "May it come from there?"),
    ("permissions", "May it do that?"),
    ("credits", "Has it enough credits?"),
    ("limits", "Is it within its limits?"),
];

/// What came of the question.
struct Told {
    code: &'static str,
    passes: bool,
    steps: Vec<Line>,
}

/// One check.
struct Line {
    asks: &'static str,
    passed: bool,
    code: &'static str,
    saw: String,
}

#[derive(Template)]
#[template(path = "dashboard/keys/explain.html")]
struct ExplainPage {
    shell: Shell,
    row: Row,
    asked: Fields,
    faults: Faults,
    /// None: the question can't be read.
    told: Option<Told>,
}

/// A form for the question, and each step of the answer. It takes nothing and counts as no use.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, id)): Path<(String, String)>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let owned = get::get(&app.authority, &here.actor, &id).await?;
    let row = Row::of(&app.authority, &owned, &mut Names::new(&app.authority, &here.actor)).await;
    let (told, faults) = match tell(&app, &here, &id, &asked).await? {
        Ok(told) => (Some(told), Faults::default()),
        Err(faults) => (None, faults),
    };
    let status = faults.status();
    Ok(here.page_as(status, SECTION, |shell| ExplainPage { shell, row, asked, faults, told }))
}

async fn tell(app: &App, here: &Here, id: &str, asked: &Fields) -> Result<Result<Told, Faults>, Problem> {
    let cost = match asked.text("cost") {
        "" => None,
        text => match text.parse() {
            Ok(cost) => Some(cost),
            Err(_) => return Ok(Err(Faults::one("cost", "must be a whole number"))),
        },
    };
    let (permissions, ip) = (asked.filled("permissions"), asked.filled("ip"));
    let input =
        VerifyKey { permissions: permissions.as_deref(), ip: ip.as_deref(), cost, ..VerifyKey::default() };
    let read = |answer: Answer<'_>, steps: &[Step]| Told {
        code: answer.code.as_str(),
        passes: answer.code == Code::Valid,
        steps: steps.iter().map(Line::of).collect(),
    };
    match explain_by_id(&app.authority, &here.actor, id, input, read).await {
        Ok(told) => Ok(Ok(told)),
        Err(error @ keyward_authority::Error::NotPermitted(_)) => Err(error.into()),
        Err(error) => Ok(Err(faults(error)?)),
    }
}

impl Line {
    fn of(step: &Step) -> Self {
        let asks = CHECKS.iter().find(|(check, _)| *check == step.check).map_or(step.check, |(_, asks)| asks);
        Self { asks, passed: step.passed, code: step.code.as_str(), saw: step.saw.clone() }
    }
}

impl ExplainPage {
    fn others(&self) -> Vec<String> {
        self.faults.beside(&["permissions", "ip", "cost"])
    }
}
