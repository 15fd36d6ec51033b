//! The JSON of `/v1`: requests, responses, error codes; nothing else (contract v1).
//!
//! Texts are texts here: what they mean is checked by the operations. Unknown fields of requests are ignored.

mod account;
mod audit;
mod customer;
mod customer_portal;
mod error;
mod event;
mod gate;
mod key;
mod leak;
mod list;
mod present;
mod role;
mod secret;
mod session;
mod usage;
mod verify;
mod webhook;

pub use account::{
    CreateEnvironment, CreateTenant, CreateUser, CreatedTenant, EnvironmentList, EnvironmentView, Rename,
    SearchUsers, SetPassword, SetRoles, TenantView, UserView,
};
pub use audit::{AuditActor, AuditEntry, AuditList, AuditTarget};
pub use customer::{CreateCustomer, CustomerView, UpdateCustomer};
pub use customer_portal::{
    CreatePortalKey, OpenPortal, PortalActivation, PortalCustomer, PortalInfo, PortalLicense, PortalOpened,
    PortalProduct, PortalUsage, PortalUsageItem,
};
pub use error::{ErrorBody, ErrorCode};
pub use event::{
    BulkEvents, EventAccepted, EventList, EventView, EventsAccepted, IngestEvent, OneOrMany, QueryEvents,
    SkippedEvents, UsageQuery, UsageRow, UsageView,
};
pub use gate::{GateBody, GateCredential, GateLimit, GateRule, GateView, GateWithSecret};
pub use key::{
    BulkCreate, BulkCreated, CreateKey, CreatedKey, CreditRefill, ImportAnswer, ImportKey, ImportedRow,
    KeyCredits, KeyEnvironment, KeyLimit, KeyOwner, KeyView, NewOwner, PatchKey, RotateKey, SelfRevoke,
};
pub use leak::JudgedLeak;
pub use list::{List, Pagination};
pub use role::{CreateRole, OneRole, RoleBody, RoleList, RoleView};
pub use secret::{CreateSecret, CreatedSecret, SecretView};
pub use session::{
    AcceptInvitation, KeySet, Login, Logout, PublicKey, Refresh, SessionView, SignUp, SignedIn,
};
pub use usage::{KeyUsage, KeysUsage, UsageGroup, UsageStep};
pub use verify::{
    ExplainAnswer, ExplainedCheck, KeyFacts, KeyMeters, LimitState, NamedLimit, VerifyAnswer, VerifyKey,
    WhoAmI,
};
pub use webhook::{
    AttemptView, ConnectionView, CreateConnection, CreateWebhook, DeliveryView, PatchWebhook, RotateWebhook,
    WebhookReceived, WebhookView, WebhookWithSecret,
};
