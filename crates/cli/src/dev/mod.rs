//! `serve --dev`: samples in an empty database, and what to try first.

mod licensing;

use std::fmt::Write as _;
use std::net::SocketAddr;

use keyward_authority::gates::{self, GateSpec, RuleSpec};
use keyward_authority::keys::{OwnerRef, create};
use keyward_authority::service_accounts;
use keyward_authority::tenants::create::{CreateTenant, NewTenant, create as create_tenant};
use keyward_authority::users::set_password::set_password;
use keyward_authority::users::set_roles::set_roles;
use keyward_authority::{Actor, Answer, Authority, Once, Origin};
use keyward_domain::{BuiltInRole, Environment, User};
use keyward_gate::GrantEnvironment;
use keyward_server::App;
use keyward_storage::tenants;

use crate::failure::Failure;

/// The tenant of the samples and of the development keys.
pub(crate) const TENANT: &str = "Sample";
/// Its person.
pub(crate) const PERSON: &str = "dev@keyward.invalid";
/// Their password, which `--dev` alone sets.
pub(crate) const PASSWORD: &str = "keyward-dev";
/// Where Envoy's ext_authz is answered, unless somewhere else is asked for.
pub(crate) const GRPC: &str = "127.0.0.1:4872";
/// The development key of FlexPrice's documents (contract v1, part 2).
const KEY: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";

/// The gates of the files in `examples/gateways`, with the style of their refusals.
const GATES: [(&str, &str); 2] = [("sample", "standard"), ("sample-nginx", "nginx")];

/// Fills an empty database, and says what to paste.
pub(crate) async fn prepare(app: &App, address: SocketAddr) -> Result<String, Failure> {
    let authority = app.authority();
    if tenants::all(&authority.storage().reader()).await?.is_empty() {
        let person = samples(authority).await?;
        licensing::samples(app, &person).await?;
    }
    Ok(greeting(address))
}

/// What they are all made under in the audit trail.
const REQUEST: &str = "dev";

async fn samples(authority: &Authority) -> Result<User, Failure> {
    let origin = || Origin { request_id: REQUEST.to_owned(), ..Origin::default() };
    let input = CreateTenant { name: TENANT.to_owned(), email: PERSON.to_owned() };
    let once = Once::no();
    let made = fresh(create_tenant(authority, &Actor::at_large(origin()), &input, &once).await?)?;
    let NewTenant { tenant, admin, development, production } = made;
    let (person, actor) = (admin, Actor::operator(tenant.id, None, origin()));
    let admin = authority.ids().encode(person.id);
    let roles = [BuiltInRole::SUPER_ADMIN, BuiltInRole::OPERATOR].map(str::to_owned);
    set_roles(authority, &actor, &admin, &roles).await?;
    set_password(authority, &actor, &admin, PASSWORD).await?;
    for environment in [&development, &production] {
        let actor = Actor::operator(tenant.id, Some(within(environment)), origin());
        let owner = OwnerRef { external_id: Some("customer-1".to_owned()), ..OwnerRef::default() };
        let permissions = vec!["documents:read".to_owned()];
        let input = create::CreateKey {
            name: "Sample customer's key".to_owned(),
            owner,
            permissions,
            ..create::CreateKey::default()
        };
        create::create(authority, &actor, &input, &Once::no()).await?;
    }
    let actor = Actor::operator(tenant.id, Some(within(&development)), origin());
    for (which, (name, deny_style)) in GATES.into_iter().enumerate() {
        let rule = RuleSpec {
            method: None,
            path_prefix: "/admin".to_owned(),
            permissions: Some("documents:admin".to_owned()),
            cost: None,
        };
        let spec = GateSpec {
            name: name.to_owned(),
            rules: vec![rule],
            deny_style: Some(deny_style.to_owned()),
            ..GateSpec::default()
        };
        gates::create::development(authority, &actor, &spec, which).await?;
    }
    let actor = Actor::operator(tenant.id, None, origin());
    let input = service_accounts::create::CreateServiceAccount {
        name: "Sample event service".to_owned(),
        roles: vec!["event_ingestor".to_owned()],
    };
    service_accounts::create::create(authority, &actor, &input, &Once::no()).await?;
    Ok(person)
}

/// What was made, by who asks for the first time.
fn fresh<T>(answer: Answer<T>) -> Result<T, Failure> {
    match answer {
        Answer::Fresh(made) => Ok(made),
        Answer::Again { .. } => Err(Failure::failed("the samples were made before")),
    }
}

fn within(environment: &Environment) -> GrantEnvironment {
    GrantEnvironment { id: environment.id, kind: environment.kind }
}

/// The three lines that show the main job: issue a key, check it, revoke it.
fn greeting(address: SocketAddr) -> String {
    let url = format!("http://{address}");
    let mut text = format!(
        "Keyward listens on {url} (development: do not expose it)\n\n\
         Dashboard: {url}/dashboard (sign in as {PERSON}, password {PASSWORD})\n\n"
    );
    // Writing to a string does not fail.
    let _ = write!(
        text,
        "Issue a key, check it, revoke it:\n\n\
         K=$(curl -s {url}/v1/keys -H 'X-API-Key: {KEY}' -d '{{\"name\":\"My first key\",\"owner\":{{\"external_id\":\"customer-1\"}},\"permissions\":[\"documents:read\"]}}'); echo \"$K\"\n\
         curl -s {url}/v1/keys/verify -H 'X-API-Key: {KEY}' -d \"{{\\\"key\\\":\\\"$(echo \"$K\" | sed 's/.*\"api_key\":\"\\([^\"]*\\)\".*/\\1/')\\\",\\\"permissions\\\":\\\"documents:read\\\"}}\"; echo\n\
         curl -s -o /dev/null -w '%{{http_code}}\\n' -X DELETE {url}/v1/keys/$(echo \"$K\" | sed 's/.*\"id\":\"\\(key_[^\"]*\\)\".*/\\1/') -H 'X-API-Key: {KEY}'\n\n\
         Documentation: {url}/docs\n\
         API description: {url}/openapi.json\n"
    );
    text
}
