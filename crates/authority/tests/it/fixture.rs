//! An authority over a database of its own.

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jsonwebtoken::EncodingKey;
use keyward_authority::accounts::register::{Register, register};
use keyward_authority::accounts::verify_email::verify_email;
use keyward_authority::mail::worker::send_due;
use keyward_authority::sessions::authenticate::authenticate;
use keyward_authority::sessions::login::{Login, login};
use keyward_authority::sessions::refresh::refresh;
use keyward_authority::sessions::sign_up::{SignUp, sign_up};
use keyward_authority::sessions::{Device, SignedIn};
use keyward_authority::{
    Actor, Answer, Authority, Error, MasterSecret, Once, Origin, Parts, Policy, StaticKeys, mail,
};
use keyward_domain::{Account, Code, Id, Tenant, User};
use keyward_gate::{Ask, Settings};
use keyward_storage::signing_keys::{self, StoredSigningKey};
use keyward_storage::{Options, Storage, Target};
use keyward_testkit::entropy::SeededEntropy;
use keyward_testkit::mail::{Mailbox, token_in};
use keyward_testkit::postgres::{Cluster, Database};
use keyward_testkit::time::FixedClock;
use keyward_token::{Formats, Peppers};
use tempfile::TempDir;

pub(crate) const EMAIL: &str = "ada@example.com";
pub(crate) const PASSWORD: &str = "correct horse";

/// What a database lies in; goes when dropped.
enum Home {
    Folder(TempDir),
    Database(Database),
}

/// An authority. Stands for its operations.
pub(crate) struct Fixture {
    authority: Arc<Authority>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) mailbox: Mailbox,
    home: Home,
}

impl Deref for Fixture {
    type Target = Authority;

    fn deref(&self) -> &Authority {
        &self.authority
    }
}

/// What a check of a key answers that asks for nothing but the key.
pub(crate) async fn code_of(authority: &Authority, secret: &str) -> Code {
    let ask = Ask {
        now: authority.now(),
        address: None,
        query: None,
        within: None,
        private_only: false,
        meter: None,
    };
    authority.gate().check(secret, &ask).await.unwrap().code
}

impl Fixture {
    pub(crate) async fn sqlite() -> Self {
        Self::over(Home::Folder(tempfile::tempdir().unwrap())).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::over(Home::Database(Cluster::shared().create_migrated_database())).await
    }

    async fn over(home: Home) -> Self {
        let clock = Arc::new(FixedClock::default());
        let storage = Storage::connect(&home.options()).await.unwrap();
        storage.migrate().await.unwrap();
        let mailbox = Mailbox::default();
        let authority = open(storage, &clock, 7, Policy::default(), mailbox.settings()).await;
        Self { authority, clock, mailbox, home }
    }

    /// The same database under another instance, or under the same one after it was configured anew.
    pub(crate) async fn another(&self, master: u8, policy: Policy) -> Arc<Authority> {
        self.with_mail(master, policy, self.mailbox.settings()).await
    }

    /// The same with its mail going elsewhere.
    pub(crate) async fn with_mail(&self, master: u8, policy: Policy, mail: mail::Settings) -> Arc<Authority> {
        open(Storage::connect(&self.home.options()).await.unwrap(), &self.clock, master, policy, mail).await
    }

    pub(crate) fn shared(&self) -> Arc<Authority> {
        Arc::clone(&self.authority)
    }

    /// Somebody who signed up and proved their address.
    pub(crate) async fn sign_up(&self) -> SignedIn {
        let signed_in = self.sign_up_as(EMAIL).await;
        let token = self.mailed("verification", EMAIL).await;
        verify_email(self, &Device::default(), &token).await.unwrap();
        signed_in
    }

    /// Somebody who signed up.
    pub(crate) async fn sign_up_as(&self, email: &str) -> SignedIn {
        let input = SignUp { email: email.to_owned(), password: PASSWORD.to_owned(), tenant_name: None };
        try_sign_up(self, &input).await.unwrap()
    }

    /// Somebody who registered on the hub.
    pub(crate) async fn register(&self, email: &str) -> Account {
        let input = Register {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            name: "Ada".to_owned(),
            ..Register::default()
        };
        try_register(self, &input).await.unwrap()
    }

