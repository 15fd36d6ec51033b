//! The real server over a database of its own, in this process, on a port of its own.
//!
//! Put together as `keyward serve` does it, but for the clock and the randomness, which the test holds.

use std::collections::HashMap;
use std::fmt;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use keyward_authority::accounts::verify_email::verify_email;
use keyward_authority::keys::{OwnerRef, create};
use keyward_authority::service_accounts::create::{CreateServiceAccount, create as create_service_account};
use keyward_authority::users::set_roles::set_roles;
use keyward_authority::{Actor, Answer, Authority, MasterSecret, Once, Parts, Policy, StaticKey, StaticKeys};
use keyward_domain::{AccountType, BuiltInRole, Id, Tenant, TenantStatus};
use keyward_gate::{Invalidation, Settings};
use keyward_hub::releases::ReleaseStore;
use keyward_server::config::{Config, RateLimits};
use keyward_server::{App, Front, Listeners, serve};
use keyward_storage::accounts::{self, AccountChange};
use keyward_storage::{Options, Storage, Target, tenants, users};
use keyward_token::{Digest, Pepper, Peppers};
use serde_json::Value;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::actors::{Anonymous, Caller, KeyHolder, Line, Person};
use crate::browser::Browser;
use crate::entropy::SeededEntropy;
use crate::mail::Mailbox;
use crate::package::{files_under, release_folder};
use crate::postgres::{Cluster, Database};
use crate::tenancy::{Tenancy, issue, operator, origin};
use crate::time::FixedClock;

/// The password of everybody who signs up by [`TestServer::sign_up`].
pub const PASSWORD: &str = "correct horse battery";

/// A running server with two tenants. It ends with this value.
pub struct TestServer {
    /// The time, everywhere in it.
    pub clock: Arc<FixedClock>,
    /// The mail that it sends.
    pub mailbox: Mailbox,
    /// Whose keys the tests are about.
    pub home: Tenancy,
    /// Another tenant on the same server, to whom nothing of the first exists.
    pub stranger: Tenancy,
    front: Arc<Front>,
    line: Line,
    address: std::net::SocketAddr,
    database: Arc<Place>,
    stop: CancellationToken,
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestServer({})", self.address)
    }
}

/// Where a database lies; goes when the last server on it does.
enum Place {
    Folder(TempDir),
    /// And what files there are beside it.
    Database(Database, TempDir),
}

/// A server to be.
pub struct Setup {
    database: Arc<Place>,
    /// Of the server that made the database: its clock and its tenants.
    of: Option<(Arc<FixedClock>, Tenancy, Tenancy)>,
    config: Config,
    policy: Vec<PolicyChange>,
    static_keys: StaticKeys,
    /// By default a folder of this server's own.
    releases: Option<Arc<dyn ReleaseStore>>,
}

type PolicyChange = Box<dyn FnOnce(&mut Policy)>;

