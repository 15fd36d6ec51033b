//! `keyward users …`

mod create_service_account;
mod delete;
mod get;
mod list;
mod rename;
mod set_password;
mod set_roles;

use clap::{Args, Subcommand};

use crate::args::Global;
use crate::client::{Client, InTenant};
use crate::failure::Failure;

/// Arguments of `users`.
#[derive(Debug, Args)]
pub(crate) struct UsersCommand {
    #[command(flatten)]
    target: InTenant,
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List people, or machines.
    List(list::List),
    /// Show one person or machine.
    Get { id: String },
    /// Make a machine; its roles stay as they are.
    CreateServiceAccount(create_service_account::Create),
    /// Name a person or a machine anew.
    Rename { id: String, name: String },
    /// Give a person other roles.
    SetRoles(set_roles::SetRoles),
    /// Remove a person or a machine.
    Delete(delete::Delete),
    /// Set a person's password, asked for on the terminal or read from standard input, and end their sessions. On the server's machine
    /// alone.
    SetPassword {
        /// The person's e-mail address or id, in whichever tenant.
        #[arg(value_name = "EMAIL|ID")]
        who: String,
    },
}

pub(crate) async fn run(global: &Global, command: UsersCommand) -> Result<(), Failure> {
    if matches!(command.what, What::SetPassword { .. }) {
        command.target.must_be_here()?;
    }
    let client = Client::connect(global, command.target.scope()).await?;
    match command.what {
        What::List(list) => list::run(&client, global, &list).await,
        What::Get { id } => get::run(&client, &id).await,
        What::CreateServiceAccount(create) => create_service_account::run(&client, global, &create).await,
        What::Rename { id, name } => rename::run(&client, global, &id, &name).await,
        What::SetRoles(roles) => set_roles::run(&client, global, &roles).await,
        What::Delete(delete) => delete::run(&client, global, &delete).await,
        What::SetPassword { who } => set_password::run(&client, global, &who).await,
    }
}