    /// Sends what waits; the token in the newest mail of that kind.
    pub(crate) async fn mailed(&self, kind: &str, to: &str) -> String {
        send_due(self).await.unwrap();
        token_in(&self.mailbox.newest(kind, to).unwrap().text)
    }

    pub(crate) async fn login(&self, email: &str, password: &str) -> Result<SignedIn, Error> {
        let input = Login { email: email.to_owned(), password: password.to_owned() };
        login(self, &Device::default(), &input).await
    }

    pub(crate) async fn refresh(&self, from: &SignedIn) -> Result<SignedIn, Error> {
        refresh(self, &Device::default(), from.refresh_token.expose()).await
    }

    pub(crate) async fn actor(&self, of: &SignedIn) -> Result<Actor, Error> {
        self.bearer(of.access_token.expose()).await
    }

    pub(crate) async fn bearer(&self, token: &str) -> Result<Actor, Error> {
        authenticate(self, token, Origin::default()).await
    }

    /// The tenant's operator.
    pub(crate) fn operator(tenant: Id<Tenant>) -> Actor {
        Actor::operator(tenant, None, Origin::default())
    }

    pub(crate) fn id(&self, user: &User) -> String {
        self.ids().encode(user.id)
    }
}

impl Home {
    fn options(&self) -> Options {
        let target = match self {
            Self::Folder(folder) => Target::Sqlite(folder.path().join("keyward.db")),
            Self::Database(database) => Target::Postgres(database.url().to_owned()),
        };
        // A machine under load is no outage.
        Options { max_connections: 8, acquire_timeout: Duration::from_mins(1), ..Options::new(target) }
    }
}

/// Two instances on one database must not make the same tokens.
static NEXT_SEED: AtomicU64 = AtomicU64::new(1);

async fn open(
    storage: Storage,
    clock: &Arc<FixedClock>,
    master: u8,
    policy: Policy,
    mail: mail::Settings,
) -> Arc<Authority> {
    let parts = Parts {
        storage,
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(NEXT_SEED.fetch_add(1, Ordering::Relaxed))),
        formats: Formats::new([]).unwrap(),
        peppers: Peppers::new(Vec::new()).unwrap(),
        master: MasterSecret::new([master; 32]),
        static_keys: StaticKeys::default(),
        issuers: Vec::new(),
        mail,
        gate: Settings { max_keys: 100, max_unknown: 100, unknown_ttl: Duration::from_secs(10) },
        policy,
    };
    Arc::new(Authority::open(parts).await.unwrap())
}

/// Asserts that a result is an error of that pattern.
macro_rules! assert_err {
    ($result:expr, $error:pat) => {{
        let result = $result;
        assert!(matches!(result, Err($error)), "{result:?} is not {}", stringify!($error));
    }};
}
pub(crate) use assert_err;

impl Fixture {
    /// A signing key that the server keeps and the test knows, too: its name and itself.
    pub(crate) async fn signing_key_of_test(&self) -> (String, EncodingKey) {
        const SEED: [u8; 32] = [3; 32];
        const KID: &str = "000102030405060708090a0b0c0d0e0f";
        const HEAD: [u8; 16] =
            [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
        let tx = self.storage().begin().await.unwrap();
        let now = self.now();
        let key = StoredSigningKey {
            purpose: "access".to_owned(),
            kid: KID.to_owned(),
            sealed: Vec::new(),
            public_key: ed25519_dalek::SigningKey::from_bytes(&SEED).verifying_key().to_bytes(),
            created_at: now,
            retires_at: now.plus(Duration::from_hours(1)),
        };
        signing_keys::insert(&tx, &key).await.unwrap();
        tx.commit().await.unwrap();
        (KID.to_owned(), EncodingKey::from_ed_der(&[HEAD.as_slice(), &SEED].concat()))
    }
}

pub(crate) async fn try_sign_up(authority: &Authority, input: &SignUp) -> Result<SignedIn, Error> {
    let once = Once::no();
    let answer = sign_up(authority, &Device::default(), input, &once).await?;
    let Answer::Fresh(signed_in) = answer else { unreachable!("no retry") };
    Ok(signed_in)
}

pub(crate) async fn try_register(authority: &Authority, input: &Register) -> Result<Account, Error> {
    let once = Once::no();
    let answer = register(authority, &Device::default(), input, &once).await?;
    let Answer::Fresh(account) = answer else { unreachable!("no retry") };
    Ok(account)
}