impl fmt::Debug for Setup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setup").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Setup {
    /// On a new SQLite file.
    ///
    /// # Panics
    /// When there can be no temporary directory.
    pub fn sqlite() -> Self {
        Self::new(Place::Folder(tempfile::tempdir().expect("a temporary directory")))
    }

    /// On a new database of the cluster that all tests share.
    pub fn postgres() -> Self {
        Self::on(Cluster::shared())
    }

    /// On a new database of this cluster.
    ///
    /// # Panics
    /// When there can be no database, or no folder beside it.
    pub fn on(cluster: &Cluster) -> Self {
        Self::new(Place::Database(
            cluster.create_migrated_database(),
            tempfile::tempdir().expect("a temporary directory"),
        ))
    }

    /// On the database of a server that runs: a second instance, with the first one's tenants and clock.
    pub fn beside(server: &TestServer) -> Self {
        let of = (server.clock.clone(), server.home.clone(), server.stranger.clone());
        Self { database: server.database.clone(), of: Some(of), ..Self::sqlite() }
    }

    fn new(place: Place) -> Self {
        let mut config = Config::default();
        // A machine under load is no outage.
        config.database.acquire_timeout_seconds = 60;
        config.server.request_timeout_seconds = 120;
        config.server.drain_timeout_seconds = 0;
        // Time stands still, and all of a test comes from one address.
        config.rate_limits = RateLimits::OFF;
        let (policy, static_keys) = (Vec::new(), HashMap::new());
        Self { database: Arc::new(place), of: None, config, policy, static_keys, releases: None }
    }

    /// Changes the configuration.
    #[must_use]
    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    /// Changes the operations' limits and defaults.
    #[must_use]
    pub fn policy(mut self, change: impl FnOnce(&mut Policy) + 'static) -> Self {
        self.policy.push(Box::new(change));
        self
    }

    /// Keeps the files of releases there.
    #[must_use]
    pub fn releases(mut self, store: Arc<dyn ReleaseStore>) -> Self {
        self.releases = Some(store);
        self
    }

    /// Adds a key of the configuration, for the home tenant's admin.
    #[must_use]
    pub fn static_key(mut self, secret: &str, change: impl FnOnce(&mut StaticKey)) -> Self {
        let mut key = static_key();
        change(&mut key);
        self.static_keys.insert(Digest::sha256(secret), key);
        self
    }

    /// Starts it. Requests are taken from the return on.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(self) -> TestServer {
        let clock = self.of.as_ref().map_or_else(Arc::default, |(clock, ..)| clock.clone());
        let entropy = Arc::new(SeededEntropy::new(next_seed()));
        let mailbox = Mailbox::default();
        let storage = self.database.open(&self.config).await;
        storage.migrate().await.expect("the migrations");
        let parts = parts(
            &self.config,
            self.policy,
            self.static_keys,
            storage,
            clock.clone(),
            entropy.clone(),
            &mailbox,
        );
        let authority = Authority::open(parts).await.expect("an authority");
        let (home, stranger) = match self.of {
            Some((_, home, stranger)) => (home, stranger),
            None => (Tenancy::make(&authority, "Home").await, Tenancy::make(&authority, "Stranger").await),
        };
        let store = self.releases.unwrap_or_else(|| release_folder(&self.database.releases()));
        let front = Arc::new(Front::new(App::new(authority, store, self.config), &*entropy));
        let public = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
        let address = public.local_addr().expect("its address");
        let stop = CancellationToken::new();
        let listeners = Listeners { public, grpc: None, metrics: None, operator: None };
        tokio::spawn(serve(front.clone(), listeners, stop.clone()));
        let line = Line::new(format!("http://{address}"));
        TestServer { clock, mailbox, home, stranger, front, line, address, database: self.database, stop }
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl TestServer {
    /// A server on a SQLite file, as it is by default.
    pub async fn sqlite() -> Self {
        Setup::sqlite().start().await
    }

    /// A server on PostgreSQL, as it is by default.
    pub async fn postgres() -> Self {
        Setup::postgres().start().await
    }

    /// Where it listens.
    pub fn address(&self) -> std::net::SocketAddr {
        self.address
    }

    /// Its database, where that is PostgreSQL: what is done there goes past the server.
    pub fn database(&self) -> Option<&Database> {
        if let Place::Database(database, _) = &*self.database { Some(database) } else { None }
    }

    /// The files of releases that there are, by their paths in the folder.
    pub fn release_files(&self) -> Vec<PathBuf> {
        files_under(&self.database.releases())
    }

    /// The operations on licences.
    pub fn hub(&self) -> &keyward_hub::Hub {
        self.front.app().hub()
    }

    /// The operations behind it.
    pub fn authority(&self) -> &Authority {
        self.front.app().authority()
    }

    /// Somebody without a key.
    pub fn anonymous(&self) -> Anonymous {
        Anonymous::new(self.line.clone())
    }

    /// A browser that nobody is signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.line)
    }

    /// A browser in which somebody just registered with a tenant of their own, called as their address.
    pub async fn signed_in_browser(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let fields = [("email", email), ("password", PASSWORD), ("tenant_name", email)];
        let _ = browser.fill("/dashboard/register", "/dashboard/register", &fields).await.expect(303);
        browser
    }

    /// Whoever holds this key.
    pub fn holder_of(&self, key: &str) -> KeyHolder {
        KeyHolder::new(&self.anonymous(), "", key)
    }

    /// The home tenant's super admin in `Development`.
    pub fn admin(&self) -> KeyHolder {
        self.home.admin_of(self, 0)
    }

    /// The home tenant's super admin in `Production`.
    pub fn admin_in_production(&self) -> KeyHolder {
        self.home.admin_of(self, 1)
    }

    /// The other tenant's super admin in its `Development`.
    pub fn stranger(&self) -> KeyHolder {
        self.stranger.admin_of(self, 0)
    }

    /// A customer of the home tenant, in `Development`, with a key that may do this alone.
    pub async fn permitted(&self, permissions: &[&str]) -> KeyHolder {
        let owner = OwnerRef { external_id: Some("permitted".to_owned()), ..OwnerRef::default() };
        let permissions = permissions.iter().map(|&text| text.to_owned()).collect();
        self.issue(create::CreateKey { owner, permissions, ..create::CreateKey::default() }).await
    }

    /// A machine of the home tenant: its id, and a key in `Development` that has its roles.
    ///
    /// # Panics
    /// When the tenant has no such role for machines.
    pub async fn machine(&self, roles: &[&str]) -> (String, KeyHolder) {
        let actor = self.operator();
        let roles = roles.iter().map(|&text| text.to_owned()).collect();
        let input = CreateServiceAccount { name: "Machine".to_owned(), roles };
        let made = create_service_account(self.authority(), &actor, &input, &Once::no()).await;
        let Answer::Fresh(account) = made.expect("a machine") else { unreachable!("no retry") };
        let id = self.text(account.id);
        let owner = OwnerRef { service_account_id: Some(id.clone()), ..OwnerRef::default() };
        (id, self.issue(create::CreateKey { owner, ..create::CreateKey::default() }).await)
    }

    /// The id as the wire prints it.
    pub fn text<T: keyward_domain::Entity>(&self, id: Id<T>) -> String {
        self.authority().ids().encode(id)
    }

    /// Suspends the home tenant, or lets it write again.
    ///
    /// # Panics
    /// When the database refuses.
    pub async fn set_status(&self, status: TenantStatus) {
        let tx = self.authority().storage().begin().await.expect("a transaction");
        assert!(tenants::set_status(&tx, self.home.tenant.id, status).await.expect("an update"));
        tx.commit().await.expect("a commit");
        self.authority().gate().tenant(self.home.tenant.id);
    }

    /// The tenant of the person with that address.
    ///
    /// # Panics
    /// When there is none.
    pub async fn tenant_of(&self, email: &str) -> Id<Tenant> {
        let email = email.parse().expect("an address");
        let found = users::find_sign_in(&self.authority().storage().reader(), &email).await;
        found.expect("a look-up").expect("a person").user.tenant
    }

    /// Makes the account of the person with that address one of that type.
    ///
    /// # Panics
    /// When there is none.
    pub async fn set_account_type_of(&self, email: &str, account_type: AccountType) {
        let tenant = self.tenant_of(email).await;
        let change = AccountChange { account_type: Some(account_type), ..AccountChange::default() };
        let tx = self.authority().storage().begin().await.expect("a transaction");
        accounts::change(&tx, tenant, &change).await.expect("an update");
        tx.commit().await.expect("a commit");
    }

    /// A person of the home tenant who may read everything; their id.
    ///
    /// # Panics
    /// When the address is none, or is taken.
    pub async fn person(&self, email: &str) -> String {
        let roles = ["all_reader".parse().expect("a role")];
        let email = email.parse().expect("an address");
        let tx = self.authority().storage().begin().await.expect("a transaction");
        let now = self.authority().now();
        let made =
            users::insert(&tx, self.home.tenant.id, &email, None, &roles, now).await.expect("a person");
        tx.commit().await.expect("a commit");
        self.text(made.id)
    }

    /// Proves that address with the token of the mail that was sent there.
    ///
    /// # Panics
    /// When the token is refused.
    pub async fn prove(&self, email: &str) {
        let token = self.mailbox.token("verification", email).await;
        let device = keyward_authority::sessions::Device::default();
        verify_email(self.authority(), &device, &token).await.expect("a proven address");
    }

    /// The operator of this server, in the home tenant's `Development`.
    pub fn operator(&self) -> Actor {
        operator(&self.home.tenant, Some(&self.home.development))
    }

    /// Somebody who signs up with a tenant of their own, called as their address.
    pub async fn sign_up(&self, email: &str) -> Person {
        let guest = self.anonymous();
        let body = serde_json::json!({"email": email, "password": PASSWORD, "tenant_name": email});
        Person::of(&guest, guest.post("/v1/auth/signup", &body).await.expect(201))
    }

    /// Gives somebody who signed up these roles, as the operator of this server.
    ///
    /// # Panics
    /// When they can't have them.
    pub async fn give_roles(&self, person: &Person, roles: &[&str]) {
        let tenant = self.authority().ids().decode(person.signed_in().text("tenant_id")).expect("an id");
        let roles: Vec<_> = roles.iter().map(|&role| role.to_owned()).collect();
        let actor = Actor::operator(tenant, None, origin());
        let id = person.signed_in().text("user_id");
        set_roles(self.authority(), &actor, id, &roles).await.expect("other roles");
    }

    /// A person with the role of an operator, and super admin of a tenant of their own.
    pub async fn operating_person(&self) -> Person {
        let person = self.sign_up("operator@example.com").await;
        self.give_roles(&person, &[BuiltInRole::SUPER_ADMIN, BuiltInRole::OPERATOR]).await;
        person
    }

    /// What whoever opens the socket in the data directory is answered: the status and the body.
    ///
    /// # Panics
    /// When the request is none.
    pub async fn by_socket(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        self.by_socket_in("", method, path, body).await
    }

    /// The same, in a tenant that is named.
    ///
    /// # Panics
    /// When the request is none.
    pub async fn by_socket_in(&self, tenant: &str, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        let mut request = http::Request::builder().method(method).uri(path);
        if !tenant.is_empty() {
            request = request.header("x-tenant", tenant);
        }
        let request = request.body(body).expect("a request");
        let response = self.front.call(request).await;
        (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap_or_default())
    }

    async fn issue(&self, input: create::CreateKey) -> KeyHolder {
        let input = create::CreateKey { name: "Test".to_owned(), ..input };
        let created = issue(self.authority(), &self.operator(), &input).await;
        KeyHolder::new(&self.anonymous(), &self.text(created.key.id), created.secret.expose())
    }
}

