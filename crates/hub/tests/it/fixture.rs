//! A hub over a database of its own, with a product and accounts of each kind.

use std::sync::Arc;
use std::time::Duration;

use keyward_authority::{
    Actor, Answer, Authority, MasterSecret, Once, Origin, Parts, Policy, Principal, StaticKeys,
};
use keyward_domain::{AccountType, Client, EnvironmentType, Permission, Permissions, Product};
use keyward_gate::{GrantEnvironment, Settings as GateSettings};
use keyward_hub::activations::activate::{ActivateSite, Activated, activate};
use keyward_hub::activations::verify::{Verified, VerifySite, verify};
use keyward_hub::clients::create::{CreateClient, create as create_client};
use keyward_hub::licenses::create::create;
use keyward_hub::licenses::{CreateLicense, LicenseView};
use keyward_hub::products::create::{CreateProduct, create as create_product};
use keyward_hub::{Error, Hub, Settings};
use keyward_storage::accounts::AccountChange;
use keyward_storage::{Options, Storage, Target, accounts, environments, hub_events, tenants, users};
use keyward_testkit::entropy::SeededEntropy;
use keyward_testkit::mail::Mailbox;
use keyward_testkit::package::release_folder;
use keyward_testkit::postgres::{Cluster, Database};
use keyward_testkit::time::FixedClock;
use keyward_token::{Formats, Peppers};
use tempfile::TempDir;

/// What a database lies in; goes when dropped.
#[expect(dead_code, reason = "held until it is dropped")]
enum Home {
    Folder(TempDir),
    Database(Database),
}

/// A hub with a product.
pub(crate) struct Shop {
    pub(crate) hub: Arc<Hub>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) product: Product,
    pub(crate) reseller: Actor,
    pub(crate) operator: Actor,
    _home: Home,
    _releases: TempDir,
}

impl Shop {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let target = Target::Sqlite(folder.path().join("keyward.db"));
        Self::over(Home::Folder(folder), target).await
    }

    pub(crate) async fn postgres() -> Self {
        let database = Cluster::shared().create_migrated_database();
        let target = Target::Postgres(database.url().to_owned());
        Self::over(Home::Database(database), target).await
    }

    async fn over(home: Home, target: Target) -> Self {
        // A machine under load is no outage.
        let options =
            Options { max_connections: 8, acquire_timeout: Duration::from_mins(2), ..Options::new(target) };
        let storage = Storage::connect(&options).await.unwrap();
        storage.migrate().await.unwrap();
        let clock = Arc::new(FixedClock::default());
        let parts = Parts {
            storage,
            clock: clock.clone(),
            entropy: Arc::new(SeededEntropy::new(7)),
            formats: Formats::new([]).unwrap(),
            peppers: Peppers::new(Vec::new()).unwrap(),
            master: MasterSecret::new([7; 32]),
            static_keys: StaticKeys::default(),
            issuers: Vec::new(),
            mail: Mailbox::default().settings(),
            gate: GateSettings { max_keys: 100, max_unknown: 100, unknown_ttl: Duration::from_secs(10) },
            policy: Policy::default(),
        };
        let releases = tempfile::tempdir().unwrap();
        let authority = Arc::new(Authority::open(parts).await.unwrap());
        let hub = Arc::new(Hub::new(
            authority,
            release_folder(&releases.path().join("releases")),
            Settings::default(),
        ));
        let reseller = account(&hub, "Reseller", AccountType::Reseller).await;
        let operator = Actor::operator(reseller.tenant, None, Origin::default());
        let new = CreateProduct {
            slug: "flavor-starter".to_owned(),
            name: "Flavor Starter Theme".to_owned(),
            kind: "theme".to_owned(),
            listing: None,
        };
        let once = Once::no();
        let made = create_product(&hub, &operator, &new, &once).await.unwrap();
        let Answer::Fresh(product) = made else { unreachable!("no retry") };
        Self { hub, clock, product, reseller, operator, _home: home, _releases: releases }
    }

    pub(crate) async fn account(&self, name: &str, kind: AccountType) -> Actor {
        account(&self.hub, name, kind).await
    }

    /// The environment in which an account's clients are.
    pub(crate) async fn production(&self, actor: &Actor) -> GrantEnvironment {
        let reader = self.hub.authority().storage().reader();
        let found = environments::all(&reader, actor.tenant).await.unwrap().remove(0);
        GrantEnvironment { id: found.id, kind: found.kind }
    }

    pub(crate) fn order(&self, tier: &str) -> CreateLicense {
        CreateLicense { product_id: self.product.id.get(), tier: tier.to_owned(), ..CreateLicense::default() }
    }

    /// A licence of the reseller's.
    pub(crate) async fn license(&self, tier: &str) -> LicenseView {
        self.make(&self.reseller, &self.order(tier)).await.unwrap()
    }

    pub(crate) async fn make(&self, actor: &Actor, input: &CreateLicense) -> Result<LicenseView, Error> {
        match create(&self.hub, actor, input, &Once::no()).await? {
            Answer::Fresh(made) => Ok(made),
            Answer::Again { .. } => panic!("nothing was asked for once"),
        }
    }

    pub(crate) async fn client(&self, email: &str) -> Result<Client, Error> {
        let input = CreateClient { email: email.to_owned(), name: "Client".to_owned(), company: None };
        match create_client(&self.hub, &self.reseller, &input, &Once::no()).await? {
            Answer::Fresh(made) => Ok(made),
            Answer::Again { .. } => panic!("nothing was asked for once"),
        }
    }

    pub(crate) async fn activate(&self, license: &LicenseView, domain: &str) -> Result<Activated, Error> {
        activate(&self.hub, &Origin::default(), &site(license, domain)).await
    }

    pub(crate) async fn verify(&self, license: &LicenseView, domain: &str) -> Verified {
        let input = VerifySite {
            license_key: license.key.expose().to_owned(),
            domain: domain.to_owned(),
            ..VerifySite::default()
        };
        verify(&self.hub, &input).await.unwrap()
    }

    /// What happened to the reseller's licences so far: the kind, and the domain where there is one.
    pub(crate) async fn told(&self) -> Vec<(String, Option<String>)> {
        let reader = self.hub.authority().storage().reader();
        let events = hub_events::after(&reader, self.reseller.tenant, 0, 5000).await.unwrap();
        let told = events.into_iter().map(|event| {
            let payload: serde_json::Value = serde_json::from_str(&event.payload).unwrap();
            (event.kind, payload["domain"].as_str().map(str::to_owned))
        });
        told.collect()
    }

    pub(crate) fn days(&self, days: u64) {
        self.clock.advance(Duration::from_hours(24 * days));
    }
}

