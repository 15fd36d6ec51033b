//! `keyward bootstrap`: the first tenant, with nothing running.

use keyward_authority::Origin;
use keyward_authority::tenants::bootstrap::{Bootstrapped, bootstrap};
use keyward_authority::tenants::create::CreateTenant;
use serde_json::json;

use crate::args::{Bootstrap, Global};
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::{compose, config, output};

/// Makes a tenant, and for each of its environments a first key of its first person.
pub(crate) async fn run(global: &Global, arguments: &Bootstrap) -> Result<(), Failure> {
    let config = config::load(global, None)?.config;
    let data_dir = DataDir::open(&config.data_dir)?;
    let Some(_lock) = data_dir.try_lock(compose::database_file(&config).as_deref())? else {
        return Err(Failure::failed(
            "a server is running on this data directory: stop it first, tenants are made without one",
        ));
    };
    let authority = compose::authority(&config, config.policy(), &data_dir).await?;
    let origin = Origin { request_id: "bootstrap".to_owned(), ..Origin::default() };
    let input = CreateTenant { name: arguments.tenant.clone(), email: arguments.operator.clone() };
    let Bootstrapped { made, development, production } = bootstrap(&authority, &origin, &input).await?;
    let keys = [(&made.development, development), (&made.production, production)];
    let keys = keys.map(|(environment, created)| {
        json!({
            "environment": environment.name.as_str(),
            "environment_id": authority.ids().encode(environment.id),
            "api_key": created.secret.expose(),
        })
    });
    if global.json {
        let tenant = authority.ids().encode(made.tenant.id);
        return output::json(
            &json!({"tenant_id": tenant, "user_id": authority.ids().encode(made.admin.id), "keys": keys}),
        );
    }
    output::line(&format!(
        "Made the tenant {} with {} as its super admin and an operator.",
        made.tenant.name, made.admin.email
    ))?;
    output::line("Their first keys, shown this once:\n")?;
    output::table(&[("ENVIRONMENT", "/environment"), ("KEY", "/api_key")], &keys)
}
