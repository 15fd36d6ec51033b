//! `/dashboard/{environment}/roles/new` and `…/roles/{role}`: a role of the tenant's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use keyward_authority::Once;
use keyward_authority::needs;
use keyward_authority::roles::create::create as make;
use keyward_authority::roles::get::get;
use keyward_authority::roles::update::update;
use keyward_authority::roles::{AnyRole, RoleSpec};

use super::SECTION;
use crate::App;
use crate::dashboard::form::{Fields, Sent};
use crate::dashboard::here::Here;
use crate::dashboard::problem::{Faults, Problem, faults};
use crate::dashboard::shell::Shell;

#[derive(Template)]
#[template(path = "dashboard/roles/edit.html")]
struct RolePage {
    shell: Shell,
    faults: Faults,
    /// `None`: it is being made.
    role: Option<AnyRole>,
    id: String,
    title: String,
    description: String,
    permissions: String,
    may_write: bool,
}

/// The form for another role.
pub(in crate::dashboard) async fn new(here: Here) -> Result<Response, Problem> {
    here.actor.may_read(needs::ROLE_READ)?;
    Ok(show(&here, None, Faults::default(), &Fields::default()))
}

/// Makes a role.
pub(in crate::dashboard) async fn create(
    State(app): State<Arc<App>>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let once = Once::no();
    match spec(&sent) {
        Err(wrong) => Ok(show(&here, None, wrong, &sent)),
        Ok(spec) => match make(&app.authority, &here.actor, sent.text("id"), &spec, &once).await {
            Ok(_) => Ok(here.go("/roles?done=made")),
            Err(error) => Ok(show(&here, None, faults(error)?, &sent)),
        },
    }
}

/// What a role is; one of the tenant's own can be changed.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    Path((_, role)): Path<(String, String)>,
    here: Here,
) -> Result<Response, Problem> {
    let role = get(&app.authority, &here.actor, &role).await?;
    Ok(show(&here, Some(role), Faults::default(), &Fields::default()))
}

/// Changes a role.
pub(in crate::dashboard) async fn change(
    State(app): State<Arc<App>>,
    Path((_, name)): Path<(String, String)>,
    here: Here,
    Sent(sent): Sent,
) -> Result<Response, Problem> {
    let role = get(&app.authority, &here.actor, &name).await?;
    match spec(&sent) {
        Err(wrong) => Ok(show(&here, Some(role), wrong, &sent)),
        Ok(spec) => match update(&app.authority, &here.actor, &name, &spec).await {
            Ok(_) => Ok(here.go("/roles?done=changed")),
            Err(error) => Ok(show(&here, Some(role), faults(error)?, &sent)),
        },
    }
}

/// What was sent; with a permission that is none, what is wrong with it.
fn spec(sent: &Fields) -> Result<RoleSpec, Faults> {
    let mut permissions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for word in sent.text("permissions").split([' ', ',', '\n', '\r', '\t']).filter(|word| !word.is_empty()) {
        let Some((entity, action)) = word.split_once(':') else {
            let told = format!("must each be an entity and an action, such as documents:read; {word} is not");
            return Err(Faults::one("permissions", &told));
        };
        permissions.entry(entity.to_owned()).or_default().push(action.to_owned());
    }
    let (title, description) = (sent.text("name").to_owned(), sent.text("description").to_owned());
    Ok(RoleSpec { title, description, permissions })
}

fn show(here: &Here, role: Option<AnyRole>, faults: Faults, sent: &Fields) -> Response {
    let status = faults.status();
    let as_sent = |name: &str, known: Option<String>| match known {
        Some(known) if faults.none() => known,
        _ => sent.text(name).to_owned(),
    };
    let listed =
        |role: &AnyRole| role.permissions.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let title = as_sent("name", role.as_ref().map(|role| role.title.clone()));
    let description = as_sent("description", role.as_ref().map(|role| role.description.clone()));
    let permissions = as_sent("permissions", role.as_ref().map(listed));
    let may_write = here.actor.may_write(needs::ROLE_WRITE).is_ok();
    let id = role.as_ref().map_or_else(|| sent.text("id").to_owned(), |role| role.name.clone());
    here.page_as(status, SECTION, |shell| RolePage {
        shell,
        faults,
        role,
        id,
        title,
        description,
        permissions,
        may_write,
    })
}

impl RolePage {
    /// Where the form goes.
    fn action(&self) -> String {
        let rest = self.role.as_ref().map_or_else(String::new, |role| format!("/{}", role.name));
        self.shell.path(&format!("/roles{rest}"))
    }

    /// Whether it can be written at all.
    fn is_open(&self) -> bool {
        self.may_write && self.role.as_ref().is_none_or(|role| !role.built_in)
    }

    /// What is wrong with a permission: the operation names the entity.
    fn of_permissions(&self) -> Option<String> {
        let told = self.faults.under("permissions").map(|(field, reason)| match field.split_once('.') {
            Some((_, entity)) => format!("{entity} {reason}"),
            None => format!("Permissions {reason}"),
        });
        let told: Vec<_> = told.collect();
        Some(told.join("; ")).filter(|told| !told.is_empty())
    }

    fn others(&self) -> Vec<String> {
        let known = ["name", "description", "id"];
        let others = self.faults.beside(&known);
        others.into_iter().filter(|told| !told.starts_with("permissions")).collect()
    }
}
