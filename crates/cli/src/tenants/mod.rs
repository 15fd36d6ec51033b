//! `keyward tenants …`

mod create;
mod get;
mod list;
mod rename;
mod set_status;

use clap::{Args, Subcommand};

use crate::args::Global;
use crate::client::{Client, Reach};
use crate::failure::Failure;

/// Arguments of `tenants`.
#[derive(Debug, Args)]
pub(crate) struct TenantsCommand {
    #[command(flatten)]
    reach: Reach,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List tenants.
    List(list::List),
    /// Show one tenant.
    Get { id: String },
    /// Make a tenant with its two environments and its first person.
    Create(create::Create),
    /// Name a tenant anew.
    Rename { id: String, name: String },
    /// Let a tenant read and not write.
    Suspend { id: String },
    /// Let a suspended tenant write again.
    Resume { id: String },
}

pub(crate) async fn run(global: &Global, command: TenantsCommand) -> Result<(), Failure> {
    let client = Client::connect(global, command.reach.scope()).await?;
    match command.what {
        What::List(list) => list::run(&client, global, &list).await,
        What::Get { id } => get::run(&client, &id).await,
        What::Create(create) => create::run(&client, global, &create).await,
        What::Rename { id, name } => rename::run(&client, global, &id, &name).await,
        What::Suspend { id } => set_status::run(&client, global, &id, "suspend").await,
        What::Resume { id } => set_status::run(&client, global, &id, "resume").await,
    }
}
