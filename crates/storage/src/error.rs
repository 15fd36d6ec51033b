//! What can go wrong in a database, sorted by what a caller would do about it.

use sea_orm::{DbErr, RuntimeErr, SqlErr};

/// A storage operation that did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database can't be reached or can't work now: an outage, worth trying again.
    #[error("storage is unreachable: {0}")]
    Unavailable(#[source] DbErr),
    /// A row that must be the only one of its kind is there already.
    #[error("{0:?} is taken")]
    Taken(Unique),
    /// A row that is pointed to does not exist, or one that is still pointed to was to go.
    #[error("a row that is referred to is missing or still needed")]
    Reference,
    /// A stored value can't be read: the database was changed by somebody else.
    #[error("{table}.{column} holds what Keyward never writes")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The schema was made by a newer Keyward.
    #[error(
        "the database was migrated by a newer Keyward (it has {0}, which this one does not know): run that version or newer"
    )]
    Newer(String),
    /// Migrations are pending and may not be run.
    #[error("{0} migrations are pending: run `keyward migrate`, or start without --no-migrate")]
    Pending(usize),
    /// Anything else: a mistake of ours.
    #[error("storage failed: {0}")]
    Internal(#[source] DbErr),
}

/// What may exist once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unique {
    /// A key's digest.
    Digest,
    /// A customer's external id in its environment.
    ExternalId,
    /// A tenant's name.
    TenantName,
    /// An environment's name in its tenant.
    EnvironmentName,
    /// A person's e-mail.
    Email,
    /// A role's name in its tenant.
    RoleName,
    /// A gate's name in its environment.
    GateName,
    /// An idempotency key in its scope.
    IdempotencyKey,
    /// A partner's referral code.
    ReferralCode,
    /// A hub client's address, over all accounts.
    ClientEmail,
    /// A product's slug.
    ProductSlug,
    /// A licence's key.
    LicenseKey,
    /// A domain on which a licence is active.
    Activation,
    /// An environment's connection to a provider of webhooks.
    Connection,
    /// A version of a product or a component.
    ReleaseVersion,
    /// A component's slug.
    ComponentSlug,
    /// Some other unique thing.
    Other,
}

/// The name of each unique index and its first column as SQLite's message writes it.
const UNIQUES: [(&str, &str, Unique); 17] = [
    ("uq_keys_digest", "keys.digest", Unique::Digest),
    ("uq_customers_external_id", "customers.environment_id, customers.external_id", Unique::ExternalId),
    ("uq_tenants_name", "tenants.name", Unique::TenantName),
    ("uq_environments_name", "environments.tenant_id, environments.name", Unique::EnvironmentName),
    ("uq_users_email", "users.email", Unique::Email),
    ("uq_roles_name", "roles.tenant_id, roles.name", Unique::RoleName),
    ("uq_gates_name", "gates.environment_id, gates.name", Unique::GateName),
    ("uq_idempotency_key", "idempotency.scope, idempotency.key", Unique::IdempotencyKey),
    ("uq_tenants_referral_code", "tenants.referral_code", Unique::ReferralCode),
    ("uq_customers_hub_email", "customers.hub_email", Unique::ClientEmail),
    ("uq_products_slug", "products.slug", Unique::ProductSlug),
    ("uq_licenses_key_index", "licenses.key_index", Unique::LicenseKey),
    ("uq_activations_domain", "activations.license_id, activations.domain", Unique::Activation),
    (
        "uq_webhook_connections_provider",
        "webhook_connections.environment_id, webhook_connections.provider",
        Unique::Connection,
    ),
    ("uq_releases_product", "releases.product_id, releases.version", Unique::ReleaseVersion),
    ("uq_releases_component", "releases.component_id, releases.version", Unique::ReleaseVersion),
    ("uq_components_slug", "components.slug", Unique::ComponentSlug),
];

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        match error.sql_err() {
            Some(SqlErr::UniqueConstraintViolation(message)) => {
                let unique = UNIQUES
                    .iter()
                    .find(|(index, columns, _)| message.contains(index) || message.ends_with(columns));
                return Self::Taken(unique.map_or(Unique::Other, |(_, _, unique)| *unique));
            }
            Some(SqlErr::ForeignKeyConstraintViolation(_)) => return Self::Reference,
            _ => {}
        }
        if is_outage(&error) { Self::Unavailable(error) } else { Self::Internal(error) }
    }
}

fn is_outage(error: &DbErr) -> bool {
    match error {
        DbErr::ConnectionAcquire(_) | DbErr::Conn(_) => true,
        DbErr::Exec(RuntimeErr::SqlxError(cause)) | DbErr::Query(RuntimeErr::SqlxError(cause)) => {
            cause_is_outage(cause)
        }
        _ => false,
    }
}

fn cause_is_outage(cause: &sea_orm::sqlx::Error) -> bool {
    use sea_orm::sqlx::Error;
    match cause {
        Error::Io(_)
        | Error::Tls(_)
        | Error::Protocol(_)
        | Error::PoolTimedOut
        | Error::PoolClosed
        | Error::WorkerCrashed => true,
        // PostgreSQL: connection exceptions (08), a deadlock that was broken (40), resources (53), operator intervention (57), system errors (58).
        // SQLite: busy (5), locked (6), I/O error (10), full (13), can't open (14), by the low byte of the extended code.
        Error::Database(error) => error.code().is_some_and(|code| match code.parse::<i32>() {
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 10 | 13 | 14),
            _ => ["08", "40", "53", "57", "58"].iter().any(|class| code.starts_with(class)),
        }),
        _ => false,
    }
}