impl Place {
    /// Where the files of releases lie.
    fn releases(&self) -> PathBuf {
        match self {
            Self::Folder(folder) | Self::Database(_, folder) => folder.path().join("releases"),
        }
    }

    async fn open(&self, config: &Config) -> Storage {
        let target = match self {
            Self::Folder(folder) => Target::Sqlite(folder.path().join("keyward.db")),
            Self::Database(database, _) => Target::Postgres(database.url().to_owned()),
        };
        let options = Options {
            // Many servers share a cluster, and few requests run at once in a test.
            max_connections: config.database.max_connections.min(8),
            acquire_timeout: config.database.acquire_timeout(),
            target,
        };
        Storage::connect(&options).await.expect("a database")
    }
}

fn parts(
    config: &Config,
    changes: Vec<PolicyChange>,
    static_keys: StaticKeys,
    storage: Storage,
    clock: Arc<FixedClock>,
    entropy: Arc<SeededEntropy>,
    mailbox: &Mailbox,
) -> Parts {
    let mut policy = config.policy();
    for change in changes {
        change(&mut policy);
    }
    let pepper = Pepper::new("p1".parse().expect("a pepper's id"), [7; 32]);
    Parts {
        storage,
        clock,
        entropy,
        formats: config.formats().expect("formats"),
        peppers: Peppers::new(vec![pepper]).expect("one pepper"),
        master: MasterSecret::new([9; 32]),
        static_keys,
        issuers: keyward_server::issuers(config).expect("issuers"),
        mail: mailbox.settings(),
        gate: Settings {
            max_keys: config.gate.max_keys,
            max_unknown: config.gate.max_unknown,
            unknown_ttl: Duration::from_secs(config.gate.unknown_ttl_seconds),
        },
        policy,
    }
}

/// A key of the configuration for the home tenant's admin, in no environment.
pub fn static_key() -> StaticKey {
    StaticKey {
        tenant: "Home".to_owned(),
        user: "admin@home.test".to_owned(),
        name: "Static".to_owned(),
        is_active: true,
        environment: None,
    }
}

/// Two servers on one database must not make the same keys.
fn next_seed() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
