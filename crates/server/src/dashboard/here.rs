//! Who looks at a page, and in which environment.

use std::sync::Arc;

use askama::Template;
use axum::extract::{FromRequestParts, OptionalFromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use keyward_authority::sessions::browser::authenticate;
use keyward_authority::{Actor, Error, Origin, Principal, environments};
use keyward_domain::{Environment, EnvironmentType, Need, Page};
use keyward_gate::GrantEnvironment;

use super::problem::Problem;
use super::shell::{Frame, Place, Shell, groups};
use super::{cookie, form};
use crate::App;
use crate::html::is_mark;
use crate::http::{Context, Known};

/// More environments than the header's menu is good for.
const MOST: u64 = 100;

/// Somebody who is signed in.
pub(super) struct Member {
    /// They, in no environment yet.
    pub(super) actor: Actor,
    /// Their address.
    pub(super) email: String,
    mark: String,
    frame: Frame,
}

/// Somebody who is signed in, in the environment that the path names.
pub(super) struct Here {
    /// They, in it.
    pub(super) actor: Actor,
    /// Its id.
    pub(super) environment: String,
    member: Member,
    all: Vec<Environment>,
    app: Arc<App>,
}

/// Where a request came from.
pub(super) fn origin(parts: &Parts) -> Origin {
    let context = parts.extensions.get::<Context>().cloned();
    context.map_or_else(Origin::default, |context| context.origin(&parts.headers))
}

impl FromRequestParts<Arc<App>> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let frame = Frame::new(app, &parts.headers, parts.uri.path());
        let Some(token) = cookie::token(&parts.headers) else { return Err(Problem::SignIn(frame.here)) };
        let actor = match authenticate(&app.authority, token, origin(parts)).await {
            Ok(actor) => actor,
            Err(Error::InvalidToken) => return Err(Problem::SignIn(frame.here)),
            Err(error) => return Err(error.into()),
        };
        if let Some(seen) = parts.extensions.get::<Context>().and_then(|context| context.seen.as_ref()) {
            seen.is(Known::Actor(actor.clone()));
        }
        let email = match &actor.principal {
            Principal::User { email, .. } => email.to_string(),
            Principal::Key(_) | Principal::Operator => String::new(),
        };
        Ok(Self { actor, email, mark: form::MARKS.of(token), frame })
    }
}

impl OptionalFromRequestParts<Arc<App>> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Option<Self>, Problem> {
        match <Self as FromRequestParts<Arc<App>>>::from_request_parts(parts, app).await {
            Ok(member) => Ok(Some(member)),
            Err(Problem::SignIn(_)) => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}

impl FromRequestParts<Arc<App>> for Here {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let member = <Member as FromRequestParts<Arc<App>>>::from_request_parts(parts, app).await?;
        let named = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Problem::missing())?;
        let named = named.iter().find(|(name, _)| *name == "environment").map(|(_, value)| value.to_owned());
        let named = named.unwrap_or_default();
        let all = environments::list::list(&app.authority, &member.actor, Page::first(MOST)).await?.items;
        let id = app.authority.ids().decode::<Environment>(&named);
        let found = all.iter().find(|environment| Some(environment.id) == id).ok_or_else(Problem::missing)?;
        let environment = Some(GrantEnvironment { id: found.id, kind: found.kind });
        let actor = Actor { environment, ..member.actor.clone() };
        Ok(Self { actor, environment: named, member, all, app: Arc::clone(app) })
    }
}

impl Here {
    /// Whether they may change what needs this: else a page has no button for it.
    pub(super) fn may(&self, need: Need) -> bool {
        self.actor.may_write(need).is_ok()
    }

    /// They as the licensing hub knows them: what is there is the account's, whatever the environment.
    pub(super) fn account(&self) -> Actor {
        Actor { environment: None, ..self.actor.clone() }
    }

    /// Whether a form carries this session's mark.
    pub(super) fn is_marked(&self, sent: &str) -> bool {
        is_mark(&self.member.mark, sent)
    }

    /// The path of a page in this environment, such as `/keys`.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/dashboard/{}{rest}", self.environment)
    }

    /// What stands around a page, under the item of [`NAV`](super::shell::NAV) of that name.
    pub(super) fn shell(&self, section: &'static str) -> Shell {
        let ids = self.app.authority.ids();
        let place = |environment: &Environment| {
            let id = ids.encode(environment.id);
            Place {
                name: environment.name.to_string(),
                production: environment.kind == EnvironmentType::Production,
                current: id == self.environment,
                id,
            }
        };
        Shell {
            frame: self.member.frame.clone(),
            mark: self.member.mark.clone(),
            email: self.member.email.clone(),
            section,
            places: self.all.iter().map(place).collect(),
            groups: groups(&self.actor),
        }
    }

    /// A page with what stands around it.
    pub(super) fn page<T: Template>(&self, section: &'static str, body: impl FnOnce(Shell) -> T) -> Response {
        self.page_as(StatusCode::OK, section, body)
    }

    /// The same, with a status.
    pub(super) fn page_as<T: Template>(
        &self,
        status: StatusCode,
        section: &'static str,
        body: impl FnOnce(Shell) -> T,
    ) -> Response {
        self.member.frame.show(status, &body(self.shell(section)))
    }

    /// On to another page of this environment.
    pub(super) fn go(&self, rest: &str) -> Response {
        Redirect::to(&self.path(rest)).into_response()
    }
}

/// `GET /dashboard`: on to where somebody is likely to work.
pub(super) async fn home(
    axum::extract::State(app): axum::extract::State<Arc<App>>,
    member: Member,
) -> Result<Response, Problem> {
    home_of(&app, &member, "").await
}

/// On to a page in that environment.
pub(super) async fn home_of(app: &App, member: &Member, rest: &str) -> Result<Response, Problem> {
    let all = environments::list::list(&app.authority, &member.actor, Page::first(MOST)).await?.items;
    let development = all.iter().find(|one| one.kind == EnvironmentType::Development);
    let Some(found) = development.or(all.first()) else { return Err(Problem::missing()) };
    Ok(Redirect::to(&format!("/dashboard/{}{rest}", app.authority.ids().encode(found.id))).into_response())
}