pub(crate) fn site(license: &LicenseView, domain: &str) -> ActivateSite {
    ActivateSite {
        license_key: license.key.expose().to_owned(),
        domain: domain.to_owned(),
        ..ActivateSite::default()
    }
}

async fn account(hub: &Hub, name: &str, kind: AccountType) -> Actor {
    let (storage, now) = (hub.authority().storage(), hub.authority().now());
    let tx = storage.begin().await.unwrap();
    let tenant = tenants::insert(&tx, &name.parse().unwrap(), now).await.unwrap().id;
    environments::insert(&tx, tenant, &"Live".parse().unwrap(), EnvironmentType::Production, now)
        .await
        .unwrap();
    let change = AccountChange { account_type: Some(kind), ..AccountChange::default() };
    accounts::change(&tx, tenant, &change).await.unwrap();
    let email = format!("{}@example.com", name.to_lowercase()).parse().unwrap();
    let user = users::insert(&tx, tenant, &email, None, &[], now).await.unwrap();
    tx.commit().await.unwrap();
    let principal = Principal::User {
        user: user.id,
        email: user.email.into(),
        session: None,
        operator: false,
        permissions: permissions(&["*:*"]),
        tenant_suspended: false,
    };
    Actor { principal, tenant, environment: None, origin: Origin::default() }
}

/// The same person, who may do no more than this.
pub(crate) fn allowed(actor: &Actor, only: &[&str]) -> Actor {
    let mut actor = actor.clone();
    if let Principal::User { permissions: may, .. } = &mut actor.principal {
        *may = permissions(only);
    }
    actor
}

fn permissions(all: &[&str]) -> Arc<Permissions> {
    Arc::new(all.iter().map(|text| text.parse::<Permission>().unwrap()).collect())
}

/// The code of a refusal.
pub(crate) fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> &'static str {
    match result {
        Err(Error::Refused(refusal)) => refusal.code,
        other => panic!("{other:?} is no refusal"),
    }
}

/// The fields that were found wrong.
pub(crate) fn fields<T: std::fmt::Debug>(result: Result<T, Error>) -> Vec<String> {
    match result {
        Err(Error::Authority(keyward_authority::Error::Invalid(invalid))) => {
            invalid.problems().iter().map(|problem| problem.field.clone()).collect()
        }
        other => panic!("{other:?} is not about fields"),
    }
}
