//! `keyward roles …`

mod create;
mod delete;
mod get;
mod list;
mod update;

use clap::{Args, Subcommand};
use keyward_domain::RoleName;
use serde_json::{Map, Value, json};

use crate::args::Global;
use crate::client::{Client, InTenant};
use crate::failure::Failure;

/// Arguments of `roles`.
#[derive(Debug, Args)]
pub(crate) struct RolesCommand {
    #[command(flatten)]
    target: InTenant,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the built-in roles and the tenant's own.
    List(list::List),
    /// Show one role.
    Get { id: String },
    /// Make a role of the tenant's own.
    Create(Spec),
    /// Change a role of the tenant's own, for who holds it; keys keep what they were made with.
    Update(Spec),
    /// Delete a role of the tenant's own that nobody holds.
    Delete { id: String },
}

/// What a role is to be.
#[derive(Debug, Args)]
struct Spec {
    /// Its id: a letter a-z, then letters, digits, `_`, `.` and `-`.
    id: String,
    /// For lists and dialogs.
    #[arg(long)]
    name: String,
    /// What it is for.
    #[arg(long)]
    description: Option<String>,
    /// A permission `entity:action`; may be given several times.
    #[arg(long = "permission", value_name = "PERMISSION", required = true)]
    permissions: Vec<String>,
}

pub(crate) async fn run(global: &Global, command: RolesCommand) -> Result<(), Failure> {
    let client = Client::connect(global, command.target.scope()).await?;
    match command.what {
        What::List(list) => list::run(&client, global, &list).await,
        What::Get { id } => get::run(&client, &id).await,
        What::Create(spec) => create::run(&client, global, &spec).await,
        What::Update(spec) => update::run(&client, global, &spec).await,
        What::Delete { id } => delete::run(&client, global, &id).await,
    }
}

impl Spec {
    /// As the wire has it: actions by entity.
    fn body(&self) -> Result<Value, Failure> {
        let mut permissions: Map<String, Value> = Map::new();
        for text in &self.permissions {
            let Some((entity, action)) = text.split_once(':') else {
                return Err(Failure::misused(format!("--permission {text:?} must be `entity:action`")));
            };
            let actions = permissions.entry(entity).or_insert_with(|| json!([]));
            actions.as_array_mut().into_iter().for_each(|actions| actions.push(json!(action)));
        }
        Ok(json!({
            "id": self.id,
            "name": self.name,
            "description": self.description,
            "permissions": permissions,
        }))
    }
}

/// The path of a role. What is no role's id must not lead elsewhere.
fn path(id: &str) -> Result<String, Failure> {
    let id: RoleName = id.parse().map_err(|reason| Failure::misused(format!("the role's id {reason}")))?;
    Ok(format!("/v1/rbac/roles/{id}"))
}
