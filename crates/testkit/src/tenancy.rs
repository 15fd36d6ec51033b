//! A tenant to test with.

use keyward_authority::keys::{Created, OwnerRef, create};
use keyward_authority::tenants::create::{CreateTenant, create as create_tenant};
use keyward_authority::{Actor, Answer, Authority, Once, Origin};
use keyward_domain::{BuiltInRole, Environment, Tenant, User};
use keyward_gate::GrantEnvironment;

use crate::actors::KeyHolder;
use crate::server::TestServer;

/// A tenant with its first person, and a key of theirs for each environment.
#[derive(Clone, Debug)]
pub struct Tenancy {
    /// The tenant.
    pub tenant: Tenant,
    /// Its first person, a super admin.
    pub admin: User,
    /// The environment `Development`.
    pub development: Environment,
    /// The environment `Production`.
    pub production: Environment,
    keys: [(String, String); 2],
}

impl Tenancy {
    pub(crate) async fn make(authority: &Authority, name: &str) -> Self {
        let input =
            CreateTenant { name: name.to_owned(), email: format!("admin@{}.test", name.to_lowercase()) };
        let once = Once::no();
        let made = create_tenant(authority, &Actor::at_large(origin()), &input, &once).await;
        let Answer::Fresh(made) = made.expect("a tenant") else { unreachable!("no retry") };
        let mut keys = Vec::new();
        for environment in [&made.development, &made.production] {
            let user_id = Some(authority.ids().encode(made.admin.id));
            let input = create::CreateKey {
                name: "Admin".to_owned(),
                owner: OwnerRef { user_id, ..OwnerRef::default() },
                roles: vec![BuiltInRole::SUPER_ADMIN.to_owned()],
                ..create::CreateKey::default()
            };
            let created = issue(authority, &operator(&made.tenant, Some(environment)), &input).await;
            keys.push((authority.ids().encode(created.key.id), created.secret.expose().to_owned()));
        }
        let keys = keys.try_into().expect("one for each environment");
        let (tenant, admin) = (made.tenant, made.admin);
        Self { tenant, admin, development: made.development, production: made.production, keys }
    }

    pub(crate) fn admin_of(&self, server: &TestServer, environment: usize) -> KeyHolder {
        let (id, key) = &self.keys[environment];
        KeyHolder::new(&server.anonymous(), id, key)
    }
}

/// Issues a key.
pub(crate) async fn issue(authority: &Authority, actor: &Actor, input: &create::CreateKey) -> Created {
    let made = create::create(authority, actor, input, &Once::no()).await;
    let Answer::Fresh(created) = made.expect("a key") else { unreachable!("no retry") };
    created
}

/// The operator, within a tenant.
pub(crate) fn operator(tenant: &Tenant, environment: Option<&Environment>) -> Actor {
    let within = environment.map(|it| GrantEnvironment { id: it.id, kind: it.kind });
    Actor::operator(tenant.id, within, origin())
}

/// Where nothing came from.
pub(crate) fn origin() -> Origin {
    Origin { request_id: "testkit".to_owned(), ..Origin::default() }
}
